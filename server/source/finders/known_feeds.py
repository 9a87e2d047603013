"""The publishers of known feeds, among which a page's source may be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.model import Article
from server.source.pointers.attributions import credit_of
from server.source.pointers.pointer import Attribution
from server.store import Feed
from server.text.attribution.publishers import bare_name
from server.urls import same_site


@dataclass(frozen=True, slots=True)
class KnownFeeds:
    """The publishers of the feeds that `feeds` lists."""

    feeds: Callable[[], Iterable[Feed]]

    def of(self, attribution: Attribution) -> str | None:
        """Return the feed of a publisher, by its site or name."""
        site, name = f"https://{attribution.domain}/", bare_name(attribution.name)
        for feed in self.feeds():
            if bare_name(feed.title or "") == name or (
                attribution.domain and same_site(feed.url, site)
            ):
                return feed.url
        return None

    def credited(self, article: Article) -> list[Attribution]:
        """Return the publishers that `article` names as its source."""
        titles = (feed.title for feed in self.feeds() if feed.title)
        return [credit for title in titles if (credit := credit_of(article, title))]
