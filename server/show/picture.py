"""The picture of a shared comparison, as chats and networks show a link.

It has the gist, the pair of sentences that bears it out, and the original's sentences by their
states. It is an SVG of templates/card.svg, drawn by resvg in the face that comes with the server.
For other scripts the fonts of the system are asked; what no font has is left out.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import resvg_py
from jinja2 import Environment, PackageLoader

from server.language.data import table
from server.language.messages import Words, words
from server.model import DIFFERING_KINDS, KIND_GRAVITY
from server.show.answer import coverage_sentence
from server.show.gist import in_a_line
from server.show.sentences import worst_first
from server.show.states import SOURCE_SENTENCES, Json, source_kinds
from server.show.typeset import (
    FACE,
    MARK_EDGE,
    Mark,
    SetLine,
    Type,
    lacking,
    lines_of,
    printable_line,
    width_of,
)
from server.text.clauses import first_words
from server.urls import host_of

# Pixels, as networks show the picture of a link.
WIDTH = 1200
HEIGHT = 630
_EDGE = 64
_ROOM = WIDTH - 2 * _EDGE
_GAP = 24  # between the two boxes
_BOX_EDGE = 28  # from a box to its words
_MAP_TOP = 506
_GIST_TOP, _LONE_GIST_TOP = 112, 150  # the latter where no quotation is below it
_BELOW_GIST = 12
_NAME_HEIGHT, _QUOTE_HEIGHT = 58, 39  # of a box: its name with the edges, and each line
_MARK_WIDTH, _MARK_GAP = 34, 14  # of the program's mark, and from it to the head's words
_HEAD_GAP = 8
_SWATCH, _SWATCH_GAP, _LEGEND_GAP = 20, 10, 32  # a colour, to its name, to the next colour
_CELL_GAP = 3
_INK, _GREY_INK = "#14171b", "#57606b"
_HEAD = Type(24, "regular")
_BRAND = Type(24, "bold")
_NAME = Type(20, "bold")
_QUOTE_TYPE = Type(27, "regular")
_LEGEND = Type(22, "regular")
_MOST_QUOTE_LINES = 3
_MOST_NAME_LETTERS = 40  # of an outlet
_SEPARATE = 60  # sentences: more are drawn without gaps
_BEFORE = 45  # letters of a quotation before what differs
# The gist's size, height and number of lines: the first that holds it.
_GIST_SIZES = ((50, 60, 2), (40, 50, 3))
_LONE_GIST_SIZES = ((50, 62, 4), (40, 52, 5))  # where no pair is below it
# Colours of extension/tokens.css.
PICTURED = {
    "brand": "#0b6b4b",
    "not_compared": "#8a939e",
    "told": "#5b94d1",
    "in_part": "#9ab9da",
    "differs": "#b3261e",
    "left_out": "#b4bcc6",
    "not_found": "#6b4fa0",
}
_FAMILY = "Unabridged Card"
_NO_MARK = (0, 0)
_UNKNOWN = "\U0010fffd"  # a letter that no font has
_MOST_PROBED = 3  # letters of a text; each is drawn once to see whether a font has it
_PROBE = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="{}">
<text y="30" font-size="24">{}</text></svg>"""
# What the template needs of them.
_SIZES = {
    "width": WIDTH,
    "height": HEIGHT,
    "edge": _EDGE,
    "room": _ROOM,
    "map": _MAP_TOP,
    "mark": _MARK_WIDTH,
    "swatch": _SWATCH,
    "box_edge": _BOX_EDGE,
    "quote_height": _QUOTE_HEIGHT,
    "marked_edge": MARK_EDGE,
    "head": _HEAD.size,
    "name": _NAME.size,
    "quote": _QUOTE_TYPE.size,
    "legend": _LEGEND.size,
}


class _Quote(NamedTuple):
    """A sentence that the picture shows: whose it is, what differs in it, and which side has it."""

    name: str
    text: str
    mark: Mark
    kind: str  # "differs", "not_found", "left_out" or "page"


