"""Words for citations: outcomes, and links that were not checked."""

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, Template

from server.cli.printable import printable_values
from server.cli.report.style import Json, Style
from server.model import counted

SAYS = {
    "matches": "words found",
    "partly": "partly there",
    "differs": "differs",
    "not_there": "not there",
    "not_compared": "not compared",
    "unreadable": "could not be read",
}
_SKIPPED = {
    "own_site": "within the own site",
    "not_followed": "to no page that is read",
    "no_sentence": "without a sentence that cites it",
    "no_address": "to a note without a link",
    "too_many": "beyond what is checked of one text",
}


def totals(found: Json, style: Style) -> Iterator[str]:
    """Yield how many sentences came out how, and the links that were not checked."""
    citations, skipped = found["citations"], found["skipped"]
    outcomes = [one["outcome"] for one in citations]
    said = ", ".join(f"{outcomes.count(code)} {SAYS[code]}" for code in SAYS if code in outcomes)
    of = counted(len(citations), "sentence") + " with a link"
    yield style.wrap(f"{of}: {said}." if said else "No sentence with a link to a page was found.")
    if skipped:
        parts = ", ".join(map(_skipped, skipped))
        yield style.wrap(f"Links not checked: {parts}.")


def _skipped(one: Json) -> str:
    labels = f" ([{', '.join(one['labels'])}])" if one["labels"] else ""
    return f"{one['links']} {_SKIPPED[one['reason']]}{labels}"


def citations_page(found: Json) -> str:
    """Return the citations as HTML, in the order of the text."""
    found = printable_values(found)
    title = found["page"]["title"] or found["page"]["url"] or "Citations"
    ends = totals(found, Style(width=10_000))  # a line each
    return _template().render(found=found, title=title, says=SAYS, ends=ends) + "\n"


@cache
def _template() -> Template:
    loader = PackageLoader("server.cli", "report")
    return Environment(loader=loader, autoescape=True).get_template("citations.html")
