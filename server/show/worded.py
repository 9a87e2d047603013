"""A comparison as readers see it: its parts and their names, worded for pages without scripts.

All of it reads plain JSON, of the server's answers and of saved ones alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from server.errors import OF_AN_ADDRESS, REFUSED
from server.language.messages import Words
from server.model import DIFFERING_KINDS, FINDING_HEADINGS, NOT_COMPARED, Finding
from server.urls import address_of_text

Json = dict[str, Any]
Mark = TypeVar("Mark")
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
    begin = " ".join(text.split()[:8])[:60]  # words, and characters of them
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

    kind: Finding
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


def how_found(comparison: Json, words: Words) -> Iterator[str]:
    """Yield what led to the original, and whose report that one retells itself."""
    search, source = comparison["search"], comparison["source"]
    candidates = search["candidates"] if search else []
    chosen = next((each for each in candidates if each["url"] == search["source"]), None)
    if chosen is None:
        yield words.text("source_given" if source["url"] else "source_pasted")
        return
    yield words.say(chosen["found_by"][0]["message"])
    if retold := chosen.get("retells"):
        yield words.text("answer_retells", retold)


def failure(problem: Json, words: Words) -> tuple[str, str]:
    """Return a title and advice for a problem."""
    slug = problem["type"].split("/")[-1]
    if slug in OF_AN_ADDRESS:
        general = words.text("page_refused" if slug in REFUSED else "page_unreachable")
        own = problem["detail"] if words.language == "en" else ""
        return words.text(f"page_{slug}_title"), own or general
    title = words.text(f"problem_{slug}_title") or words.text("fail_problem_title")
    if slug == "invalid_request":  # its words are for an extension, whose input nobody typed
        return title, problem["detail"]
    kind = (problem.get("params") or {}).get("kind")
    detail = words.text(f"problem_{slug}_{kind}") or words.text(f"problem_{slug}")
    return title, detail or problem["detail"]


def groups(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield each kind of sentence with its sentences and sources, worst first."""
    alignment, named = comparison["alignment"], originals(comparison)
    shown = list(listed(alignment))
    for kind, heading in {**FINDING_HEADINGS, "note": NOT_COMPARED}.items():
        items = [_item(each, alignment, named, words) for each in shown if each.kind == kind]
        key = "in_none" if named and kind == "not_found" else heading
        if items:
            yield {"kind": kind, "heading": words.text(key), "items": items}


def left_out(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield what is left out, whole and in part; `more` is what a link holds back."""
    alignment, found = comparison["alignment"], omissions(comparison["alignment"])
    whole = alignment["figures"]["left_out"]
    for kind, key, entries, count in (
        ("left_out", "left_out", found["whole"], whole),
        ("in_part", "state_in_part", found["parts"], len(found["parts"])),
    ):
        items = [
            {
                "text": _pieces(text, entry.get("rest", [])),
                "why": words.text(f"why_{entry['why_code']}") or entry["why"],
            }
            for entry in entries
            if (text := alignment["source"][entry["source"]])
        ]
        more = count - len(items)
        if count:
            heading = words.text(key)
            yield {"kind": kind, "heading": heading, "count": count, "items": items, "more": more}


def _item(shown: Pair, alignment: Json, named: list[Json], words: Words) -> Json:
    pair, there = shown.pair, shown.texts
    original = named[shown.number] if named else {"letter": "", "where": ""}
    changes = [change for change in pair["changes"] if change["kind"] in DIFFERING_KINDS]
    text, sources = alignment["page"][pair["index"]], pair["source"]
    # The same to the letter: the original's sentence need not be shown again.
    is_same = pair["label"] == "verbatim" and [there[at] for at in sources] == [text]
    kinds = ("number", "date", "name", "quote")  # of a value that the original lacks
    alone = (x["kind"] for x in pair["changes"] if x["kind"] in kinds and not x["source"])
    absent = next(alone, "") if pair["finding"] == "partly" else ""
    what = words.text(f"absent_{absent}" if absent else pair["heading"], original["where"])
    what = what or words.text("group_differs")
    where = original["where"] if is_same and not shown.number else ""
    spans = [change["source"] for change in changes if change["source"]]
    changed = {span["sentence"] for span in spans}
    sources = sorted(sources, key=lambda at: at not in changed)  # what differs comes first
    return {
        "what": " · ".join(filter(None, [what, where])),
        "is_elsewhere": shown.number > 0,
        "original": original,
        "is_same": is_same,
        "is_titled": bool(absent) or pair["heading"] == "label_mostly_absent",
        "text": _pieces(text, [change["page"] for change in changes]),
        "sources": [
            {
                "whole": there[at],
                "text": _pieces(there[at], [span for span in spans if span["sentence"] == at]),
            }
            for at in ([] if is_same else sources)
        ],
    }


def version_change(given: Json, words: Words) -> Json:
    """Word a change of a later version: its colour, heading, and both sides."""
    kind, changes = given["kind"], given["changes"]
    key = f"change_{changes[0]['kind']}" if kind == "differs" and changes else f"version_{kind}"
    return {
        "colour": VERSION_COLOURS[kind],
        "what": words.text(key) or words.text("version_reworded"),
        "before": _pieces(given["before"] or "", [each["source"] for each in changes]),
        "after": _pieces(given["after"] or "", [each["page"] for each in changes]),
    }


def _pieces(text: str, spans: list[Json | None]) -> list[tuple[str, bool]]:
    """Cut a sentence at its changes: (words, whether they changed), in order."""
    cut = pieces(text, [(span, True) for span in spans if span])
    return [(words, bool(changed)) for words, changed in cut if words]


def places(comparison: Json, words: Words) -> list[str]:
    """Return the places that were searched, each with its outcome."""
    came: dict[str, set[str]] = {}
    for turn in comparison["search"]["tried"]:
        if turn["outcome"] != "not_asked":
            name = words.text(f"tried_{turn['finder']}") or str(turn["finder"])
            came.setdefault(name, set()).add(turn["outcome"])
    most = {
        name: [words.text(key) for code, key in OUTCOME_NAMES.items() if code in outcomes][:1]
        for name, outcomes in came.items()
    }
    return [" – ".join(filter(None, [name, *outcome])) for name, outcome in most.items()]


def warning(given: Json, words: Words) -> str:
    """Return a warning in the reader's words, else in the server's English."""
    key = f"problem_{given['type'].rpartition('/')[2]}"
    params = given.get("params") or {}
    if name := params.get("name"):
        return words.text("original_unopened", name, failure(given, words)[0])
    variant = params.get("compared") or params.get("kind")
    return words.text(f"{key}_{variant}") or words.text(key) or str(given["detail"])


def at_sentence(address: str | None, sentence: str, article: Json | None = None) -> str | None:
    """Return the address that opens a page, or a document, at a sentence."""
    if not address:
        return None
    place = article["text"].find(sentence) if article and article.get("pages") else -1
    return address_of_text(
        address, sentence, sentence, page_at(article, place) if article else None
    )
