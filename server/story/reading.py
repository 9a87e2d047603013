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
from server.text.clauses import words_around
from server.text.credits.forms import credit_kind, has_part, languages_for
from server.text.credits.publishers import bare_name, domain_of, is_known, names_in
from server.text.quantity import Quantity, comparable, same_value
from server.text.statements import names_public_statement, words_of
from server.text.tokens import Weights, Word, is_dense
from server.urls import host_of, registrable_domain
from server.verdict import is_by

# Chance from which a text is on the page's event; surely is; and may be, which counts where it
# surely is on that of another text of the story (tests/bench/whole/stories.py).
SAME_EVENT, SURELY, _MAY_BE = 0.65, 0.75, 0.1

# What is read of a text.
MOST_SENTENCES = 400  # a longer text is not a report on one event
MOST_FIGURES = 12  # of a sentence
MOST_FACTS = 24  # of a story, as a reader can look through
LONGEST_CREDIT = 700  # characters of a sentence with a credit
ENDS_BEFORE, ENDS_AFTER = 4, 2  # sentences at the ends: a credit in them is for the whole text

# Quotations, in words.
_FEWEST_QUOTED, DENSE = 4, 3  # as many times more signs of a dense script
LONG_QUOTATION = 6  # of weight

# Figures of one fact.
WORDS_BEFORE, WORDS_AFTER = 4, 5  # that tell what a figure is about
_SHOWN_BEFORE, _SHOWN_AFTER = 3, 4  # of a fact's name, which a reader sees
FEWEST_WORDS_NEAR = 2  # to know what it counts
FAR_OFF = 10  # times another figure: no other value of the same thing
LEAST_NEAR = 0.3  # share of the words around two figures
# Share of these words and of their sentences' together; dates and number words ("two") are in most
# sentences, so that more is asked of them.
LEAST_SHARED, LEAST_SHARED_LOOSE = 0.8, 1.2

# A name written as publishers' are and people's are not: "AppleInsider", "KSL-TV", "France 3".
_STYLED = re.compile(r"[a-z][A-Z]|\w\.[a-z]{2,9}$|^[A-Z]{2,9}-[A-Z]|[^\W\d_]\s?\d{1,2}$")
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
        """Its sentences."""
        return Text([line.text for line in self.lines], self.article.language)

    @property
    def name(self) -> str:
        """Its publisher, else its site."""
        host = host_of(self.article.url) or ""
        return self.article.publisher or registrable_domain(host) or host


def read_page(page_input: PageInput) -> tuple[JudgedPage, StoryReading]:
    """Read the page that a story is asked for; raise Problem if unreadable."""
    page = examine(page_input)
    article = page.article
    indexed_article = IndexArticle(
        article.url or "",
        article.title or "",
        publisher=article.publisher,
        published=article.published,
        language=article.language,
    )
    reading = _read(page, indexed_article, _facts_of(article))
    return page, replace(reading, indexed=False)


