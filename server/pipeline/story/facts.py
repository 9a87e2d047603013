"""A story with its words: figures and quotations of its texts, and those in which the texts differ.

Two figures are of one fact where they count the same, and their sentences and nearest words are
mostly the same. A text that gives both of two values doesn't differ from one that gives either.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from server.model import Article, FactPlace, FactValue, Story, StoryFact, StoryIndex, counted
from server.pipeline.story.reading import Figure, ReadSentence, StoryReading
from server.pipeline.story.relations import Relations
from server.text.quantity import Quantity, comparable, same_value
from server.text.tokens import Weights

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
    return facts[:24]


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
    near = _share(one.figure.near, other.figure.near, weights)
    if near < 0.3 or (high > 10 * low and not one.quantity.is_date):
        return 0.0
    # Dates and small number words ("two") are in most sentences.
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


_EMPTY = (
    "There are no articles in your index. Add the feeds you read: `unabridged feeds add URL`, or "
    "POST /v1/feeds."
)


def told(page: Article, read: Sequence[StoryReading], about: StoryIndex) -> Story:
    """Return the story of readings of one event, that of the page first."""
    found = Relations(read)
    timed = [at for at, time in enumerate(found.times) if time]
    story = Story(
        page,
        found.texts,
        found.origins,
        facts_of(found.readings),
        timed[0] if len(timed) > 1 else None,
        found.order.index(0),
        about,
        found.is_sure and len(read) > 1,
        "",
    )
    return replace(story, says=_says(story))


def _says(story: Story) -> str:
    """Say in a line how many texts and origins there are, and what the texts differ in."""
    many = sum(text.indexed for text in story.texts)
    if not story.index.articles:
        return _EMPTY
    if not many or len(story.texts) == 1:
        return "No other text in your index tells this story."
    line = f"{counted(many, 'text')} in your index, {counted(len(story.origins), 'origin')}"
    return f"{': '.join(filter(None, [line, '; '.join(_parts(story))]))}."


def _parts(story: Story) -> Iterator[str]:
    """Yield whom most texts repeat, and the first fact in which they differ."""
    first = story.origins[0]
    if first.name and len(first.texts) > max(2, len(story.texts) / 2):
        yield f"most repeat {first.name}"
    fact = next((one for one in story.facts if one.differs), None)
    if fact:
        ranked = sorted(fact.values, key=lambda value: -len(value.texts))
        values = ", ".join(f"{one.value} in {counted(len(one.texts), 'text')}" for one in ranked)
        yield f"{values} ({fact.about})"
