"""What a small edit of a copy turns round: a rank, a "not", an amount, an order, a doubt.

Each rule names one edit, and the first that fits counts; an edit that none names is other wording.
The words are of a language's tables; tests/bench/align/copies.py counts them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product
from typing import NamedTuple

from server.align.changes.change import change_of_words
from server.align.facts import SentenceFacts
from server.align.pair import CLOSE_COPY, Edit, SentencePair
from server.model import Change, ChangeKind
from server.text.statements import Cue, CueKind, words_of
from server.text.tokens import is_dense

_SHORTEST_COPY = 5  # words of a sentence whose edits are named
# Words of an edit on either side: a longer one says something else.
_LONGEST = 3
_LONGEST_DENSE = 6  # where a word is a character
_PIECE = range(1, 5)  # words of a piece that changes its place

Cues = tuple[list[Cue], list[Cue]]  # of the page, of the source


class CopyEdit(NamedTuple):
    """The one edit of a copy, with the words that are listed in it."""

    pair: SentencePair
    page: range
    source: range

    @property
    def sides(self) -> tuple[tuple[SentenceFacts, range], tuple[SentenceFacts, range]]:
        """Both sentences, each with the words of it that were edited."""
        return (self.pair.page, self.page), (self.pair.best, self.source)

    def cues(self, kind: CueKind) -> Cues:
        """Return the listed words and phrases of one kind that lie in the edit."""
        page, source = (
            [cue for cue in line.cues(kind) if cue.words[0] in run and cue.words[-1] in run]
            for line, run in self.sides
        )
        return page, source

    def denials(self) -> Cues:
        """Return the words of the edit that say "not"."""
        page, source = (
            [Cue(range(index, index + 1), 0) for index in line.denials if index in run]
            for line, run in self.sides
        )
        return page, source

    def says_only(self, cues: Cues) -> bool:
        """Whether all other content words of the edit are the same on both sides."""
        page_terms, source_terms = (
            Counter(line.words[index].term for index in run if index not in _words_of(side))
            for (line, run), side in zip(self.sides, cues, strict=True)
        )
        weights = self.pair.texts.weights
        differing = (page_terms - source_terms) + (source_terms - page_terms)
        return not any(weights[term] for term in differing)

    def change(self, kind: ChangeKind) -> Change:
        """Return the edit as a change of a kind."""
        return change_of_words(self.pair, kind, self.page, self.source)


Rule = Callable[[CopyEdit], Change | None]


def edits_of_copy(pair: SentencePair) -> list[Edit]:
    """Return the one edit of a copy, or two pieces of it that have changed places as one.

    The copy may be shortened: beside the edit it has no words of its own.
    """
    if len(pair.page.words) < _SHORTEST_COPY or not pair.is_near_copy(CLOSE_COPY):
        return []
    if exchanged := _exchanged_pieces(pair):
        return [Edit(exchanged, exchanged)]
    with_own_words = [edit for edit in pair.edits if edit.page]
    if len(with_own_words) > 1:
        return []
    longest = _LONGEST_DENSE if is_dense(pair.page.plains[0]) else _LONGEST
    edits = with_own_words or pair.edits
    return [edit for edit in edits if max(len(edit.page), len(edit.source)) <= longest]


def compare_edit(pair: SentencePair, edit: Edit) -> Change | None:
    """Name what an edit of a copy turns round; None where it is other wording."""
    copy_edit = CopyEdit(pair, *edit)
    for rule in RULES:
        change = rule(copy_edit)
        if change:
            return change
    return None


def exchanged_pieces(edit: CopyEdit) -> Change | None:
    """Name two pieces that changed places: who did it to whom.

    page: On Monday the mayor sued the paper in Orlund.
    source: On Monday the paper sued the mayor in Orlund.
    kind: role
    """
    page, source = (Counter(line.plains[index] for index in run) for line, run in edit.sides)
    return edit.change("role") if page == source else None


def rank(edit: CopyEdit) -> Change | None:
    """Name a rank that only one side has.

    page: The mayor of Orlund opened the new bridge on Monday.
    source: The deputy mayor of Orlund opened the new bridge on Monday.
    kind: role
    """
    cues = edit.cues("ranks")
    page, source = cues
    if bool(page) == bool(source) or not edit.says_only(cues):
        return None
    return change_of_words(edit.pair, "role", _words_of(page), _words_of(source))


def negation(edit: CopyEdit) -> Change | None:
    """Name a "not" more, here and in all of the sentence: "unless" is "if not".

    page: The council will open the bridge in Orlund unless it rains.
    source: The council will open the bridge in Orlund if it rains.
    kind: negation
    """
    cues = edit.denials()
    page, source = cues
    is_more_in_all = len(edit.pair.page.denials) != len(edit.pair.best.denials)
    if not is_more_in_all or len(page) == len(source) or not edit.says_only(cues):
        return None
    return edit.change("negation")


def amount(edit: CopyEdit) -> Change | None:
    """Name an amount of another class: "some" for "all".

    page: All bridges of the old town will be closed to lorries in May.
    source: Some bridges of the old town will be closed to lorries in May.
    kind: scope
    """
    cues = edit.cues("amounts")
    page, source = ({cue.kind for cue in side} for side in cues)
    if not (page and source and page.isdisjoint(source) and edit.says_only(cues)):
        return None
    return edit.change("scope")


def order(edit: CopyEdit) -> Change | None:
    """Name another order or comparison: "oldest" for "largest".

    page: The oldest ferry to Orlund left the old harbour on Monday.
    source: The largest ferry to Orlund left the old harbour on Monday.
    kind: scope
    """
    cues = edit.cues("superlatives")
    page, source = (
        {line.words[cue.words[0]].term for cue in side}
        for (line, _), side in zip(edit.sides, cues, strict=True)
    )
    if not (page and source and page.isdisjoint(source) and edit.says_only(cues)):
        return None
    return edit.change("scope")


def doubt(edit: CopyEdit) -> Change | None:
    """Name a doubt that the page leaves out, and has nowhere else.

    page: The treasurer of Orlund stole 400 kroner from the school fund.
    source: The treasurer of Orlund allegedly stole 400 kroner from the school fund.
    kind: hedge
    """
    page, best = edit.pair.page, edit.pair.best
    _, doubts = edit.cues("hedges")
    if not doubts or page.cues("hedges"):
        return None
    if not words_of("possibilities", page.language).isdisjoint(page.plains):
        return None
    dates = [quantity for quantity in best.quantities if quantity.is_date]  # "May 6"
    for cue in doubts:
        if any(date.first <= cue.words[0] <= date.last for date in dates):
            return None
    return edit.change("hedge") if edit.says_only(([], doubts)) else None


RULES: tuple[Rule, ...] = (exchanged_pieces, rank, negation, amount, order, doubt)


def _words_of(cues: Iterable[Cue]) -> list[int]:
    return [index for cue in cues for index in cue.words]


def _exchanged_pieces(pair: SentencePair) -> range:
    """Return the words of two pieces that changed places, with those between them."""
    page, source = pair.page.plains, pair.best.plains
    if len(pair.edits) < 2 or Counter(page) != Counter(source):
        return range(0)
    first, last = pair.edits[0], pair.edits[-1]
    start = min(first.page.start, first.source.start)
    stop = max(last.page.stop, last.source.stop)
    page_run, source_run = page[start:stop], source[start:stop]
    for before, behind in product(_PIECE, repeat=2):
        swapped = source_run[-before:] + source_run[behind:-before] + source_run[:behind]
        if page_run != swapped:
            continue
        pieces = (
            range(start, start + before),
            range(start + before, stop - behind),
            range(stop - behind, stop),
        )
        if all(any(map(pair.words.is_content, piece)) for piece in pieces):
            return range(start, stop)
    return range(0)
