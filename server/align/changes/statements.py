"""Words that widen or raise a statement: "some" becomes "all", "the deputy mayor" "the mayor"."""

from collections.abc import Iterator, Sequence

from server.align.changes.make_change import exchange
from server.align.sentence_pair import NEARLY_ALL, SentencePair
from server.align.text_pair import TextPair
from server.model import Change
from server.text.negation import negations
from server.text.statement_words import (
    Cue,
    amounts,
    conditions,
    doubts,
    ranks,
    reporting_verbs,
)

_SPEAKER = 4  # words beside a statement in which a verb says whose it is
_LONGEST = 4  # words of an exchange; in longer ones the sense may be kept in another way


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each exchanged amount and each rank that only one side has."""
    if pair.is_near_copy():
        yield from _scope(pair)
    if pair.is_near_copy(NEARLY_ALL):
        for page_side, source_side in (*_ranks(pair), *_prefixed(pair)):
            yield exchange(pair, "role", page_side, source_side, "rank")


def drops_qualifier(texts: TextPair, index: int, source: int) -> bool:
    """Return whether page sentence `index` drops a rank, doubt, condition or speaker of `source`.

    "Mayor Marsh resigned" is word for word in "Acting mayor Marsh resigned".
    """
    piece, whole = texts.page.plains[index], texts.source.plains[source]
    language, length = texts.source.language, len(piece)
    doubted = doubts(whole, language)
    starts = {cue.words[-1] + 1 for cue in (*ranks(whole, language), *doubted)}
    limited = conditions(whole, language)
    starts |= {at - length for cue in (*doubted, *limited) if (at := cue.words[0]) >= length}
    if any(whole[start : start + length] == piece for start in starts):
        return True
    said = reporting_verbs(language).difference(piece)
    places = [at for at in range(len(whole) - length + 1) if whole[at : at + length] == piece]
    beside = (
        word
        for at in places
        for word in (*whole[max(0, at - _SPEAKER) : at], *whole[at + length :][:_SPEAKER])
    )
    return not said.isdisjoint(beside)


def _scope(pair: SentencePair) -> Iterator[Change]:
    source, page = pair.texts.source, pair.texts.page
    denied = {at + 1 for at in negations(pair.words, page.language, weak=True)}
    mine = [
        cue
        for cue in amounts(page.plains[pair.index], page.language)
        if cue.words[0] not in denied  # "not all were" may say what "some were not" does
    ]
    source_side = amounts(source.plains[pair.best], source.language)
    for page_side, swapped in pair.swaps:
        page_words, source_words = _inside(mine, page_side), _inside(source_side, swapped)
        if (
            len(page_words) != 1
            or len(source_words) != 1
            or max(len(page_side), len(swapped)) > _LONGEST
        ):
            continue
        if page_words[0].kind != source_words[0].kind:
            yield exchange(pair, "scope", page_words[0].words, source_words[0].words)


def _ranks(pair: SentencePair) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield the words of a rank beside a kept word, which the other side has without it."""
    source, page = pair.texts.source, pair.texts.page
    mine = ranks(page.plains[pair.index], page.language)
    source_side = ranks(source.plains[pair.best], source.language)
    kept = pair.kept_places
    if not mine:
        yield from (((), cue.words) for cue in source_side if _is_beside(cue, kept))
    elif not source_side:
        back = {page_at: source_at for source_at, page_at in kept.items()}
        for cue in mine:
            is_new = page.plains[pair.index][cue.words[0]] not in pair.texts.source_plains
            if is_new and _is_beside(cue, back):
                yield cue.words, ()


def _prefixed(pair: SentencePair) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield words that the source has with a rank as their prefix: "exministro"."""
    source = pair.texts.source
    for page_side, swapped in pair.swaps:
        if len(page_side) == len(swapped) == 1:
            whole, piece = source.plains[pair.best][swapped[0]], pair.words[page_side[0]].plain
            prefix = whole.removesuffix(piece)
            if ranks([prefix], source.language) and whole == prefix + piece:
                yield page_side, swapped


def _is_beside(cue: Cue, kept: dict[int, int]) -> bool:
    """Return whether the words next to a rank are kept, next to one another on the other side."""
    before, after = cue.words[0] - 1, cue.words[-1] + 1
    return after in kept and kept.get(before, kept[after] - 1) == kept[after] - 1


def _inside(cues: Sequence[Cue], run: range) -> list[Cue]:
    return [cue for cue in cues if cue.words[0] in run and cue.words[-1] in run]
