"""Parts that the markup hides only until a script has run: shown, so that they are read.

React sends parts of a page late, hidden, and moves them into place. Other pages hide the whole
page until they are ready, or hold their text in `noscript` for readers without scripts.
"""

from collections.abc import Iterable
from itertools import chain

from lxml.html import HtmlElement

from server.page.document import is_hidden, visible_text

# Characters of a text node from which it is prose; of the prose that makes a part worth showing.
_PROSE, _ENOUGH = 60, 400
# A part is shown when it holds this many times the prose that is visible without it.
_MORE = 2


def reveal(root: HtmlElement) -> None:
    """Change `root` so that these parts are visible."""
    _place_streamed(root)
    for part in [*_noscripts(root), *_hidden_pages(root)]:
        held = _prose(part.itertext())
        if held >= _ENOUGH and held > _MORE * _prose(text for _, text in visible_text(root)):
            _show(part)


def _place_streamed(root: HtmlElement) -> None:
    """Move React's late parts (`<div hidden id="S:1">`) to their places (`<template id="B:1">`)."""
    parts = [
        part
        for part in root.iter("div")
        if part.get("hidden") is not None and part.get("id", "").startswith("S:")
    ]
    places = {place.get("id"): place for place in root.iter("template")} if parts else {}
    for part in parts:
        del part.attrib["hidden"]
        place = places.get(f"B:{part.get('id')[2:]}")
        if place is not None and part not in place.iterancestors():
            place.addprevious(part)


def _noscripts(root: HtmlElement) -> list[HtmlElement]:
    found = root.iter("noscript")
    return [part for part in found if next(part.iterancestors("head"), None) is None]


def _hidden_pages(root: HtmlElement) -> list[HtmlElement]:
    """Return elements hidden by style around the page's heading or main part."""
    paths = ([*inner.iterancestors()][::-1] for inner in root.iter("h1", "main"))
    around = dict.fromkeys(chain.from_iterable(paths))
    styled = (part for part in around if part.get("style") and part.get("hidden") is None)
    return [part for part in styled if is_hidden(part)]


def _show(part: HtmlElement) -> None:
    if part.tag == "noscript":
        part.tag = "div"
    else:
        del part.attrib["style"]


def _prose(texts: Iterable[str]) -> int:
    return sum(len(text) for text in texts if len(text) >= _PROSE)
