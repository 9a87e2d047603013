"""The account: which source sentences the page has, in part or not at all. All else reads it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from server.align.figures import counts_of
from server.align.sentence_pair import SentencePair
from server.align.text_pair import TextPair
from server.align.texts import Prepared, ends_as_sentence, is_furniture
from server.language.data import letters_are_words
from server.model import (
    DIFFERING_KINDS,
    AccountEntry,
    AccountState,
    Alignment,
    Comparison,
    Evidence,
    PageSentence,
    SourceSpan,
    Span,
)
from server.text.calls.lines import claims_rights, credits_picture, is_prompt
from server.text.names import names

# Content words in a row that make a part of weight; letters, in scripts without spaces.
_FEWEST, _FEWEST_LETTERS = 3, 6
_MOSTLY = 0.5  # share of a sentence's weight in the page from which the page has a part of it
_SHORT = 5  # content words: a heading has fewer
_ANNOUNCING = {":", "：", ";"}
_NOTE = "note"  # once a reason of what is no statement


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
    whole, terms = texts.source_masses[index], texts.source.terms[index]
    return texts.weights.mass(terms & page_terms) / whole if whole else 0.0


def _differing(sentences: Iterable[PageSentence]) -> dict[int, list[SourceSpan]]:
    """Return the pieces of source sentences in whose place the page has others."""
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
    source, is_known = texts.source, texts.is_known(texts.source, index)
    if told_by:
        rest = _rest(texts, index, differing) if texts.same_language else []
        return AccountEntry(index, "in_part" if rest else "told", told_by, rest)
    if is_unfinished or _is_aside(source, index):
        return AccountEntry(index, "aside")
    if not is_known:
        return AccountEntry(index, "not_compared")
    if not texts.same_language or not _is_on_page(texts, index):
        return AccountEntry(index, "left_out")
    return AccountEntry(index, "in_part", [], _rest(texts, index))


def _is_aside(source: Prepared, index: int) -> bool:
    sentence = source.sentences[index]
    if index in source.text.notes or not any(map(str.isalnum, sentence)):
        return True
    beside = (is_prompt, credits_picture, claims_rights)
    return is_furniture(sentence, source.language) or any(says(sentence) for says in beside)


def _is_on_page(texts: TextPair, index: int) -> bool:
    """Return whether the page's sentences together have its figures and most of its words."""
    figures = {term for term in texts.source.terms[index] if term[:1].isdigit()}
    return figures <= texts.page_terms and share_on_page(texts, index, texts.page_terms) >= _MOSTLY


def _rest(texts: TextPair, index: int, differing: Sequence[SourceSpan] = ()) -> list[Span]:
    """Return the pieces of weight of source sentence `index` that the page lacks.

    What it has otherwise differs, and is not left out.
    """
    lacking = texts.source.terms[index] - texts.page_terms
    if not any(map(texts.weights.__getitem__, lacking)):
        return []
    pair = SentencePair(texts.turned, index, ())
    return [_span(pair, run) for run in _absent_runs(pair, differing) if _has_weight(pair, run)]


def _absent_runs(pair: SentencePair, differing: Sequence[SourceSpan]) -> Iterator[list[int]]:
    """Yield the content words in a row that the other text lacks."""
    absent = {
        at
        for at in pair.absent
        if not any(one.start <= pair.words[at].start < one.end for one in differing)
    }
    for is_absent, run in groupby(pair.telling, absent.__contains__):
        if is_absent:
            yield [*run]


def _has_weight(pair: SentencePair, run: Sequence[int]) -> bool:
    if letters_are_words(pair.texts.page.language):
        return len(run) >= _FEWEST_LETTERS
    if len(run) >= _FEWEST:
        return True
    numbers = {at for one in pair.quantities for at in range(one.first, one.last + 1) if one.firm}
    if not numbers.isdisjoint(run):
        return True
    found = names(pair.sentence, pair.words, pair.texts.page.language)
    return any(first < last and {first, last} <= {*run} for first, last in found)


def _span(pair: SentencePair, run: Sequence[int]) -> Span:
    start, end = pair.words[run[0]].start, pair.words[run[-1]].end
    return Span(start, end, pair.sentence[start:end])


def _unfinished(texts: TextPair) -> set[int]:
    """Return what announces something ("Watch the clip below:"), headings, and a torn end.

    A heading has few words, and no end of a sentence where most others have one.
    """
    sentences = texts.source.sentences
    open_ended = {at for at, one in enumerate(sentences) if not ends_as_sentence(one)}
    last = len(sentences) - 1
    return {
        at
        for at in open_ended
        if sentences[at].rstrip()[-1:] in _ANNOUNCING
        or (2 * len(open_ended) < len(sentences)
            and (at == last or content_words(texts, at) < _SHORT))
    }  # fmt: skip


def content_words(texts: TextPair, index: int) -> int:
    """Count the words of source sentence `index` that carry meaning."""
    return sum(map(bool, map(texts.weights.__getitem__, texts.source.terms[index])))


def accounted(comparison: Comparison) -> Comparison:
    """Return a comparison with its account, made of what an older one says.

    What page sentences rest on is never left out. Of what was in no list the page has most words:
    it is `in_part`. Shares, words and minutes stay as they were.
    """
    before = comparison.alignment
    if before is None or before.account:
        return comparison
    account = _account_of_older(before)
    left_out = sorted(before.left_out, key=lambda one: one.rank)
    kept = [one for one in left_out if account[one.source].state == "left_out"]
    after = replace(
        before,
        account=account,
        left_out=[replace(one, rank=rank) for rank, one in enumerate(kept, start=1)],
        figures=replace(before.figures, **counts_of(Counter(one.state for one in account))),
        further=[
            replace(
                one, account=account_of_further(one.source, len(one.sentences), before.sentences)
            )
            for one in before.further
        ],
    )
    evidence = [_counted(one, before, after) for one in comparison.verdict.evidence]
    verdict = replace(comparison.verdict, evidence=evidence)
    return replace(comparison, alignment=after, verdict=verdict)


def _account_of_older(alignment: Alignment) -> list[AccountEntry]:
    told_by = inverse((one.index, one.source) for one in alignment.sentences)
    states: dict[int, AccountState] = {
        one.source: "aside" if one.why_code == _NOTE else "left_out" for one in alignment.left_out
    }
    states |= dict.fromkeys(alignment.not_compared, "not_compared")
    states |= dict.fromkeys(told_by, "told")
    return [
        AccountEntry(index, states.get(index, "in_part"), told_by.get(index, []))
        for index in range(len(alignment.source))
    ]


def _counted(one: Evidence, before: Alignment, after: Alignment) -> Evidence:
    """Return evidence that counts as the account does, where it counted the first original."""
    old, new = ((each.figures.used, each.figures.source_sentences) for each in (before, after))
    if (one.params.get("used"), one.params.get("total")) != old:
        return one
    said, says = (f"{used} of the original's {total} sentence" for used, total in (old, new))
    params = {**one.params, "used": new[0], "total": new[1]}
    return replace(one, says=one.says.replace(said, says), params=params)
