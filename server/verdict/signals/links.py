"""What the words and links at the body's end say about the article."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from server.page.boundary import Boundary
from server.page.calls_to_action import LONGEST_CALL, Call
from server.page.link_blocks import Block
from server.page.links import Link, Place, is_document
from server.page.paywall_markup import is_door
from server.text.cue_words import says
from server.verdict.signals.signal import Signal, SignalCode

# What an address of a longer version adds: "/full", "?view=all", "-2", "&page=2".
_VERSION = re.compile(
    r"(?:\.html?)?[/?&#,_-]+(?:(?:[a-z]{1,8}[=/_-])?\d{1,2}|(?:[a-z]{1,8}=)?"
    r"(?:full\w*|all|more|complete|single\w*|page\d{0,2}|long\w*|rest|next|read\w*|article))/?$",
    re.I,
)
LONGEST_BUTTON = 24  # characters; longer words are another story's headline
_NO_VERSION = re.compile(
    r"comment|reply|share|print|amp|login|feed|utm_|lang|#|foto|photo|galler", re.I
)
_NO_STORY = re.compile(
    r"share|facebook|twitter|linkedin|whatsapp|telegram|pinterest|instagram|youtube|google|apple"
    r"|subscri|newsletter|privacy|terms|/tag|/author|signup|amazon|t\.me|vk\.com|weibo|/user",
    re.I,
)


def read_calls(calls: Iterable[Call], language: str | None = None) -> list[Signal]:
    """Each call of a page in `language` as a sign, the first of a kind only."""
    first: dict[str, Signal] = {}
    for call in calls:
        reader = _READERS.get(call.kind)
        seen = reader(call) if reader else None
        if call.kind == "original" and not call.link and says(call.quote, ("whole",), language):
            seen = _names_original(call)
        if seen:
            first.setdefault(seen.feature, seen)
    return list(first.values())


def link_signs(
    end: Boundary, calls: Iterable[Call], place: Place, language: str | None = None
) -> list[Signal]:
    """Links right behind the end that lead away or to a longer version, whatever they say."""
    told = {call.link.url for call in calls if call.link}
    near = [block for block in end.blocks[1:6] if len(block.text) <= LONGEST_CALL]
    all_links = [link for block in near for link in block.links]
    # The same words that lead to several places list other stories.
    listed = {one.text for one in all_links for two in all_links if _is_listed(one, two)}
    links = [link for link in all_links if link.text not in listed]
    seen = []
    for link in links:
        called = link.url in told or _is_button(link, language)
        if called and _is_longer_version(link.url, place.address):
            says = f"Behind the end stands “{link.text}”, a link to another version of this page."
            seen.append(_led(link, "continues_on_site", says, "own"))
    away = [link for link in links if link.url not in told and _leads_away(link)]
    if len(away) == 1:
        says = f"Ends with “{away[0].text}”, a link to another site."
        kind = "alone" if _is_next(away[0], near) else "alone_far"
        seen.append(_led(away[0], "links_to_original", says, kind))
    return seen[:2]


def _is_button(link: Link, language: str | None) -> bool:
    """Whether the words of `link` may lead to more of the text; "Next photo" does not."""
    if len(link.text) > LONGEST_BUTTON or _NO_VERSION.search(link.text):
        return False
    return not says(link.text, ("other",), language)


def _is_next(link: Link, near: list[Block]) -> bool:
    """Whether `link` makes up one of the two blocks right behind the end."""
    return any(link in block.links and len(link.text) > 0.6 * len(block.text) for block in near[:2])


def _is_listed(one: Link, two: Link) -> bool:
    return one.text.casefold() == two.text.casefold() and one.url != two.url


def _led(link: Link, signal: SignalCode, says: str, kind: str) -> Signal:
    return Signal(signal, says, link.text or None, link.element, kind, (("url", link.url),))


def _is_longer_version(url: str, own: str | None) -> bool:
    """Whether `url` is the page's own address and a little more: "/full", "?page=2"."""
    bare = (own or "").rstrip("/")
    rest = url.removeprefix(bare)
    if len(urlsplit(bare).path) < 2 or len(rest) == len(url):
        return False
    return bool(_VERSION.match(rest)) and not _NO_VERSION.search(rest)


def _leads_away(link: Link) -> bool:
    """Whether `link` may lead to a story on another site."""
    is_page = not link.is_home and not is_document(link.url)
    return link.elsewhere and is_page and may_be_story(link.url)


