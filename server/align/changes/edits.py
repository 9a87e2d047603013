"""Edits of a near copy that turn what is said: a "not", an amount, a rank, a doubt.

The words are those of a language's tables; tests/bench/align/copies.py counts them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import Literal, NamedTuple

from server.align.changes.make_change import exchange, fact_change, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import NEARLY_ALL, SentencePair, Swap
from server.align.texts import MOST_LOOKED_AT
from server.model import Change, ChangeKind
from server.text.statements import (
    Cue,
    CueKind,
    about_terms,
    changes_the_verb,
    denies_clause,
    denying_prefixes,
    words_of,
)
from server.text.tokens import is_dense

_FEWEST = 5  # words of a copy
_LONGEST, _LONGEST_DENSE = 3, 6  # words of an edit, and where a word is a character
_LONGEST_PIECE = 4  # words that change places
_DENIED = 0.6  # share of what a "not" is about that the source denies too
_TOLD = 0.4  # of what is denied in the source, that the page says where verbs change with "not"
_SHARED = 2  # content words after a "not" that the other side must have
_ASKED = 2  # source sentences that a retelling is compared with
_FAR = 7  # words after a "not" that it may be about
_REACH = 4  # words after a "not" in which the word that it denies is


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield the small edit of a copy, a doubt left out, and a "not" added or dropped."""
    if len(pair.page.words) >= _FEWEST and pair.is_near_copy(NEARLY_ALL):
        yield from _of_copy(pair)
    for at in dropped(pair, "hedges"):
        # "Will" for "may". Doubts left out in other ways of sentences that are no copies were right
        # in 19 of 79 cases (tests.bench.align.rules).
        for page, source in pair.swaps:
            if source == range(at, at + 1) and not any(map(pair.is_content, page)):
                yield exchange(pair, "hedge", page, source, code="dropped")
    if pair.is_near_copy():
        yield from _added(pair)
        yield from _left_out(pair)
    if pair.texts.same_language and not changes_the_verb(pair.page.language):
        yield from _one_sided(pair)


def dropped(pair: SentencePair, *kinds: Literal["hedges", "denials"]) -> Iterator[int]:
    """Yield doubts and denials of the best source about a word that a sentence has without.

    One that doubts, or denies, something itself may do so in other words.
    """
    if not (pair.sources and pair.texts.same_language):
        return
    source, terms = pair.best, pair.page.terms
    possible = words_of("possibilities", source.language)
    for kind in kinds:
        is_possible = kind == "hedges" and not possible.isdisjoint(pair.page.plains)
        for at in [] if is_possible or _places(kind, pair.page) else _places(kind, source):
            about = about_terms(source.words, at, pair.texts.weights, source.language)
            if about and about[0] in terms and source.words[at].term not in terms:
                yield at


def _places(kind: str, line: SentenceFacts) -> list[int]:
    return line.denials if kind == "denials" else [cue.words[0] for cue in line.cues("hedges")]


