"""A text of a story, read once in a worker: its words, quotations, credits and figures.

Of these, figures and quotations are the facts in which texts may differ. Two figures are of one
fact where they count the same, and their sentences and nearest words are mostly the same. A text
that gives both of two values doesn't differ from one that gives either.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import NamedTuple

from server.align import SentenceFacts, Text, TextFacts, language_of, prepare
from server.article import read_article
from server.model import Article, Credit, PageInput, Role
from server.pipeline import examine, text_of
from server.source import JudgedPage, same_event
from server.store import IndexArticle
from server.story.answers import FactPlace, FactValue, StoryFact
from server.text.credits.forms import credited, has_part, languages_for
from server.text.credits.publishers import bare_name, domain_of, is_known, names_in
from server.text.quantity import Quantity, comparable, same_value
from server.text.statements import names_public_statement, words_of
from server.text.tokens import Weights, Word, is_dense
from server.urls import host_of, registrable_domain
from server.verdict import is_by

# Chance from which a text is on the page's event; surely is; and may be, which counts where it
# surely is on that of another text of the story (tests/bench/whole/stories.py).
SAME_EVENT, SURELY, _MAY_BE = 0.65, 0.75, 0.1
# A name written as publishers' are and people's are not: "AppleInsider", "KSL-TV", "France 3".
_STYLED = re.compile(r"[a-z][A-Z]|\w\.[a-z]{2,9}$|^[A-Z]{2,9}-[A-Z]|[^\W\d_]\s?\d{1,2}$")
_FEWEST_QUOTED, DENSE = 4, 3  # words of a quotation; as many times more signs of a dense script
_APART, _JOINED = frozenset(",(、，（)"), frozenset("/-–.:#")


class Figure(NamedTuple):
    """A figure with the terms around it, and the unit or term that it counts ("" if unknown)."""

    quantity: Quantity
    near: frozenset[str]
    counted: str


class ReadSentence(NamedTuple):
    """A sentence: its words, which of them are quoted, its quotations and its figures.

    `is_given`: it tells a statement that everybody was given.
    """

    text: str
    plains: tuple[str, ...]
    terms: frozenset[str]
    quoted: tuple[bool, ...]
    quotations: tuple[tuple[str, ...], ...]
    figures: tuple[Figure, ...]
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class StoryReading:
    """A text with its chance of being on the page's event.

    `credits` are the publishers that it credits, by what names of one have in common. `indexed` is
    false for a page that the index lacks.
    """

    article: IndexArticle
    lines: tuple[ReadSentence, ...]
    credits: dict[str, Credit]
    chance: float = 1.0
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


def read_page(given: PageInput) -> tuple[JudgedPage, StoryReading]:
    """Read the page that a story is asked for; raise Problem if unreadable."""
    examined = examine(given)
    article = examined.article
    known = {name: getattr(article, name) for name in ("publisher", "published", "language")}
    about = IndexArticle(article.url or "", article.title or "", **known)
    return examined, replace(_read(examined, about, _prepared(article)), indexed=False)


def read_story(given: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index, and keep those on the event of the first."""
    found, examined = _prepared(read_article(given[0].as_input())), examine(given[0].as_input())
    others = read_indexed(found.text, given[1:])
    kept = (one for one in others if one.chance >= SAME_EVENT)
    return [_read(examined, given[0], found), *kept]