def picture_of(comparison: Json, language: Words) -> bytes:
    """Draw a comparison for a link to it, in a language, as a PNG."""
    quotes = [
        quote for quote in _quotes(comparison, language) if _can_draw(quote.name + quote.text)
    ]
    gist = _gist(comparison, language, has_quotes=bool(quotes))
    if not _can_draw("".join([*gist, *(name for _, name in _legend_of(comparison, language))])):
        language, quotes = words("en"), []
        gist = [_gist_without_names(comparison, language)]
    svg = _svg(comparison, language, [printable_line(sentence) for sentence in gist], quotes)
    return bytes(_render(svg, is_other=bool(lacking(svg))))


def _gist(comparison: Json, language: Words, *, has_quotes: bool) -> list[str]:
    """Return the headline: without the words of both sides where these are quoted below it."""
    if not has_quotes:
        return [in_a_line(comparison, language)]
    heading = language.say(comparison["verdict"]["heading"])
    if not comparison["alignment"]:
        return [heading, language.say(comparison["verdict"]["reason"])]
    return [heading, coverage_sentence(comparison["alignment"]["figures"], language)]


def _gist_without_names(comparison: Json, language: Words) -> str:
    """Return the share of the original, or the page's verdict, in words that have letters here."""
    if alignment := comparison["alignment"]:
        return coverage_sentence(alignment["figures"], language)
    return language.text(f"verdict_{comparison['verdict']['label']}")


def _quotes(comparison: Json, language: Words) -> Iterator[_Quote]:
    """Yield what bears out the gist: a pair of sentences, or the one that is left out.

    Without a comparison it is the page's title, so that a reader sees what was checked.
    """
    alignment, gist, source = comparison["alignment"], comparison["gist"], comparison["source"]
    page_name = _name_of(comparison["page"]) or language.text("this_page")
    if not alignment:
        page = comparison["page"]
        if name := printable_line(page["title"] or first_words(page["text"])):
            yield _Quote(page_name, name, _NO_MARK, "page")
        return
    if not (gist and source):
        return
    source_name = _name_of(source) or language.text("original")
    for clause in gist["clauses"]:
        if clause.get("page") is not None:
            pairs = {pair.sentence["index"]: pair for pair in worst_first(alignment)}
            if pair := pairs.get(clause["page"]):
                further = comparison.get("sources", ())[1:]
                names = [source_name, *(_name_of(article) or source_name for article in further)]
                yield from _pair(pair, alignment, page_name, names)
            return
        if clause.get("source") is not None:
            omitted = alignment["source"][clause["source"]]
            name = f"{source_name} · {language.text(SOURCE_SENTENCES['left_out'].name)}"
            yield _Quote(name, printable_line(omitted), _NO_MARK, "left_out")
            return


def _pair(pair: Any, alignment: Json, page_name: str, names: Sequence[str]) -> Iterator[_Quote]:
    """Yield both sides of a sentence's gravest change, the page's alone where it has no other."""
    text = alignment["page"][pair.sentence["index"]]
    changes = [
        change
        for change in pair.sentence["changes"]
        if change["kind"] in DIFFERING_KINDS and change["page"]
    ]
    if pair.kind == "not_found" or not changes:
        yield _Quote(page_name, printable_line(text), _NO_MARK, pair.kind)
        return
    change = min(
        changes, key=lambda candidate: (not candidate["source"], KIND_GRAVITY[candidate["kind"]])
    )
    yield _Quote(page_name, *_excerpt(text, change["page"]), "differs")
    if source_span := change["source"]:
        name = names[pair.number] if pair.number < len(names) else names[0]
        yield _Quote(name, *_excerpt(pair.texts[source_span["sentence"]], source_span), "differs")


def _excerpt(text: str, span: Json) -> tuple[str, Mark]:
    """Return a sentence from some words before a span on, and the span in it."""
    begin = max(0, span["start"] - _BEFORE)
    if begin:
        begin = text.find(" ", begin, span["start"]) + 1 or begin
    before = printable_line(text[begin : span["start"]] + "|")[:-1]
    inner, after = (
        printable_line(text[span["start"] : span["end"]]),
        printable_line("|" + text[span["end"] :])[1:],
    )
    lead = ("…" if begin else "") + before
    return lead + inner + after, (len(lead), len(lead) + len(inner))


