"""Words of which only one can be right: pairs of opposites, and series such as ranks or months.

They are of a language's tables ("antonyms", "series"); tests/bench/align/copies.py counts them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from server.align.changes.change import Fact, change_of_facts, counterpart
from server.align.facts import SentenceFacts
from server.align.pair import Edit, SentencePair
from server.language.data import function_words, section
from server.model import Change, ChangeKind
from server.text.tokens import Word, background, is_dense
from server.text.tokens import words as split

_OPPOSITE: ChangeKind = "negation"
_SERIES_IN_OTHER_WORDS: frozenset[ChangeKind] = frozenset({"number", "date"})
# From which words of one stem are one word.
_SHORTEST_STEM = 3  # letters
_STEM_SHARE = 0.6  # of a listed word's letters: Polish "niższy" (lower) has "niż" (than)

# Content words near both words that show that they speak of one thing.
_SHARED_WITH_SERIES = 1  # in a source sentence that it is compared with
_SHARED_WITH_FURTHER = 2  # in any other one

_Sides = set[tuple[int, int]]  # the groups that a word is in, and which side of each


class _Exchange(NamedTuple):
    """A word of the page and one of its source that are on two sides of a group."""

    page: int
    source: int
    kind: ChangeKind


class _Groups(NamedTuple):
    """A language's groups of words of which only one can be right.

    They are by word, and by stem; of Chinese by one character, and by two.
    """

    by_plain: Mapping[str, _Sides]
    by_term: Mapping[str, _Sides]
    kinds: list[ChangeKind]  # what an exchange within each group is
    members: Mapping[int, list[tuple[str, int]]]  # the stems of each group with their sides

    def sides(self, word: Word) -> _Sides:
        """Return the groups of a word, and which side of each it is on."""
        return self.by_plain.get(word.plain) or self.by_term.get(word.term) or set()

    def opposites(self, term: str) -> frozenset[str]:
        """Return the terms that say the opposite of one."""
        opposites: set[str] = set()
        for group, side in self.by_term.get(term, ()):
            if self.kinds[group] == _OPPOSITE:
                opposites.update(member for member, other in self.members[group] if other != side)
        return frozenset(opposites)

    def fact(self, line: SentenceFacts, index: int, kind: ChangeKind = _OPPOSITE) -> Fact:
        """Return the fact that a word states; where two characters are listed, with the next."""
        word = line.words[index]
        is_pair = is_dense(word.plain) and word.term in self.by_term
        return Fact(kind, word, line, word.start, word.end + is_pair)


def replacements_of(pair: SentencePair) -> list[Edit]:
    """Return the words of a near copy that stand in the place of others."""
    # "is not open" is what "remains closed" says
    if pair.is_near_copy() and len(pair.page.negations) == len(pair.best.negations):
        return pair.replacements
    return []


def compare_replacement(pair: SentencePair, edit: Edit) -> Change | None:
    """Report a word in the place of another one of its group: "closed" for "open"."""
    groups = _groups(pair.page.language)
    exchange = _exchange_in(pair, groups, edit)
    if exchange is None:
        return None
    # "after being arrested" may be true beside "before his arrest"
    is_function = pair.page.plains[exchange.page] in function_words(pair.page.language)
    if is_function and not len(edit.page) == len(edit.source) == 1:
        return None
    if exchange.page in _bound_words(pair):
        return None  # "More than 300" for "less than 300" is another number.
    if exchange.page in pair.kept_figures and exchange.page - 1 in pair.kept_figures:
        return None  # "4,200 million" for "4.2 billion"
    return _change(
        groups.fact(pair.page, exchange.page, exchange.kind),
        groups.fact(pair.best, exchange.source, exchange.kind),
    )


def distant_opposite(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Report a word of which the source has only the opposite, also in other words.

    Its opposite is in the best source sentence, in a further one near two of the same words, or is
    the word with a denying prefix ("unsafe" for "safe") anywhere. Neither side may deny otherwise,
    and both must be near one content word.
    """
    if not pair.sources or sentence.denials:
        return None
    groups = _groups(sentence.language)
    bound_words = None
    for index, word in enumerate(sentence.words):
        opposites = groups.opposites(word.term)
        if not opposites or word.term in pair.texts.source.all_terms:
            continue
        if bound_words is None:
            bound_words = _bound_words(pair)
        if index in bound_words:
            continue
        facts = _opposite_facts(pair, groups, index, opposites)
        if opposite := counterpart(facts, lambda _: True):
            return _change(groups.fact(sentence, index), opposite)
    return None


