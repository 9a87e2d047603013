"""A word exchanged for its opposite: rise and fall, more and less, guilty and innocent."""

from collections.abc import Iterator, Sequence
from functools import cache

from server.align.pair import Pair
from server.align.phrases import Phrases
from server.align.polarity import negations
from server.align.spans import page_span, source_span
from server.align.weights import table
from server.align.words import Word
from server.model import Change

_KEPT = 0.6  # of its words a sentence must share before two words are seen as exchanged
_LONGEST = 4  # words of an exchange; in longer ones the opposite may be said otherwise


def opposite_changes(pair: Pair) -> Iterator[Change]:
    """A change for each word that stands in the place of its opposite in the best source."""
    if not pair.sources or pair.kept < _KEPT or not pair.texts.same_language:
        return
    index = pair.sources[0]
    source, language = pair.texts.source, pair.texts.page.language
    theirs = source.words[index]
    denied = {*negations(pair.words, language, weak=True)}
    bounds = {*_bounds(pair)}  # "more than 300" for "less than 300" is another number
    for ours, swapped in pair.swaps:
        if max(len(ours), len(swapped)) > _LONGEST or denied.intersection(ours):
            continue
        found = _opposed(pair.words, ours, theirs, swapped, language)
        if (
            found
            and found[0] not in bounds
            and theirs[found[1]].plain not in pair.texts.page.plains[pair.index]
        ):
            mine, other = pair.words[found[0]], theirs[found[1]]
            yield Change(
                kind="negation",
                page=page_span(pair.sentence, mine.start, mine.end),
                source=source_span(index, source.sentences[index], other.start, other.end),
                says=f"The page says “{mine.plain}”, the source “{other.plain}”.",
                params={"code": "opposite", "page": mine.plain, "source": other.plain},
            )


def _bounds(pair: Pair) -> Iterator[int]:
    """Words of the page that say "more than" or "at most" of a number that the source has."""
    for quantity in pair.quantities:
        if not any(theirs.value == quantity.value for _, theirs in pair.places(quantity)):
            continue
        for at in range(quantity.first):
            if quantity.whole_start <= pair.words[at].start < quantity.start:
                yield at


def _opposed(
    words: Sequence[Word], ours: range, others: Sequence[Word], swapped: range,
    language: str | None,
) -> tuple[int, int] | None:  # fmt: skip
    """Places of a word of the page's run and of its opposite in the source's."""
    listed = _listed(language)
    mine = _sides(words, ours, listed)
    for at, sides in _sides(others, swapped, listed):
        for here, own in mine:
            if any((pair, 1 - side) in sides for pair, side in own):
                return here, at
    return None


def _sides(
    words: Sequence[Word], run: range, listed: Phrases[frozenset[tuple[int, int]]]
) -> list[tuple[int, frozenset[tuple[int, int]]]]:
    plains = [word.plain for word in words]
    found = ((at, listed.at(plains, at)) for at in run)
    return [(at, hit[0]) for at, hit in found if hit]


@cache
def _listed(language: str | None) -> Phrases[frozenset[tuple[int, int]]]:
    """Words with the pairs of opposites they are in, and on which side."""
    sides: dict[str, set[tuple[int, int]]] = {}
    for number, pair in enumerate(table("opposites").get(language or "en", "").split(" / ")):
        for side, listed in enumerate(pair.split("|")):
            for word in listed.split():
                sides.setdefault(word, set()).add((number, side))
    return Phrases(((word, frozenset(found)) for word, found in sides.items()), language)
