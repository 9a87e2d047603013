"""Originals of a comparison (as JSON): names, states of their sentences, and their pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from server.model.change_kinds import DIFFERING_KINDS

_OPENING = 8  # words
_LONGEST = 60  # characters of them


def originals(comparison: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the originals with their letters and names where there are several."""
    articles = comparison.get("sources") or ()
    found = [
        {"letter": chr(ord("A") + number), "name": _name(article), "article": article}
        for number, article in enumerate(articles)
    ]
    return found if len(found) > 1 else []


def _name(article: Mapping[str, Any]) -> str:
    host = urlsplit(article["url"] or "").netloc
    return str(article["publisher"] or host or article["title"] or opening(article["text"]))


def opening(text: str) -> str:
    """Quote the first words of a text without a name, as in text.js."""
    said = " ".join(text.split()[:_OPENING])[:_LONGEST]
    rest = " …" if len(" ".join(text.split())) > len(said) else ""
    return f"“{said}{rest}”" if said else ""


def page_at(article: Mapping[str, Any], place: int) -> int | None:
    """Return the page of a document that `place` in its text is on."""
    pages = article.get("pages") or ()
    return next((one["number"] for one in pages if one["start"] <= place < one["end"]), None)


def kinds_of(alignment: Mapping[str, Any]) -> list[str]:
    """Return the state of each counted sentence, "differs" where the page differs from it.

    The same as sourceKinds in extension/lib/view/findings.js.
    """
    kinds = {entry["source"]: str(entry["state"]) for entry in alignment["account"]}
    for sentence in alignment["sentences"]:
        if sentence["finding"] == "differs" and not sentence.get("elsewhere"):
            kinds |= dict.fromkeys(_decisive(sentence), "differs")
    return [kind for kind in kinds.values() if kind != "aside"]


def _decisive(sentence: Mapping[str, Any]) -> list[int]:
    """Return the sources with a difference, else the nearest."""
    changed = (one["source"] for one in sentence["changes"] if one["kind"] in DIFFERING_KINDS)
    places = [place["sentence"] for place in changed if place]
    return [at for at in places if at in sentence["source"]] or sentence["source"][:1]


def omissions(alignment: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the `whole` sentences that are left out, and those with `parts` that are, by rank.

    An entry of `parts` has its sentence's missing pieces in `rest`; each sentence is there once.
    """
    ranked = sorted(alignment["left_out"], key=lambda entry: int(entry["rank"]))
    rests = {entry["source"]: entry.get("rest", []) for entry in alignment["account"]}
    parts: dict[int, dict[str, Any]] = {}
    for one in ranked:
        if one.get("span"):
            parts.setdefault(one["source"], {**one, "rest": rests[one["source"]]})
    return {"whole": [one for one in ranked if not one.get("span")], "parts": [*parts.values()]}
