"""The account: which source sentences the page has, in part or not at all. All else reads it.

The figures that a reader understands are its counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from server.align.facts import TextFacts
from server.align.pair import SentencePair, TextPair
from server.align.pieces import missing_pieces
from server.align.texts import ends_as_sentence, is_furniture
from server.language.data import letters_are_words
from server.model import (
    COUNTED_KINDS,
    DIFFERING_KINDS,
    AccountEntry,
    AccountState,
    Change,
    Elsewhere,
    Figures,
    PageSentence,
    SourceSpan,
    Span,
)
from server.text.lines import claims_rights, credits_picture, is_prompt

_MOSTLY_THERE = 0.5  # share of a sentence's weight that the page's sentences together have
_LONGEST_HEADING = 4  # content words
# Silent reading, as the API says.
WORDS_A_MINUTE = 230
LETTERS_A_MINUTE = 500


def account_of(texts: TextPair, sentences: Sequence[PageSentence]) -> list[AccountEntry]:
    """Return one entry for each source sentence, in order."""
    told_by = _inverse((sentence.index, sentence.source) for sentence in sentences)
    replaced = _replaced_spans(sentences)
    unfinished = _unfinished_indices(texts)
    account = [
        _entry(
            texts,
            index,
            told_by.get(index, []),
            replaced.get(index, []),
            is_unfinished=index in unfinished,
        )
        for index in range(len(texts.source))
    ]
    return mark_differing(account, sentences)


def account_of_further(
    further: int, length: int, sentences: Iterable[PageSentence]
) -> list[AccountEntry]:
    """Return the account of a further source of so many sentences, which fills gaps alone."""
    used: list[tuple[int, list[int]]] = []
    differing: set[int] = set()
    for sentence in sentences:
        for entry in sentence.elsewhere:
            if entry.source != further:
                continue
            used.append((sentence.index, entry.sentences))
            if sentence.state == entry.state == "changed":
                differing.update(_decisive_sources(entry.sentences, entry.changes))
    told_by = _inverse(used)
    account = []
    for index in range(length):
        state: AccountState = "told" if index in told_by else "not_compared"
        differs = index in differing
        account.append(AccountEntry(index, state, told_by.get(index, []), differs=differs))
    return account


def mark_differing(
    account: Sequence[AccountEntry], sentences: Iterable[PageSentence]
) -> list[AccountEntry]:
    """Return an account that says of which sentences the page gives a value otherwise.

    Of a page sentence that a further source bears out better, only that one matters.
    """
    differing: set[int] = set()
    for sentence in sentences:
        if sentence.state == "changed" and not sentence.elsewhere:
            differing.update(_decisive_sources(sentence.source, sentence.changes))
    marked = []
    for entry in account:
        differs = entry.source in differing
        marked.append(entry if entry.differs == differs else replace(entry, differs=differs))
    return marked


def places(account: Iterable[AccountEntry], *states: AccountState) -> list[int]:
    """Return the source sentences in any of these states."""
    return [entry.source for entry in account if entry.state in states]


def share_on_page(texts: TextPair, index: int, page_terms: frozenset[str]) -> float:
    """Return the share of a source sentence's weight in some terms of the page, 0..1."""
    weight = texts.source_weights[index]
    return texts.weights.mass(texts.source.terms[index] & page_terms) / weight if weight else 0.0


def content_words(texts: TextPair, index: int) -> int:
    """Count the words of a source sentence that carry meaning."""
    return sum(texts.weights[term] > 0 for term in texts.source.terms[index])


def figures_of(
    sentences: Sequence[PageSentence], account: Sequence[AccountEntry], texts: TextPair
) -> Figures:
    """Count the figures of an alignment."""
    source = texts.source
    states = Counter(entry.state for entry in account)
    cut_words = _words_cut(texts, sentences)
    total = left_out_words = untold = 0
    for entry in account:
        left_out = _words_left_out(source, entry)
        left_out_words += left_out
        if entry.state == "aside":
            continue
        words = len(source.lines[entry.source].words)
        total += words
        if entry.state == "not_compared":
            untold += words
        elif len(entry.told_by) == 1:
            untold += max(left_out, cut_words[entry.source])
        else:
            untold += left_out
    is_in_letters = letters_are_words(source.language)
    return Figures(
        **counts(sentences, sentences),
        source_sentences=states.total() - states["aside"],
        used=states["told"] + states["in_part"],
        told=states["told"],
        told_in_part=states["in_part"],
        left_out=states["left_out"],
        not_compared=states["not_compared"],
        covered_share=round(1 - untold / total, 4) if total else 0.0,
        left_out_words=left_out_words,
        left_out_minutes=round(
            left_out_words / (LETTERS_A_MINUTE if is_in_letters else WORDS_A_MINUTE), 1
        ),
    )


def counts(
    sentences: Sequence[PageSentence], displayed: Sequence[PageSentence | Elsewhere]
) -> dict[str, Any]:
    """Count findings, and by kind the differences of each sentence as it is displayed."""
    findings = Counter(sentence.finding for sentence in sentences)
    changed = Counter(
        change.kind for side in displayed for change in side.changes if change.is_difference
    )
    return {
        "page_sentences": len(sentences) - findings["note"],
        "found": findings["found"],
        "verbatim": sum(side.label == "verbatim" for side in displayed),
        "differs": findings["differs"],
        "partly_found": findings["partly"],
        "not_found": findings["not_found"],
        # No detector has "moved" any more, but clients read it.
        "changed": {kind: changed[kind] for kind in (*COUNTED_KINDS, "moved")},
    }


