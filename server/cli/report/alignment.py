"""Writes each sentence beside its originals for a terminal."""

from collections.abc import Iterator, Sequence

from server.cli.report.style import Json, Style
from server.language.messages import words
from server.model import FINDING_HEADINGS, NOT_COMPARED, originals, page_at

_WORDS = words("en")
_ELSEWHERE = {"differs": "Differs from", "partly": "Partly in", "found": "Also in"}
_WORST = ("differs", "not_found", "partly", "found", "note")  # first
_SURE = 0.1  # from the middle; else a second opinion is undecided, as in the panel
_GAP = 60  # characters kept on each side of a cut


def pairs(alignment: Json, style: Style, articles: Sequence[Json]) -> list[str]:
    """Return each sentence of the page beside its originals, the worst first."""
    shown = [
        s for s in alignment["sentences"] if s["finding"] != "note" or s["heading"] == NOT_COMPARED
    ]
    shown.sort(key=lambda sentence: (_WORST.index(sentence["finding"]), -sentence["concern"]))
    return ["\n".join(_pair(alignment, sentence, style, articles)) for sentence in shown]


def _decisive(
    alignment: Json, sentence: Json, articles: Sequence[Json]
) -> tuple[Json, Json, str, Json]:
    """Return the alignment, sentence and source to show, and their heading before the source."""
    for entry in sentence.get("elsewhere", ()):
        texts = {one["source"]: one["sentences"] for one in alignment["further"]}
        shown = {**sentence, **entry, "source": entry["sentences"]}
        other = originals({"sources": articles})[entry["source"]]
        named = ", ".join(filter(None, [other["letter"], other["name"]]))
        heading = f"{_ELSEWHERE[sentence['finding']]} {named}"
        return {**alignment, "source": texts[entry["source"]]}, shown, heading, other["article"]
    heading = FINDING_HEADINGS.get(sentence["finding"], NOT_COMPARED)
    if sentence["finding"] == "not_found":
        heading = sentence["heading"]
    if len(articles) > 1 and heading == "label_not_found":
        heading = "in_none"
    return alignment, sentence, _WORDS.text(heading), articles[0]


def _pair(alignment: Json, sentence: Json, style: Style, articles: Sequence[Json]) -> Iterator[str]:
    alignment, sentence, heading, article = _decisive(alignment, sentence, articles)
    if sentence["finding"] == "found":
        label = _WORDS.text(f"label_{sentence['label']}")
        is_first = heading == _WORDS.text(FINDING_HEADINGS["found"])
        heading = label if is_first else f"{heading}, {label[:1].lower()}{label[1:]}"
    yield style.bold(style.wrap(heading, "  "))
    yield from (style.wrap(reason, "    - ", "      ") for reason in _reasons(sentence))
    text = alignment["page"][sentence["index"]]
    spans = [change["page"] for change in sentence["changes"] if change["page"]]
    shared = sentence.get("shared") or {"page": [], "source": []}
    if [alignment["source"][number] for number in sentence["source"]] == [text]:
        yield style.wrap(text + on_page(article, sentence["source"][0]), "    both      ")
        return
    pieces = _pieces(text, spans or sentence["missing"], style, shared["page"])
    yield style.wrap("".join(pieces), "    page      ")
    for number in sentence["source"]:
        original = _original(alignment, sentence, number, style)
        yield style.wrap(original + on_page(article, number), "    original  ")
    if opinion := sentence.get("opinion"):
        yield style.wrap(_opinion(alignment, opinion), "    opinion   ")


def on_page(article: Json, number: int) -> str:
    """Say which page of a document sentence `number` is on."""
    if not article.get("pages"):
        return ""
    page = page_at(article, article["sentences"][number]["start"])
    return f" ({_WORDS.text('page_number', page)})" if page else ""


def left_out(alignment: Json, entry: Json, style: Style) -> str:
    """Return a source sentence that is left out, or with its left-out pieces marked."""
    text, pieces, at = alignment["source"][entry["source"]], list[str](), 0
    for span in entry.get("rest", ()):
        pieces += [text[at : span["start"]], style.gap(text[span["start"] : span["end"]])]
        at = span["end"]
    return "".join([*pieces, text[at:]])


def _original(alignment: Json, sentence: Json, number: int, style: Style) -> str:
    spans = [change["source"] for change in sentence["changes"] if change["source"]]
    shared = (sentence.get("shared") or {"source": []})["source"]
    spans, shared = ([s for s in some if s["sentence"] == number] for some in (spans, shared))
    return "".join(_shortened(_pieces(alignment["source"][number], spans, style, shared)))


def _shortened(pieces: Sequence[str]) -> Iterator[str]:
    """Shorten long pieces between the marked ones."""
    for index, piece in enumerate(pieces):
        begin = 0 if index == 0 else _GAP
        end = 0 if index == len(pieces) - 1 else _GAP
        if len(pieces) == 1:
            begin = 4 * _GAP
        if len(piece) <= 4 * _GAP:
            yield piece
        else:
            head = piece[:begin].rpartition(" ")[0]
            tail = piece[len(piece) - end :].partition(" ")[2]
            yield " … ".join((head, tail)) if head or tail else piece


def _reasons(sentence: Json) -> Iterator[str]:
    """Yield the differences and missing words of a sentence."""
    for change in sentence["changes"]:
        if change["kind"] != "wording":
            yield "".join(_shortened([change["says"]]))
    if sentence["finding"] == "partly" and sentence["missing"]:
        words = "; ".join(f"“{span['text']}”" for span in sentence["missing"])
        yield f"Nowhere in the original: {words}."


def _opinion(alignment: Json, opinion: Json) -> str:
    """Describe a second opinion, with its passage if it named only one."""
    if opinion["supported"] is None:
        return f"{opinion['by']}: no answer that can be read."
    lean = opinion["supported"] - 0.5
    says = "unsure" if abs(lean) < _SURE else "yes" if lean > 0 else "no"
    named = [f" “{alignment['source'][place]}”" for place in opinion["source"]]
    words = _WORDS.text(f"opinion_{says}")
    return f"{opinion['by']}: {words}{named[0] if len(named) == 1 else ''}"


def _pieces(text: str, spans: list[Json], style: Style, shared: Sequence[Json] = ()) -> list[str]:
    """Return `text` in pieces, every second one a marked span.

    Of overlapping spans the first wins.
    """
    pieces, position = [], 0
    marks = [(span, style.mark) for span in spans] + [(span, style.share) for span in shared]
    for span, look in sorted(marks, key=lambda each: (each[0]["start"], -each[0]["end"])):
        if span["start"] < position or span["start"] == span["end"]:
            continue
        pieces += [text[position : span["start"]], look(text[span["start"] : span["end"]])]
        position = span["end"]
    return [*pieces, text[position:]]
