"""Facts of a sentence, their counterparts in the source, and the changes between the two.

Other wording is a change in pieces that can be read, of words and not of characters: "three ->
two", never "t[hree->wo]". Where too little is in common, a difference would be all the sentence, so
that the words in common are shown instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from server.align.facts import SentenceFacts
from server.align.pair import KEPT, SentencePair, Swap
from server.language.scripts import HANGUL
from server.model import Change, ChangeKind, Shared, SourceSpan, Span
from server.text.tokens import Extent


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


_CHANGED = 0.5  # of the words in merged runs; a longer difference is unreadable

_HYPHENS = frozenset("-‐‑")
_KANA = frozenset(map(chr, range(0x3041, 0x30A0)))  # one alone is an ending or a particle


def wording_changes(pair: SentencePair, others: Sequence[Change]) -> Iterator[Change]:
    """Yield a change for each run of exchanged or dropped words that no other change has."""
    if not is_readable(pair):
        return
    known = [change.page for change in others if change.page]
    places = [c.source for c in others if c.source and c.source.sentence == pair.best.index]
    for run in merged(pair):
        # A larger piece that another change lies in would hide the rest of it.
        is_whole = not _has_any(pair.page, run.page, known)
        first, stop = run.page.start, run.page.stop
        within = (x for x in _changed(pair) if first <= x.page.start and x.page.stop <= stop)
        for page_run, source_run in [run] if is_whole else within:
            is_exchanged = page_run and source_run and not _has_any(pair.page, page_run, known)
            if is_exchanged or (
                not page_run
                and _is_dropped(pair, source_run)
                and not _has_any(pair.best, source_run, places)
            ):
                place = pair.best.place(*whole(pair.best, source_run))
                mine = page_run and pair.page.span(*whole(pair.page, page_run))
                yield make_change("wording", mine or None, place)


def _has_any(line: SentenceFacts, run: range, known: Sequence[Span | SourceSpan]) -> bool:
    """Return whether words of a sentence are in a known piece of it."""
    return bool(run) and any(overlap(line.span(*line.extent(run)), each) for each in known)


def shared_words(pair: SentencePair) -> Shared | None:
    """Return the content words of both sides, where too few are kept to show a difference."""
    if not pair.sources or is_readable(pair):
        return None
    sources = pair.lines(pair.sources)
    terms = frozenset().union(*(line.terms for line in sources))
    return Shared(
        [pair.page.span(*at) for at in _in_common(pair, pair.page, terms)],
        [line.place(*at) for line in sources for at in _in_common(pair, line, pair.page.terms)],
    )


def missing_spans(pair: SentencePair) -> list[Span]:
    """Return the stretches of the page sentence whose content words the source lacks.

    A function word between two of them belongs to the stretch; a hyphenated word is absent if all
    its content words are. Of a source in another language nobody can say it.
    """
    if not (pair.texts.same_language and pair.words.absent):
        return []
    page, absent, telling = pair.page, {*pair.words.absent}, {*pair.words.telling}
    ends = [
        at
        for at, (before, word) in enumerate(pairwise(page.words), 1)
        if page.text[before.end : word.start] not in _HYPHENS
    ]
    parts = [range(*ends_of) for ends_of in pairwise([0, *ends, len(page.words)])]
    with_absent = (part for part in parts if not absent.isdisjoint(part))
    lacking = (at for part in with_absent if telling.intersection(part) <= absent for at in part)
    bridge = [at not in telling for at in range(len(page.words))]
    spans = [page.span(*whole(page, run)) for run in runs(lacking, bridge)]
    return [span for span in spans if span.text not in _KANA]


def is_readable(pair: SentencePair) -> bool:
    """Return whether enough words are kept, even when runs of changed words are merged."""
    if pair.kept < KEPT:
        return False
    changed = sum(len(page_run) for page_run, _ in merged(pair))
    return changed <= _CHANGED * len(pair.page.words)


def merged(pair: SentencePair) -> list[Swap]:
    """Return the runs of changed words, page and source, merged over little that is kept."""
    found: list[Swap] = []
    weights, words = pair.texts.weights, pair.page.words
    for run in filter(any, _changed(pair)):
        first, second = found[-1] if found else (range(0), range(0))
        between = range(first.stop, run.page.start)
        # Kept words between two changes, without a content word, are no break.
        is_island = len(between) <= 1 or (
            len(between) <= 2 and not any(weights[words[at].term] for at in between)
        )
        if found and is_island and (first or run.page) and (second or run.source):
            found[-1] = Swap(
                range(first.start, run.page.stop), range(second.start, run.source.stop)
            )
        else:
            found.append(run)
    return found


def _changed(pair: SentencePair) -> Iterator[Swap]:
    """Yield the words between two kept words on each side, without equal ends.

    These are left where a Chinese term reaches into the next one.
    """
    mine, other = pair.page.plains, pair.best.plains
    for page, source in pair.exchanges:
        while page and source and mine[page[0]] == other[source[0]]:
            page, source = page[1:], source[1:]  # noqa: PLW2901
        while page and source and mine[page[-1]] == other[source[-1]]:
            page, source = page[:-1], source[:-1]  # noqa: PLW2901
        yield Swap(page, source)


def _is_dropped(pair: SentencePair, source_run: range) -> bool:
    """Return whether the page sentence lacks these words of an otherwise kept source."""
    words = pair.best.words
    kept = pair.kept * len(pair.page.words) / len(words)
    telling = [words[at].term for at in source_run if pair.texts.weights[words[at].term]]
    return kept >= KEPT and bool(telling) and pair.page.terms.isdisjoint(telling)


def _in_common(pair: SentencePair, line: SentenceFacts, known: frozenset[str]) -> Iterator[Extent]:
    """Yield stretches of words whose terms are `known`, with function words between two."""
    telling = [bool(pair.texts.weights[word.term]) for word in line.words]
    both = [at for at, word in enumerate(line.words) if telling[at] and word.term in known]
    for run in runs(both, [not is_content for is_content in telling]):
        yield whole(line, run)


_SIGN_BEFORE = re.compile(r"[$€£¥₹₩₺₽#+−]\s?$")
_SIGN_BEHIND = re.compile(r"\s?[%‰°€£₽₺]")


def whole(line: SentenceFacts, run: Sequence[int]) -> Extent:
    """Return the start and end of the words of `run` with their signs: "$5", "5 %".

    Hangul has spaces: a piece of it that is not a whole word can't be read.
    """
    sentence, (start, end) = line.text, line.extent(run)
    if _is_hangul(sentence[start : start + 1]):
        while start and (_is_hangul(sentence[start - 1]) or sentence[start - 1].isdecimal()):
            start -= 1
    while _is_hangul(sentence[end - 1 : end]) and _is_hangul(sentence[end : end + 1]):
        end += 1
    before = _SIGN_BEFORE.search(sentence, max(0, start - 2), start)
    after = _SIGN_BEHIND.match(sentence, end)
    return Extent(before.start() if before else start, after.end() if after else end)


def _is_hangul(letter: str) -> bool:
    return HANGUL[0] <= letter <= HANGUL[-1]


def runs(indices: Iterable[int], bridge: Sequence[bool] = ()) -> list[range]:
    """Return the runs of `indices`; a single `bridge` position joins two."""
    joined: list[range] = []
    for index in sorted(indices):
        gap = index - joined[-1][-1] if joined else 0
        if gap == 1 or (gap == 2 and any(bridge[index - 1 : index])):
            joined[-1] = range(joined[-1].start, index + 1)
        else:
            joined.append(range(index, index + 1))
    return joined