def _inverse(sources: Iterable[tuple[int, Iterable[int]]]) -> dict[int, list[int]]:
    """Return the page sentences that rest on each source sentence, in order."""
    told_by: dict[int, list[int]] = {}
    for page_index, source_indices in sources:
        for source_index in source_indices:
            told_by.setdefault(source_index, []).append(page_index)
    return told_by


def _replaced_spans(sentences: Iterable[PageSentence]) -> dict[int, list[SourceSpan]]:
    """Return the pieces of source sentences that the page replaces by others."""
    replaced: dict[int, list[SourceSpan]] = {}
    for sentence in sentences:
        for change in sentence.changes:
            if change.source and change.page and change.kind in DIFFERING_KINDS:
                replaced.setdefault(change.source.sentence, []).append(change.source)
    return replaced


def _decisive_sources(sources: Sequence[int], changes: Iterable[Change]) -> Sequence[int]:
    """Return the source sentences with a difference, else the nearest one.

    The others only have a part of it, so that one wrong number does not redden three sentences.
    """
    holding = [
        change.source.sentence
        for change in changes
        if change.source and change.kind in DIFFERING_KINDS
    ]
    return [index for index in holding if index in sources] or sources[:1]


def _entry(
    texts: TextPair,
    index: int,
    told_by: list[int],
    replaced: Sequence[SourceSpan],
    *,
    is_unfinished: bool,
) -> AccountEntry:
    if told_by:
        rest = _rest(texts, index, replaced) if texts.same_language else []
        return AccountEntry(index, "in_part" if rest else "told", told_by, rest)
    if is_unfinished or _is_aside(texts.source, index):
        return AccountEntry(index, "aside")
    if not texts.is_comparable(texts.source, index):
        return AccountEntry(index, "not_compared")
    if texts.same_language and _is_in_many_places(texts, index):
        return AccountEntry(index, "in_part", [], _rest(texts, index))
    return AccountEntry(index, "left_out")


def _is_in_many_places(texts: TextPair, index: int) -> bool:
    """Whether the page's sentences together have a sentence's figures and most of its weight."""
    page_terms = texts.page.all_terms
    figures = {term for term in texts.source.terms[index] if term[:1].isdigit()}
    return figures <= page_terms and share_on_page(texts, index, page_terms) >= _MOSTLY_THERE


def _is_aside(source: TextFacts, index: int) -> bool:
    """Whether a source sentence is a note, a heading, a call or a credit."""
    sentence = source.lines[index].text
    return (
        index in source.text.notes
        or not any(map(str.isalnum, sentence))
        or is_furniture(sentence, source.language)
        or is_prompt(sentence)
        or credits_picture(sentence)
        or claims_rights(sentence)
    )


def _rest(texts: TextPair, index: int, replaced: Sequence[SourceSpan] = ()) -> list[Span]:
    """Return the pieces of weight of a source sentence that the page lacks.

    What it has otherwise differs, and is not left out.
    """
    lacking = texts.source.terms[index] - texts.page.all_terms
    if not any(texts.weights[term] for term in lacking):
        return []
    pair = SentencePair(texts.swapped, index, ())
    line = pair.page
    absent = {
        word
        for word in pair.words.absent_words
        if not any(span.start <= line.words[word].start < span.end for span in replaced)
    }
    return [line.span(*extent) for extent in missing_pieces(line, pair.words.content_words, absent)]


def _unfinished_indices(texts: TextPair) -> set[int]:
    """Return announcements ("Watch the clip below:"), headings, and a torn end.

    A heading has few words, and no end of a sentence where most others have one.
    """
    sentences = texts.source.sentences
    open_ended = [
        index for index, sentence in enumerate(sentences) if not ends_as_sentence(sentence)
    ]
    most_end = 2 * len(open_ended) < len(sentences)
    unfinished = set()
    for index in open_ended:
        is_announcement = sentences[index].rstrip()[-1:] in {":", "：", ";"}
        is_torn = index == len(sentences) - 1
        is_heading = content_words(texts, index) <= _LONGEST_HEADING
        if is_announcement or (most_end and (is_torn or is_heading)):
            unfinished.add(index)
    return unfinished


def _words_cut(texts: TextPair, sentences: Iterable[PageSentence]) -> Counter[int]:
    """Count the words around each piece of a source sentence that the page has word for word.

    Many are too light to be listed as left out: "Police say that". They are no part of the page.
    """
    cut_words = Counter[int]()
    for sentence in sentences:
        if sentence.heading == "label_verbatim_piece":
            (source,) = sentence.source
            words = len(texts.source.lines[source].words)
            cut_words[source] = words - len(texts.page.lines[sentence.index].words)
    return cut_words


def _words_left_out(source: TextFacts, entry: AccountEntry) -> int:
    """Count the words of a source sentence that the page leaves out; characters in Chinese."""
    words = source.lines[entry.source].words
    if entry.state == "left_out":
        return len(words)
    return sum(span.start <= word.start < span.end for span in entry.rest for word in words)
