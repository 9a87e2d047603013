"""Words that change the meaning: opposites, series, "not", amounts, ranks, doubts.

Near copies alone are looked at, but for opposites and a "not" in other words. The words are of
a language's tables; tests/bench/align/copies.py counts them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

from server.align.changes.make_change import Fact, counterpart, exchange, fact_change, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import NEARLY_ALL, SentencePair, Swap
from server.align.texts import MOST_LOOKED_AT
from server.language.data import function_words, section
from server.model import Change, ChangeKind
from server.text.statements import (
    Cue,
    CueKind,
    about_terms,
    changes_the_verb,
    denies_clause,
    words_of,
)
from server.text.tokens import Word, background, is_dense
from server.text.tokens import words as split

_LONGEST, _LONGEST_DENSE = 3, 6  # words of an edit, and where a word is a character
_REACH = 4  # words after a "not" in which the word that it denies is

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
        """Return the fact that word `at` states; without spaces, with the next character."""
        word = line.words[at]
        return Fact(kind, word, line, word.start, word.end + self.is_pair(word))


def _opposites(pair: SentencePair) -> Iterator[Change]:
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
    for swap in pair.swaps:
        found = _opposed(pair, listed, swap)
        if not found:
            continue
        at, other, kind = found
        # "after being arrested" may be true beside "before his arrest"
        is_function = pair.page.plains[at] in function_words(language)
        is_single = {*map(len, swap)} == {1} or not is_function
        # "More than 300" for "less than 300" is another number.
        if is_single and at not in _bounds(pair):
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
        is_listed = at in pair.words.absent and word.plain in listed.by_plain
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
                # Letters from which words of one stem are one. Share of a listed word's letters:
                # Polish "niższy" (lower) has "niż" (than).
                if is_dense(word.plain) or (
                    len(word.term) >= max(3, 0.6 * len(word.plain)) and word.term not in common
                ):
                    by_term[word.term].add((number, side))
    by_term.pop("", None)
    members: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for term, sides in by_term.items():
        for number, side in sides:
            members[number].append((term, side))
    return _Listed(by_plain, by_term, [kind for kind, _ in groups], members)


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield opposites, the small edit of a copy, and a "not" added or dropped."""
    yield from _opposites(pair)
    if len(pair.page.words) >= 5 and pair.is_near_copy(NEARLY_ALL):
        yield from _of_copy(pair)
    if pair.is_near_copy():
        yield from _added(pair)
        yield from _left_out(pair)
    if pair.texts.same_language and not changes_the_verb(pair.page.language):
        yield from _one_sided(pair)


