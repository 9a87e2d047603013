"""Comparisons that no real page of the tests leads to."""

from typing import Any

from pydantic_core import from_json, to_json

from server.model import ANSWER_OF, Basis, Evidence, FoundBy, Label, Verdict


def as_json(noun: object) -> Any:
    """Return a noun of the model as an answer has it."""
    return from_json(to_json(noun))


def judged(label: Label, *evidence: Evidence, basis: Basis | None = None) -> dict[str, Any]:
    """Return the verdict of an answer."""
    basis = basis or Basis("unclear")
    shown: dict[str, Any] = as_json(Verdict(label, 1.0, [*evidence], ANSWER_OF[label], basis))
    return shown


UNDECIDED: dict[str, Any] = {
    "page": {"language": "en", "sentences": [], "warnings": []},
    "verdict": judged(
        "unknown",
        Evidence("short_text", "", None, None, 0.2, {"words": 41}),
        Evidence("of_tomorrow", "Seen", "a new sign", None, 0.1),
    ),
    "search": {
        "outcome": "not_found",
        "source": None,
        "candidates": [
            {
                "url": f"https://{name}.test/story",
                "title": f"Ferries in {name}",
                "publisher": None,
                "published": None,
                "relation": "unverified",
                "found_by": [as_json(FoundBy("of_tomorrow", "By a new finder."))],
                "access": "not_fetched",
            }
            for name in ("north", "south")
        ],
        "tried": [{"finder": "page_link_cta"}],
        "items": [],
        "offer": None,
    },
    "source": None,
    "alignment": None,
    "warnings": [{"type": "/problems/robots_disallowed", "detail": "", "params": {}}],
}


def told(sentences: list[str], label: str = "verbatim") -> dict[str, Any]:
    """Return a comparison that finds all of these sentences in an original, in whole or in part."""
    count = len(sentences)
    figures = {"page_sentences": count, "found": count, "verbatim": count, "partly_found": 0}
    figures |= {"not_found": 0, "source_sentences": count, "used": count, "covered_share": 1}
    figures |= {"differs": 0, "told": count, "told_in_part": 0, "left_out": 0, "not_compared": 0}
    if label == "partly_found":
        figures |= {"found": 0, "verbatim": 0, "partly_found": count}
    matched = {"label": label, "score": 1, "concern": 0, "missing": [], "changes": []}
    state, finding = ("partly", "partly") if label == "partly_found" else ("same", "found")
    matched |= {"state": state, "finding": finding}
    matched |= {"heading": f"label_{label}", "parts": [], "shared": None, "opinion": None}
    return {
        "page": {"language": "en", "title": "Ferries", "sentences": []},
        "verdict": judged("summary"),
        "search": None,
        "source": {
            "url": "https://gazette.test/ferries",
            "title": "Ferries",
            "publisher": "The Marlow Gazette",
            "published": None,
            "language": "en",
        },
        "alignment": {
            "order": "monotone",
            "sentences": [{"index": i, "source": [i], **matched} for i in range(count)],
            "left_out": [],
            "account": [
                {"source": i, "state": "told", "told_by": [i], "rest": []} for i in range(count)
            ],
            "figures": figures | {"left_out_words": 0, "left_out_minutes": 0, "changed": {}},
            "page": sentences,
            "source": sentences,
            "withheld": [],
            "opinion_offer": None,
            "warnings": [],
        },
        "warnings": [],
    }
