"""Is this candidate the page's source? Decided by what the page's words have in common with it.

A link says where to look, not what is there: the text has to confirm it.
"""

import math
from dataclasses import dataclass, field

from server.model import Alignment, Article, Relation, Verdict, Warning
from server.source.pointer import Pointer

# Share of the page's information that its source must hold, measured with tests/bench/finding.py
# (docs/decisions/finding.md): 0.30 keeps 99.5 % of the right articles, 0.50 keeps 92 % and 4 % of
# the likeliest wrong ones.
TRUSTED_LINK = 0.30
HINT = 0.50
UNRELATED = 0.20
# Pointers of at least this strength are the page's own "Read Full Article".
STRONG = 0.7
# Right and likeliest wrong article are equally frequent at EVEN; how fast that turns is SLOPE.
EVEN, SLOPE = 0.47, 20.0
# Log odds that a link of either kind leads to the source rather than to a similar story.
PRIOR_STRONG, PRIOR_HINT = 3.9, 1.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A page over a candidate: the alignment, and the share of the page's information in it.

    `remarks` is what a reader of the alignment should know: what was cut, languages that differ.
    """

    alignment: Alignment
    containment: float
    remarks: list[Warning] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a candidate is to the page, how sure that is (0..1), and why in a sentence."""

    relation: Relation
    confidence: float
    says: str


def judge_candidate(pointer: Pointer, page: Article, checked: Checked, *, cut: bool) -> Judgement:
    """What the article behind `pointer` is to `page`; `cut`: only its beginning could be read."""
    share = f"it holds {checked.containment:.0%} of what the page tells"
    needed = TRUSTED_LINK if pointer.strength >= STRONG else HINT
    if not page.sentences:
        return Judgement("unverified", 0.0, "the page has no text to compare it with.")
    if not checked.alignment.source:
        return Judgement("unverified", 0.0, "no article could be read there.")
    if checked.containment >= needed and checked.alignment.figures.used:
        return Judgement("source", _confidence(checked.containment, pointer), f"{share}.")
    if cut:
        return Judgement("unverified", 0.3, f"only its beginning is open; {share}.")
    if checked.containment < UNRELATED:
        return Judgement("mismatch", 0.05, f"its text does not match, {share}.")
    return Judgement("unverified", 0.3, f"{share}, too little to be sure.")


def is_shut(verdict: Verdict) -> bool:
    """Whether a page shows only its beginning to those without a subscription or account."""
    if verdict.label == "paywalled":
        return True
    return verdict.label == "unknown" and any(
        evidence.signal in ("cut_for_subscribers", "http_status") and evidence.weight >= 0.5
        for evidence in verdict.evidence
    )


def _confidence(containment: float, pointer: Pointer) -> float:
    prior = PRIOR_STRONG if pointer.strength >= STRONG else PRIOR_HINT
    return round(1 / (1 + math.exp(-(prior + SLOPE * (containment - EVEN)))), 2)
