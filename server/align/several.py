"""Looks up in further sources what the first one does not confirm."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from server.align.account import account_of_further, counts
from server.align.changes.change import overlap
from server.model import (
    Alignment,
    Elsewhere,
    Finding,
    FoundBy,
    FurtherSource,
    PageSentence,
    SentenceLabel,
    Span,
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
_LEAST_ALONE: dict[SentenceLabel, float] = {
    "verbatim": 0.0,
    "near_verbatim": 0.0,
    "paraphrase": 0.6,
}
_NEVER = 1.1  # scores go to 1
_NUMBER = re.compile(r"\d[\d.,]*\d")


class ComparedFurther(NamedTuple):
    """Page sentences compared with further source number `source`, whose sentences are `texts`."""

    source: int
    sentences: Sequence[PageSentence]
    texts: list[str]
    remarks: Sequence[Warning] = ()
    found_by: FoundBy | None = None


def gaps_of(alignment: Alignment) -> list[int]:
    """Return the page sentences that the sources so far do not bear out."""
    return [one.index for one in alignment.sentences if one.finding in _BETTER]


def wanted(alignment: Alignment) -> list[int]:
    """Return the page sentences to look up elsewhere; none where `confirmed_by` would add none."""
    lacking = [one.index for one in alignment.sentences if _is_lacking(one)]
    known = _words_of(alignment)
    telling = [index for index in lacking if _has_fact(alignment.page[index], known)]
    return lacking if len(lacking) >= FEWEST_BORNE_OUT or telling else []


def confirmed_by(alignment: Alignment, other: ComparedFurther) -> list[int]:
    """Return the page sentences for which a source found by search is added.

    They are at least two, or one with a number or quotation that no other source has.
    """
    found = [
        one
        for one in other.sentences
        if one.finding == "found" and _is_lacking(alignment.sentences[one.index])
    ]
    sure = [one.index for one in found if one.score >= _LEAST.get(one.label, _NEVER)]
    if len(sure) >= FEWEST_BORNE_OUT:
        return sure
    known = _words_of(alignment)
    alone = [one.index for one in found if one.score >= _LEAST_ALONE.get(one.label, _NEVER)]
    return [index for index in alone if _has_fact(alignment.page[index], known)]


def _is_lacking(one: PageSentence) -> bool:
    return one.is_unknown or one.finding in _LOOKED_FOR


def _words_of(alignment: Alignment) -> str:
    further = (text for one in alignment.further for text in one.sentences)
    return " ".join([*alignment.source, *further])


def _has_fact(sentence: str, known: str) -> bool:
    """Return whether a sentence has a number or a quotation that `known` lacks."""
    quoted = [sentence[start:end] for start, end in quotations(sentence)]
    facts = [*_NUMBER.findall(sentence), *(each for each in quoted if " " in each.strip())]
    return any(fact not in known for fact in facts)


def merge_missing(first: Alignment, further: Sequence[ComparedFurther]) -> Alignment:
    """Return `first` completed by `further` sources; what it confirms itself stays."""
    if not further:
        return first
    by_index: dict[int, list[tuple[int, PageSentence]]] = {}
    for compared in further:
        for one in compared.sentences:
            by_index.setdefault(one.index, []).append((compared.source, one))
    sentences = [_filled(one, by_index.get(one.index, ())) for one in first.sentences]
    shown = [one.elsewhere[0] if one.elsewhere else one for one in sentences]
    figures = replace(first.figures, **counts(sentences, shown))  # over all sources
    added = [
        FurtherSource(
            one.source,
            one.texts,
            one.found_by,
            account_of_further(one.source, len(one.texts), sentences),
        )
        for one in further
    ]
    return replace(first, sentences=sentences, figures=figures, further=[*first.further, *added])


def _filled(first: PageSentence, others: Sequence[tuple[int, PageSentence]]) -> PageSentence:
    held = [(source, one) for source, one in others if one.finding in _ORDER]
    held.sort(
        key=lambda one: (
            _ORDER.index(one[1].finding),
            one[1].label != "verbatim",
            -one[1].score,
            one[0],
        )
    )
    if held and _is_better(first, held[0][1]):
        return _elsewhere(first, held, held[0][1].finding, held[0][1].missing)
    unknown = next((one for _, one in others if one.is_unknown), None)
    if unknown and first.finding == "not_found":  # not in this one; of that nobody knows
        return replace(first, finding="note", heading=unknown.heading, missing=[], changes=[])
    return _joined(first, others)


def _is_better(first: PageSentence, other: PageSentence) -> bool:
    """Return whether `other` covers a sentence better than `first`."""
    if first.finding == other.finding == "partly":
        return other.score > first.score
    is_copied = other.label == "verbatim" != first.label
    finding: Finding = "not_found" if first.is_unknown else first.finding
    return is_copied or other.finding in _BETTER.get(finding, ())


def _joined(first: PageSentence, others: Sequence[tuple[int, PageSentence]]) -> PageSentence:
    """Return a sentence as found where the sources complete each other."""
    parts = [(source, one) for source, one in others if one.finding == "partly" and one.missing]
    if first.finding != "partly" or not parts or not first.missing:
        return first
    lacking = first.missing
    for _, one in parts:
        lacking = [span for span in lacking if any(overlap(span, other) for other in one.missing)]
    return first if lacking else _elsewhere(first, parts, "found", [])


def _elsewhere(
    first: PageSentence,
    others: Sequence[tuple[int, PageSentence]],
    finding: Finding,
    missing: list[Span],
) -> PageSentence:
    own = [field.name for field in fields(Elsewhere) if field.name not in {"source", "sentences"}]
    return replace(
        first,
        finding=finding,
        heading=f"elsewhere_{finding}",
        concern=min(first.concern, others[0][1].concern),
        missing=[] if finding == "found" else missing,
        elsewhere=[
            Elsewhere(source, one.source, **{name: getattr(one, name) for name in own})
            for source, one in others
        ],
    )
