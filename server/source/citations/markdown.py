"""Markdown as HTML: CommonMark with tables, notes, bare addresses and a head of fields."""

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin


def markdown_as_html(text: str) -> str:
    """Return the HTML of `text`; HTML inside it stays as it is."""
    return f"<html><body>{_parser().render(text)}</body></html>"


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "linkify"])
    if made.linkify:
        made.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return made.use(footnote_plugin).use(front_matter_plugin)
