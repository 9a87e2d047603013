"""A text of a story, read once in a worker: its words, quotations, credits and figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from server.align import Text
from server.model import Article, Credit, PageInput, chance
from server.pipeline.tasks import examine, text_of
from server.source import Examined, compute_features, log_odds_of_event
from server.store import IndexArticle
from server.text.credits import Part, credited, has, languages_for
from server.text.numbers import quantities
from server.text.publishers import bare_name, domain_of, is_known, names_in
from server.text.quantity import Quantity
from server.text.quotations import quotations
from server.text.tokens import Weights, Word, is_dense, words
from server.urls import host_of, registrable_domain
from server.verdict import is_of

# Chance from which a text is on the page's event; and of one that may be, with the chance of being
# on that of another text of the story (tests/bench/whole/stories.py).
SAME_EVENT, _MAY_BE, _SURELY = 0.5, 0.2, 0.8
_MOST_SENTENCES = 400  # of a text; a longer one is no report on one event
_HEAD, _TAIL = 4, 2  # sentences at the ends, in which a text says whose report it is
_LONGEST_CREDIT = 700  # characters of a sentence
# How much a credit says that the whole text rests on it: as its basis, at its ends, in passing.
_BASIS, _AT_ENDS, _IN_PASSING = 1.0, 0.7, 0.3
RESTS = 0.6  # strength of a credit from which the whole text rests on it
_PARTS: tuple[Part, ...] = ("before", "after")
# A name written as publishers' are and people's are not: "AppleInsider", "KSL-TV", "France 3".
_STYLED = re.compile(r"[a-z][A-Z]|\w\.[a-z]{2,9}$|^[A-Z]{2,9}-[A-Z]|[^\W\d_]\s?\d{1,2}$")
_FEWEST_QUOTED, DENSE = 4, 3  # words of a quotation; as many times more signs of a dense script
_MOST_FIGURES = 12  # of a sentence
_APART, _JOINED = frozenset(",(、，（)"), frozenset("/-–.:#")


class NamedSource(NamedTuple):
    """A publisher that a text credits; `strength` (0..1) is how much of the text rests on it."""

    credit: Credit
    key: str
    strength: float

    @property
    def is_basis(self) -> bool:
        """Return whether the whole text rests on it."""
        return self.strength >= RESTS


class Figure(NamedTuple):
    """A figure with the terms around it, and the unit or term that it counts ("" if unknown)."""

    quantity: Quantity
    near: frozenset[str]
    counted: str


class ReadSentence(NamedTuple):
    """A sentence: its words, which of them are quoted, its quotations and its figures."""

    text: str
    plains: tuple[str, ...]
    terms: frozenset[str]
    quoted: tuple[bool, ...]
    quotations: tuple[tuple[str, ...], ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class StoryReading:
    """A text of a story; `indexed` is false for a page that the index lacks."""

    article: IndexArticle
    lines: tuple[ReadSentence, ...]
    credits: tuple[NamedSource, ...]
    indexed: bool = True

    @property
    def text(self) -> Text:
        """Return its sentences."""
        return Text([line.text for line in self.lines], self.article.language)

    @property
    def name(self) -> str:
        """Return its publisher, else its site."""
        host = host_of(self.article.url) or ""
        return self.article.publisher or registrable_domain(host) or host


def read_page(given: PageInput) -> tuple[Examined, StoryReading]:
    """Read the page that a story is asked for; raise Problem if unreadable."""
    examined = examine(given)
    article = examined.article
    known = {name: getattr(article, name) for name in ("publisher", "published", "language")}
    about = IndexArticle(article.url or "", article.title or "", **known)
    return examined, replace(_read(examined, about), indexed=False)


def read_story(given: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index on the event of the first."""
    first = _read(examine(given[0].as_input()), given[0])
    return [first, *read_indexed([first.text], given[1:])]


