"""A comparison worded for pages without scripts: what extension/lib/view shows, as plain parts.

A test holds the two together: the same sentences, labels and figures.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from urllib.parse import quote, urlsplit

from server.errors import OF_AN_ADDRESS, REFUSED
from server.language.messages import Words
from server.model import (
    DIFFERING_KINDS,
    FINDING_HEADINGS,
    LABEL_OF,
    NOT_COMPARED,
    SERVICES,
    Label,
    page_at,
)
from server.model import omissions as omitted
from server.model import originals as several
from server.verdict import AGAINST

Json = dict[str, Any]


def reason(comparison: Json, words: Words) -> str:
    """Return the reason of the verdict, as reason in verdict.js."""
    verdict = comparison["verdict"]
    evidence, answer = _heaviest(verdict["evidence"], verdict["label"]), verdict["answer"]
    shows = evidence is not None and evidence["signal"] == "alignment_shows"
    cited = (each for each in verdict["basis"]["credits"] if each["quote"])
    credit = next((each for each in cited if each["role"] == "basis"), None)
    if answer == "retells" and credit and not shows:
        return words.text("credit_reason", f"“{credit['quote']}”")
    if answer == "unsure":
        evidence = next(filter(_says_why, verdict["evidence"]), None)
    if evidence is None:
        return words.text(f"verdict_{LABEL_OF[answer]}_reason")
    params = evidence.get("params") or {}
    if evidence["signal"] == "alignment_shows" and params.get("how"):
        return words.text(f"alignment_{params['how']}", params["used"], params["total"])
    named = evidence["signal"] == "links_to_original" and not params.get("url")
    key = "credit_reason" if named else f"signal_{evidence['signal']}"
    values = (evidence.get("params") or {}).values()
    numbers = [each for each in values if type(each) in (int, float)]
    if numbers and (counted := words.count(key, numbers[0], *numbers[1:])):
        return counted
    quoted = f"“{evidence['quote']}”" if evidence["quote"] else ""
    return words.text(key, quoted) or " ".join(filter(None, [evidence["says"], quoted]))


def _says_why(evidence: Json) -> bool:
    """Return whether evidence says why an answer is unsure, as saysWhy in verdict.js."""
    return evidence["signal"] == "bare_text" or (evidence.get("params") or {}).get("how") == "none"


def _heaviest(evidence: list[Json], label: Label) -> Json | None:
    """Return a comparison's result for a retelling, a wall's call, else the page's own words.

    The same as heaviest in verdict.js; never evidence against the verdict.
    """
    fitting = [each for each in evidence if each["signal"] not in AGAINST.get(label, ())]
    shown = next((each for each in fitting if each["signal"] == "alignment_shows"), None)
    if label == "summary" and shown:
        return shown
    wall = (each for each in fitting if each["signal"] == "cut_for_subscribers" and each["quote"])
    if label == "paywalled" and (call := max(wall, key=itemgetter("weight"), default=None)):
        return call
    said = [
        each
        for each in fitting
        if each["signal"] != "alignment_shows" and each["quote"] and each["weight"] >= 0.5
    ]
    return max(said or fitting, key=itemgetter("weight"), default=None)


def how_found(comparison: Json, words: Words) -> Iterator[str]:
    """Yield what led to the original and whom it retells itself, as in source.js."""
    search, source = comparison["search"], comparison["source"]
    candidates = search["candidates"] if search else []
    chosen = [each for each in candidates if each["url"] == search["source"]]
    if not chosen:
        yield words.text("source_given" if source["url"] else "source_pasted")
        return
    yield _led_by(chosen[0]["found_by"][0], words)
    if retold := chosen[0].get("retells"):
        yield words.text("answer_retells", retold)


def _led_by(found: Json, words: Words) -> str:
    if service := SERVICES.get(found["finder"]):
        return words.text("finder_service", service)
    key, params = f"finder_{found['finder']}", found.get("params") or {}
    link = params.get("text") or found["quote"]
    if before := params.get("by_way_of"):
        hosts = (urlsplit(url).netloc for url in params.get("way") or [before])
        return f"{' → '.join(hosts)} → {words.text('quotation', link or '')}"
    worded = words.text(key, words.text("quotation", link)) if link else ""
    return worded or words.text(f"{key}_plain") or str(found["says"])


def failure(problem: Json, words: Words) -> tuple[str, str]:
    """Return a title and advice for a problem, as failureWords in states.js."""
    slug = problem["type"].split("/")[-1]
    if slug in OF_AN_ADDRESS:
        general = words.text("page_refused" if slug in REFUSED else "page_unreachable")
        own = problem["detail"] if words.language == "en" else ""
        return words.text(f"page_{slug}_title"), own or general
    title = words.text(f"problem_{slug}_title") or words.text("fail_problem_title")
    kind = (problem.get("params") or {}).get("kind")
    detail = words.text(f"problem_{slug}_{kind}") or words.text(f"problem_{slug}")
    return title, detail or problem["detail"]


def groups(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield each kind of sentence with its sentences and sources, worst first."""
    alignment, named = comparison["alignment"], originals(comparison)
    ordered = sorted(alignment["sentences"], key=lambda each: (-each["concern"], each["index"]))
    for kind, heading in {**FINDING_HEADINGS, "note": NOT_COMPARED}.items():
        chosen = [each for each in ordered if each.get("finding") == kind]
        if kind == "note":
            chosen = [each for each in chosen if each["heading"] == NOT_COMPARED]
        items = [_item(each, alignment, named, words) for each in chosen]
        key = "in_none" if named and kind == "not_found" else heading
        if items:
            yield {"kind": kind, "heading": words.text(key), "items": items}


