"""The account: which source sentences the page has, in part or not at all. All else reads it.

The figures that a reader understands are its counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from typing import Any

from server.align.facts import SentenceFacts, TextFacts
from server.align.pair import SentencePair, TextPair
from server.align.texts import ends_as_sentence, is_furniture
from server.language.data import letters_are_words
from server.model import (
    COUNTED_KINDS,
    DIFFERING_KINDS,
    AccountEntry,
    AccountState,
    Elsewhere,
    Figures,
    PageSentence,
    SourceSpan,
    Span,
)
from server.text.lines import claims_rights, credits_picture, is_prompt

# Content words in a row that make a part of weight; letters, in scripts without spaces.
_FEWEST, _FEWEST_LETTERS = 3, 6
WORDS_A_MINUTE, LETTERS_A_MINUTE = 230, 500  # silent reading, as the API says


def account_of(texts: TextPair, sentences: Sequence[PageSentence]) -> list[AccountEntry]:
    """Return one entry for each source sentence, in order."""
    told_by = inverse((one.index, one.source) for one in sentences)
    unfinished, differing = _unfinished(texts), _differing(sentences)
    return [
        _entry(
            texts,
            index,
            told_by.get(index, []),
            differing.get(index, ()),
            is_unfinished=index in unfinished,
        )
        for index in range(len(texts.source))
    ]


def account_of_further(
    further: int, length: int, sentences: Iterable[PageSentence]
) -> list[AccountEntry]:
    """Return the account of source `further` of `length` sentences, which fills gaps alone."""
    shown = ((one.index, entry) for one in sentences for entry in one.elsewhere)
    told_by = inverse((at, one.sentences) for at, one in shown if one.source == further)
    return [
        AccountEntry(index, "told" if index in told_by else "not_compared", told_by.get(index, []))
        for index in range(length)
    ]


def inverse(sources: Iterable[tuple[int, Iterable[int]]]) -> dict[int, list[int]]:
    """Return the page sentences that rest on each source sentence, in order."""
    told_by: dict[int, list[int]] = {}
    for index, places in sources:
        for at in places:
            told_by.setdefault(at, []).append(index)
    return told_by


def places(account: Iterable[AccountEntry], *states: AccountState) -> list[int]:
    """Return the source sentences in any of these states."""
    return [entry.source for entry in account if entry.state in states]


def share_on_page(texts: TextPair, index: int, page_terms: frozenset[str]) -> float:
    """Return the share of the weight of source sentence `index` in `page_terms`, 0..1."""
    whole, terms = texts.source_weights[index], texts.source.terms[index]
    return texts.weights.mass(terms & page_terms) / whole if whole else 0.0


def _differing(sentences: Iterable[PageSentence]) -> dict[int, list[SourceSpan]]:
    """Return the pieces of source sentences that the page replaces by others."""
    found: dict[int, list[SourceSpan]] = {}
    for change in chain.from_iterable(one.changes for one in sentences):
        if change.source and change.page and change.kind in DIFFERING_KINDS:
            found.setdefault(change.source.sentence, []).append(change.source)
    return found


def _entry(
    texts: TextPair,
    index: int,
    told_by: list[int],
    differing: Sequence[SourceSpan],
    *,
    is_unfinished: bool,
) -> AccountEntry:
    source, is_known = texts.source, texts.is_comparable(texts.source, index)
    if told_by:
        rest = _rest(texts, index, differing) if texts.same_language else []
        return AccountEntry(index, "in_part" if rest else "told", told_by, rest)
    if is_unfinished or _is_aside(source, index):
        return AccountEntry(index, "aside")
    if not is_known:
        return AccountEntry(index, "not_compared")
    known = texts.page.all_terms
    figures = {term for term in texts.source.terms[index] if term[:1].isdigit()}
    # The page's sentences together have its figures and most of its weight.
    is_there = figures <= known and share_on_page(texts, index, known) >= 0.5
    if not (texts.same_language and is_there):
        return AccountEntry(index, "left_out")
    return AccountEntry(index, "in_part", [], _rest(texts, index))


def _is_aside(source: TextFacts, index: int) -> bool:
    sentence = source.sentences[index]
    if index in source.text.notes or not any(map(str.isalnum, sentence)):
        return True
    beside = (is_prompt, credits_picture, claims_rights)
    return is_furniture(sentence, source.language) or any(says(sentence) for says in beside)


def _rest(texts: TextPair, index: int, differing: Sequence[SourceSpan] = ()) -> list[Span]:
    """Return the pieces of weight of source sentence `index` that the page lacks.

    What it has otherwise differs, and is not left out.
    """
    lacking = texts.source.terms[index] - texts.page.all_terms
    if not any(map(texts.weights.__getitem__, lacking)):
        return []
    pair = SentencePair(texts.swapped, index, ())
    line = pair.page
    absent = {
        at
        for at in pair.words.absent_words
        if not any(one.start <= line.words[at].start < one.end for one in differing)
    }
    found = (
        [*run] for lacks, run in groupby(pair.words.content_words, absent.__contains__) if lacks
    )
    return [line.span(*line.extent(run)) for run in found if _has_weight(line, run)]


def _has_weight(line: SentenceFacts, run: Sequence[int]) -> bool:
    """Return whether words in a row are many, or have a number or a whole name."""
    if letters_are_words(line.language):
        return len(run) >= _FEWEST_LETTERS
    numbers = (at for q in line.quantities if q.firm for at in range(q.first, q.last + 1))
    return (
        len(run) >= _FEWEST
        or not {*run}.isdisjoint(numbers)
        or any(first < last and {first, last} <= {*run} for first, last in line.names)
    )


def _unfinished(texts: TextPair) -> set[int]:
    """Return announcements ("Watch the clip below:"), headings, and a torn end.

    A heading has few words, and no end of a sentence where most others have one.
    """
    sentences = texts.source.sentences
    open_ended = {at for at, one in enumerate(sentences) if not ends_as_sentence(one)}
    last = len(sentences) - 1
    return {
        at
        for at in open_ended
        if sentences[at].rstrip()[-1:] in {":", "：", ";"}
        or (2 * len(open_ended) < len(sentences)
            and (at == last or content_words(texts, at) < 5))  # a heading has fewer
    }  # fmt: skip


def content_words(texts: TextPair, index: int) -> int:
    """Count the words of source sentence `index` that carry meaning."""
    return sum(map(bool, map(texts.weights.__getitem__, texts.source.terms[index])))


def figures_of(
    sentences: Sequence[PageSentence], account: Sequence[AccountEntry], source: TextFacts
) -> Figures:
    """Count the figures of an alignment."""
    states = Counter(entry.state for entry in account)
    words = [0 if one.state == "aside" else len(source.lines[one.source].words) for one in account]
    left_out_words = sum(_lacking(source, entry) for entry in account)
    untold = left_out_words + sum(
        words[one.source] for one in account if one.state == "not_compared"
    )
    total = sum(words)
    pace = LETTERS_A_MINUTE if letters_are_words(source.language) else WORDS_A_MINUTE
    return Figures(
        **counts(sentences, sentences),
        **counts_of(states),
        covered_share=round(1 - untold / total, 4) if total else 0.0,
        left_out_words=left_out_words,
        left_out_minutes=round(left_out_words / pace, 1),
    )


def counts_of(states: Counter[AccountState]) -> dict[str, Any]:
    """Count the source's sentences by their states in an account."""
    return {
        "source_sentences": states.total() - states["aside"],
        "used": states["told"] + states["in_part"],
        "told": states["told"],
        "told_in_part": states["in_part"],
        "left_out": states["left_out"],
        "not_compared": states["not_compared"],
    }


def counts(
    sentences: Sequence[PageSentence], shown: Sequence[PageSentence | Elsewhere]
) -> dict[str, Any]:
    """Count findings, and by kind the differences of each sentence as it is `shown`."""
    findings = Counter(sentence.finding for sentence in sentences)
    differences = [change for side in shown for change in side.changes if change.is_difference]
    changed = Counter(change.kind for change in differences)
    # No detector has it any more, but clients read it.
    return {
        "page_sentences": len(sentences) - findings["note"],
        "found": findings["found"],
        "verbatim": sum(side.label == "verbatim" for side in shown),
        "differs": findings["differs"],
        "partly_found": findings["partly"],
        "not_found": findings["not_found"],
        "changed": {kind: changed[kind] for kind in (*COUNTED_KINDS, "moved")},
    }


def _lacking(source: TextFacts, entry: AccountEntry) -> int:
    """Count the words of a source sentence that the page leaves out; characters in Chinese."""
    words = source.lines[entry.source].words
    if entry.state == "left_out":
        return len(words)
    return sum(span.start <= word.start < span.end for span in entry.rest for word in words)
