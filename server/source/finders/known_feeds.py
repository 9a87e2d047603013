"""The publishers of known feeds, among which a page's source may be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.model import Article, Credit
from server.store import Feed
from server.text.publishers import bare_name
from server.urls import same_site
from server.verdict import credit_of


@dataclass(frozen=True, slots=True)
class KnownFeeds:
    """The publishers of the feeds that `feeds` lists."""

    feeds: Callable[[], Iterable[Feed]]

    def of(self, credit: Credit) -> str | None:
        """Return the feed of a publisher, by its site or name."""
        site, name = f"https://{credit.host}/", bare_name(credit.name)
        for feed in self.feeds():
            if bare_name(feed.title or "") == name or (credit.host and same_site(feed.url, site)):
                return feed.url
        return None

    def credited(self, article: Article) -> list[Credit]:
        """Return the publishers that `article` names as its source."""
        titles = (feed.title for feed in self.feeds() if feed.title)
        return [credit for title in titles if (credit := credit_of(article, title))]
