"""Checked citations as text for a terminal, and as a page of HTML."""

from functools import cache

from jinja2 import Environment

from server.show import Json
from server.show.printable import printable_values
from server.show.report import Style, report_of, templates_of

OUTCOME_WORDS = {
    "matches": "words found, not that it says so",
    "partly": "partly there",
    "differs": "differs",
    "not_there": "not there",
    "not_compared": "not compared",
    "unreadable": "could not be read",
}
_UNFOLDED = Style(width=10_000)  # characters: a sentence stays in one line


def report_citations(answer: Json, style: Style | None = None) -> str:
    """Return the answer to `cite` as text."""
    return report_of("cite", answer, style, _templates())


def citations_page(answer: Json) -> str:
    """Return the citations as HTML, in the order of the text."""
    answer = printable_values(answer)
    title = answer["page"]["title"] or answer["page"]["url"] or "Citations"
    totals = _templates().get_template("totals.txt").render(answer=answer, style=_UNFOLDED)
    page = _templates().get_template("citations.html")
    return page.render(found=answer, title=title, ends=totals.strip().splitlines()) + "\n"


@cache
def _templates() -> Environment:
    return templates_of("server.cite", says=OUTCOME_WORDS)