def may_be_story(url: str) -> bool:
    """Whether `url` may be a story: not a share dialog, not a profile."""
    parts = urlsplit(url)
    return len(parts.path) > 12 and not _NO_STORY.search(f"{parts.netloc}{parts.path}")


def _where(call: Call) -> HtmlElement | None:
    """The element to show: the link itself where the words are its own."""
    return call.link.element if call.link and call.link.text == call.quote else call.block.element


def _put(call: Call) -> str:
    """Whether it is a known phrase, only made of the words of one, or perhaps the story's own."""
    return "" if call.phrased else "told" if call.block.told and not call.link else "words"


def _says_summary(call: Call) -> Signal:
    # The whole line where it is short: "This is a summary. Read the full story on …".
    quote = call.block.text if len(call.block.text) <= LONGEST_CALL else call.quote
    says = f"Ends with “{quote}”: the page calls itself a summary."
    return Signal("says_summary", says, quote, call.block.element, _put(call))


def _says_excerpt(call: Call) -> Signal:
    says = f"Ends with “{call.quote}”: the page calls itself a part of a longer text."
    return Signal("says_excerpt", says, call.quote, call.block.element, _put(call))


def _cut_for_subscribers(call: Call) -> Signal:
    says = f"Ends with “{call.quote}”: the rest is for subscribers or members."
    return Signal("cut_for_subscribers", says, call.quote, call.block.element, _put(call))


def _in_other_edition(call: Call) -> Signal:
    says = f"Ends with “{call.quote}”: the rest is in another edition."
    told = "told" if _put(call) == "told" else ""
    return Signal("in_other_edition", says, call.quote, call.block.element, told)


def _longer_text(call: Call) -> Signal:
    """What “Read the full story” says: it leads to another site, to this one, or without a link."""
    if call.link:
        return _linked(call, "full")
    if call.names_original:
        return _names_original(call)
    kind = "full" if call.phrased else f"full_{_put(call)}"
    return Signal("points_to_longer", f"Ends with “{call.quote}”.", call.quote, _where(call), kind)


def _names_original(call: Call) -> Signal:
    told = f"Ends with “{call.quote}”: it names another publication's text as the full one."
    return Signal("names_original", told, call.quote, _where(call))


def _original(call: Call) -> Signal | None:
    """What “View original” says, which stands under translations and copies too."""
    return _linked(call, "original") if call.link and call.link.elsewhere else None


def _continue(call: Call) -> Signal | None:
    if call.link:
        return _linked(call, "continue" if call.phrased else "led")
    return Signal("points_to_longer", f"Ends with “{call.quote}”.", call.quote, _where(call), "on")


def _linked(call: Call, kind: str) -> Signal:
    """A call with its link: what follows is on this site, elsewhere, or behind an account."""
    link, quote = call.link, call.quote
    assert link is not None  # noqa: S101 - its callers look
    if is_door(link.url):
        return _cut_for_subscribers(call)
    params = (("url", link.url),)
    if link.elsewhere:
        says = f"Ends with “{quote}”, a link to another site."
        signal: SignalCode = (
            "continues_elsewhere" if kind in ("continue", "led") else "links_to_original"
        )
        return Signal(signal, says, quote, _where(call), kind, params)
    says = f"Ends with “{quote}”, a link within this site."
    return Signal("continues_on_site", says, quote, _where(call), kind, params)


def _source_line(call: Call) -> Signal | None:
    if not (call.link and call.link.elsewhere):
        return None
    says = f"Ends with its source, “{call.quote}”, a link to another site."
    # A home page is a credit, not a story.
    kind = "home" if call.link.is_home else "bare" if call.kind == "bare_domain" else "story"
    kind = kind if call.phrased or kind == "home" else "words"
    params = (("url", call.link.url),)
    return Signal("source_line", says, call.quote, _where(call), kind, params)


def _republished(call: Call) -> Signal:
    says = f"“{call.quote}” says that the text appeared elsewhere first."
    return Signal("republished", says, call.quote, call.block.element)


_READERS: dict[str, Callable[[Call], Signal | None]] = {
    "says_summary": _says_summary,
    "says_excerpt": _says_excerpt,
    "cut_for_subscribers": _cut_for_subscribers,
    "in_other_edition": _in_other_edition,
    "read_full": _longer_text,
    "original": _original,
    "continue_reading": _continue,
    "source_line": _source_line,
    "bare_domain": _source_line,
    "republished": _republished,
}
