"""Markdown as HTML: CommonMark with tables, notes, bare addresses and a head of fields."""

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin


def markdown_as_html(text: str) -> str:
    """Return the HTML of `text`; HTML inside it stays, a line that begins with "[3]" is its own."""
    lines = re.sub(r"^(?=\[\d{1,3}\] \S)", "\n", text, flags=re.M)
    return f"<html><body>{_parser().render(lines)}</body></html>"


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "linkify"])
    if made.linkify:
        made.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return made.use(footnote_plugin).use(front_matter_plugin)