def _of_copy(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for the one edit of a copy, or for two pieces that have changed places.

    The copy may be shortened: beside the edit it has no words of its own.
    """
    if exchanged := _exchanged(pair):
        yield exchange(pair, "role", exchanged, exchanged)
        return
    own = [words for words in pair.edits if words.page]
    for words in (own or pair.edits) if len(own) < 2 else ():
        edit = _Edit(pair, words)
        longest = _LONGEST_DENSE if is_dense(pair.page.plains[0]) else _LONGEST
        if max(map(len, words)) > longest:
            continue
        if edit.turns_rank:
            mine, others = (
                [at for cue in side for at in cue.words] for side in edit.listed("ranks")
            )
            yield exchange(pair, "role", mine, others)
        elif kind := edit.kind:
            yield exchange(pair, kind, *words)


class _Edit(NamedTuple):
    """Words of the page and the source's words that they replace."""

    pair: SentencePair
    words: Swap

    def listed(self, kind: CueKind) -> tuple[list[Cue], list[Cue]]:
        """Return the cues of the page's words and of the source's."""
        here, there = (
            [cue for cue in line.cues(kind) if cue.words[0] in run and cue.words[-1] in run]
            for line, run in zip((self.pair.page, self.pair.best), self.words, strict=True)
        )
        return here, there

    def says_only(self, here: Sequence[Cue], there: Sequence[Cue]) -> bool:
        """Return whether both sides have the same content words apart from these cues."""
        mine, others = (
            Counter(line.words[at].term for at in run if not any(at in cue.words for cue in known))
            for line, run, known in zip(
                (self.pair.page, self.pair.best), self.words, (here, there), strict=True
            )
        )
        weights = self.pair.texts.weights
        return not any(weights[term] for term in (mine - others) + (others - mine))

    @property
    def turns_rank(self) -> bool:
        """Return whether only one side has "deputy" or "former"."""
        here, there = self.listed("ranks")
        return bool(here) != bool(there) and self.says_only(here, there)

    @property
    def kind(self) -> ChangeKind | None:
        """Return what the listed words turn, where the edit has no other content words."""
        if self._turns_denial:
            return "negation"
        if self._turns_amount:
            return "scope"
        return "hedge" if self._drops_doubt else None

    @property
    def _turns_denial(self) -> bool:
        """Return whether one side has one more "not", here and in all ("unless": "if not")."""
        here, there = self.pair.page.denials, self.pair.best.denials
        mine, others = (
            [Cue(range(at, at + 1), 0) for at in found if at in run]
            for found, run in zip((here, there), self.words, strict=True)
        )
        is_more = len(here) != len(there) and len(mine) != len(others)
        return is_more and self.says_only(mine, others)

    @property
    def _turns_amount(self) -> bool:
        """Return whether "some" is "all", or "first" is "last"."""
        here, there = self.listed("amounts")
        if here and there and {cue.kind for cue in here}.isdisjoint(cue.kind for cue in there):
            return self.says_only(here, there)
        here, there = self.listed("superlatives")
        return (
            bool(here and there)
            and self.says_only(here, there)
            and {self.pair.page.words[cue.words[0]].term for cue in here}.isdisjoint(
                self.pair.best.words[cue.words[0]].term for cue in there
            )
        )

    @property
    def _drops_doubt(self) -> bool:
        """Return whether "may" or "allegedly" is left out, with no content word instead."""
        here, there = self.listed("hedges")
        page = self.pair.page
        dates = (q for q in self.pair.best.quantities if q.is_date)  # "May 6"
        return (
            bool(there)
            and not page.cues("hedges")
            and words_of("possibilities", page.language).isdisjoint(page.plains)
            and not any(
                q.first <= cue.words[0] <= q.last for q in dates for cue in there
            )  # "May 6"
            and self.says_only(here, there)
        )


def _exchanged(pair: SentencePair) -> range:
    """Return the words of two pieces that changed places: who sued whom."""
    here, there = pair.page.plains, pair.best.plains
    if len(pair.edits) < 2 or Counter(here) != Counter(there):
        return range(0)
    first, last = pair.edits[0], pair.edits[-1]
    start = min(first.page.start, first.source.start)
    stop = max(last.page.stop, last.source.stop)
    mine, other = here[start:stop], there[start:stop]
    for a, b in product(range(1, _LONGEST_PIECE + 1), repeat=2):
        pieces = range(start, start + a), range(start + a, stop - b), range(stop - b, stop)
        if mine == other[-a:] + other[b:-a] + other[:b] and all(
            any(map(pair.is_content, piece)) for piece in pieces
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
        kept = next((place for place in near if place in back and pair.is_content(place)), None)
        if kept is None or not denies_clause(page.words, at, language):
            continue
        between = [*filter(pair.is_content, range(at + 1, kept))]
        if not changes_the_verb(language) and not {*pair.absent}.isdisjoint(between):
            continue  # "does not remove language" for "objected to language"
        if not _denied(pair, about_terms(page.words, at, pair.texts.weights, language)):
            run = range(at, kept + 1) if at < kept and not between else [at]
            yield exchange(pair, "negation", run, [back[kept]])


def _denied(pair: SentencePair, about: list[str]) -> bool:
    """Return whether the source says "not" of the same, somewhere, or has a word for it."""
    if not about:
        return False
    first, wanted, source = about[0], set(about), pair.texts.source
    opposites = (prefix + first for prefix in denying_prefixes(source.language))
    return not source.all_terms.isdisjoint(opposites) or any(
        first in denied or len(wanted & denied) >= _DENIED * len(wanted)
        for denied in pair.texts.denied
    )


def _left_out(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each "not" that a near copy drops."""
    source, changing = pair.best, changes_the_verb(pair.best.language)
    for at in source.negations if not pair.page.denials else ():
        instead = (swap.page for swap in pair.swaps if at in swap.source)
        if not changing and any(map(pair.is_content, chain(*instead))):
            continue  # "prevents" for "does not"
        about = {*about_terms(source.words, at, pair.texts.weights, source.language)}
        share = _TOLD if changing else 1.0
        if about and len(pair.page.terms & about) >= share * len(about):
            yield exchange(pair, "negation", (), [at])


def _one_sided(pair: SentencePair) -> Iterator[Change]:
    """Yield a doubt for a "not" of the page where a source sentence has the same predicate."""
    page, weights = pair.page, pair.texts.weights
    not_all = {cue.words[0] - 1 for cue in page.cues("amounts")} if page.negations else ()
    for at in page.negations:
        about = [w.term for w in page.words[at + 1 : at + 1 + _FAR] if weights[w.term]]
        is_clause = at not in not_all and denies_clause(page.words, at, page.language)
        if not is_clause or _denied(pair, about):
            continue
        for line in pair.lines(pair.sources[:_ASKED]):
            shared = line.terms.intersection(about)
            if len(shared) >= _SHARED and about[0] in shared and not line.denials:
                yield fact_change(fact_of("negation", page, [at]), None, code="one_sided")
                return
