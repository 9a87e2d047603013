"""A change between the two sides of a sentence pair, and the fact on either side."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.model import Change, ChangeKind, SourceSpan, Span


class Fact(NamedTuple):
    """A piece of a sentence that another text may give otherwise."""

    kind: ChangeKind
    value: Any
    line: SentenceFacts
    start: int
    end: int


def fact_of(kind: ChangeKind, line: SentenceFacts, run: Sequence[int], value: Any = None) -> Fact:
    """Return the fact that the words from the first of a run to its last state."""
    return Fact(kind, value, line, *line.extent(run))


def counterpart(
    facts: Iterable[Fact], likeness: Callable[[Fact], Any], *, least: Any = True
) -> Fact | None:
    """Choose the likest of the source's facts, the first of equals; none below `least`.

    They come from the sentences that the page's may come from, the likeliest first.
    """
    best: Fact | None = None
    highest: Any = None
    for fact in facts:
        rating = likeness(fact)
        if rating >= least and (highest is None or rating > highest):
            best, highest = fact, rating
    return best


def change_of_facts(page: Fact, source: Fact | None, code: str | None = None) -> Change:
    """Return the change from the source's fact to the page's, or of one that the source lacks."""
    source_span = source and source.line.source_span(source.start, source.end)
    return make_change(page.kind, page.line.span(page.start, page.end), source_span, code)


def change_of_words(
    pair: SentencePair,
    kind: ChangeKind,
    page: Sequence[int],
    source: Sequence[int],
    code: str | None = None,
) -> Change:
    """Return a change between words of the page and words of its best source sentence.

    Where one side has none, both reach to a content word that is kept: "stole", "allegedly stole".
    """
    page, source = _with_kept_word(pair, page, source)
    page_span = pair.page.span(*pair.page.extent(page)) if page else None
    source_span = pair.best.source_span(*pair.best.extent(source)) if source else None
    return make_change(kind, page_span, source_span, code)


def make_change(
    kind: ChangeKind, page: Span | None, source: SourceSpan | None, code: str | None = None
) -> Change:
    """Return a change between a piece of the page and one of the source, if both exist."""
    params = {"page": page.text if page else None, "source": source.text if source else None}
    if code:
        params["code"] = code
    if page and source:
        says = f"The page says “{page.text}”, the original “{source.text}”."
    elif page:
        says = f"“{page.text}” is not in the original."
    else:
        says = f"The original says “{source.text if source else ''}”, the page does not."
    return Change(kind, page, source, says, params)


def overlap(span: Span | SourceSpan, other: Span | SourceSpan) -> bool:
    """Whether two spans of one sentence share a character."""
    return span.start < other.end and other.start < span.end


def _with_kept_word(
    pair: SentencePair, page: Sequence[int], source: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Lengthen a run beside an empty one by the nearest content word that both sides keep."""
    if page and source:
        return page, source
    if page:
        run, words = page, pair.page.words
        kept = {page_index: source_index for source_index, page_index in pair.kept_words.items()}
    else:
        run, words, kept = source, pair.best.words, pair.kept_words

    ways: list[range] = []  # from the run to a kept content word behind it, or before it
    for step in (1, -1):
        first = index = run[-1 if step > 0 else 0] + step
        while index in kept and not pair.texts.weights[words[index].term]:
            index += step
        if index in kept:
            ways.append(range(min(first, index), max(first, index) + 1))
    if not ways:
        return page, source

    way = min(ways, key=len)
    longer, other = sorted((*run, *way)), sorted(kept[index] for index in way)
    return (longer, other) if page else (other, longer)
