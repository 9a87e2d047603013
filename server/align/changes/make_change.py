"""Builds the changes that detectors report."""

from collections.abc import Sequence

from server.align.sentence_pair import SentencePair
from server.model import Change, ChangeKind, SourceSpan, Span
from server.text.spans import page_span, source_span


def make_change(
    kind: ChangeKind,
    page: Span | None,
    source: SourceSpan | None,
    code: str | None = None,
) -> Change:
    """Return a change between a piece of the page and one of the source, if both exist."""
    params = {"page": page.text if page else None, "source": source.text if source else None}
    if code:
        params["code"] = code
    return Change(kind, page, source, _says(page, source), params)


def exchange(
    pair: SentencePair,
    kind: ChangeKind,
    page: Sequence[int],
    source: Sequence[int],
    code: str | None = None,
) -> Change:
    """Return a change between words of the page and words of its best source sentence.

    Where one side has none, both reach to a content word that is kept: "stole", "allegedly stole".
    """
    page, source = _with_kept(pair, page, source)
    return make_change(kind, words_of_page(pair, page), words_of_best(pair, source), code=code)


def _with_kept(
    pair: SentencePair, page: Sequence[int], source: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return both runs, where one is empty with the nearest content word that both sides keep."""
    if page and source:
        return page, source
    kept, given, words = pair.kept_places, source, pair.best_words
    if page:
        kept, given, words = {mine: at for at, mine in kept.items()}, page, pair.words
    near: list[range] = []
    for step in (1, -1):
        first = at = given[-1 if step > 0 else 0] + step
        while at in kept and not pair.texts.weights[words[at].term]:
            at += step
        if at in kept:
            near.append(range(min(first, at), max(first, at) + 1))
    if not near:
        return page, source
    run = min(near, key=len)
    longer, other = sorted((*given, *run)), sorted(kept[at] for at in run)
    return (longer, other) if page else (other, longer)


def words_of_page(pair: SentencePair, run: Sequence[int]) -> Span | None:
    """Return the piece of the page from the first word of `run` to its last."""
    if not run:
        return None
    return page_span(pair.sentence, pair.words[run[0]].start, pair.words[run[-1]].end)


def words_of_best(pair: SentencePair, run: Sequence[int]) -> SourceSpan | None:
    """Return the piece of the best source sentence from the first word of `run` to its last."""
    if not run:
        return None
    words = pair.best_words
    return source_span(pair.best, pair.best_sentence, words[run[0]].start, words[run[-1]].end)


def overlap(one: Span | SourceSpan, other: Span | SourceSpan) -> bool:
    """Return whether two spans of one sentence share a character."""
    return one.start < other.end and other.start < one.end


def _says(page: Span | None, source: SourceSpan | None) -> str:
    if page and source:
        return f"The page says “{page.text}”, the original “{source.text}”."
    if page:
        return f"“{page.text}” is not in the original."
    return f"The original says “{source.text if source else ''}”, the page does not."
