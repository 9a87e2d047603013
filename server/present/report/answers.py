"""The API's answers as text for a terminal, the most important first: this folder's templates."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from jinja2 import Environment, PackageLoader, select_autoescape

from server.language.messages import words
from server.model import FINDER_TITLES, KIND_TITLES, NOT_COMPARED, counted
from server.present.comparison import (
    STATE_NAMES,
    Json,
    counts,
    covered,
    omissions,
    originals,
    reasons,
)
from server.present.gist import in_a_line
from server.present.printable import printable, printable_values
from server.present.report.pairs import Style, left_out, on_page, pairs

_A_MINUTE = 0.5  # of reading, from which minutes are said
BLOCK_END = "\f"  # after a block of lines, in the templates
_WORDS = words("en")
_BARS = {"told": "█", "in_part": "▒", "left_out": "░", "not_compared": "·"}  # by state
_UNNAMED = {"title": None, "publisher": None, "published": None, "url": None}
CITED = {
    "matches": "words found",
    "partly": "partly there",
    "differs": "differs",
    "not_there": "not there",
    "not_compared": "not compared",
    "unreadable": "could not be read",
}
_WHY_UNREAD = {
    "gone": "gone",
    "walled": "for subscribers",
    "refused": "refused by the site",
    "no_text": "without text",
    "too_slow": "too slow",
    "not_found": "not found",
    None: "not tried",
}
_SKIPPED = {
    "own_site": "within the own site",
    "not_followed": "to no page that is read",
    "no_sentence": "without a sentence that cites it",
    "no_address": "to a note without a link",
    "too_many": "beyond what is checked of one text",
}


def report_of(call: str, answer: Json, style: Style | None = None) -> str:
    """Return the answer to `call` as text."""
    paragraphs = [printable(one) for one in str(answer.get("text", "")).split("\n\n")]
    template = _templates().get_template(f"{call}.txt")
    given = {"answer": printable_values(answer), "paragraphs": paragraphs}
    filled = template.render(given, style=style or Style())
    blocks = ("\n".join(filter(str.strip, one.split("\n"))) for one in filled.split(BLOCK_END))
    return "\n\n".join(filter(None, blocks)) + "\n"


REPORTS: dict[str, Callable[..., str]] = {
    call: partial(report_of, call)
    for call in ("compare", "extract", "verdict", "find", "cite", "align", "story")
}


def citations_page(found: Json) -> str:
    """Return the citations as HTML, in the order of the text."""
    found = printable_values(found)
    title = found["page"]["title"] or found["page"]["url"] or "Citations"
    ends = _totals(found, Style(width=10_000))  # a line each
    page = _templates().get_template("citations.html")
    return page.render(found=found, title=title, ends=ends) + "\n"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("server.present", "report"),
        autoescape=select_autoescape(),  # HTML alone
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "chart": _chart,
        "counted": counted,
        "given": _given,
        "imprint": _imprint,
        "in_a_line": in_a_line,
        "left_out": left_out,
        "omissions": omissions,
        "on_page": on_page,
        "pairs": pairs,
        "reasons": reasons,
        "several": _several,
        "share": _share,
        "sums": _sums,
        "tiles": _tiles,
        "totals": _totals,
        "turns": _turns,
        "end": BLOCK_END,
        "kinds": KIND_TITLES,
        "says": CITED,
        "titles": FINDER_TITLES,
        "words": _WORDS,
    }
    made.filters["number"] = lambda place: str(place + 1)
    made.filters["say"] = _WORDS.say
    return made


def _sums(figures: Json) -> str:
    """Say how much of the original the page has, and how much it leaves out."""
    said = [covered(figures, _WORDS)]
    states = [state for state in ("left_out", "not_compared") if figures[state]]
    said += [f"{_WORDS.text(STATE_NAMES[state])} {figures[state]}" for state in states]
    if figures["left_out_minutes"] >= _A_MINUTE:
        said.append(f"{round(figures['left_out_minutes'])} min")
    return " · ".join(said)


def _chart(account: Sequence[Json]) -> str:
    """Draw the states of an original's sentences, and name the signs."""
    states = [entry["state"] for entry in account if entry["state"] in _BARS]
    names = [
        f"{sign} {_WORDS.text(STATE_NAMES[state]).lower()}"
        for state, sign in _BARS.items()
        if state in states
    ]
    return f"  {''.join(_BARS[state] for state in states)}\n  {'  '.join(names)}"


def _tiles(alignment: Json) -> str:
    """Count the page's sentences by kind, without noughts."""
    kinds = counts(alignment["figures"]).items()
    said = [f"{_WORDS.text(f'tile_{kind}')} {count}" for kind, count in kinds if count]
    if alone := sum(one["heading"] == NOT_COMPARED for one in alignment["sentences"]):
        said.append(f"{_WORDS.text(NOT_COMPARED)} {alone}")
    return " · ".join(said)


def _given(alignment: Json) -> list[Json]:
    """Return the originals of an alignment of texts; one that failed has no sentences."""
    texts = {0: alignment["source"]}
    texts |= {one["source"]: one["sentences"] for one in alignment.get("further", ())}
    numbers = range(max(texts) + 1)
    return [_UNNAMED | {"text": " ".join(texts.get(number, ()))} for number in numbers]


def _several(comparison: Json, style: Style) -> Iterator[str]:
    """Yield a line for each of several originals."""
    further = (comparison.get("alignment") or {}).get("further", ())
    found = {one["source"] for one in further if one["found_by"]}
    for number, each in enumerate(originals(comparison)):
        article = each["article"]
        facts = [article["title"], _imprint(article), article["url"] if number else None]
        known = " · ".join(filter(None, facts)) or f"a text given, {each['name']}"
        letter = each["letter"]
        lead = _WORDS.text("elsewhere_found", letter) if number in found else letter
        yield style.wrap(known, f"  {lead}: ")


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


def _share(confidence: float) -> str:
    """Say what a reference's confidence is worth."""
    return f"Of claims with signs like these, {confidence:.0%} were borne out."


def _totals(found: Json, style: Style) -> Iterator[str]:
    """Yield how many sentences came out how, and the links that were not checked."""
    outcomes = [one["outcome"] for one in found["citations"]]
    said = ", ".join(
        f"{outcomes.count(code)} {name}" for code, name in CITED.items() if code in outcomes
    )
    of = f"{counted(len(outcomes), 'sentence')} with a link: {said}."
    yield style.wrap(of if said else "No sentence with a link to a page was found.")
    references = [each for one in found["citations"] for each in one["references"]]
    unread = [one["why_unreadable"] for one in references if one["outcome"] == "unreadable"]
    if unread:
        why = (
            f"{unread.count(code)} {_WHY_UNREAD[code]}" for code in _WHY_UNREAD if code in unread
        )
        yield style.wrap(f"References that could not be read: {', '.join(why)}.")
    if misquoted := sum(not one["verbatim"] for each in references for one in each["quotations"]):
        yield style.wrap(f"Quotations that are not verbatim: {misquoted}.")
    skipped = [
        f"{one['links']} {_SKIPPED[one['reason']]}"
        + (f" ([{', '.join(one['labels'])}])" if one["labels"] else "")
        for one in found["skipped"]
    ]
    if skipped:
        yield style.wrap(f"Links not checked: {', '.join(skipped)}.")
