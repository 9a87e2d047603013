"""The sentences of a comparison as readers see them: in groups, beside their originals, marked.

All of it reads plain JSON, of the server's answers and of saved ones alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from server.language.messages import Words
from server.model import DIFFERING_KINDS, AccountState, Finding
from server.show.states import (
    NOT_COMPARED,
    PAGE_SENTENCES,
    SOURCE_SENTENCES,
    VERSION_COLOURS,
    Json,
)
from server.text.clauses import first_words, quotable

Mark = TypeVar("Mark")
# Kinds of a value that the original may lack; such a sentence is headed by it.
_VALUE_KINDS = ("number", "date", "name", "quote")


class Pair(NamedTuple):
    """A page sentence with the original that it is shown with."""

    kind: Finding
    sentence: Json  # with the source, changes and label that hold for that original
    texts: Sequence[str]  # the sentences of that original
    number: int  # its place among several


def originals(comparison: Mapping[str, Any]) -> list[Json]:
    """Return the originals with letter and name where there are several; `where` joins the two."""
    articles = comparison.get("sources") or ()
    if len(articles) < 2:
        return []
    lettered = []
    for number, article in enumerate(articles):
        letter, name = chr(ord("A") + number), _name_of(article)
        where = " · ".join(filter(None, (letter, name)))
        lettered.append({"letter": letter, "name": name, "article": article, "where": where})
    return lettered


def page_at(article: Mapping[str, Any], offset: int) -> int | None:
    """Return the page of a document that an offset in its text is on."""
    for page in article.get("pages") or ():
        if page["start"] <= offset < page["end"]:
            return int(page["number"])
    return None


def worst_first(alignment: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield the page's sentences, worst first; its notes only where they were not compared."""
    kinds = [*PAGE_SENTENCES]
    further = {source["source"]: source["sentences"] for source in alignment.get("further", ())}
    for sentence in sorted(
        alignment["sentences"],
        key=lambda sentence: (
            kinds.index(sentence["finding"]),
            -sentence["concern"],
            sentence["index"],
        ),
    ):
        if sentence["finding"] == "note" and sentence["heading"] != NOT_COMPARED:
            continue
        if elsewhere := sentence.get("elsewhere"):
            best = elsewhere[0]
            beside = {**sentence, **best, "source": best["sentences"]}
            yield Pair(sentence["finding"], beside, further[best["source"]], best["source"])
        else:
            yield Pair(sentence["finding"], sentence, alignment["source"], 0)


def omissions(alignment: Mapping[str, Any]) -> dict[str, list[Json]]:
    """Return the `whole` sentences that are left out, and those with `parts` that are, by rank.

    An entry of `parts` has its sentence's missing pieces in `rest`; each sentence is there once.
    """
    ranked = sorted(alignment["left_out"], key=lambda entry: int(entry["rank"]))
    rests = {entry["source"]: entry.get("rest", []) for entry in alignment["account"]}
    parts: dict[int, Json] = {}
    for entry in ranked:
        if entry.get("span"):
            parts.setdefault(entry["source"], {**entry, "rest": rests[entry["source"]]})
    whole = [entry for entry in ranked if not entry.get("span")]
    return {"whole": whole, "parts": [*parts.values()]}


