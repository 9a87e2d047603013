"""Links after the text that lead on: to the story on another site, or to the rest on this one."""

import re
from collections.abc import Iterator

from server.page.block import Block
from server.page.calls_to_action import teaser_addresses
from server.page.links import Link
from server.page.view import PageView
from server.text.calls.lines import names_permissions
from server.text.calls.made import made_kind, says
from server.text.calls.phrases import find_phrases
from server.text.calls.words import fold_words
from server.text.publishers import names_in
from server.urls import is_a, may_be_story
from server.verdict.signals.pagination import page_number
from server.verdict.signals.signal import Signal

CLOSE = 6  # blocks after the body's end
LONGEST_CALL = 260  # characters
LONGEST_MADE = 120  # characters of a button's or a label's words
_HEADLINE = 30  # characters of a link that may name a story
_READ = frozenset({"read_full", "continue_reading", "original"})
_MARKS = " .…»›→]"  # after a call
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)|\W*(?:[\w-]+\.)+[a-z]{2,10}\W*$", re.I)
_BRACKETED = re.compile(r"[\[(（【][^\[\](（【]{4,120}[\])）】]\s*$")


def onward_signals(view: PageView) -> list[Signal]:
    """Return the first link of each kind that leads on after the text."""
    found: list[Signal] = []
    around = (block for _, block in view.near_end(1, 2 * CLOSE))
    near = tuple(one for one in around if not one.is_beside)
    others = teaser_addresses(near, view.language)
    for number, block in view.near_end(1, CLOSE):
        where = view.where(number)
        if where == "far":
            continue
        if not view.is_at_end(number):
            continue
        links = block.links if len(block.text) <= LONGEST_CALL else ()
        if any(x.url in others and not _ADDRESS.match(x.text) for x in links):
            continue
        found += _leading(block, view, is_here=where == "here")
    found += [*_named(view), *_ends_with(view)] if not found else ()
    first: dict[str, Signal] = {}
    for signal in found:
        first.setdefault(signal.feature, signal)
    return list(first.values())


def _named(view: PageView) -> Iterator[Signal]:
    """Yield a line that only sends readers on, by a name: "Read the full story at X"."""
    if not view.body_numbers or not view.article.sentences:
        return
    after = (one for number, one in view.near_end(0, CLOSE) if view.where(number) != "far")
    lines = [(view.article.sentences[-1].text, view.blocks[view.last])]
    for text, block in [*lines, *((one.text, one) for one in after)]:
        calls = [hit for hit in find_phrases(text) if hit.kind == "read_full" and hit.start == 0]
        if len(text) > LONGEST_MADE or not calls or any(not x.is_home for x in block.links):
            continue
        if any(names_in(text[max(hit.end for hit in calls) :])):
            says_it = f"The text ends with “{text}”."
            yield Signal("links_to_original", says_it, text, block.element, "full")


def _ends_with(view: PageView) -> Iterator[Signal]:
    """Yield a call at the end of the last paragraph that leads on within the site."""
    if not view.body_numbers:
        return
    block = view.blocks[view.last]
    link = block.links[-1] if block.links else None
    if (
        link is None
        or not link.text
        or link.elsewhere
        or not block.text.rstrip(_MARKS).endswith(link.text.rstrip(_MARKS))
    ):
        return
    if _calls_on(link, block, view):
        says_it = f"The text ends with “{link.text}”."
        params = (("url", link.url),)
        yield Signal("continues_on_site", says_it, link.text, block.element, "called", params)


def _leading(block: Block, view: PageView, *, is_here: bool) -> Iterator[Signal]:
    text, links = _call_of(block)
    kinds = {hit.kind for hit in find_phrases(text)}
    is_whole = "republished" in kinds or says(text, ("tongue",), view.language)
    if is_whole or names_permissions(text):
        return
    made = made_kind(text, view.language) if len(text) <= LONGEST_MADE else None
    full = "read_full" in kinds or made == "read_full"
    if says(text, ("other",), view.language) and not full:
        return
    calls = full or bool(kinds & _READ)
    begins = made is not None or any(x.kind in _READ and not x.start for x in find_phrases(text))
    away = [link for link in links if link.elsewhere and _may_be_story(link, calls=begins)]
    if away:
        kind = _kind_of(text, away[0], view, calls=calls, full=full)
        if kind and text == block.text:
            yield _away(away[0], block, text, kind)
        elif calls and text != block.text:
            yield _away(away[0], block, text, "continued")
    elif (
        (full or (calls and is_here))
        and len(block.text) <= LONGEST_MADE
        and not any(link.elsewhere for link in links)
    ):
        yield from _on_site(block, links, view)


def _is_version(link: Link, view: PageView) -> bool:
    """Return whether a link leads to another page of this text, or to all of it."""
    return any(
        page_number(address, link.url) is not None
        or is_a(link.url.removeprefix(address.rstrip("/")), "version")
        for address in view.addresses
    )


def _may_be_story(link: Link, *, calls: bool) -> bool:
    """Return whether a link may lead to a story; what is called for may have any address."""
    if link.is_home or is_a(link.url, "document", "social", "app"):
        return False
    return calls or may_be_story(link.url)


def _kind_of(text: str, link: Link, view: PageView, *, calls: bool, full: bool) -> str | None:
    if full:
        return "full"
    if calls:
        return None if _is_headline(link.text, text, view) else "more"
    return None


def _is_headline(linked: str, text: str, view: PageView) -> bool:
    """Return whether a call names another story: "Read more: The harbour is to close in May"."""
    if len(linked) < _HEADLINE:
        return False
    before, _, after = text.partition(linked)
    named = before.rstrip().endswith((":", "：")) and not after.strip()
    return named and fold_words(linked) not in fold_words(view.article.title or "")


def _call_of(block: Block) -> tuple[str, tuple[Link, ...]]:
    """Return what may be a call: a short block, or the brackets at the end of a long one."""
    links = block.links
    if len(block.text) <= LONGEST_CALL:
        return block.text, links
    found = _BRACKETED.search(block.text)
    text = found[0].strip() if found else ""
    return text, tuple(link for link in links if link.text in text)


def _away(link: Link, block: Block, quote: str, kind: str) -> Signal:
    says_it = f"After the text: “{quote}”, a link to another site."
    element = link.element if link.text == quote and link.element is not None else block.element
    return Signal("links_to_original", says_it, quote, element, kind, (("url", link.url),))


def _on_site(block: Block, links: tuple[Link, ...], view: PageView) -> Iterator[Signal]:
    """Yield a call that leads to another page of this text, or to all of it.

    Where the address does not show that (`called`), the text is neither cut nor whole for sure.
    """
    own = next((link for link in links if _is_version(link, view)), None)
    called = next((link for link in links if _calls_on(link, block, view)), None)
    if link := own or called:
        says_it = f"After the text: “{block.text}”."
        params = (("url", link.url),)
        kind = "" if own else "called"
        yield Signal("continues_on_site", says_it, block.text, block.element, kind, params)


def _calls_on(link: Link, block: Block, view: PageView) -> bool:
    """Return whether a link within the site says that the text goes on there."""
    if link.is_home or is_a(link.url, "document") or _is_headline(link.text, block.text, view):
        return False
    text = block.text if block.links == (link,) and len(block.text) <= LONGEST_MADE else link.text
    said = any(hit.kind == "read_full" for hit in find_phrases(text))
    return said or made_kind(text, view.language) == "read_full"