def _name_of(article: Json) -> str:
    name = article["publisher"] or (host_of(article["url"] or "") or "").removeprefix("www.")
    return printable_line(name)[:_MOST_NAME_LETTERS]


def _legend_of(comparison: Json, language: Words) -> list[tuple[str, str]]:
    """Return the kinds of the map, each with its name."""
    if not comparison["alignment"]:
        return []
    drawn = set(source_kinds(comparison["alignment"]))
    return [
        (kind, language.text(row.name)) for kind, row in SOURCE_SENTENCES.items() if kind in drawn
    ]


def _svg(comparison: Json, language: Words, gist: list[str], quotes: Sequence[_Quote]) -> str:
    """Return the picture as SVG."""
    mirrored = language.direction == "rtl"
    top = _GIST_TOP if quotes else _LONE_GIST_TOP
    lines, size, height = _gist_lines(gist, _GIST_SIZES if quotes else _LONE_GIST_SIZES)
    gist_end = top + height * len(lines) + _BELOW_GIST
    letters = "".join([*gist, *(quote.text for quote in quotes)])
    rendered: str = _template().render(
        size=_SIZES,
        ink={"grey": _GREY_INK},
        colours=PICTURED,
        families=", ".join([*_system_families(letters, language), _FAMILY]),
        head=_head(comparison, language, mirrored=mirrored),
        gist={"lines": lines, "top": top, "size": size, "height": height},
        boxes=list(_boxes(quotes, gist_end, mirrored=mirrored)),
        map=list(_map(comparison, mirrored=mirrored)),
        legend=list(_legend(comparison, language, mirrored=mirrored)),
    )
    return rendered


def _gist_lines(
    gist: Sequence[str], sizes: Sequence[tuple[int, int, int]]
) -> tuple[list[SetLine], int, int]:
    """Set the gist as large as it fits; return its lines, their size and their height."""
    for size, height, most in sizes:
        face = Type(size, "bold")
        lines = [line for sentence in gist for line in lines_of(sentence, face, _ROOM, most + 1)]
        if len(lines) <= most:
            return lines, size, height
    room = most - len(gist) + 1  # lines of each: the others have one
    lines = [line for sentence in gist for line in lines_of(sentence, face, _ROOM, room)]
    return lines[:most], size, height


def _system_families(letters: str, language: Words) -> list[str]:
    """Return the families to ask of the system, the reader's own first; none for known letters."""
    if not lacking(letters):
        return []
    families = table("fonts")["system_families"]
    own = families.get(language.language.split("-")[0])
    return list(dict.fromkeys([*([own] if own else []), *families.values()]))


def _head(comparison: Json, language: Words, *, mirrored: bool) -> Json:
    """Return the mark and the line beside it: the program, the page's outlet and its day."""
    page = comparison["page"]
    day = language.date(page["published"]) if page.get("published") else ""
    parts = [part for part in (_name_of(page), day) if part and _can_draw(part)]
    pieces = [("Unabridged", _BRAND, _INK)]
    # Each by itself, as a day and a name may run another way than the language.
    pieces += [(piece, _HEAD, _GREY_INK) for part in parts for piece in ("·", part)]
    texts = []
    place = float(_MARK_WIDTH + _MARK_GAP)
    for text, face, fill in pieces:
        width = width_of(text, face)
        left = WIDTH - _EDGE - place - width if mirrored else _EDGE + place
        for line in lines_of(text, face, _ROOM, 1):
            weight = 700 if face is _BRAND else 400
            texts.append({"line": line, "x": left, "width": width, "weight": weight, "fill": fill})
        place += width + _HEAD_GAP
    return {"mark": WIDTH - _EDGE - _MARK_WIDTH if mirrored else _EDGE, "texts": texts}


