"""What the words and links at the body's end say about the article."""

from collections.abc import Callable, Iterable

from lxml.html import HtmlElement

from server.verdict.calls import LONGEST_CALL, Call
from server.verdict.signals import Seen


def read_calls(calls: Iterable[Call]) -> list[Seen]:
    """Each call as a sign, the strongest of a kind only."""
    strongest: dict[str, Seen] = {}
    for call in calls:
        reader = _READERS.get(call.kind)
        seen = reader(call) if reader else None
        if seen and _force(seen) > _force(strongest.get(seen.signal)):
            strongest[seen.signal] = seen
    return list(strongest.values())


def _force(seen: Seen | None) -> float:
    return max(seen.summary, seen.cut, 0.01) if seen else 0.0


def _where(call: Call) -> HtmlElement | None:
    """The element to show: the link itself where the words are its own."""
    return call.link.element if call.link and call.link.text == call.quote else call.block.element


def _says_summary(call: Call) -> Seen:
    # The whole line where it is short: "This is a summary. Read the full story on …".
    quote = call.block.text if len(call.block.text) <= LONGEST_CALL else call.quote
    says = f"Ends with “{quote}”: the page calls itself a summary."
    return Seen("says_summary", says, quote, call.block.element, summary=0.9)


def _says_excerpt(call: Call) -> Seen:
    says = f"Ends with “{call.quote}”: the page calls itself a part of a longer text."
    return Seen("says_excerpt", says, call.quote, call.block.element, cut=0.7)


def _cut_for_subscribers(call: Call) -> Seen:
    says = f"Ends with “{call.quote}”: the rest is for subscribers or members."
    return Seen("cut_for_subscribers", says, call.quote, call.block.element, cut=0.7)


def _longer_text(call: Call) -> Seen:
    """What “Read the full story” says: it leads to another site, to this one, or without a link."""
    link, quote, element = call.link, call.quote, _where(call)
    if link and link.elsewhere:
        says = f"Ends with “{quote}”, a link to another site."
        return Seen(
            "links_to_original", says, quote, element, summary=0.7, params=(("url", link.url),)
        )
    if link:
        says = f"Ends with “{quote}”, a link within this site."
        return Seen(
            "continues_on_site", says, quote, element, cut=0.35, params=(("url", link.url),)
        )
    if call.names_original:
        says = f"Ends with “{quote}”: it names another publication's text as the full one."
        return Seen("names_original", says, quote, element, summary=0.6)
    return Seen("points_to_longer", f"Ends with “{quote}”.", quote, element, cut=0.3)


def _original(call: Call) -> Seen | None:
    """What “View original” says, which stands under translations and copies too."""
    if not (call.link and call.link.elsewhere):
        return None
    says = f"Ends with “{call.quote}”, a link to another site."
    params = (("url", call.link.url),)
    return Seen("links_to_original", says, call.quote, _where(call), summary=0.45, params=params)


def _continue(call: Call) -> Seen | None:
    link, quote, element = call.link, call.quote, _where(call)
    if link and link.elsewhere:
        says = f"Ends with “{quote}”, a link to another site."
        params = (("url", link.url),)
        return Seen("continues_elsewhere", says, quote, element, summary=0.45, params=params)
    if link:
        says = f"Ends with “{quote}”, a link within this site."
        params = (("url", link.url),)
        return Seen("continues_on_site", says, quote, element, cut=0.2, params=params)
    return Seen("points_to_longer", f"Ends with “{quote}”.", quote, element, cut=0.15)


def _source_line(call: Call) -> Seen | None:
    if not (call.link and call.link.elsewhere):
        return None
    says = f"Ends with its source, “{call.quote}”, a link to another site."
    # A home page is a credit, not a story.
    summary = 0.2 if call.link.is_home else 0.45
    params = (("url", call.link.url),)
    return Seen("source_line", says, call.quote, _where(call), summary=summary, params=params)


def _republished(call: Call) -> Seen:
    says = f"“{call.quote}” says that the text appeared elsewhere first."
    return Seen("republished", says, call.quote, call.block.element)


_READERS: dict[str, Callable[[Call], Seen | None]] = {
    "says_summary": _says_summary,
    "says_excerpt": _says_excerpt,
    "cut_for_subscribers": _cut_for_subscribers,
    "read_full": _longer_text,
    "original": _original,
    "continue_reading": _continue,
    "source_line": _source_line,
    "bare_domain": _source_line,
    "republished": _republished,
}
