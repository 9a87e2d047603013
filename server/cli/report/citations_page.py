"""A text's citations as a page to read: each sentence with its sources, without scripts."""

from functools import cache

from jinja2 import Environment, PackageLoader, Template

from server.cli.printable import printable_values
from server.cli.report.citations import SAYS, totals
from server.cli.report.style import Json, Style


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