def _boxes(quotes: Sequence[_Quote], gist_end: float, *, mirrored: bool) -> Iterator[Json]:
    """Yield the quotations' boxes between gist and map; one alone is as wide as two."""
    width = (_ROOM - _GAP * (len(quotes) - 1)) / max(1, len(quotes))
    room = width - 2 * _BOX_EDGE
    set_texts = [
        lines_of(quote.text, _QUOTE_TYPE, room, _MOST_QUOTE_LINES, quote.mark) for quote in quotes
    ]
    height = _NAME_HEIGHT + _QUOTE_HEIGHT * max(map(len, set_texts), default=0)
    edges = {"not_found": PICTURED["not_found"], "left_out": "url(#left_out)"}
    for number, (quote, lines) in enumerate(zip(quotes, set_texts, strict=True)):
        place = len(quotes) - 1 - number if mirrored else number
        (name,) = lines_of(quote.name, _NAME, room, 1)
        yield {
            "x": _EDGE + place * (width + _GAP),
            "y": gist_end + (_MAP_TOP - gist_end - height) / 2,
            "width": width,
            "height": height,
            "ground": "#f1ecf8" if quote.kind == "not_found" else "#f5f6f8",
            "edge": edges.get(quote.kind, ""),
            "name": name,
            "lines": lines,
        }


def _map(comparison: Json, *, mirrored: bool) -> Iterator[Json]:
    """Yield the original's sentences as cells, each by its state; none without an original."""
    if not comparison["alignment"]:
        return
    kinds = source_kinds(comparison["alignment"])
    unit = _ROOM / max(1, len(kinds))
    is_apart = len(kinds) <= _SEPARATE
    runs = [(kind, len(list(run))) for kind, run in groupby(kinds)]
    if is_apart:
        runs = [(kind, 1) for kind in kinds]
    place = 0
    for kind, count in runs:
        width = unit * count
        left = _ROOM - place * unit - width if mirrored else place * unit
        place += count
        yield {
            "x": round(_EDGE + left, 1),
            "width": round(width - _CELL_GAP if is_apart else width, 1),
            **_look(kind),
        }


def _legend(comparison: Json, language: Words, *, mirrored: bool) -> Iterator[Json]:
    """Yield the map's colours with their names, from the start of the line."""
    place = 0.0
    for kind, name in _legend_of(comparison, language):
        width = width_of(name, _LEGEND)
        left = _EDGE + place
        before_name = _SWATCH + _SWATCH_GAP
        if place + before_name + width > _ROOM:
            return
        (line,) = lines_of(name, _LEGEND, _ROOM, 1)
        yield {
            "swatch": WIDTH - left - _SWATCH if mirrored else left,
            "x": WIDTH - left - before_name - width if mirrored else left + before_name,
            "width": width,
            "line": line,
            **_look(kind),
        }
        place += before_name + width + _LEGEND_GAP


def _look(kind: str) -> Json:
    """Return how a state is drawn."""
    fill = "url(#left_out)" if kind == "left_out" else PICTURED[kind]
    is_empty = kind == "not_compared"
    return {"fill": "#ffffff" if is_empty else fill, "is_empty": is_empty}


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("server.show", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("card.svg")


def _render(svg: str, *, is_other: bool) -> bytes:
    """Render an SVG; with the system's fonts where `is_other` letters are in it."""
    faces = [str(FACE.joinpath(f"{weight}.ttf")) for weight in ("regular", "bold")]
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, font_files=faces, skip_system_fonts=not is_other)
    )


def _can_draw(text: str) -> bool:
    """Whether a font here has the letters of a text, by the first that the face lacks."""
    letters = sorted(lacking(text))
    return all(_has_glyph(letter) for letter in letters[:_MOST_PROBED])


@cache
def _has_glyph(letter: str) -> bool:
    """Whether a letter looks otherwise than one that no font has."""
    drawn, unknown = (
        _render(_PROBE.format(_FAMILY, character), is_other=True)
        for character in (letter, _UNKNOWN)
    )
    return drawn != unknown