def read_story(articles: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index, and keep those on the event of the first."""
    first = articles[0]
    facts, page = _facts_of(read_article(first.as_input())), examine(first.as_input())
    read = read_indexed(facts.text, articles[1:])
    on_event = [reading for reading in read if reading.chance >= SAME_EVENT]
    return [_read(page, first, facts), *on_event]


def read_indexed(page: Text, articles: Sequence[IndexArticle]) -> list[StoryReading]:
    """Read articles of the index, and keep those that may be on the event of `page`."""
    page_facts, readings = prepare(page, language_of(page)), []
    for article in articles:
        facts = _facts_of(read_article(article.as_input()))
        chance = same_event(page_facts, facts)
        if chance < _MAY_BE:
            continue
        reading = _read(examine(article.as_input()), article, facts)
        if reading.lines:
            readings.append(replace(reading, chance=chance))
    return readings


def confirm(sure_texts: Sequence[Text], doubtful: Sequence[StoryReading]) -> list[StoryReading]:
    """Return those of `doubtful` that surely are on the event of one that is on the page's."""
    sure_facts = [prepare(text, language_of(text)) for text in sure_texts]
    return [
        reading
        for reading in doubtful
        if any(same_event(facts, reading.text) >= SURELY for facts in sure_facts)
    ]


def _facts_of(article: Article) -> TextFacts:
    text = text_of(article)
    return prepare(text, language_of(text))


def _read(page: JudgedPage, article: IndexArticle, facts: TextFacts) -> StoryReading:
    lines = [line for line in facts.lines[:MOST_SENTENCES] if line.index not in page.notes]
    weights = Weights(facts.language, [line.terms for line in lines])
    given_to_all = _given_to_all(lines)
    sentences = []
    for line in lines:
        fewest_words = _FEWEST_QUOTED * (DENSE if is_dense(line.plains[0]) else 1)
        spans = line.quotations
        cuts = [tuple(word.plain for word in line.inside(*span)) for span in spans]
        quantities = line.quantities[:MOST_FIGURES]
        sentences.append(
            ReadSentence(
                line.text,
                tuple(line.plains),
                frozenset(filter(weights.__getitem__, line.terms)),
                tuple(_is_within(word, spans) for word in line.words),
                tuple(cut for cut in cuts if len(cut) >= fewest_words),
                tuple(_figure(line.text, line.words, each, weights) for each in quantities),
                line.index in given_to_all,
            )
        )
    indexed_article = replace(article, text="", lead="", language=facts.language)
    return StoryReading(indexed_article, tuple(sentences), _credits(page, article))


def _is_within(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in spans)


def _given_to_all(lines: Sequence[SentenceFacts]) -> set[int]:
    """Return the indices of sentences that tell a statement made to everybody.

    Its words may go on over several sentences, of which one names the statement.
    """
    indices: set[int] = set()
    for is_said, members in groupby(lines, key=_is_said):
        passage = list(members)
        if is_said and any(names_public_statement(line.plains, line.language) for line in passage):
            indices.update(line.index for line in passage)
    return indices


def _is_said(line: SentenceFacts) -> bool:
    """Whether a sentence quotes somebody, or reports what somebody said."""
    if line.quotations or names_public_statement(line.plains, line.language):
        return True
    return not words_of("reporting_verbs", line.language).isdisjoint(line.plains)


def _figure(sentence: str, words: Sequence[Word], quantity: Quantity, weights: Weights) -> Figure:
    first, last = quantity.first, quantity.last
    around = (
        *words[max(0, first - WORDS_BEFORE) : first],
        *words[last + 1 : last + 1 + WORDS_AFTER],
    )
    near = {word.term for word in around if weights[word.term] and not word.plain[0].isdigit()}
    before = sentence[: quantity.start].rstrip()[-1:]
    after = sentence[quantity.end :].lstrip()[:1]

    counted = ""
    if quantity.unit and quantity.unit not in ("year", "ordinal"):
        counted = f"in {quantity.unit}"
    elif before in _APART and after in _APART and first:
        counted = f"of {words[first - 1].term}"  # whose age it is
    elif before not in _JOINED and after not in _JOINED:
        next_words = words[last + 1 : last + 2]
        counted = next((word.term for word in next_words if weights[word.term]), "")
    return Figure(quantity, frozenset(near), counted)


def _credits(page: JudgedPage, article: IndexArticle) -> dict[str, Credit]:
    """Return each publisher that a text credits once, as its basis where it is that."""
    basis = page.verdict.basis
    stated = list(basis.credits)
    if basis.kind == "own":
        stated = [replace(credit, role="also") for credit in stated]
    stated += _credits_like_publishers(page.article)
    stated.sort(key=lambda credit: credit.role != "basis")

    credit_by_key: dict[str, Credit] = {}
    for credit in stated:
        if not is_by(credit, article.url or None, article.publisher):
            credit_by_key.setdefault(key_of(credit.name), credit)
    return credit_by_key


def _credits_like_publishers(article: Article) -> Iterator[Credit]:
    """Yield names that are written as publishers' are, where a sentence credits them."""
    languages = languages_for(article.language)
    for number, sentence in enumerate(article.beginning):
        text = sentence.text
        is_long = len(text) > LONGEST_CREDIT
        if is_long or not any(has_part(place, text, languages) for place in ("before", "after")):
            continue
        for name in names_in(text):
            if (is_known(name) or _STYLED.search(name)) and credit_kind(text, name, languages):
                role = role_at(number, len(article.sentences))
                place = sentence.start, sentence.end
                yield Credit(name, domain_of(name), None, role, text, *place)


def role_at(number: int, count: int) -> Role:
    """Return the role of a credit in a sentence, of `count`: at the ends it is for all of them."""
    return "basis" if number < ENDS_BEFORE or number >= count - ENDS_AFTER else "also"


def key_of(name: str) -> str:
    """Return the key that all names of one publisher share."""
    return domain_of(name) or bare_name(name)


_LOOSE = frozenset({"month", "weekday", "mday", "time", "ordinal", "label"})


class _PlacedFigure(NamedTuple):
    """A figure in a sentence of a text."""

    text: int
    line: ReadSentence
    figure: Figure

    @property
    def quantity(self) -> Quantity:
        return self.figure.quantity


def facts_of(readings: Sequence[StoryReading]) -> list[StoryFact]:
    """Return the facts that texts differ in, then those that most have; the earliest text first."""
    figures = [
        _PlacedFigure(index, line, figure)
        for index, reading in enumerate(readings)
        for line in reading.lines
        for figure in line.figures
    ]
    counted: defaultdict[tuple[int, str], list[Quantity]] = defaultdict(list)
    for placed in figures:
        counted[placed.text, placed.figure.counted].append(placed.quantity)
    language = readings[0].article.language
    weights = Weights(language, [line.terms for reading in readings for line in reading.lines])

    facts = [fact for slot in _slots(figures, weights) if (fact := _fact(slot, counted))]
    facts += _quotations(readings)
    facts.sort(key=_rank_of_fact)
    return facts[:MOST_FACTS]


def _rank_of_fact(fact: StoryFact) -> tuple[bool, int]:
    """Rank a fact: those in which texts differ first, then those that most texts give."""
    return not fact.differs, -sum(len(value.texts) for value in fact.values)


def _slots(figures: Sequence[_PlacedFigure], weights: Weights) -> Iterator[list[_PlacedFigure]]:
    """Group the figures of all texts by what they are about."""
    slots: defaultdict[str, list[list[_PlacedFigure]]] = defaultdict(list)
    slot_by_place: dict[tuple[str, int], list[_PlacedFigure]] = {}
    for placed in figures:
        unit, counted = placed.quantity.unit, placed.figure.counted
        is_loose = unit in _LOOSE or unit.startswith("ago")  # depends on when it is said
        if is_loose or not counted or len(placed.figure.near) < FEWEST_WORDS_NEAR:
            continue
        place = placed.line.text, placed.quantity.start
        if place in slot_by_place:  # in a copy
            slot_by_place[place].append(placed)
            continue
        likeness = [
            max(_likeness(placed, member, weights) for member in slot) for slot in slots[counted]
        ]
        best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < 1:
            slot = [placed]
            slots[counted].append(slot)
        else:
            slot = slots[counted][best]
            slot.append(placed)
        slot_by_place[place] = slot
    yield from chain.from_iterable(slots.values())


def _likeness(first: _PlacedFigure, second: _PlacedFigure, weights: Weights) -> float:
    """Return how surely two figures are of one fact: 1 or more where they are."""
    if not comparable(first.quantity, second.quantity):
        return 0.0
    if first.figure.counted.startswith("of "):
        return 1.0  # the age of one person
    low, high = sorted((first.quantity.value, second.quantity.value))
    is_loose = first.quantity.is_date or not (first.quantity.firm and second.quantity.firm)
    near = _share(first.figure.near, second.figure.near, weights)
    is_far_off = high > FAR_OFF * low and not first.quantity.is_date
    if near < LEAST_NEAR or is_far_off:
        return 0.0
    shared = near + _share(first.line.terms, second.line.terms, weights)
    return shared / (LEAST_SHARED_LOOSE if is_loose else LEAST_SHARED)


def _share(first: frozenset[str], second: frozenset[str], weights: Weights) -> float:
    """Return the weight of shared terms in that of the smaller set, 0..1."""
    least = min(weights.mass(first), weights.mass(second))
    return weights.mass(first & second) / least if least else 0.0


def _fact(
    slot: Sequence[_PlacedFigure], counted: Mapping[tuple[int, str], Sequence[Quantity]]
) -> StoryFact | None:
    """Return the fact of a slot, with a value for each group of texts; None of one text.

    `counted` are the quantities by their text and what they count.
    """
    values = _by_value(slot)

    def gives(text: int, placed: _PlacedFigure) -> bool:
        """Whether a text gives the value of a figure as well."""
        quantities = counted[text, placed.figure.counted]
        return any(_is_same(quantity, placed.quantity) for quantity in quantities)

    apart = []
    for value in values:
        other_values = [other for other in values if other is not value]
        if not any(gives(placed.text, other[0]) for placed in value for other in other_values):
            apart.append(value)
    given_values = apart if len(apart) > 1 else [max(values, key=len)]
    if len({placed.text for value in given_values for placed in value}) == 1:
        return None
    _, line, figure = given_values[0][0]
    start, end = figure.quantity.start, figure.quantity.end
    about = around_figure(line.text, start, end)
    fact_values = []
    for value in given_values:
        places = [FactPlace(placed.text, placed.line.text) for placed in value]
        fact_values.append(_value(value[0].quantity.text, places))
    return StoryFact("date" if figure.quantity.is_date else "number", about, fact_values)


def around_figure(text: str, start: int, end: int) -> str:
    """Return the words around a figure with "…" in its place, within its clause if it has any."""
    before, after = text[:start], text[end:]
    blanked = f"{before}…{after}"
    in_clause = words_around(blanked, start, start + 1, before=_SHOWN_BEFORE, after=_SHOWN_AFTER)
    if in_clause != "…":
        return in_clause
    place = len(f"{before}…".split()) - 1
    return " ".join(blanked.split()[max(0, place - _SHOWN_BEFORE) : place + _SHOWN_AFTER + 1])


def _by_value(slot: Sequence[_PlacedFigure]) -> list[list[_PlacedFigure]]:
    """Group the figures of a slot by their values."""
    values: list[list[_PlacedFigure]] = []
    for placed in slot:
        for value in values:
            if _is_same(placed.quantity, value[0].quantity):
                value.append(placed)
                break
        else:
            values.append([placed])
    return values


def _is_same(first: Quantity, second: Quantity) -> bool:
    return same_value(first, second) or same_value(second, first)


def _value(text: str, places: Sequence[FactPlace]) -> FactValue:
    place_by_text = {place.text: place for place in reversed(places)}
    texts = sorted(place_by_text)
    return FactValue(text, texts, [place_by_text[index] for index in texts], texts[0])


def _quotations(readings: Sequence[StoryReading]) -> Iterator[StoryFact]:
    """Yield the long quotations that several texts have, in the same cut."""
    places_by_cut: defaultdict[tuple[str, ...], list[FactPlace]] = defaultdict(list)
    for index, reading in enumerate(readings):
        for line in reading.lines:
            for cut in line.quotations:
                places_by_cut[cut].append(FactPlace(index, line.text))
    for cut, places in places_by_cut.items():
        if len({place.text for place in places}) > 1 and len(cut) >= LONG_QUOTATION:
            yield StoryFact("quotation", "", [_value(" ".join(cut), places)])
