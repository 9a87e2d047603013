"""Parts that the markup hides only until a script has run: shown, so that they are read.

React sends parts of a page late, hidden, and moves them into place. Other pages hide the whole
page until they are ready, or hold their text in `noscript` for readers without scripts.
"""

from collections.abc import Iterable

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
    parts = root.xpath("//div[@hidden][starts-with(@id, 'S:')]")
    places = {place.get("id"): place for place in root.xpath("//template[@id]")} if parts else {}
    for part in parts:
        del part.attrib["hidden"]
        place = places.get(f"B:{part.get('id')[2:]}")
        if place is not None and part not in place.iterancestors():
            place.addprevious(part)


def _noscripts(root: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = root.xpath("//body//noscript")
    return found


def _hidden_pages(root: HtmlElement) -> list[HtmlElement]:
    """Return elements hidden by style around the page's heading or main part."""
    styled = root.xpath("//body//*[@style][.//h1 or .//main]")
    return [each for each in styled if each.get("hidden") is None and is_hidden(each)]


def _show(part: HtmlElement) -> None:
    if part.tag == "noscript":
        part.tag = "div"
    else:
        del part.attrib["style"]


def _prose(texts: Iterable[str]) -> int:
    return sum(len(text) for text in texts if len(text) >= _PROSE)