def read_indexed(page: Text, given: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index, and keep those that may be on the event of `page`."""
    ready, kept = prepare(page, language_of(page)), []
    for article in given:
        found = _prepared(read_article(article.as_input()))
        event = same_event(ready, found)
        if event >= _MAY_BE:
            read = _read(examine(article.as_input()), article, found)
            kept.append(replace(read, chance=event))
    return [one for one in kept if one.lines]


def vouched(sure: Sequence[Text], doubtful: Sequence[StoryReading]) -> list[StoryReading]:
    """Return those of `doubtful` that surely are on the event of one that is on the page's."""
    ready = [prepare(text, language_of(text)) for text in sure]
    return [one for one in doubtful if any(same_event(text, one.text) >= SURELY for text in ready)]


def _prepared(article: Article) -> TextFacts:
    text = text_of(article)
    return prepare(text, language_of(text))


def _read(examined: JudgedPage, article: IndexArticle, found: TextFacts) -> StoryReading:
    # Sentences; a longer text is no report on one event.
    told = [line for line in found.lines[:400] if line.index not in examined.notes]
    weights = Weights(found.language, [line.terms for line in told])
    given = _given_to_all(told)
    lines = []
    for line in told:
        fewest = _FEWEST_QUOTED * (DENSE if is_dense(line.plains[0]) else 1)
        spans = line.quotations
        cuts = [tuple(word.plain for word in line.inside(*span)) for span in spans]
        lines.append(
            ReadSentence(
                line.text,
                tuple(line.plains),
                frozenset(filter(weights.__getitem__, line.terms)),
                tuple(any(a <= w.start and w.end <= b for a, b in spans) for w in line.words),
                tuple(cut for cut in cuts if len(cut) >= fewest),
                tuple(_figure(line.text, line.words, one, weights) for one in line.quantities[:12]),
                line.index in given,
            )
        )
    about = replace(article, text="", lead="", language=found.language)
    return StoryReading(about, tuple(lines), _credits(examined, article))


def _given_to_all(lines: Sequence[SentenceFacts]) -> set[int]:
    """Return the indices of sentences that tell a statement made to everybody.

    Its words may go on over several sentences, of which one names the statement.
    """
    given: set[int] = set()
    for is_said, passage in groupby(lines, key=_is_said):
        told = list(passage)
        if is_said and any(names_public_statement(line.plains, line.language) for line in told):
            given.update(line.index for line in told)
    return given


def _is_said(line: SentenceFacts) -> bool:
    """Whether a sentence quotes somebody, or reports what somebody said."""
    if line.quotations or names_public_statement(line.plains, line.language):
        return True
    return not words_of("reporting_verbs", line.language).isdisjoint(line.plains)


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


def _credits(examined: JudgedPage, article: IndexArticle) -> dict[str, Credit]:
    """Return each publisher that a text credits once, as its basis where it is that."""
    basis, best = examined.verdict.basis, dict[str, Credit]()
    is_own = basis.kind == "own"
    decided = (replace(one, role="also") if is_own else one for one in basis.credits)
    every = [*decided, *_named(examined.article)]
    for one in sorted(every, key=lambda one: one.role != "basis"):
        if not is_by(one, article.url or None, article.publisher):
            best.setdefault(key_of(one.name), one)
    return best


def _named(found: Article) -> Iterator[Credit]:
    """Yield names that are written as publishers' are, where a sentence credits them."""
    languages = languages_for(found.language)
    for number, sentence in enumerate(found.beginning):
        text = sentence.text
        is_long = len(text) > 700  # characters of a sentence with a credit
        if is_long or not any(has_part(place, text, languages) for place in ("before", "after")):
            continue
        for name in names_in(text):
            if (is_known(name) or _STYLED.search(name)) and credited(text, name, languages):
                role = role_at(number, len(found.sentences))
                place = sentence.start, sentence.end
                yield Credit(name, domain_of(name), None, role, text, *place)


def role_at(number: int, count: int) -> Role:
    """Return the role of a credit in a sentence, of `count`: at the ends it is for all of them."""
    return "basis" if number < 4 or number >= count - 2 else "also"


def key_of(name: str) -> str:
    """Return the key that all names of one publisher share."""
    return domain_of(name) or bare_name(name)


_LOOSE = frozenset({"month", "weekday", "mday", "time", "ordinal", "label"})


class _Given(NamedTuple):
    """A figure in a sentence of a text."""

    text: int
    line: ReadSentence
    figure: Figure

    @property
    def quantity(self) -> Quantity:
        return self.figure.quantity


def facts_of(readings: Sequence[StoryReading]) -> list[StoryFact]:
    """Return the facts that texts differ in, then those that most have; the earliest text first."""
    given = [
        _Given(at, line, figure)
        for at, reading in enumerate(readings)
        for line in reading.lines
        for figure in line.figures
    ]
    counted: defaultdict[tuple[int, str], list[Quantity]] = defaultdict(list)
    for one in given:
        counted[one.text, one.figure.counted].append(one.quantity)
    language = readings[0].article.language
    weights = Weights(language, [line.terms for reading in readings for line in reading.lines])
    figures = (_fact(slot, counted) for slot in _slots(given, weights))
    facts = [*filter(None, figures), *_quotations(readings)]
    facts.sort(key=lambda one: (not one.differs, -sum(len(each.texts) for each in one.values)))
    return facts[:24]  # of a story, as a reader can look through


def _slots(given: Sequence[_Given], weights: Weights) -> Iterator[list[_Given]]:
    """Group the figures of all texts by what they are about."""
    slots: defaultdict[str, list[list[_Given]]] = defaultdict(list)
    placed: dict[tuple[str, int], list[_Given]] = {}
    for one in given:
        unit, counted = one.quantity.unit, one.figure.counted
        is_loose = unit in _LOOSE or unit.startswith("ago")  # depends on when it is said
        if is_loose or not counted or len(one.figure.near) < 2:  # words, to know what it counts
            continue
        place = one.line.text, one.quantity.start
        if place in placed:  # in a copy
            placed[place].append(one)
            continue
        likeness = [max(_alike(one, other, weights) for other in slot) for slot in slots[counted]]
        best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < 1:
            slots[counted].append(slot := [one])
        else:
            (slot := slots[counted][best]).append(one)
        placed[place] = slot
    yield from chain.from_iterable(slots.values())


def _alike(one: _Given, other: _Given, weights: Weights) -> float:
    """Return how surely two figures are of one fact: 1 or more where they are."""
    if not comparable(one.quantity, other.quantity):
        return 0.0
    if one.figure.counted.startswith("of "):
        return 1.0  # the age of one person
    low, high = sorted((one.quantity.value, other.quantity.value))
    loose = one.quantity.is_date or not (one.quantity.firm and other.quantity.firm)
    near = _share(one.figure.near, other.figure.near, weights)  # of the words around them
    if near < 0.3 or (high > 10 * low and not one.quantity.is_date):
        return 0.0
    # Least share of both together; dates and number words ("two") are in most sentences.
    whole = near + _share(one.line.terms, other.line.terms, weights)
    return whole / (1.2 if loose else 0.8)


def _share(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """Return the weight of shared terms in that of the smaller set, 0..1."""
    least = min(weights.mass(one), weights.mass(other))
    return weights.mass(one & other) / least if least else 0.0


def _fact(
    slot: Sequence[_Given], counted: Mapping[tuple[int, str], Sequence[Quantity]]
) -> StoryFact | None:
    """Return the fact of a slot, with a value for each group of texts; None of one text."""
    values: list[list[_Given]] = []
    for one in slot:
        known = (value for value in values if _same(one.quantity, value[0].quantity))
        if value := next(known, None):
            value.append(one)
        else:
            values.append([one])

    def has(text: int, other: _Given) -> bool:
        """Return whether a text counts the other's value as well."""
        return any(_same(one, other.quantity) for one in counted[text, other.figure.counted])

    apart = [
        value
        for value in values
        if not any(
            has(one.text, other[0]) for one in value for other in values if other is not value
        )
    ]
    kept = apart if len(apart) > 1 else [max(values, key=len)]
    if len({one.text for value in kept for one in value}) == 1:
        return None
    _, line, figure = kept[0][0]
    start, end = figure.quantity.start, figure.quantity.end
    about = " ".join([*line.text[:start].split()[-3:], "…", *line.text[end:].split()[:4]])
    found = [
        _value(value[0].quantity.text, [FactPlace(one.text, one.line.text) for one in value])
        for value in kept
    ]
    return StoryFact("date" if figure.quantity.is_date else "number", about, found)


def _same(one: Quantity, other: Quantity) -> bool:
    return same_value(one, other) or same_value(other, one)


def _value(text: str, places: Sequence[FactPlace]) -> FactValue:
    by_text = {one.text: one for one in reversed(places)}
    texts = sorted(by_text)
    return FactValue(text, texts, [by_text[at] for at in texts], texts[0])


def _quotations(readings: Sequence[StoryReading]) -> Iterator[StoryFact]:
    """Yield the long quotations that several texts have, in the same cut."""
    places: defaultdict[tuple[str, ...], list[FactPlace]] = defaultdict(list)
    for at, reading in enumerate(readings):
        for line in reading.lines:
            for cut in line.quotations:
                places[cut].append(FactPlace(at, line.text))
    for cut, found in places.items():
        if len({one.text for one in found}) > 1 and len(cut) >= 6:  # words of one of weight
            yield StoryFact("quotation", "", [_value(" ".join(cut), found)])
