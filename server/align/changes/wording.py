"""Other wording: edits that are no other kind of change, and words that only one side has.

An edit is shown in pieces that can be read, of words and not of characters: "three -> two", never
"t[hree->wo]". Where too little is kept, a difference would be all the sentence, so that the words
in common are shown instead.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from server.align.changes.change import make_change, overlap
from server.align.facts import SentenceFacts
from server.align.pair import NEAR_COPY, Edit, SentencePair
from server.language.scripts import HANGUL
from server.model import Change, Shared, SourceSpan, Span
from server.text.tokens import Extent

_MOST_CHANGED = 0.5  # share of the words in merged edits; more of a sentence is unreadable
_KEPT_BETWEEN = 2  # words without weight, at most, that two edits are merged over

_HYPHENS = frozenset("-‐‑")
_KANA = frozenset(map(chr, range(0x3041, 0x30A0)))  # one alone is an ending or a particle
_SIGN_BEFORE = re.compile(r"[$€£¥₹₩₺₽#+−]\s?$")
_SIGN_BEHIND = re.compile(r"\s?[%‰°€£₽₺]")


def unnamed_edits(pair: SentencePair, changes: Sequence[Change]) -> Iterator[Edit]:
    """Yield the edits of a readable pair, merged, that none of the changes is about."""
    if not is_readable(pair):
        return
    page_spans = [change.page for change in changes if change.page]
    source_spans = [
        change.source
        for change in changes
        if change.source and change.source.sentence == pair.best.index
    ]
    for merged in merged_edits(pair):
        edits = [merged]
        if _is_covered(pair.page, merged.page, page_spans):
            # A larger piece that another change lies in would hide the rest of it.
            edits = [edit for edit in _trimmed_edits(pair) if _is_part(edit, merged)]
        for edit in edits:
            if edit.page:
                is_named = _is_covered(pair.page, edit.page, page_spans)
            else:
                is_named = _is_covered(pair.best, edit.source, source_spans)
            if not is_named:
                yield edit


def wording_change(pair: SentencePair, edit: Edit) -> Change | None:
    """Return an edit as other wording: words exchanged, or content words left out.

    None of words that the page adds: those that the source has nowhere are its `missing` ones.
    """
    if not edit.source or not (edit.page or _is_left_out(pair, edit.source)):
        return None
    page_span = pair.page.span(*readable_extent(pair.page, edit.page)) if edit.page else None
    source_span = pair.best.source_span(*readable_extent(pair.best, edit.source))
    return make_change("wording", page_span, source_span)


def is_readable(pair: SentencePair) -> bool:
    """Whether enough words are kept, even when edits are merged."""
    if pair.kept_share < NEAR_COPY:
        return False
    changed = sum(len(edit.page) for edit in merged_edits(pair))
    return changed <= _MOST_CHANGED * len(pair.page.words)


def merged_edits(pair: SentencePair) -> list[Edit]:
    """Merge edits over the little that is kept between them."""
    merged: list[Edit] = []
    for edit in _trimmed_edits(pair):
        if not merged or not _is_continued(pair, merged[-1], edit):
            merged.append(edit)
            continue
        previous = merged.pop()
        page = range(previous.page.start, edit.page.stop)
        source = range(previous.source.start, edit.source.stop)
        merged.append(Edit(page, source))
    return merged


def shared_words(pair: SentencePair) -> Shared | None:
    """Return the content words of both sides, where too few are kept to show a difference."""
    if not pair.sources or is_readable(pair):
        return None
    sources = pair.lines(pair.sources)
    source_terms = frozenset().union(*(line.terms for line in sources))
    return Shared(
        [pair.page.span(*extent) for extent in _in_common(pair, pair.page, source_terms)],
        [
            line.source_span(*extent)
            for line in sources
            for extent in _in_common(pair, line, pair.page.terms)
        ],
    )


def missing_spans(pair: SentencePair) -> list[Span]:
    """Return the stretches of the page sentence whose content words the source lacks.

    A function word between two of them belongs to the stretch; a hyphenated word is missing if all
    its content words are. Of a source in another language nobody can say it.
    """
    if not (pair.texts.same_language and pair.words.absent_words):
        return []
    page, absent = pair.page, {*pair.words.absent_words}
    missing: list[int] = []
    for part in _hyphen_groups(page):
        content = [index for index in part if pair.words.is_content(index)]
        if not absent.isdisjoint(part) and absent.issuperset(content):
            missing.extend(part)
    bridges = [not pair.words.is_content(index) for index in range(len(page.words))]
    spans = [page.span(*readable_extent(page, run)) for run in runs_of(missing, bridges)]
    return [span for span in spans if span.text not in _KANA]


def readable_extent(line: SentenceFacts, run: Sequence[int]) -> Extent:
    """Return the start and the end of words with their signs: "$5", "5 %".

    Hangul has spaces: a piece of it that is not a whole word can't be read.
    """
    sentence, (start, end) = line.text, line.extent(run)
    if _is_hangul(sentence[start : start + 1]):
        while start and (_is_hangul(sentence[start - 1]) or sentence[start - 1].isdecimal()):
            start -= 1
    while _is_hangul(sentence[end - 1 : end]) and _is_hangul(sentence[end : end + 1]):
        end += 1
    before = _SIGN_BEFORE.search(sentence, max(0, start - 2), start)
    behind = _SIGN_BEHIND.match(sentence, end)
    return Extent(before.start() if before else start, behind.end() if behind else end)


def runs_of(indices: Iterable[int], bridges: Sequence[bool]) -> list[range]:
    """Join indices to runs; a single index that is a bridge joins two."""
    runs: list[range] = []
    for index in sorted(indices):
        gap = index - runs[-1][-1] if runs else 0
        if gap == 1 or (gap == 2 and bridges[index - 1]):
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    return runs


def _trimmed_edits(pair: SentencePair) -> Iterator[Edit]:
    """Yield the edits of terms without the words that both sides begin or end with.

    There are such words in Chinese, where a term is two characters and shares one with the next.
    """
    page_plains, source_plains = pair.page.plains, pair.best.plains
    for edit in pair.term_edits:
        page_run, source_run = edit
        while page_run and source_run and page_plains[page_run[0]] == source_plains[source_run[0]]:
            page_run, source_run = page_run[1:], source_run[1:]
        while (
            page_run and source_run and page_plains[page_run[-1]] == source_plains[source_run[-1]]
        ):
            page_run, source_run = page_run[:-1], source_run[:-1]
        if page_run or source_run:
            yield Edit(page_run, source_run)


def _is_continued(pair: SentencePair, edit: Edit, following: Edit) -> bool:
    """Whether the words kept between two edits are no break, and both sides have changed words."""
    between = range(edit.page.stop, following.page.start)
    content = [index for index in between if pair.texts.weights[pair.page.words[index].term]]
    is_little = len(between) <= 1 or (len(between) <= _KEPT_BETWEEN and not content)
    return is_little and bool(edit.page or following.page) and bool(edit.source or following.source)


def _is_part(edit: Edit, merged: Edit) -> bool:
    return merged.page.start <= edit.page.start and edit.page.stop <= merged.page.stop


def _is_covered(line: SentenceFacts, run: range, spans: Sequence[Span | SourceSpan]) -> bool:
    """Whether words of a sentence are in a piece of it that a change has."""
    if not run:
        return False
    own = line.span(*line.extent(run))
    return any(overlap(own, span) for span in spans)


def _is_left_out(pair: SentencePair, source: range) -> bool:
    """Whether words have weight, and the page lacks all of them but keeps most of the others."""
    words, weights = pair.best.words, pair.texts.weights
    kept_share = pair.kept_share * len(pair.page.words) / len(words)
    terms = [words[index].term for index in source if weights[words[index].term]]
    return kept_share >= NEAR_COPY and bool(terms) and pair.page.terms.isdisjoint(terms)


def _in_common(pair: SentencePair, line: SentenceFacts, terms: frozenset[str]) -> Iterator[Extent]:
    """Yield stretches of words with any of the terms, and function words between two."""
    is_content = [bool(pair.texts.weights[word.term]) for word in line.words]
    shared = [
        index for index, word in enumerate(line.words) if is_content[index] and word.term in terms
    ]
    for run in runs_of(shared, [not content for content in is_content]):
        yield readable_extent(line, run)


def _hyphen_groups(line: SentenceFacts) -> Iterator[range]:
    """Yield the words of a sentence, those that hyphens join together."""
    start = 0
    for index, (before, word) in enumerate(pairwise(line.words), 1):
        if line.text[before.end : word.start] not in _HYPHENS:
            yield range(start, index)
            start = index
    yield range(start, len(line.words))


def _is_hangul(letter: str) -> bool:
    return HANGUL[0] <= letter <= HANGUL[-1]
