"""Fills what the first of several sources does not bear out from the further ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.figures import count_changes
from server.model import (
    Alignment,
    Elsewhere,
    Figures,
    Finding,
    FurtherSource,
    PageSentence,
    Span,
    Warning,
)

# What a further source may say instead of the first, the better first.
_BETTER: dict[Finding, tuple[Finding, ...]] = {
    "not_found": ("found", "differs", "partly"),
    "partly": ("found",),
    "differs": ("found",),
}
# Labels that outweigh a difference from the first source.
_SAME_WORDS = ("verbatim", "near_verbatim")


class ComparedFurther(NamedTuple):
    """Page sentences compared with further source number `source`, whose sentences are `texts`."""

    source: int
    sentences: Sequence[PageSentence]
    texts: list[str]
    remarks: Sequence[Warning] = ()


def gaps_of(alignment: Alignment) -> list[int]:
    """Return the page sentences that the sources so far do not bear out."""
    return [one.index for one in alignment.sentences if one.finding in _BETTER]


def filled(first: Alignment, further: Sequence[ComparedFurther]) -> Alignment:
    """Return `first` with what the `further` sources bear out; what it bears out stays."""
    if not further:
        return first
    by_index: dict[int, list[tuple[int, PageSentence]]] = {}
    for compared in further:
        for one in compared.sentences:
            by_index.setdefault(one.index, []).append((compared.source, one))
    sentences = [_filled(one, by_index.get(one.index, ())) for one in first.sentences]
    figures = _over_all(first.figures, sentences)
    added = [FurtherSource(compared.source, compared.texts) for compared in further]
    return replace(first, sentences=sentences, figures=figures, further=[*first.further, *added])


def _filled(first: PageSentence, others: Sequence[tuple[int, PageSentence]]) -> PageSentence:
    better = [(source, one) for source, one in others if is_better(first, one)]
    if not better:
        return _joined(first, others)
    order = _BETTER[first.finding]
    better.sort(key=lambda entry: (order.index(entry[1].finding), -entry[1].score, entry[0]))
    best = better[0][1]
    same = [entry for entry in better if entry[1].finding == best.finding]
    return _elsewhere(first, same, best.finding, best.missing)


def is_better(first: PageSentence, other: PageSentence) -> bool:
    """Return whether a further source bears a sentence out better than the first."""
    if other.finding not in _BETTER.get(first.finding, ()):
        return False
    return first.finding != "differs" or other.label in _SAME_WORDS


def _joined(first: PageSentence, others: Sequence[tuple[int, PageSentence]]) -> PageSentence:
    """Return a sentence as found where each source lacks what another one has."""
    parts = [(source, one) for source, one in others if one.finding == "partly" and one.missing]
    if first.finding != "partly" or not parts or not first.missing:
        return first
    lacking = first.missing
    for _, one in parts:
        lacking = [span for span in lacking if any(_overlap(span, other) for other in one.missing)]
    return first if lacking else _elsewhere(first, parts, "found", [])


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _elsewhere(
    first: PageSentence,
    others: Sequence[tuple[int, PageSentence]],
    finding: Finding,
    missing: list[Span],
) -> PageSentence:
    return replace(
        first,
        finding=finding,
        heading=f"elsewhere_{finding}",
        concern=min(first.concern, others[0][1].concern),
        missing=[] if finding == "found" else missing,
        elsewhere=[_entry(source, one) for source, one in others],
    )


def _entry(source: int, one: PageSentence) -> Elsewhere:
    return Elsewhere(
        source=source,
        sentences=one.source,
        label=one.label,
        score=one.score,
        finding=one.finding,
        missing=one.missing,
        changes=one.changes,
        shared=one.shared,
        parts=one.parts,
    )


def _over_all(figures: Figures, sentences: Sequence[PageSentence]) -> Figures:
    """Return the figures with the page's sentences counted over all sources."""
    shown: list[PageSentence | Elsewhere] = [
        one.elsewhere[0] if one.elsewhere else one for one in sentences
    ]
    findings: Mapping[Finding, int] = Counter(one.finding for one in sentences)
    return replace(
        figures,
        found=findings["found"],
        verbatim=sum(one.label == "verbatim" for one in shown),
        differs=findings["differs"],
        partly_found=findings["partly"],
        not_found=findings["not_found"],
        changed=count_changes(change for one in shown for change in one.changes),
    )
