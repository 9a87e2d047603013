"""The one answer that a reader gets first: complete, retells, incomplete, no article, or unsure.

Two questions are asked of an article: is it cut, and whose report is it? A text can be whole and
retell another's report. Complete needs grounds: no credit that counts, no call to read on, an end,
and a chance that says so (`basis/weights.json`, `python -m tests.bench.verdict.basis_train`).
"""

import math
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from server.model import Answer, BasisKind, Label
from server.verdict.basis.basis import RETOLD_FROM, threshold

RETOLD: frozenset[BasisKind] = frozenset({"retells", "compiles", "agency"})
_MOST, _LEAST = 5.0, 1e-6  # log odds beyond which nothing is surer; a chance
# Signals that a text is another's report, rather than that something is missing of it.
_RETELLS = ("retells_report", "says_summary")
# What the page itself says of more to read, or shows of a text that breaks off.
_CALLS = (
    *("links_to_original:full", "links_to_original:more", "links_to_original:continued"),
    *("continues_on_site", "cut_off_end", "more_pages"),
    *("rest_declared", "says_excerpt", "declared_paid+scant"),
)


class Chances(NamedTuple):
    """Probabilities that a page is no article, that its article is cut, is retold, is complete.

    `enough`: the last one, from which a page is called complete.
    """

    other: float
    cut: float
    retold: float
    complete: float
    enough: float


def cut_features(features: Collection[str]) -> list[str]:
    """Return the features of a page without those of retellings."""
    return [feature for feature in features if not feature.startswith(_RETELLS)]


def grounds_of(
    seen: Mapping[str, float], other: float, cut: float, retold: float
) -> dict[str, float]:
    """Return the features of a complete page: what was seen, and the log odds against it."""
    return {**seen, "other": _odds(other), "cut": _odds(cut), "retold": _odds(retold)}


def _odds(chance: float) -> float:
    return max(-_MOST, min(_MOST, math.log((chance + _LEAST) / (1 - chance + _LEAST))))


def calls_on(features: Collection[str]) -> bool:
    """Return whether the page says that there is more, or shows that its text breaks off."""
    return any(feature.startswith(_CALLS) for feature in features)


def answer_of(label: Label, chances: Chances, features: Collection[str]) -> tuple[Answer, float]:
    """Return the answer of a page with `label`, and how likely it is right."""
    calls = calls_on(features)
    whole = (1 - chances.other) * (1 - chances.cut)
    if label == "not_article":
        return "no_article", chances.other
    if label in ("excerpt", "paywalled"):
        return "incomplete", chances.cut
    if chances.retold >= RETOLD_FROM and (label != "unknown" or not calls):
        return "retells", (1 - chances.other if label == "summary" else whole) * chances.retold
    if label == "summary":
        is_said = any(feature.startswith(_RETELLS) for feature in features)
        retold = (1 - chances.other) * chances.retold
        return ("retells", retold) if is_said else ("incomplete", chances.cut)
    credited = chances.retold >= threshold()
    if label == "unknown" or calls or credited or chances.complete < chances.enough:
        return "unsure", 0.5
    return "complete", chances.complete


_HEADINGS: dict[Answer, str] = {
    "complete": "verdict_full",
    "retells": "verdict_summary",
    "incomplete": "answer_incomplete",
    "no_article": "verdict_not_article",
    "unsure": "verdict_unknown",
}


def heading_of(verdict: Mapping[str, Any]) -> tuple[str, str]:
    """Return the message that says the answer in a line, and the outlet that it names.

    `verdict` is one of an answer of the API; verdict.js has the same.
    """
    answer, basis = verdict["answer"], verdict["basis"]
    names = [
        credit["name"]
        for credit in basis["credits"]
        if credit["role"] == "basis" and credit["name"]
    ]
    if answer == "retells" and basis["kind"] == "compiles":
        return "answer_compiles", ""
    if answer == "retells" and names:
        return ("answer_agency" if basis["kind"] == "agency" else "answer_retells"), names[0]
    if answer == "complete" and verdict.get("grounds") == ["absence"]:
        return "answer_no_longer", ""
    if answer == "incomplete" and verdict["label"] in ("excerpt", "paywalled"):
        return f"verdict_{verdict['label']}", ""
    return _HEADINGS[answer], ""
