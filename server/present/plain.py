"""A comparison worded for pages without scripts, as plain parts."""

from collections.abc import Iterator

from server.errors import OF_AN_ADDRESS, REFUSED
from server.language.messages import Words
from server.model import DIFFERING_KINDS, FINDING_HEADINGS, NOT_COMPARED
from server.present.comparison import (
    OUTCOME_NAMES,
    VERSION_COLOURS,
    Json,
    Pair,
    listed,
    omissions,
    originals,
    page_at,
    pieces,
)
from server.urls import address_of_text


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
