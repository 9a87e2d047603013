"""A word exchanged for its opposite, or another of a series: rise and fall, third and fifth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from server.align.changes.make_change import make_change
from server.align.sentence_pair import SentencePair
from server.language.data import function_words, section
from server.model import Change, ChangeKind
from server.text.negation import negations
from server.text.spans import page_span, source_span
from server.text.tokens import Word, is_dense
from server.text.tokens import words as split
from server.text.weights import background

_LONGEST = 4  # words of an exchange; in longer ones the opposite may be said otherwise

_SHORTEST_STEM = 3  # letters from which words of one stem are one
_LEAST_STEM = 0.6  # share of a listed word's letters: Polish "niższy" (lower) has "niż" (than)
_OPPOSITE: ChangeKind = "negation"

_Sides = set[tuple[int, int]]  # the groups that a word is in, and which side of each


class _Listed(NamedTuple):
    """A language's groups of words of which only one can be right: pairs of opposites and series.

    They are by word, and by stem; of Chinese by one character, and by two. `kinds` has what an
    exchange within each group is, `members` the stems of each with their sides.
    """

    by_plain: Mapping[str, _Sides]
    by_term: Mapping[str, _Sides]
    kinds: list[ChangeKind]
    members: Mapping[int, list[tuple[str, int]]]


class _Turned(NamedTuple):
    """Places of a word of the page and of the one that it replaces, and what that exchange is."""

    page: int
    source: int
    kind: ChangeKind


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each word of which the source has the opposite."""
    if pair.is_near_copy():
        for at, other, kind in _turned_round(pair, pair.best_words, pair.texts.page.language):
            yield _opposite(pair, pair.words[at], pair.best, pair.best_words[other], kind)
    yield from _distant(pair)


