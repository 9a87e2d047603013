"""Reads the form's one field: a page's address, or its text."""

import re

from server.model import PageInput

# The same rule is in static/site/given.js, for pages with scripts.
_ADDRESS = re.compile(r"https?://\S+|[^\W_][\w-]*(\.[\w-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)


def page_given(given: str) -> PageInput | None:
    """Return the page, or None for an empty field."""
    text = given.strip()
    if not text:
        return None
    if not _ADDRESS.fullmatch(text):
        return PageInput(text=text)
    scheme = re.match(r"https?:", text, re.IGNORECASE)
    return PageInput(url=text if scheme else f"https://{text}")