def distant_member(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Report a rank, season or hour that the source lacks, where it has another one.

    A husband for a wife may be right: it depends on whose.

    page: The council holds its fourth hearing on the new tram line in spring.
    source: At a third hearing on the tram line, which was long, nobody spoke for it.
    kind: number
    """
    if not (pair.sources and pair.texts.same_language) or sentence.denials:
        return None
    groups = _groups(sentence.language)
    for index, word in enumerate(sentence.words):
        sides = groups.by_plain.get(word.plain, set())
        series = {group for group, _ in sides if groups.kinds[group] in _SERIES_IN_OTHER_WORDS}
        if not series or word.term in pair.texts.source.all_terms:
            continue
        nearby = pair.texts.nearby_terms(sentence.words, index, index)
        for line, place, group in _other_members(pair, groups, sides):
            if group not in series or line.words[place].term in sentence.terms:
                continue
            shared = nearby & pair.texts.nearby_terms(line.words, place, place)
            fewest = _SHARED_WITH_SERIES if line.index in pair.sources else _SHARED_WITH_FURTHER
            if len(shared) >= fewest:
                kind = groups.kinds[group]
                return _change(groups.fact(sentence, index, kind), groups.fact(line, place, kind))
    return None


def _other_members(
    pair: SentencePair, groups: _Groups, sides: _Sides
) -> Iterator[tuple[SentenceFacts, int, int]]:
    """Yield the words of the sources on another side of a group: line, index, and the group."""
    for line in pair.lines(pair.all_sources):
        for place, word in enumerate(line.words):
            group = _exchanged_group(sides, groups.by_plain.get(word.plain, set()))
            if group is not None:
                yield line, place, group


def _exchanged_group(sides: _Sides, others: _Sides) -> int | None:
    """Return the group in which two words are on two sides."""
    for group, side in sides:
        if any(group == other and side != opposite for other, opposite in others):
            return group
    return None


def _change(page: Fact, source: Fact) -> Change:
    return change_of_facts(page, source, "opposite" if page.kind == _OPPOSITE else None)


def _exchange_in(pair: SentencePair, groups: _Groups, edit: Edit) -> _Exchange | None:
    """Return the first word of the page whose group has another word in the source's run."""
    for source in edit.source:
        source_sides = groups.sides(pair.best.words[source])
        if not source_sides:
            continue
        for page in edit.page:
            group = _exchanged_group(groups.sides(pair.page.words[page]), source_sides)
            if group is not None:
                return _Exchange(page, source, groups.kinds[group])
    return None


def _opposite_facts(
    pair: SentencePair, groups: _Groups, index: int, opposites: frozenset[str]
) -> Iterator[Fact]:
    """Yield the words of the source that are opposites of a page word, and speak of the same."""
    texts, page = pair.texts, pair.page
    word = page.words[index]
    nearby = texts.nearby_terms(page.words, index, index)
    is_listed = index in pair.words.absent_words and word.plain in groups.by_plain
    sentences = {
        sentence for term in opposites for sentence in texts.source.term_places.get(term, ())
    }
    for line in pair.lines(sorted(sentences)):
        if nearby.isdisjoint(line.terms) or line.denials:
            continue
        for place, other in enumerate(line.words):
            if other.term not in opposites or other.term in page.terms:
                continue
            shared = nearby & texts.nearby_terms(line.words, place, place)
            is_prefixed = other.plain.endswith(word.plain)
            is_beside = is_listed and _is_of_a_source(pair, line, len(shared))
            if shared and (is_prefixed or is_beside):
                yield groups.fact(line, place)


def _is_of_a_source(pair: SentencePair, line: SentenceFacts, shared: int) -> bool:
    """Whether a sentence is the best source, or one that tells this of more than one word."""
    if line is pair.best:
        return True
    return line.index in pair.all_sources and shared >= _SHARED_WITH_FURTHER


def _bound_words(pair: SentencePair) -> set[int]:
    """Return words of the page that say "more than" or "at most" of a number of the source."""
    bound_words: set[int] = set()
    for quantity in pair.page.quantities:
        if not quantity.bound_at:
            continue
        if not any(place.quantity.value == quantity.value for place in pair.places(quantity)):
            continue
        start, end = quantity.bound_at
        bound_words.update(
            index for index, word in enumerate(pair.page.words) if start <= word.start < end
        )
    return bound_words


@cache
def _groups(language: str | None) -> _Groups:
    by_plain: defaultdict[str, _Sides] = defaultdict(set)
    by_term: defaultdict[str, _Sides] = defaultdict(set)
    kinds: list[ChangeKind] = []
    listed = [(_OPPOSITE, section(language or "en", "antonyms") or "")]
    listed += section(language or "en", "series").items()
    function_terms = background(language).function_terms
    for kind, all_groups in listed:
        for group in all_groups.split(" / "):
            number = len(kinds)
            kinds.append(kind)
            for side, entries in enumerate(group.split("|")):
                for entry in entries.split():
                    word = split(entry, language)[0]
                    if word.end == len(entry):
                        by_plain[word.plain].add((number, side))
                    if _is_known_by_stem(word, function_terms):
                        by_term[word.term].add((number, side))
    by_term.pop("", None)
    members: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for term, sides in by_term.items():
        for number, side in sides:
            members[number].append((term, side))
    return _Groups(by_plain, by_term, kinds, members)


def _is_known_by_stem(word: Word, function_terms: frozenset[str]) -> bool:
    if is_dense(word.plain):
        return True
    shortest = max(_SHORTEST_STEM, _STEM_SHARE * len(word.plain))
    return len(word.term) >= shortest and word.term not in function_terms