def read_indexed(texts: Sequence[Text], given: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index, and keep those on the event of `texts`.

    The first is the page. An article that may be on its event, and surely is on that of another
    text, counts too.
    """
    page, *others = texts
    kept = []
    for article in given:
        examined = examine(article.as_input())
        text = text_of(examined.article, examined.notes)
        event = _event(page, text)
        if event >= SAME_EVENT or (
            event >= _MAY_BE and any(_event(one, text) >= _SURELY for one in others)
        ):
            kept.append(_read(examined, article))
    return [one for one in kept if one.lines]


def _event(page: Text, other: Text) -> float:
    """Return the chance that `other` is on the event of `page`."""
    return chance(log_odds_of_event(compute_features(page, other)))


def _read(examined: Examined, article: IndexArticle) -> StoryReading:
    found, language = examined.article, article.language or examined.article.language
    told = enumerate(found.sentences[:_MOST_SENTENCES])
    sentences = [one.text for at, one in told if at not in examined.notes]
    split = [words(sentence, language) for sentence in sentences]
    weights = Weights(language, [frozenset(word.term for word in line) for line in split])
    lines = []
    for sentence, line in zip(sentences, split, strict=True):
        fewest = _FEWEST_QUOTED * (DENSE if is_dense(line[0].plain) else 1)
        spans = quotations(sentence)
        cuts = [
            tuple(word.plain for word in line if start <= word.start and word.end <= end)
            for start, end in spans
        ]
        figures = quantities(sentence, line, language, found.published)[:_MOST_FIGURES]
        lines.append(
            ReadSentence(
                sentence,
                tuple(word.plain for word in line),
                frozenset(word.term for word in line if weights[word.term]),
                tuple(any(a <= word.start and word.end <= b for a, b in spans) for word in line),
                tuple(cut for cut in cuts if len(cut) >= fewest),
                tuple(_figure(sentence, line, one, weights) for one in figures),
            )
        )
    credits_of = tuple(_credits(examined, article))
    return StoryReading(
        replace(article, text="", lead="", language=language), tuple(lines), credits_of
    )


def _figure(sentence: str, line: Sequence[Word], one: Quantity, weights: Weights) -> Figure:
    around = (*line[max(0, one.first - 4) : one.first], *line[one.last + 1 : one.last + 6])
    near = {word.term for word in around if weights[word.term] and not word.plain[0].isdigit()}
    before, after = sentence[: one.start].rstrip()[-1:], sentence[one.end :].lstrip()[:1]
    counted = next((w.term for w in line[one.last + 1 : one.last + 2] if weights[w.term]), "")
    if one.unit and one.unit not in ("year", "ordinal"):
        counted = f"in {one.unit}"
    elif before in _APART and after in _APART and one.first:
        counted = f"of {line[one.first - 1].term}"  # whose age it is
    elif before in _JOINED or after in _JOINED:
        counted = ""
    return Figure(one, frozenset(near), counted)


def _credits(examined: Examined, article: IndexArticle) -> Iterator[NamedSource]:
    """Yield each publisher that a text credits once, with its strongest credit."""
    basis, best = examined.verdict.basis, dict[str, NamedSource]()
    decided = (
        NamedSource(
            one,
            key_of(one.name),
            _BASIS if one.role == "basis" and basis.kind != "own" else _IN_PASSING,
        )
        for one in basis.credits
    )
    every = [*decided, *_named(examined.article)]
    for one in sorted(every, key=lambda one: -one.strength):
        if not is_of(one.credit, article.url or None, article.publisher):
            best.setdefault(one.key, one)
    yield from best.values()


def _named(found: Article) -> Iterator[NamedSource]:
    """Yield names that are written as publishers' are, where a sentence credits them."""
    languages = languages_for(found.language)
    for number, sentence in enumerate(found.beginning):
        text = sentence.text
        if len(text) > _LONGEST_CREDIT or not any(has(p, text, languages) for p in _PARTS):
            continue
        for name in names_in(text):
            if (is_known(name) or _STYLED.search(name)) and credited(text, name, languages):
                place = sentence.start, sentence.end
                credit = Credit(name, domain_of(name), None, "also", text, *place)
                strength = strength_at(number, len(found.sentences))
                yield NamedSource(credit, key_of(name), strength)


def strength_at(number: int, count: int) -> float:
    """Return how much a credit in a sentence, of `count`, says that the text rests on it."""
    return _AT_ENDS if number < _HEAD or number >= count - _TAIL else _IN_PASSING


def key_of(name: str) -> str:
    """Return what names of one publisher have in common."""
    return domain_of(name) or bare_name(name)
