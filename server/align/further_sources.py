"""Further sources of a page, for what the first one does not bear out."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from server.align.account import account_of_further, counts, mark_differing
from server.align.changes.change import overlap
from server.model import (
    FINDINGS,
    Alignment,
    Elsewhere,
    Finding,
    FoundBy,
    FurtherSource,
    PageSentence,
    SentenceLabel,
    Span,
    State,
    Warning,
)
from server.text.quotations import quotations

_ORDER: tuple[Finding, ...] = ("found", "differs", "partly")  # how well a source has a sentence
# What a further source may say instead of the first.
_BETTER: dict[Finding, tuple[Finding, ...]] = {
    "not_found": _ORDER,
    "partly": ("found",),
    "differs": ("found",),
    "note": ("found",),  # an exclamation, or a line that only this one has in its text
}
# Findings of the first source for which another one is looked for.
_LOOKED_FOR = ("not_found", "partly")
FEWEST_BORNE_OUT = 2  # sentences for which a source is added
# Least score of those, by label (tests.bench.source.several): words in many places prove little.
_LEAST: dict[SentenceLabel, float] = {
    "verbatim": 0.0,
    "near_verbatim": 0.0,
    "paraphrase": 0.5,
    "fused": 0.8,
}
# And of a sentence that is the only one.
_LEAST_ALONE: dict[SentenceLabel, float] = {
    "verbatim": 0.0,
    "near_verbatim": 0.0,
    "paraphrase": 0.6,
}
_NEVER = 1.1  # scores go to 1
_NUMBER = re.compile(r"\d[\d.,]*\d")


class FurtherAlignment(NamedTuple):
    """Page sentences compared with further source number `source`, whose sentences are `texts`."""

    source: int
    sentences: Sequence[PageSentence]
    texts: list[str]
    warnings: Sequence[Warning] = ()
    found_by: FoundBy | None = None


def gaps_of(alignment: Alignment) -> list[int]:
    """Return the page sentences that the sources so far do not bear out."""
    return [sentence.index for sentence in alignment.sentences if _standing(sentence) in _BETTER]


def sentences_to_look_up(alignment: Alignment) -> list[int]:
    """Return the page sentences to look up elsewhere; none where `confirmed_by` would add none."""
    lacking = [sentence.index for sentence in alignment.sentences if _is_lacking(sentence)]
    source_text = _source_text(alignment)
    if len(lacking) >= FEWEST_BORNE_OUT:
        return lacking
    has_fact = any(_has_new_fact(alignment.page[index], source_text) for index in lacking)
    return lacking if has_fact else []


def confirmed_by(alignment: Alignment, other: FurtherAlignment) -> list[int]:
    """Return the page sentences for which a source found by search is added.

    They are at least two, or one with a number or quotation that no other source has.
    """
    borne_out = [
        sentence
        for sentence in other.sentences
        if sentence.is_found_whole and _is_lacking(alignment.sentences[sentence.index])
    ]
    sure = [
        sentence.index
        for sentence in borne_out
        if sentence.score >= _LEAST.get(sentence.label, _NEVER)
    ]
    if len(sure) >= FEWEST_BORNE_OUT:
        return sure
    source_text = _source_text(alignment)
    return [
        sentence.index
        for sentence in borne_out
        if sentence.score >= _LEAST_ALONE.get(sentence.label, _NEVER)
        and _has_new_fact(alignment.page[sentence.index], source_text)
    ]


def merge_missing(first: Alignment, further: Sequence[FurtherAlignment]) -> Alignment:
    """Complete an alignment by further sources; what the first confirms itself stays."""
    if not further:
        return first
    others: dict[int, list[tuple[int, PageSentence]]] = {}  # by page sentence, with their source
    for compared in further:
        for sentence in compared.sentences:
            others.setdefault(sentence.index, []).append((compared.source, sentence))
    sentences = [
        _complete(sentence, others.get(sentence.index, [])) for sentence in first.sentences
    ]
    displayed = [
        sentence.elsewhere[0] if sentence.elsewhere else sentence for sentence in sentences
    ]
    added = [
        FurtherSource(
            compared.source,
            compared.texts,
            compared.found_by,
            account_of_further(compared.source, len(compared.texts), sentences),
        )
        for compared in further
    ]
    return replace(
        first,
        sentences=sentences,
        figures=replace(first.figures, **counts(sentences, displayed)),  # over all sources
        account=mark_differing(first.account, sentences),
        further=[*first.further, *added],
    )


def _is_lacking(sentence: PageSentence) -> bool:
    return sentence.is_unknown or _standing(sentence) in _LOOKED_FOR


def _standing(sentence: PageSentence) -> Finding:
    """Return how well a source has a sentence: in part too where only words lack."""
    if sentence.finding == "found" and not sentence.is_found_whole:
        return "partly"
    return sentence.finding


def _source_text(alignment: Alignment) -> str:
    further = [sentence for source in alignment.further for sentence in source.sentences]
    return " ".join([*alignment.source, *further])


def _has_new_fact(sentence: str, source_text: str) -> bool:
    """Whether a sentence has a number or a quotation of several words that the sources lack."""
    quoted = [sentence[start:end] for start, end in quotations(sentence)]
    facts = _NUMBER.findall(sentence)
    facts += [words for words in quoted if " " in words.strip()]
    return any(fact not in source_text for fact in facts)


def _complete(first: PageSentence, others: Sequence[tuple[int, PageSentence]]) -> PageSentence:
    """Return a sentence as the best of all sources has it."""
    having = [(source, other) for source, other in others if _standing(other) in _ORDER]
    having.sort(key=_rank)
    if having and _is_better(first, having[0][1]):
        return _elsewhere(first, having, having[0][1].state, having[0][1].missing)
    is_unknown = any(other.is_unknown for _, other in others)
    if is_unknown and first.finding == "not_found":  # not in this one; of that nobody knows
        return replace(
            first, state="not_compared", heading="label_not_compared", missing=[], changes=[]
        )
    return _complete_together(first, others)


def _rank(having: tuple[int, PageSentence]) -> tuple[int, bool, float, int]:
    source, sentence = having
    is_retold = sentence.label != "verbatim"
    return _ORDER.index(_standing(sentence)), is_retold, -sentence.score, source


def _is_better(first: PageSentence, other: PageSentence) -> bool:
    """Whether another source has a sentence better than the first."""
    if _standing(first) == _standing(other) == "partly":
        return other.score > first.score
    if other.label == "verbatim" != first.label:
        return True
    finding: Finding = "not_found" if first.is_unknown else _standing(first)
    return _standing(other) in _BETTER.get(finding, ())


def _complete_together(
    first: PageSentence, others: Sequence[tuple[int, PageSentence]]
) -> PageSentence:
    """Return a sentence as found where the sources complete each other."""
    parts = [
        (source, other)
        for source, other in others
        if _standing(other) == "partly" and other.missing
    ]
    if _standing(first) != "partly" or not parts or not first.missing:
        return first
    lacking = first.missing
    for _, other in parts:
        lacking = [span for span in lacking if any(overlap(span, lost) for lost in other.missing)]
    return first if lacking else _elsewhere(first, parts, "reworded", [])


def _elsewhere(
    first: PageSentence,
    others: Sequence[tuple[int, PageSentence]],
    state: State,
    missing: list[Span],
) -> PageSentence:
    """Return a sentence with its places in further sources, the best of them first."""
    shared_fields = {field.name for field in fields(Elsewhere)} - {"source", "sentences"}
    finding = FINDINGS[state]
    return replace(
        first,
        state=state,
        heading=f"elsewhere_{finding}",
        concern=min(first.concern, others[0][1].concern),
        missing=[] if others[0][1].is_found_whole else missing,
        elsewhere=[
            Elsewhere(
                source, other.source, **{name: getattr(other, name) for name in shared_fields}
            )
            for source, other in others
        ],
    )