def _of_copy(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for the one edit of a copy, or for two pieces that have changed places.

    The copy may be shortened: beside the edit it has no words of its own.
    """
    if exchanged := _exchanged(pair):
        yield exchange(pair, "role", exchanged, exchanged)
        return
    own = [words for words in pair.edits if words.page]
    longest = _LONGEST_DENSE if is_dense(pair.page.plains[0]) else _LONGEST
    for words in (own or pair.edits) if len(own) < 2 else ():
        if max(map(len, words)) <= longest:
            yield from _turned(pair, words)


def _turned(pair: SentencePair, words: Swap) -> Iterator[Change]:
    """Yield changes of listed words where all other content words are the same.

    "Deputy" on one side, one more "not" here and in all ("unless": "if not"), "some" for "all",
    "first" for "last", or a doubt left out.
    """
    page, best = pair.page, pair.best
    sides = [*zip((page, best), words, strict=True)]

    def listed(kind: CueKind) -> list[list[Cue]]:
        return [
            [cue for cue in line.cues(kind) if cue.words[0] in run and cue.words[-1] in run]
            for line, run in sides
        ]

    def says_only(cues: list[list[Cue]]) -> bool:
        mine, others = (
            Counter(line.words[at].term for at in run if not any(at in cue.words for cue in known))
            for (line, run), known in zip(sides, cues, strict=True)
        )
        return not any(pair.texts.weights[term] for term in (mine - others) + (others - mine))

    def others(kind: CueKind, of: Callable[[SentenceFacts, Cue], Any]) -> bool:
        here, there = found = listed(kind)
        is_other = {of(page, cue) for cue in here}.isdisjoint(of(best, cue) for cue in there)
        return bool(here and there) and is_other and says_only(found)

    ranks, doubts = listed("ranks"), listed("hedges")[1]
    denials = [[Cue(range(at, at + 1), 0) for at in x.denials if at in run] for x, run in sides]
    dates = [q for q in best.quantities if q.is_date]  # "May 6"
    if bool(ranks[0]) != bool(ranks[1]) and says_only(ranks):
        mine, other = ([at for cue in side for at in cue.words] for side in ranks)
        yield exchange(pair, "role", mine, other)
    elif (
        len(page.denials) != len(best.denials)
        and len(denials[0]) != len(denials[1])
        and says_only(denials)
    ):
        yield exchange(pair, "negation", *words)
    elif others("amounts", lambda _, cue: cue.kind) or others(
        "superlatives", lambda line, cue: line.words[cue.words[0]].term
    ):
        yield exchange(pair, "scope", *words)
    elif (
        doubts
        and not page.cues("hedges")
        and words_of("possibilities", page.language).isdisjoint(page.plains)
        and not any(q.first <= cue.words[0] <= q.last for q in dates for cue in doubts)
        and says_only([[], doubts])
    ):
        yield exchange(pair, "hedge", *words)


def _exchanged(pair: SentencePair) -> range:
    """Return the words of two pieces that changed places: who sued whom."""
    here, there = pair.page.plains, pair.best.plains
    if len(pair.edits) < 2 or Counter(here) != Counter(there):
        return range(0)
    first, last = pair.edits[0], pair.edits[-1]
    start = min(first.page.start, first.source.start)
    stop = max(last.page.stop, last.source.stop)
    mine, other = here[start:stop], there[start:stop]
    for a, b in product(range(1, 5), repeat=2):  # words that change places
        pieces = range(start, start + a), range(start + a, stop - b), range(stop - b, stop)
        if mine == other[-a:] + other[b:-a] + other[:b] and all(
            any(map(pair.words.is_content, piece)) for piece in pieces
        ):
            return range(start, stop)
    return range(0)


def _added(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each "not" that a near copy adds."""
    page, language = pair.page, pair.page.language
    if any(line.denials for line in pair.lines(pair.sources)):
        return
    back = {page_at: source_at for source_at, page_at in pair.kept_places.items()}
    for at in page.negations[:MOST_LOOKED_AT]:
        near = (*range(at + 1, at + 1 + _REACH), *range(at - 1, at - 1 - _REACH, -1))
        kept = next(
            (place for place in near if place in back and pair.words.is_content(place)), None
        )
        if kept is None or not denies_clause(page.words, at, language):
            continue
        between = [*filter(pair.words.is_content, range(at + 1, kept))]
        if not changes_the_verb(language) and not {*pair.words.absent}.isdisjoint(between):
            continue  # "does not remove language" for "objected to language"
        if not _denied(pair, about_terms(page.words, at, pair.texts.weights, language)):
            run = range(at, kept + 1) if at < kept and not between else [at]
            yield exchange(pair, "negation", run, [back[kept]])


def _denied(pair: SentencePair, about: list[str]) -> bool:
    """Return whether the source says "not" of the same somewhere."""
    # Share of what a "not" is about that the source denies too.
    least = 0.6 * len(about)
    return bool(about) and any(
        about[0] in denied or len(denied.intersection(about)) >= least
        for denied in pair.texts.denied
    )


def _left_out(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each "not" that a near copy drops."""
    source, changing = pair.best, changes_the_verb(pair.best.language)
    for at in source.negations if not pair.page.denials else ():
        instead = (swap.page for swap in pair.swaps if at in swap.source)
        if not changing and any(map(pair.words.is_content, chain(*instead))):
            continue  # "prevents" for "does not"
        about = {*about_terms(source.words, at, pair.texts.weights, source.language)}
        share = 0.4 if changing else 1.0  # that the page says of what is denied
        if about and len(pair.page.terms & about) >= share * len(about):
            yield exchange(pair, "negation", (), [at])


def _one_sided(pair: SentencePair) -> Iterator[Change]:
    """Yield a doubt for a "not" of the page where a source sentence has the same predicate."""
    page, weights = pair.page, pair.texts.weights
    not_all = {cue.words[0] - 1 for cue in page.cues("amounts")} if page.negations else ()
    for at in page.negations:
        # Words after a "not" that it may be about.
        about = [w.term for w in page.words[at + 1 : at + 1 + 7] if weights[w.term]]
        is_clause = at not in not_all and denies_clause(page.words, at, page.language)
        if not is_clause or _denied(pair, about):
            continue
        # Source sentences that a retelling is compared with.
        for line in pair.lines(pair.sources[:2]):
            shared = line.terms.intersection(about)
            # Content words after a "not" that the other side must have.
            if len(shared) >= 2 and about[0] in shared and not line.denials:
                yield fact_change(fact_of("negation", page, [at]), None, code="one_sided")
                return