def groups(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield each kind of sentence with its sentences and sources, worst first."""
    alignment, lettered = comparison["alignment"], originals(comparison)
    pairs = list(worst_first(alignment))
    for kind, names in PAGE_SENTENCES.items():
        items = [_item(pair, alignment, lettered, words) for pair in pairs if pair.kind == kind]
        heading = "in_none" if lettered and kind == "not_found" else names.heading
        if items:
            yield {"kind": kind, "heading": words.text(heading), "items": items}


def left_out(comparison: Json, words: Words) -> Iterator[Json]:
    """Yield what is left out, whole and in part."""
    alignment = comparison["alignment"]
    omitted = omissions(alignment)
    if whole := alignment["figures"]["left_out"]:
        yield _omission_group("left_out", omitted["whole"], whole, alignment, words)
    if parts := omitted["parts"]:
        yield _omission_group("in_part", parts, len(parts), alignment, words)


def version_change(change: Json, words: Words) -> Json:
    """Word a change of a later version: its colour, heading, and both sides."""
    kind, changes = change["kind"], change["changes"]
    key = f"change_{changes[0]['kind']}" if kind == "differs" and changes else f"version_{kind}"
    return {
        "colour": VERSION_COLOURS[kind],
        "what": words.text(key) or words.text("version_reworded"),
        "before": mark_spans(change["before"] or "", [part["source"] for part in changes]),
        "after": mark_spans(change["after"] or "", [part["page"] for part in changes]),
    }


def pieces(text: str, marks: Iterable[tuple[Json, Mark]]) -> Iterator[tuple[str, Mark | None]]:
    """Cut a text at its marked spans, in order; of overlapping ones the first counts."""
    offset = 0
    for span, mark in sorted(marks, key=lambda pair: (pair[0]["start"], -pair[0]["end"])):
        if offset <= span["start"] < span["end"]:
            yield text[offset : span["start"]], None
            yield text[span["start"] : span["end"]], mark
            offset = span["end"]
    yield text[offset:], None


def mark_spans(text: str, spans: Iterable[Json | None]) -> list[tuple[str, bool]]:
    """Cut a sentence at some spans: (words, whether they are in a span), in order."""
    cut = pieces(text, [(span, True) for span in spans if span])
    return [(words, bool(is_marked)) for words, is_marked in cut if words]


def _name_of(article: Mapping[str, Any]) -> str:
    """Name an original; one without a name by its first words."""
    host = urlsplit(article["url"] or "").netloc
    if name := article["publisher"] or host or article["title"]:
        return str(name)
    begin = first_words(article["text"])
    return f"“{begin}”" if begin else ""


def _item(pair: Pair, alignment: Json, lettered: Sequence[Json], words: Words) -> Json:
    sentence = pair.sentence
    original = lettered[pair.number] if lettered else {"letter": "", "where": ""}
    text = alignment["page"][sentence["index"]]
    changes = [change for change in sentence["changes"] if change["kind"] in DIFFERING_KINDS]
    # The same to the letter: the original's sentence need not be shown again.
    sources = [pair.texts[index] for index in sentence["source"]]
    is_same = sentence["label"] == "verbatim" and sources == [text]

    absent = _absent_value(sentence)
    what = words.text(f"absent_{absent}" if absent else sentence["heading"], original["where"])
    what = what or words.text("group_differs")
    where = original["where"] if is_same and not pair.number else ""
    return {
        "what": " · ".join(filter(None, [what, where])),
        "is_elsewhere": pair.number > 0,
        "original": original,
        "is_same": is_same,
        "is_titled": bool(absent) or sentence["heading"] == "label_mostly_absent",
        "text": mark_spans(text, [change["page"] for change in changes]),
        "sources": [] if is_same else _sources(pair, changes),
    }


def _sources(pair: Pair, changes: Sequence[Json]) -> list[Json]:
    """Return the source sentences with their marks; those that differ come first."""
    spans = [change["source"] for change in changes if change["source"]]
    differing = {span["sentence"] for span in spans}
    return [
        {
            "whole": pair.texts[index],
            "text": mark_spans(
                pair.texts[index], [span for span in spans if span["sentence"] == index]
            ),
        }
        for index in sorted(pair.sentence["source"], key=lambda index: index not in differing)
    ]


def _omission_group(
    state: AccountState, entries: Sequence[Json], count: int, alignment: Json, words: Words
) -> Json:
    """Return the source sentences of a state as a group; a link withholds some of so many."""
    items = [
        {
            "about": about_of(entry, alignment),
            "text": mark_spans(alignment["source"][entry["source"]], entry.get("rest", [])),
            "why": words.text(f"why_{entry['why_code']}") or entry["why"],
        }
        for entry in entries
        if alignment["source"][entry["source"]]
    ]
    heading = words.text(SOURCE_SENTENCES[state].heading)
    more = count - len(items)
    return {"kind": state, "heading": heading, "count": count, "items": items, "more": more}


def about_of(entry: Json, alignment: Json) -> str:
    """Return the sentence that says whom an omission speaks of; "" where it says so itself.

    It is as it stands between quotation marks.
    """
    about = entry.get("about")  # missing in comparisons of earlier versions
    return "" if about is None else quotable(alignment["source"][about] or "")


def _absent_value(sentence: Json) -> str:
    """Return the kind of a value that the original lacks, where it has the rest; "" for none."""
    if sentence["finding"] != "partly":
        return ""
    for change in sentence["changes"]:
        if change["kind"] in _VALUE_KINDS and not change["source"]:
            return str(change["kind"])
    return ""
