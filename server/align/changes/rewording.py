"""The difference word by word, in pieces that can be read; or the words both sentences share.

Token opcodes instead of characters: "three -> two", never "t[hree->wo]". Where too little is in
common, a difference would be all the sentence, so that the words in common are shown instead.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.align.changes.make_change import make_change, overlap
from server.align.facts import SentenceFacts
from server.align.pair import KEPT, SentencePair, Swap
from server.model import Change, Shared, SourceSpan, Span
from server.text.spans import Extent, runs, whole

_CHANGED = 0.5  # of the words in merged runs; a longer difference is unreadable
_ISLAND = 2  # kept words between two changes, without a content word, are no break

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
                place = pair.best.place(*whole(pair.best.text, pair.best.words, source_run))
                mine = page_run and pair.page.span(
                    *whole(pair.page.text, pair.page.words, page_run)
                )
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
    if not pair.texts.same_language:
        return []
    page, absent = pair.page, {*pair.absent}
    ends = [
        at
        for at, (before, word) in enumerate(pairwise(page.words), 1)
        if page.text[before.end : word.start] not in _HYPHENS
    ]
    parts = [range(*ends_of) for ends_of in pairwise([0, *ends, len(page.words)])]
    telling = [[*filter(pair.is_content, part)] for part in parts]
    lacking = (
        at
        for part, content in zip(parts, telling, strict=True)
        if content and absent.issuperset(content)
        for at in part
    )
    bridge = [not pair.is_content(at) for at in range(len(page.words))]
    spans = [
        page.span(*whole(page.text, page.words, range(first, last + 1)))
        for first, last in runs(lacking, bridge)
    ]
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
        is_island = len(between) <= 1 or (
            len(between) <= _ISLAND and not any(weights[words[at].term] for at in between)
        )
        if found and is_island and (first or run.page) and (second or run.source):
            found[-1] = Swap(
                range(first.start, run.page.stop), range(second.start, run.source.stop)
            )
        else:
            found.append(run)
    return found


def _changed(pair: SentencePair) -> Iterator[Swap]:
    """Yield what lies between two kept words, on either side, without equal words at its ends.

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
    for first, last in runs(both, [not is_content for is_content in telling]):
        yield whole(line.text, line.words, range(first, last + 1))
