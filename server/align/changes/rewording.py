"""The difference word by word, in pieces that can be read; or the words both sentences share.

Token opcodes instead of characters: "three -> two", never "t[hree->wo]". Where too little is in
common, a difference would be all the sentence, so that the words in common are shown instead.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.align.changes.make_change import (
    make_change,
    overlap,
    words_of_best,
    words_of_page,
)
from server.align.sentence_pair import KEPT, SentencePair
from server.model import Change, Shared, Span
from server.text.spans import page_span, runs, source_span, whole
from server.text.tokens import Word

_CHANGED = 0.5  # of the words in merged runs; a longer difference is unreadable
_ISLAND = 2  # kept words between two changes, without a content word, are no break

_HYPHENS = frozenset("-‐‑")
_KANA = frozenset(map(chr, range(0x3041, 0x30A0)))  # one alone is an ending or a particle

_Run = tuple[range, range]


def wording_changes(pair: SentencePair, others: Sequence[Change]) -> Iterator[Change]:
    """Yield a change for each run of exchanged or dropped words that no other change has."""
    if not is_readable(pair):
        return
    for run in merged(pair):
        # A larger piece that another change lies in would hide the rest of it.
        for page_run, source_run in (
            [run] if not _is_page_run_listed(pair, run[0], others) else _within(pair, run)
        ):
            if (page_run and source_run and not _is_page_run_listed(pair, page_run, others)) or (
                not page_run
                and _is_dropped(pair, source_run)
                and not _is_source_run_listed(pair, source_run, others)
            ):
                yield _exchanged(pair, page_run, source_run)


def shared_words(pair: SentencePair) -> Shared | None:
    """Return the content words of both sides, where too few are kept to show a difference."""
    if not pair.sources or is_readable(pair):
        return None
    terms = pair.texts.page.terms[pair.index]
    places = [page_span(pair.sentence, *at) for at in _in_common(pair, pair.sentence, pair.words,
                                                                 pair.source_terms)]  # fmt: skip
    source = pair.texts.source
    source_places = [
        source_span(index, source.sentences[index], *at)
        for index in pair.sources
        for at in _in_common(pair, source.sentences[index], source.words[index], terms)
    ]
    return Shared(places, source_places)


def missing_spans(pair: SentencePair) -> list[Span]:
    """Return the stretches of the page sentence whose content words the source lacks.

    A function word between two of them belongs to the stretch. Of a source in another language
    nobody can say it.
    """
    if not pair.texts.same_language:
        return []
    bridge = [not pair.is_content(at) for at in range(len(pair.words))]
    found = (
        whole(pair.sentence, pair.words, range(first, last + 1))
        for first, last in runs(_absent(pair), bridge)
    )
    spans = [page_span(pair.sentence, *at) for at in found]
    return [span for span in spans if span.text not in _KANA]


def _absent(pair: SentencePair) -> Iterator[int]:
    """Yield the absent words; a hyphenated one is absent if all its content words are."""
    absent, words = {*pair.absent}, pair.words
    ends = [
        at
        for at, (before, word) in enumerate(pairwise(words), 1)
        if pair.sentence[before.end : word.start] not in _HYPHENS
    ]
    for first, end in pairwise([0, *ends, len(words)]):
        parts = range(first, end)
        telling = [at for at in parts if pair.is_content(at)]
        if telling and absent.issuperset(telling):
            yield from parts


def is_readable(pair: SentencePair) -> bool:
    """Return whether enough words are kept, even when runs of changed words are merged."""
    if pair.kept < KEPT:
        return False
    changed = sum(len(page_run) for page_run, _ in merged(pair))
    return changed <= _CHANGED * len(pair.words)


def merged(pair: SentencePair) -> list[_Run]:
    """Return the runs of changed words, page and source, merged over little that is kept."""
    found: list[_Run] = []
    for run in _changed(pair):
        if not any(run):
            continue
        first, second = found[-1] if found else (range(0), range(0))
        are_exchanged = (first or run[0]) and (second or run[1])
        if found and are_exchanged and _is_island(pair, range(first.stop, run[0].start)):
            found.pop()
            found.append((range(first.start, run[0].stop), range(second.start, run[1].stop)))
        else:
            found.append(run)
    return found


def _changed(pair: SentencePair) -> list[_Run]:
    """Return what lies between two kept words, on either side."""
    return [_trimmed(pair, *swap) for swap in pair.exchanges]


def _trimmed(pair: SentencePair, page_run: range, source_run: range) -> _Run:
    """Return the run without equal words at its ends; a Chinese term reaches into the next."""
    mine, other = pair.words, pair.best_words
    while page_run and source_run and mine[page_run[0]].plain == other[source_run[0]].plain:
        page_run, source_run = page_run[1:], source_run[1:]
    while page_run and source_run and mine[page_run[-1]].plain == other[source_run[-1]].plain:
        page_run, source_run = page_run[:-1], source_run[:-1]
    return page_run, source_run


def _is_island(pair: SentencePair, kept: range) -> bool:
    weights = pair.texts.weights
    return len(kept) <= 1 or (
        len(kept) <= _ISLAND and not any(weights[pair.words[at].term] for at in kept)
    )


def _within(pair: SentencePair, run: _Run) -> list[_Run]:
    return [
        (page_run, source_run) for page_run, source_run in _changed(pair)
        if run[0].start <= page_run.start and page_run.stop <= run[0].stop
    ]  # fmt: skip


def _is_page_run_listed(pair: SentencePair, page_run: range, others: Sequence[Change]) -> bool:
    words = words_of_page(pair, page_run)
    return any(words and c.page and overlap(c.page, words) for c in others)


def _is_source_run_listed(pair: SentencePair, source_run: range, others: Sequence[Change]) -> bool:
    """Return whether another change already covers these words of the source."""
    words = words_of_best(pair, source_run)
    places = [c.source for c in others if c.source and c.source.sentence == pair.best]
    return any(words and overlap(place, words) for place in places)


def _is_dropped(pair: SentencePair, source_run: range) -> bool:
    """Return whether the page sentence lacks these words of an otherwise kept source."""
    words, terms = pair.best_words, pair.texts.page.terms[pair.index]
    kept = pair.kept * len(pair.words) / len(words)
    telling = [words[at].term for at in source_run if pair.texts.weights[words[at].term]]
    return kept >= KEPT and bool(telling) and terms.isdisjoint(telling)


def _exchanged(pair: SentencePair, page_run: range, source_run: range) -> Change:
    mine = page_run and page_span(pair.sentence, *whole(pair.sentence, pair.words, page_run))
    place = whole(pair.best_sentence, pair.best_words, source_run)
    return make_change("wording", mine or None, source_span(pair.best, pair.best_sentence, *place))


def _in_common(
    pair: SentencePair, sentence: str, words: Sequence[Word], known: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield stretches of words whose terms are `known`, with function words between two."""
    telling = [bool(pair.texts.weights[word.term]) for word in words]
    both = [at for at, word in enumerate(words) if telling[at] and word.term in known]
    for first, last in runs(both, [not is_content for is_content in telling]):
        yield whole(sentence, words, range(first, last + 1))
