"""Comparisons that no real page of the tests leads to."""

from typing import Any

UNDECIDED: dict[str, Any] = {
    "page": {"language": "en", "sentences": [], "warnings": []},
    "verdict": {
        "label": "unknown",
        "answer": "unsure",
        "basis": {"kind": "unclear", "credits": []},
        "evidence": [
            {
                "signal": "short_text",
                "says": "",
                "quote": None,
                "weight": 0.2,
                "params": {"words": 41},
            },
            {
                "signal": "of_tomorrow",
                "says": "Seen",
                "quote": "a new sign",
                "weight": 0.1,
                "params": {},
            },
        ],
    },
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
                "found_by": [
                    {
                        "finder": "of_tomorrow",
                        "says": "By a new finder.",
                        "quote": None,
                        "params": {},
                    }
                ],
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
    matched |= {"finding": "partly" if label == "partly_found" else "found"}
    matched |= {"heading": f"label_{label}", "parts": [], "shared": None, "opinion": None}
    return {
        "page": {"language": "en", "title": "Ferries", "sentences": []},
        "verdict": {
            "label": "summary",
            "answer": "retells",
            "basis": {"kind": "unclear", "credits": []},
            "evidence": [],
        },
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
