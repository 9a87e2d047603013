"""The one small edit of a sentence that is a copy otherwise, where it turns what is said.

The words are those of a language's tables; tests/bench/align/copies.py counts them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal, NamedTuple

from server.align.changes.make_change import exchange
from server.align.sentence_pair import NEARLY_ALL, SentencePair, Swap
from server.model import Change, ChangeKind
from server.text.negation import about_terms, negations
from server.text.statement_words import Cue, CueKind, cues, words_of
from server.text.tokens import Word, is_dense

_FEWEST = 5  # words of a copy
_LONGEST, _LONGEST_DENSE = 3, 6  # words of an edit, and where a word is a character
_LONGEST_PIECE = 4  # words that change places


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield the small edit of a copy, and a doubt that any sentence leaves out."""
    yield from _of_copy(pair)
    for at in dropped(pair, "hedges"):
        yield exchange(pair, "hedge", (), [at], code="dropped")


def dropped(pair: SentencePair, *kinds: Literal["hedges", "denials"]) -> Iterator[int]:
    """Yield doubts and denials of the best source about a word that a sentence has without.

    One that doubts, or denies, something itself may do so in other words.
    """
    texts = pair.texts
    if not (pair.sources and texts.same_language):
        return
    words, language = pair.best_words, texts.source.language
    terms = texts.page.terms[pair.index]
    possible = words_of("possibilities", language)
    for kind in kinds:
        own = _places(kind, pair.words, language)
        is_possible = kind == "hedges" and any(word.plain in possible for word in pair.words)
        for at in [] if own or is_possible else _places(kind, words, language):
            about = about_terms(words, at, texts.weights, language)
            if about and about[0] in terms and words[at].term not in terms:
                yield at


def _places(kind: str, words: Sequence[Word], language: str | None) -> list[int]:
    if kind == "denials":
        return negations(words, language, weak=True)
    return [cue.words[0] for cue in cues("hedges", [word.plain for word in words], language)]


def _of_copy(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for the one edit of a copy, or for two pieces that have changed places.

    The copy may be shortened: beside the edit it has no words of its own.
    """
    if len(pair.words) < _FEWEST or not pair.is_near_copy(NEARLY_ALL):
        return
    if exchanged := _exchanged(pair):
        yield exchange(pair, "role", exchanged, exchanged)
        return
    own = [words for words in pair.edits if words.page]
    for words in (own or pair.edits) if len(own) < 2 else ():
        edit = _Edit(pair, words)
        if max(map(len, words)) > (_LONGEST_DENSE if is_dense(pair.words[0].plain) else _LONGEST):
            continue
        if edit.turns_rank:
            mine, others = (
                [at for cue in side for at in cue.words] for side in edit.listed("ranks")
            )
            yield exchange(pair, "role", mine, others)
        elif kind := _kind(edit):
            yield exchange(pair, kind, *words)


class _Edit(NamedTuple):
    """Words of the page and the source's words that they replace."""

    pair: SentencePair
    words: Swap

    def listed(self, kind: CueKind) -> tuple[list[Cue], list[Cue]]:
        """Return the cues of the page's words and of the source's."""
        page, source = self.pair.texts.page, self.pair.texts.source
        here = cues(kind, page.plains[self.pair.index], page.language)
        there = cues(kind, source.plains[self.pair.best], source.language)
        return _inside(here, self.words.page), _inside(there, self.words.source)

    def says_only(self, here: Sequence[Cue], there: Sequence[Cue]) -> bool:
        """Return whether both sides have the same content words apart from these cues."""
        known = [{at for cue in side for at in cue.words} for side in (here, there)]
        mine, others = (
            Counter(words[at].term for at in run if at not in places)
            for words, run, places in zip(
                (self.pair.words, self.pair.best_words), self.words, known, strict=True
            )
        )
        weights = self.pair.texts.weights
        return not any(weights[term] for term in (mine - others) + (others - mine))

    @property
    def turns_rank(self) -> bool:
        """Return whether only one side has "deputy" or "former"."""
        here, there = self.listed("ranks")
        return bool(here) != bool(there) and self.says_only(here, there)


def _inside(found: Sequence[Cue], run: range) -> list[Cue]:
    return [cue for cue in found if cue.words[0] in run and cue.words[-1] in run]


def _kind(edit: _Edit) -> ChangeKind | None:
    """Return what the listed words of an edit turn, where it has no other content words."""
    if _turns_denial(edit):
        return "negation"
    if _turns_amount(edit):
        return "scope"
    return "hedge" if _drops_doubt(edit) else None


def _turns_denial(edit: _Edit) -> bool:
    """Return whether one side has one more "not", here and in all ("unless": "if not")."""
    page, source = edit.pair.texts.page, edit.pair.texts.source
    here = negations(edit.pair.words, page.language, weak=True)
    there = negations(edit.pair.best_words, source.language, weak=True)
    mine, others = (
        [Cue(range(at, at + 1), 0) for at in found if at in run]
        for found, run in zip((here, there), edit.words, strict=True)
    )
    return len(here) != len(there) and len(mine) != len(others) and edit.says_only(mine, others)


def _turns_amount(edit: _Edit) -> bool:
    """Return whether "some" is "all", or "first" is "last"."""
    here, there = edit.listed("amounts")
    if here and there and {cue.kind for cue in here}.isdisjoint(cue.kind for cue in there):
        return edit.says_only(here, there)
    here, there = edit.listed("superlatives")
    pair = edit.pair
    return (
        bool(here and there)
        and edit.says_only(here, there)
        and {pair.words[cue.words[0]].term for cue in here}.isdisjoint(
            pair.best_words[cue.words[0]].term for cue in there
        )
    )


def _drops_doubt(edit: _Edit) -> bool:
    """Return whether "may" or "allegedly" is left out, with no content word instead."""
    here, there = edit.listed("hedges")
    page, pair = edit.pair.texts.page, edit.pair
    plains = page.plains[pair.index]
    dated = (q for q in pair.texts.source.quantities[pair.best] if q.is_date)
    return (
        bool(there)
        and not cues("hedges", plains, page.language)
        and words_of("possibilities", page.language).isdisjoint(plains)
        and not any(q.first <= cue.words[0] <= q.last for q in dated for cue in there)  # "May 6"
        and edit.says_only(here, there)
    )


def _exchanged(pair: SentencePair) -> range:
    """Return the words of two pieces that changed places: who sued whom."""
    here, there = pair.texts.page.plains[pair.index], pair.texts.source.plains[pair.best]
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
