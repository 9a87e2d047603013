"""A word exchanged for its opposite, or another of a series: rise and fall, third and fifth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from server.align.changes.make_change import Fact, counterpart, fact_change
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair, Swap
from server.language.data import function_words, section
from server.model import Change, ChangeKind
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

    def sides(self, word: Word) -> _Sides:
        """Return the groups of a word, and which side of each it is on."""
        return self.by_plain.get(word.plain) or self.by_term.get(word.term) or set()

    def is_pair(self, word: Word) -> bool:
        """Return whether it is a character that is listed with the next one."""
        return is_dense(word.plain) and word.term in self.by_term

    def opposites(self, term: str) -> frozenset[str]:
        """Return the terms that say the opposite of `term`."""
        return frozenset(
            other
            for group, side in self.by_term.get(term, ())
            if self.kinds[group] == _OPPOSITE
            for other, another in self.members[group]
            if another != side
        )

    def fact(self, line: SentenceFacts, at: int, kind: ChangeKind = _OPPOSITE) -> Fact:
        """Return what word `at` says; in scripts without spaces with the next character."""
        word = line.words[at]
        return Fact(kind, word, line, word.start, word.end + self.is_pair(word))


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each word of which the source has the opposite."""
    if pair.is_near_copy() and len(pair.page.negations) == len(pair.best.negations):
        # "is not open" is what "remains closed" says
        yield from _turned_round(pair)
    if pair.sources and not pair.page.denials:
        yield from _distant(pair)


def _change(page: Fact, source: Fact) -> Change:
    return fact_change(page, source, "opposite" if page.kind == _OPPOSITE else None)


def _turned_round(pair: SentencePair) -> Iterator[Change]:
    """Yield words that replace another word of their group in the best source."""
    listed, language = _listed(pair.page.language), pair.page.language
    bounds = _bounds(pair)  # "more than 300" for "less than 300" is another number
    for swap in pair.swaps:
        found = _opposed(pair, listed, swap)
        if not found:
            continue
        at, other, kind = found
        word, replaced = pair.page.words[at], pair.best.words[other]
        # After its words or before them the source may say more: "The firm, which owns the ship,
        # denied" may become "The firm admitted".
        edges = (swap.page[0], swap.source[0]), (swap.page[-1], swap.source[-1])
        longest = len(swap.page if (at, other) in edges else max(swap, key=len))
        is_kept = (
            replaced.term in pair.page.terms
            if listed.is_pair(replaced)
            else replaced.plain in pair.page.plains
        )
        # "after being arrested" may be true beside "before his arrest"
        is_single = {*map(len, swap)} == {1} or word.plain not in function_words(language)
        if longest <= _LONGEST and at not in bounds and not is_kept and is_single:
            yield _change(listed.fact(pair.page, at, kind), listed.fact(pair.best, other, kind))


def _opposed(pair: SentencePair, listed: _Listed, swap: Swap) -> tuple[int, int, ChangeKind] | None:
    """Return the first word of the page's run whose group has another word in the source's run."""
    for other in swap.source:
        for at in swap.page:
            for group, side in listed.sides(pair.page.words[at]):
                others = listed.sides(pair.best.words[other])
                if any(group == same and side != another for same, another in others):
                    return at, other, listed.kinds[group]
    return None


def _distant(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for a word of which the source has only the opposite, also in other words.

    Its opposite is in the best source sentence, or is the word with a denying prefix ("unsafe" for
    "safe") anywhere. Neither side may deny otherwise, and both must be near one content word.
    """
    texts, listed = pair.texts, _listed(pair.page.language)
    for at, word in enumerate(pair.page.words):
        others = listed.opposites(word.term)
        if not others or word.term in texts.source.all_terms or at in _bounds(pair):
            continue
        near = texts.context(pair.page.words, at, at)
        is_listed = at in pair.absent and word.plain in listed.by_plain
        places = sorted({j for term in others for j in texts.source.term_places.get(term, ())})
        opposites = (
            listed.fact(line, place)
            for line in pair.lines(places)
            if not near.isdisjoint(line.terms) and not line.denials
            for place, other in enumerate(line.words)
            if other.term in others
            and other.term not in pair.page.terms
            and ((is_listed and line is pair.best) or other.plain.endswith(word.plain))
            and not near.isdisjoint(texts.context(line.words, place, place))
        )
        if found := counterpart(opposites, lambda _: True):
            yield _change(listed.fact(pair.page, at), found)
            return


def _bounds(pair: SentencePair) -> set[int]:
    """Return words of the page that say "more than" or "at most" of a number of the source."""
    return {
        at
        for quantity in pair.page.quantities
        if quantity.bound_at and any(p[1].value == quantity.value for p in pair.places(quantity))
        for at, word in enumerate(pair.page.words)
        if quantity.bound_at[0] <= word.start < quantity.bound_at[1]
    }


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
