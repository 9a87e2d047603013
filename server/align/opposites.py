"""A word exchanged for its opposite: rise and fall, more and less, guilty and innocent."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from server.align.pair import Pair
from server.align.polarity import negations
from server.align.spans import page_span, source_span
from server.align.weights import table
from server.align.words import Word, is_dense
from server.align.words import words as split
from server.model import Change

_KEPT = 0.6  # of its words a sentence must share before two words are seen as exchanged
LONGEST = 4  # words of an exchange; in longer ones the opposite may be said otherwise

_Sides = frozenset[tuple[int, int]]  # the pairs of opposites that a word is in, and which side


def opposite_changes(pair: Pair) -> Iterator[Change]:
    """A change for each word that stands in the place of its opposite in the best source."""
    if not pair.sources or pair.kept < _KEPT or not pair.texts.same_language:
        return
    index = pair.sources[0]
    source, language = pair.texts.source, pair.texts.page.language
    theirs = source.words[index]
    if _denials(pair.words, language) != _denials(theirs, language):
        return  # "is not open" is what "remains closed" says
    bounds = {*_bounds(pair)}  # "more than 300" for "less than 300" is another number
    for ours, swapped in pair.swaps:
        if max(len(ours), len(swapped)) > LONGEST:
            continue
        found = _opposed(pair.words, ours, theirs, swapped, language)
        if not found or found[0] in bounds or _is_kept(pair, theirs[found[1]]):
            continue
        if _is_denied(pair.words, ours, found[0], language) or _is_denied(
            theirs, swapped, found[1], language
        ):
            continue
        mine = page_span(pair.sentence, *_place(pair.words[found[0]], language))
        other = source_span(index, source.sentences[index], *_place(theirs[found[1]], language))
        yield Change(
            kind="negation",
            page=mine,
            source=other,
            says=f"The page says “{mine.text}”, the source “{other.text}”.",
            params={"code": "opposite", "page": mine.text, "source": other.text},
        )


def _is_kept(pair: Pair, word: Word) -> bool:
    """Whether the page sentence has the word too; in scripts without spaces with the next one."""
    if is_dense(word.plain):
        return _key(word) in pair.texts.page.terms[pair.index]
    return word.plain in pair.texts.page.plains[pair.index]


def _place(word: Word, language: str | None) -> tuple[int, int]:
    """Where a word begins and ends; in scripts without spaces with the character behind it."""
    is_pair = is_dense(word.plain) and word.term in _listed(language)
    return word.start, word.end + is_pair


@lru_cache(maxsize=4096)
def opposite_terms(term: str, language: str | None) -> frozenset[str]:
    """The terms that say the opposite of `term`."""
    turned = {(pair, 1 - side) for pair, side in _listed(language).get(term, ())}
    return frozenset(
        other for other, sides in _listed(language).items() if not turned.isdisjoint(sides)
    )


def _denials(words: Sequence[Word], language: str | None) -> int:
    return len(negations(words, language, weak=False))


def _is_denied(words: Sequence[Word], run: range, at: int, language: str | None) -> bool:
    """Whether the run says "not" or "failed to" beside the word at `at`."""
    return any(place in run and place != at for place in negations(words, language, weak=True))


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
    mine = _sides(words, ours, language)
    for at, sides in _sides(others, swapped, language):
        for here, own in mine:
            if any((pair, 1 - side) in sides for pair, side in own):
                return here, at
    return None


def _sides(words: Sequence[Word], run: range, language: str | None) -> list[tuple[int, _Sides]]:
    listed = _listed(language)
    found = ((at, listed.get(_key(words[at])) or listed.get(words[at].plain)) for at in run)
    return [(at, sides) for at, sides in found if sides]


@cache
def _listed(language: str | None) -> dict[str, _Sides]:
    """Terms with the pairs of opposites they are in; a single Chinese character is its own."""
    sides: dict[str, set[tuple[int, int]]] = {}
    for number, pair in enumerate(table("opposites").get(language or "en", "").split(" / ")):
        for side, listed in enumerate(pair.split("|")):
            for word in listed.split():
                sides.setdefault(_key(split(word, language)[0]), set()).add((number, side))
    return {key: frozenset(found) for key, found in sides.items()}


def _key(word: Word) -> str:
    return word.term or word.plain
