"""Facts of a sentence, their counterparts in the source, and the changes between the two."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.model import Change, ChangeKind, SourceSpan, Span


class Fact(NamedTuple):
    """A piece of a sentence, `start` to `end`, that another text may have otherwise."""

    kind: ChangeKind
    value: Any
    line: SentenceFacts
    start: int
    end: int


def fact_of(kind: ChangeKind, line: SentenceFacts, run: Sequence[int], value: Any = None) -> Fact:
    """Return the fact that the words from the first of `run` to its last state."""
    return Fact(kind, value, line, *line.extent(run))


def counterpart(
    facts: Iterable[Fact], likeness: Callable[[Fact], Any], *, least: Any = True
) -> Fact | None:
    """Return the source's likest fact, of at least the `least` likeness; the first of equals.

    `facts` come from the sentences that the page's may come from, the likeliest first.
    """
    best: Fact | None = None
    most: Any = None
    for fact in facts:
        alike = likeness(fact)
        if alike >= least and (most is None or alike > most):
            best, most = fact, alike
    return best


def fact_change(page: Fact, source: Fact | None, code: str | None = None) -> Change:
    """Return the change from the source's fact to the page's, or of one that it lacks."""
    place = source and source.line.place(source.start, source.end)
    return make_change(page.kind, page.line.span(page.start, page.end), place, code)


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
    if page and source:
        says = f"The page says “{page.text}”, the original “{source.text}”."
    elif page:
        says = f"“{page.text}” is not in the original."
    else:
        says = f"The original says “{source.text if source else ''}”, the page does not."
    return Change(kind, page, source, says, params)


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
    mine = pair.page.span(*pair.page.extent(page)) if page else None
    place = pair.best.place(*pair.best.extent(source)) if source else None
    return make_change(kind, mine, place, code)


def _with_kept(
    pair: SentencePair, page: Sequence[int], source: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return both runs, where one is empty with the nearest content word that both sides keep."""
    if page and source:
        return page, source
    kept, given, words = pair.kept_places, source, pair.best.words
    if page:
        kept, given, words = {mine: at for at, mine in kept.items()}, page, pair.page.words
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


def overlap(one: Span | SourceSpan, other: Span | SourceSpan) -> bool:
    """Return whether two spans of one sentence share a character."""
    return one.start < other.end and other.start < one.end
