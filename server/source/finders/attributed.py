"""The site of a publisher that the page names as its source: its front page's feed, read once.

"First reported by X" gives a name, and a domain where the name is known. A feed tells nothing of
what is looked for in it, so that no words of the page leave.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from server.errors import Cancelled, NotAFeed, Problem
from server.feeds.items import Item, Parsed
from server.net.urls import same_site
from server.source.finders.protocol import Asked, Lead, Passed
from server.source.pointer import Attribution

MOST_PUBLISHERS = 2
_MOST_LEADS = 3
# Share of the weight of the page's telling words that a title and lead must hold.
_ENOUGH = 0.2
_FEWEST = 2  # words

# Fetches and reads a feed; raises Problem, NotAFeed with the `feeds` that a web page names.
ReadFeed = Callable[[str], Parsed]
# The address of a feed of the publisher with this name or domain that fills the index, if any.
KnownFeed = Callable[[Attribution], str | None]


class AttributedPublisher:
    """What the named publishers' feeds hold of the page's story."""

    codes: Sequence[str] = ("attributed_publisher",)

    def __init__(self, read_feed: ReadFeed, known_feed: KnownFeed) -> None:
        self._read, self._known = read_feed, known_feed

    def find(self, asked: Asked) -> Iterator[Lead]:
        """The items whose headline and lead tell of the page's story; raises Passed."""
        if not asked.attributions:
            raise Passed("The page names no publisher as its source.")
        notes = []
        for attribution in asked.attributions[:MOST_PUBLISHERS]:
            try:
                leads = self._leads(attribution, asked)
            except Cancelled:
                raise
            except Problem as problem:
                notes.append(f"{attribution.name}: {problem.detail}")
            except Passed as passed:
                notes.append(str(passed))
            else:
                yield from leads
                return
        raise Passed(" ".join(notes))

    def offer(self, _: Asked) -> list[str]:
        """No words leave."""
        return []

    def _leads(self, attribution: Attribution, asked: Asked) -> list[Lead]:
        start = self._known(attribution) or _front_page(attribution, asked)
        if start is None:
            raise Passed(f"No site of {attribution.name} is known.")
        leads = [_lead(item, attribution) for item in likeliest(self._items(start), asked)]
        if not leads:
            raise Passed(f"The feed of {attribution.name} has nothing like it.")
        return leads

    def _items(self, start: str) -> list[Item]:
        try:
            return self._read(start).items
        except NotAFeed as page:
            feeds = [url for url in page.params.get("feeds", []) if same_site(url, start)]
            if not feeds:
                raise
            return self._read(feeds[0]).items


def likeliest(items: Sequence[Item], asked: Asked) -> list[Item]:
    """The items whose title and lead hold most of the page's telling words, best first."""
    whole = sum(weight for _, weight in asked.terms) or 1.0
    scored = []
    for item in items:
        words = re.findall(r"\w+", f"{item.title} {item.lead}".casefold())
        text = f" {' '.join(words)} "
        held = [weight for term, weight in asked.terms if f" {term.casefold()} " in text]
        if len(held) >= _FEWEST and sum(held) >= _ENOUGH * whole:
            scored.append((sum(held), item))
    scored.sort(key=lambda entry: -entry[0])
    return [item for _, item in scored[:_MOST_LEADS]]


def _front_page(attribution: Attribution, asked: Asked) -> str | None:
    if attribution.domain is None:
        return None
    address = f"https://{attribution.domain}/"
    own = any(same_site(address, url) for url in asked.own)
    return None if own or not urlsplit(address).hostname else address


def _lead(item: Item, attribution: Attribution) -> Lead:
    return Lead(
        item.url,
        "attributed_publisher",
        f"In the feed of {attribution.name}, which the page names as its source.",
        attribution.quote,
        0.3,
        {"publisher": attribution.name},
        title=item.title,
        publisher=item.publisher or attribution.name,
        published=item.published,
    )
