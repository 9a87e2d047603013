"""A comparison as readers see it, and the names of its parts: for pages, cards and terminals.

All of it reads plain JSON, of the server's answers and of saved ones alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from server.language.messages import Words
from server.model import DIFFERING_KINDS, FINDING_HEADINGS, NOT_COMPARED

Json = dict[str, Any]
Mark = TypeVar("Mark")
_LONGEST = 60  # characters of them
# How the sentences of an original are named, by their state.
STATE_NAMES = {
    "told": "tile_found",
    "in_part": "state_in_part",
    "differs": "tile_differs",
    "left_out": "chip_left_out",
    "not_compared": "state_not_compared",
    "aside": "",
}
# In the colours of a comparison: what is new is in no earlier version, what is gone is left out.
VERSION_COLOURS = {
    "headline": "partly",
    "differs": "differs",
    "reworded": "partly",
    "gone": "left_out",
    "added": "not_found",
}
# Outcomes of a search in one place, best first.
OUTCOME_NAMES = {
    "not_confirmed": "turn_not_confirmed",
    "failed": "access_unreachable",
    "nothing": "turn_nothing",
}


def originals(comparison: Mapping[str, Any]) -> list[Json]:
    """Return the originals with letter and name where there are several; `where` joins the two."""
    articles = comparison.get("sources") or ()
    found = [
        {"letter": chr(ord("A") + number), "name": _name(article), "article": article}
        for number, article in enumerate(articles)
    ]
    for one in found:
        one["where"] = " · ".join(filter(None, (one["letter"], one["name"])))
    return found if len(found) > 1 else []


def _name(article: Mapping[str, Any]) -> str:
    """Name an original; one without a name by its first words."""
    host = urlsplit(article["url"] or "").netloc
    if named := article["publisher"] or host or article["title"]:
        return str(named)
    text = " ".join(article["text"].split())
    begin = " ".join(text.split()[:8])[:_LONGEST]  # words
    return f"“{begin}{' …' if len(text) > len(begin) else ''}”" if begin else ""


def page_at(article: Mapping[str, Any], place: int) -> int | None:
    """Return the page of a document that `place` in its text is on."""
    pages = article.get("pages") or ()
    return next((one["number"] for one in pages if one["start"] <= place < one["end"]), None)


def kinds_of(alignment: Mapping[str, Any]) -> list[str]:
    """Return the state of each counted sentence, "differs" where the page differs from it."""
    kinds = {entry["source"]: str(entry["state"]) for entry in alignment["account"]}
    for sentence in alignment["sentences"]:
        if sentence["finding"] == "differs" and not sentence.get("elsewhere"):
            changed = (x["source"] for x in sentence["changes"] if x["kind"] in DIFFERING_KINDS)
            places = [span["sentence"] for span in changed if span]
            own = [at for at in places if at in sentence["source"]]
            kinds |= dict.fromkeys(own or sentence["source"][:1], "differs")
    return [kind for kind in kinds.values() if kind != "aside"]


def omissions(alignment: Mapping[str, Any]) -> dict[str, list[Json]]:
    """Return the `whole` sentences that are left out, and those with `parts` that are, by rank.

    An entry of `parts` has its sentence's missing pieces in `rest`; each sentence is there once.
    """
    ranked = sorted(alignment["left_out"], key=lambda entry: int(entry["rank"]))
    rests = {entry["source"]: entry.get("rest", []) for entry in alignment["account"]}
    parts: dict[int, Json] = {}
    for one in ranked:
        if one.get("span"):
            parts.setdefault(one["source"], {**one, "rest": rests[one["source"]]})
    return {"whole": [one for one in ranked if not one.get("span")], "parts": [*parts.values()]}


def covered(figures: Mapping[str, Any], words: Words) -> str:
    """Say how many of the original's sentences the page has."""
    key = "alignment_translated" if figures["not_compared"] else "coverage"
    return words.text(key, figures["used"], figures["source_sentences"])


def counts(figures: Mapping[str, Any]) -> dict[str, int]:
    """Count the page's sentences by finding, worst first."""
    found = {**figures, "partly": figures["partly_found"]}
    return {kind: found[kind] for kind in FINDING_HEADINGS}


class Pair(NamedTuple):
    """A page sentence with the original that it is shown with.

    `texts` are the sentences of that original, `number` its place among several; `pair` is the
    sentence, with the source, changes and label that hold for that original.
    """

    kind: str
    pair: Json
    texts: Sequence[str]
    number: int


def listed(alignment: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield the page's sentences, worst first; its notes only where they were not compared."""
    kinds = (*FINDING_HEADINGS, "note")
    further = {one["source"]: one["sentences"] for one in alignment.get("further", ())}
    for one in sorted(
        alignment["sentences"],
        key=lambda one: (kinds.index(one["finding"]), -one["concern"], one["index"]),
    ):
        if one["finding"] == "note" and one["heading"] != NOT_COMPARED:
            continue
        if beside := one.get("elsewhere"):
            number, pair = beside[0]["source"], {**one, **beside[0]}
            pair["source"] = beside[0]["sentences"]
            yield Pair(one["finding"], pair, further[number], number)
        else:
            yield Pair(one["finding"], one, alignment["source"], 0)


def pieces(text: str, marks: Iterable[tuple[Json, Mark]]) -> Iterator[tuple[str, Mark | None]]:
    """Cut a text at its marked spans, in order; of overlapping ones the first counts."""
    at = 0
    for span, mark in sorted(marks, key=lambda one: (one[0]["start"], -one[0]["end"])):
        if at <= span["start"] < span["end"]:
            yield text[at : span["start"]], None
            yield text[span["start"] : span["end"]], mark
            at = span["end"]
    yield text[at:], None


def reasons(verdict: Mapping[str, Any], words: Words) -> list[str]:
    """Return the reason of a verdict, then its evidence, each quotation once."""
    said, quotes = list[str](), set[str]()
    messages = [verdict["reason"], *(one["message"] for one in verdict["evidence"])]
    for message in messages:
        line = words.say(message)
        if line not in said and message["quote"] not in quotes:
            said.append(line)
            quotes |= {message["quote"]} - {None}
    return said
