"""What kind of page it is, with the evidence."""

from dataclasses import dataclass, field
from typing import Any, Literal

Label = Literal["full", "excerpt", "paywalled", "summary", "not_article", "unknown"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of the page that speaks for or against a verdict.

    `signal` is its code and `says` the same in English; `quote` is in the page, and `selector`
    finds it in the HTML that was sent (a hint; null for a text). `weight` is in -1..1: above 0 it
    speaks for the verdict given, below 0 against it.
    """

    signal: str
    says: str
    quote: str | None
    selector: str | None
    weight: float
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of page this is, and why.

    `label`: `full` (the whole story), `excerpt` (a part of a longer text, word for word),
    `paywalled` (cut for those without a subscription), `summary` (a retelling of a story published
    elsewhere), `not_article`, `unknown` (nothing decides). `confidence` (0..1) is calibrated
    on real pages.
    """

    label: Label
    confidence: float
    evidence: list[Evidence]