def omissions(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield what is left out, whole and in part, as pairs.js does; `more` a link holds back."""
    alignment, figures = comparison["alignment"], comparison["alignment"]["figures"]
    found = omitted(alignment)
    for kind, key, entries, count in (
        ("left_out", "left_out", found["whole"], figures["left_out"]),
        ("in_part", "state_in_part", found["parts"], len(found["parts"])),
    ):
        shown = [one for one in entries if alignment["source"][one["source"]]]
        items = [_omission(one, alignment, words) for one in shown]
        more = count - len(items)
        if count:
            heading = words.text(key)
            yield {"kind": kind, "heading": heading, "count": count, "items": items, "more": more}


def _omission(entry: Json, alignment: Json, words: Words) -> Json:
    text = alignment["source"][entry["source"]]
    why = words.text(f"why_{entry['why_code']}") or entry["why"]
    return {"text": _pieces(text, entry.get("rest", [])), "why": why}


def _beside(sentence: Json, alignment: Json) -> tuple[Json, list[str], int]:
    """Return the sentence and the original's sentences that it is shown with, as shownOf."""
    for entry in sentence.get("elsewhere") or ():
        texts = {one["source"]: one["sentences"] for one in alignment["further"]}
        shown = {**sentence, **entry, "source": entry["sentences"]}
        return shown, texts[entry["source"]], entry["source"]
    return sentence, alignment["source"], 0


def originals(comparison: Json) -> list[Json]:
    """Return the originals where there are several, each with its letter and name in `where`."""
    return [
        {**each, "where": " · ".join(filter(None, [each["letter"], each["name"]]))}
        for each in several(comparison)
    ]


def _item(sentence: Json, alignment: Json, named: list[Json], words: Words) -> Json:
    heading = sentence["heading"]
    sentence, there, number = _beside(sentence, alignment)
    original = named[number] if named else {"letter": "", "where": ""}
    changes = [change for change in sentence["changes"] if change["kind"] in DIFFERING_KINDS]
    text, sources = alignment["page"][sentence["index"]], sentence["source"]
    # The same to the letter: the original's sentence need not be shown again.
    is_same = sentence["label"] == "verbatim" and [there[at] for at in sources] == [text]
    what = words.text(heading, original["where"]) or words.text("group_differs")
    where = original["where"] if is_same and not number else ""
    return {
        "what": " · ".join(filter(None, [what, where])),
        "is_elsewhere": number > 0,
        "original": original,
        "is_same": is_same,
        "is_mostly_absent": heading == "label_mostly_absent",
        "text": _pieces(text, [c["page"] for c in changes]),
        "sources": [
            {
                "whole": there[at],
                "text": _pieces(
                    there[at],
                    [c["source"] for c in changes if c["source"] and c["source"]["sentence"] == at],
                ),
            }
            for at in ([] if is_same else sources)
        ],
    }


# As in extension/lib/view/versions.js.
_COLOURS = {"differs": "differs", "reworded": "partly", "gone": "left_out", "added": "not_found"}


def version_change(given: Json, words: Words) -> Json:
    """Word a change of a later version: its colour, heading, and both sides."""
    kind, changes = given["kind"], given["changes"]
    key = f"change_{changes[0]['kind']}" if kind == "differs" and changes else f"version_{kind}"
    return {
        "colour": _COLOURS[kind],
        "what": words.text(key) or words.text("version_reworded"),
        "before": _pieces(given["before"] or "", [each["source"] for each in changes]),
        "after": _pieces(given["after"] or "", [each["page"] for each in changes]),
    }


def _pieces(text: str, spans: list[Json | None]) -> list[tuple[str, bool]]:
    """Cut a sentence at its changes: (words, whether they changed), in order."""
    pieces, at = [], 0
    for start, end in sorted((span["start"], span["end"]) for span in spans if span):
        if start >= at:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [(words, marked) for words, marked in [*pieces, (text[at:], False)] if words]


# What came of looking in a place, the most that any of its turns came to first.
_CAME = {
    "not_confirmed": "turn_not_confirmed",
    "failed": "access_unreachable",
    "nothing": "turn_nothing",
}


def places(comparison: Json, words: Words) -> list[str]:
    """Return the places that were searched, each with its outcome."""
    came: dict[str, set[str]] = {}
    for turn in comparison["search"]["tried"]:
        if turn["outcome"] != "not_asked":
            name = words.text(f"tried_{turn['finder']}") or str(turn["finder"])
            came.setdefault(name, set()).add(turn["outcome"])
    most = {
        name: [words.text(key) for code, key in _CAME.items() if code in outcomes][:1]
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
    if article and (number := page_at(article, place)):
        return f"{address.partition('#')[0]}#page={number}"
    parts = sentence.split()
    ends = [parts[:5], parts[-5:]] if len(parts) > 12 else [parts]
    fragment = ",".join(quote(" ".join(part), safe="!~*'()").replace("-", "%2D") for part in ends)
    return f"{address}{'' if '#' in address else '#'}:~:text={fragment}"
