"""The API's answers as text for a terminal, the most important first: this folder's templates."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from jinja2 import Environment, PackageLoader

from server.cli.printable import printable, printable_values
from server.cli.report.alignment import left_out, on_page, pairs
from server.cli.report.citations import SAYS, totals
from server.cli.report.style import Json, Style
from server.language.messages import words
from server.model import (
    FINDER_TITLES,
    FINDING_HEADINGS,
    KIND_TITLES,
    NOT_COMPARED,
    counted,
    omissions,
    originals,
)
from server.verdict import heading_of, in_a_line

_A_MINUTE = 0.5  # of reading, from which minutes are said
BLOCK_END = "\f"  # after a block of lines, in the templates
_WORDS = words("en")
# The states of an original's sentences: their sign in the map, and their name.
_BARS = {
    "told": ("█", "in the page"),
    "in_part": ("▒", _WORDS.text("state_in_part").lower()),
    "left_out": ("░", _WORDS.text("chip_left_out").lower()),
    "not_compared": ("·", _WORDS.text("state_not_compared").lower()),
}
_UNNAMED = {"title": None, "publisher": None, "published": None, "url": None}


def report_of(call: str, answer: Json, style: Style | None = None) -> str:
    """Return the answer to `call` as text."""
    paragraphs = [printable(one) for one in str(answer.get("text", "")).split("\n\n")]
    filled = (
        _templates()
        .get_template(f"{call}.txt")
        .render(answer=printable_values(answer), paragraphs=paragraphs, style=style or Style())
    )
    blocks = ("\n".join(filter(str.strip, one.split("\n"))) for one in filled.split(BLOCK_END))
    return "\n\n".join(filter(None, blocks)) + "\n"


REPORTS: dict[str, Callable[..., str]] = {
    call: partial(report_of, call)
    for call in ("compare", "extract", "verdict", "find", "cite", "align")
}


@cache
def _templates() -> Environment:
    loader = PackageLoader("server.cli", "report")
    made = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - no HTML
    for function in (
        counted, heading_of, in_a_line, left_out, omissions, on_page, pairs, totals
    ):  # fmt: skip
        made.globals[function.__name__] = function
    made.globals |= {
        "chart": _chart,
        "covered": _covered,
        "given": _given,
        "imprint": _imprint,
        "several": _several,
        "tiles": _tiles,
        "turns": _turns,
        "without_repeats": _without_repeats,
        "end": BLOCK_END,
        "kinds": KIND_TITLES,
        "says": SAYS,
        "titles": FINDER_TITLES,
        "words": _WORDS,
    }
    return made


def _covered(figures: Json) -> str:
    """Say how much of the original the page has, and how much it leaves out, as the panel does."""
    key = "alignment_translated" if figures["not_compared"] else "coverage"
    said = [_WORDS.text(key, figures["used"], figures["source_sentences"])]
    if figures["left_out"]:
        said.append(f"{_WORDS.text('chip_left_out')} {figures['left_out']}")
    if figures["not_compared"]:
        said.append(f"{_WORDS.text('state_not_compared')} {figures['not_compared']}")
    if figures["left_out_minutes"] >= _A_MINUTE:
        said.append(f"{round(figures['left_out_minutes'])} min")
    return " · ".join(said)


def _chart(account: Sequence[Json]) -> str:
    """Draw the states of an original's sentences, and name the signs."""
    states = [entry["state"] for entry in account if entry["state"] in _BARS]
    signs = "".join(_BARS[state][0] for state in states)
    names = "  ".join(" ".join(_BARS[state]) for state in _BARS if state in states)
    return f"  {signs}\n  {names}"


def _tiles(alignment: Json) -> str:
    """Count the page's sentences by kind, in the words of the panel's tiles, without noughts."""
    figures = alignment["figures"] | {"partly": alignment["figures"]["partly_found"]}
    said = [
        f"{_WORDS.text(f'tile_{kind}')} {figures[kind]}"
        for kind in FINDING_HEADINGS
        if figures[kind]
    ]
    if alone := sum(one["heading"] == NOT_COMPARED for one in alignment["sentences"]):
        said.append(f"{_WORDS.text(NOT_COMPARED)} {alone}")
    return " · ".join(said)


def _given(alignment: Json) -> list[Json]:
    """Return the originals of an alignment of texts; one that failed has no sentences."""
    texts = {0: alignment["source"]}
    texts |= {one["source"]: one["sentences"] for one in alignment.get("further", ())}
    numbers = range(max(texts) + 1)
    return [_UNNAMED | {"text": " ".join(texts.get(number, ()))} for number in numbers]


def _without_repeats(evidence: Sequence[Json]) -> list[Json]:
    """Return `evidence` with each quotation once."""
    quotes = [each["quote"] for each in evidence]
    return [
        each for at, each in enumerate(evidence) if not quotes[at] or quotes.index(quotes[at]) == at
    ]


def _several(comparison: Json, style: Style) -> list[str]:
    """Return a line for each of several originals."""
    found = {
        one["source"]
        for one in (comparison.get("alignment") or {}).get("further", ())
        if one["found_by"]
    }
    lines = []
    for number, each in enumerate(originals(comparison)):
        article = each["article"]
        facts = [article["title"], _imprint(article), article["url"] if number else None]
        known = " · ".join(filter(None, facts)) or f"a text given, {each['name']}"
        lead = "Also in " if number in found else ""
        lines.append(style.wrap(known, f"  {lead}{each['letter']}: "))
    return lines


def _imprint(article: Json) -> str:
    """Return the publisher and the day, as far as known."""
    return " · ".join(filter(None, [article["publisher"], (article["published"] or "")[:10]]))


def _turns(tried: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Yield finders and what they say; those without a result share a line."""
    lines: dict[tuple[str, str], list[str]] = {}
    for index, turn in enumerate(tried):
        name = FINDER_TITLES.get(turn["finder"]) or str(turn["finder"])
        alone = "" if turn["outcome"] == "nothing" and not turn["candidates"] else str(index)
        if alone:
            found = f", {counted(turn['candidates'], 'candidate')}" if turn["candidates"] else ""
            name = f"{name} ({turn['ms']} ms{found})"
        lines.setdefault((alone, turn["detail"]), []).append(name)
    for (_, detail), names in lines.items():
        yield ", ".join(names), detail