def _distant(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for a word of which the source has only the opposite, also in other words.

    Its opposite is in the best source sentence, or is the word with a denying prefix ("unsafe" for
    "safe") anywhere. Neither side may deny otherwise, and both must be near one content word.
    """
    texts, language = pair.texts, pair.texts.page.language
    if not pair.sources or negations(pair.words, language, weak=True):
        return
    for at, word in enumerate(pair.words):
        others = _opposite_terms(word.term, language)
        if not others or word.term in texts.source_terms or at in _bounds(pair):
            continue
        near = texts.context(pair.words, at, at)
        is_listed = at in pair.absent and word.plain in _listed(language).by_plain
        for index in sorted({j for term in others for j in texts.term_places.get(term, ())}):
            if near.isdisjoint(texts.source.terms[index]):
                continue
            words = texts.source.words[index]
            if negations(words, language, weak=True):
                continue
            best = is_listed and index == pair.sources[0]
            for other in _fitting(word, words, others, any_form=best):
                kept = words[other].term in texts.page.terms[pair.index]
                if not kept and not near.isdisjoint(texts.context(words, other, other)):
                    yield _opposite(pair, word, index, words[other])
                    return


def _fitting(
    word: Word, words: Sequence[Word], others: frozenset[str], *, any_form: bool
) -> Iterator[int]:
    """Yield places of the opposites `others`: all of them, or `word` with a prefix only."""
    for at, other in enumerate(words):
        if other.term in others and (any_form or other.plain.endswith(word.plain)):
            yield at


def _opposite(
    pair: SentencePair, word: Word, index: int, other: Word, kind: ChangeKind = _OPPOSITE
) -> Change:
    language, sentence = pair.texts.page.language, pair.texts.source.sentences[index]
    mine = page_span(pair.sentence, *_place(word, language))
    place = source_span(index, sentence, *_place(other, language))
    return make_change(kind, mine, place, code="opposite" if kind == _OPPOSITE else None)


def _turned_round(
    pair: SentencePair, source_side: Sequence[Word], language: str | None
) -> Iterator[_Turned]:
    """Yield words that replace another word of their group in the best source."""
    words = pair.words
    here, there = (negations(side, language, weak=False) for side in (words, source_side))
    if len(here) != len(there):
        return  # "is not open" is what "remains closed" says
    bounds = {*_bounds(pair)}  # "more than 300" for "less than 300" is another number
    for page_side, swapped in pair.swaps:
        found = _opposed(words, page_side, source_side, swapped, language)
        if not found or not _is_short(page_side, swapped, found):
            continue
        if found.page in bounds or _is_kept(pair, source_side[found.source]):
            continue
        is_relation = words[found.page].plain in function_words(language)
        if is_relation and not len(page_side) == len(swapped) == 1:
            continue  # "after being arrested" may be true beside "before his arrest"
        yield found


def _is_short(page_side: range, swapped: range, found: _Turned) -> bool:
    """Return whether the exchange is short, except for the source's words before or after it.

    "The firm, which owns the ship, denied" may become "The firm admitted".
    """
    at_ends = found.page == page_side[-1] and found.source == swapped[-1]
    at_starts = found.page == page_side[0] and found.source == swapped[0]
    return len(page_side) <= _LONGEST and (len(swapped) <= _LONGEST or at_ends or at_starts)


def _is_kept(pair: SentencePair, word: Word) -> bool:
    """Return whether the page sentence also has the word; in dense scripts with the next one."""
    if _is_pair(word, pair.texts.page.language):
        return word.term in pair.texts.page.terms[pair.index]
    return word.plain in pair.texts.page.plains[pair.index]


def _place(word: Word, language: str | None) -> tuple[int, int]:
    """Return start and end of a word; in scripts without spaces with the next character."""
    return word.start, word.end + _is_pair(word, language)


def _is_pair(word: Word, language: str | None) -> bool:
    return is_dense(word.plain) and word.term in _listed(language).by_term


def _opposite_terms(term: str, language: str | None) -> frozenset[str]:
    """Return the terms that say the opposite of `term`."""
    listed = _listed(language)
    return frozenset(
        other
        for group, side in listed.by_term.get(term, ())
        if listed.kinds[group] == _OPPOSITE
        for other, another in listed.members[group]
        if another != side
    )


def _bounds(pair: SentencePair) -> Iterator[int]:
    """Yield words of the page that say "more than" or "at most" of a number that the source has."""
    for quantity in pair.quantities:
        if quantity.bound_at and any(p[1].value == quantity.value for p in pair.places(quantity)):
            start, end = quantity.bound_at
            yield from (at for at, word in enumerate(pair.words) if start <= word.start < end)


def _opposed(
    words: Sequence[Word], page_side: range, others: Sequence[Word], swapped: range,
    language: str | None,
) -> _Turned | None:  # fmt: skip
    """Return the first word of the page's run whose group has another word in the source's run."""
    mine = _sides(words, page_side, language)
    for at, sides in _sides(others, swapped, language):
        for page_at, own in mine:
            for group, side in own:
                if any(group == other and side != another for other, another in sides):
                    return _Turned(page_at, at, _listed(language).kinds[group])
    return None


def _sides(words: Sequence[Word], run: range, language: str | None) -> list[tuple[int, _Sides]]:
    listed = _listed(language)
    found = (
        (at, listed.by_plain.get(words[at].plain) or listed.by_term.get(words[at].term))
        for at in run
    )
    return [(at, sides) for at, sides in found if sides]


@cache
def _listed(language: str | None) -> _Listed:
    by_plain: defaultdict[str, _Sides] = defaultdict(set)
    by_term: defaultdict[str, _Sides] = defaultdict(set)
    common = background(language).function_terms
    data = [(_OPPOSITE, section(language or "en", "antonyms") or "")]
    data += section(language or "en", "series").items()
    groups = [(kind, group) for kind, listed in data for group in listed.split(" / ")]
    for number, (_, group) in enumerate(groups):
        for side, listed in enumerate(group.split("|")):
            for entry in listed.split():
                word = split(entry, language)[0]
                if word.end == len(entry):
                    by_plain[word.plain].add((number, side))
                if is_dense(word.plain) or (
                    len(word.term) >= max(_SHORTEST_STEM, _LEAST_STEM * len(word.plain))
                    and word.term not in common
                ):
                    by_term[word.term].add((number, side))
    by_term.pop("", None)
    members: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for term, sides in by_term.items():
        for number, side in sides:
            members[number].append((term, side))
    return _Listed(by_plain, by_term, [kind for kind, _ in groups], members)
