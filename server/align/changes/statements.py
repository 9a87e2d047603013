"""Words that widen or raise a statement: "some" becomes "all", "the deputy mayor" "the mayor"."""

from collections.abc import Iterator, Sequence

from server.align.changes.near_copy import NEARLY_ALL, is_near_copy, kept_places
from server.align.sentence_pair import SentencePair
from server.align.source_index import SourceIndex
from server.model import Change, ChangeKind
from server.text.negation import negations
from server.text.spans import page_span, source_span
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


def statement_changes(pair: SentencePair) -> Iterator[Change]:
    """A change for each exchanged amount and each rank that only one side has."""
    if not is_near_copy(pair):
        return
    yield from _scope(pair)
    if is_near_copy(pair, NEARLY_ALL):
        yield from _ranks(pair)
        for page_side, source_side in _prefixed(pair):
            yield _change(pair, "role", page_side, source_side, "rank")


def drops_qualifier(texts: SourceIndex, index: int, source: int) -> bool:
    """Whether page sentence `index` is beside a rank, doubt, condition or speaker of `source`.

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
    index = pair.sources[0]
    source, page = pair.texts.source, pair.texts.page
    denied = {at + 1 for at in negations(pair.words, page.language, weak=True)}
    mine = [
        cue
        for cue in amounts(page.plains[pair.index], page.language)
        if cue.words[0] not in denied  # "not all were" may say what "some were not" does
    ]
    source_side = amounts(source.plains[index], source.language)
    for page_side, swapped in pair.swaps:
        page_words, source_words = _inside(mine, page_side), _inside(source_side, swapped)
        if (
            len(page_words) != 1
            or len(source_words) != 1
            or max(len(page_side), len(swapped)) > _LONGEST
        ):
            continue
        if page_words[0].kind != source_words[0].kind:
            yield _change(pair, "scope", page_words[0].words, source_words[0].words, None)


def _ranks(pair: SentencePair) -> Iterator[Change]:
    """A rank beside a kept word, which the other side has without it."""
    index = pair.sources[0]
    source, page = pair.texts.source, pair.texts.page
    mine = ranks(page.plains[pair.index], page.language)
    source_side = ranks(source.plains[index], source.language)
    kept = kept_places(pair)
    if not mine:
        for cue in source_side:
            if _is_beside(cue, kept):
                yield _change(pair, "role", None, cue.words, "rank")
    elif not source_side:
        back = {page_at: source_at for source_at, page_at in kept.items()}
        for cue in mine:
            is_new = page.plains[pair.index][cue.words[0]] not in pair.texts.source_plains
            if is_new and _is_beside(cue, back):
                yield _change(pair, "role", cue.words, None, "rank")


def _prefixed(pair: SentencePair) -> Iterator[tuple[range, range]]:
    """Words of the page that the source has with a rank before them in one word: "exministro"."""
    index = pair.sources[0]
    source = pair.texts.source
    for page_side, swapped in pair.swaps:
        if len(page_side) == len(swapped) == 1:
            whole, piece = source.plains[index][swapped[0]], pair.words[page_side[0]].plain
            prefix = whole.removesuffix(piece)
            if ranks([prefix], source.language) and whole == prefix + piece:
                yield page_side, swapped


def _is_beside(cue: Cue, kept: dict[int, int]) -> bool:
    """Whether the words next to a rank are kept, next to one another on the other side."""
    before, after = cue.words[0] - 1, cue.words[-1] + 1
    return after in kept and kept.get(before, kept[after] - 1) == kept[after] - 1


def _inside(cues: Sequence[Cue], run: range) -> list[Cue]:
    return [cue for cue in cues if cue.words[0] in run and cue.words[-1] in run]


def _change(
    pair: SentencePair,
    kind: ChangeKind,
    page_side: range | None,
    source_side: range | None,
    code: str | None,
) -> Change:
    index = pair.sources[0]
    words, sentence = pair.texts.source.words[index], pair.texts.source.sentences[index]
    mine = page_side and page_span(
        pair.sentence, pair.words[page_side[0]].start, pair.words[page_side[-1]].end
    )
    other = source_side and source_span(
        index, sentence, words[source_side[0]].start, words[source_side[-1]].end
    )
    if mine and other:
        says = f"The page says “{mine.text}”, the source “{other.text}”."
    elif other:
        says = f"The source says “{other.text}”, the page does not."
    else:
        says = f"The page says “{mine.text if mine else ''}”, the source does not."
    params = {"page": mine.text if mine else None, "source": other.text if other else None}
    return Change(
        kind, mine or None, other or None, says, {**params, "code": code} if code else params
    )
