"""Searches the feed and news site map of a publisher that the page names.

"First reported by X" gives a name, and a domain where the name is known or the page links it. Both
files are public and fetched whole, so that no words of the page leave. The site map is where
robots.txt says (https://www.sitemaps.org/protocol.html), else where most sites have it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urljoin

from server.errors import (
    BlockedAddress,
    DeadlineExceeded,
    FetchFailed,
    NotAFeed,
    Problem,
    StoreProblem,
)
from server.feeds import Item, ParsedFeed, likely_first
from server.language.data import base_language
from server.model import Article, Credit
from server.source.finder import Finder, FinderError, FinderSkipped, SearchQuery
from server.source.lead import CREDIT_STRENGTH, Lead
from server.source.reader import Allowance
from server.store import Feed
from server.text.credits.publishers import bare_name
from server.text.tokens import background, words
from server.urls import parts_of, same_site
from server.verdict import credit_of

MOST_SITE_MAPS = 4  # files, for one publisher

# Fetches and reads a feed or site map within some seconds; raises Problem, or NotAFeed with the
# `feeds` that a web page names.
ReadFeed = Callable[[str, float], ParsedFeed]
# Returns the site maps that a site's robots.txt names; raises Problem.
SiteMaps = Callable[[str, float], list[str]]


MOST_PUBLISHERS = 2  # searched for one page
MOST_OF_LISTING = 3  # items of one; each may cost a request

# Shares, by weight, from which an item may be the page's story.
LEAST_OF_PAGE = 0.2  # of the page's distinctive words, in its title and lead
LEAST_OF_TITLE = 0.5  # of its title's words, in the page: a site map has only titles
_USUAL_SITE_MAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
_MOST_STATED = 2  # site maps that don't name news, read before the usual ones


class AttributedPublisher(Finder):
    """Articles of named publishers that report the page's story.

    `feeds` lists the known feeds, which are asked at once.
    """

    codes = ("attributed_publisher",)

    def __init__(
        self,
        read_feed: ReadFeed,
        site_maps: SiteMaps,
        feeds: Callable[[], Iterable[Feed]],
        seconds: float,
    ) -> None:
        self._read_feed, self._site_maps, self._feeds = read_feed, site_maps, feeds
        self._seconds = seconds

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the items that report the page's story; raise FinderSkipped."""
        credited = list(query.credits) or self._credits_of(query.page)
        if not credited:
            raise FinderSkipped("The page credits no known publisher.")
        self._allowance = Allowance(MOST_PUBLISHERS, self._seconds)  # of all listings, from now
        failures: list[FinderSkipped] = []
        for credit in credited[:MOST_PUBLISHERS]:
            try:
                yield from self._leads(credit, query)
                return
            except FinderSkipped as passed:
                failures.append(passed)
        failed = all(isinstance(failure, FinderError) for failure in failures)
        raise (FinderError if failed else FinderSkipped)(" ".join(map(str, failures)))

    def _known_feeds(self) -> list[Feed]:
        try:
            return list(self._feeds())
        except StoreProblem as problem:
            raise FinderError(problem.detail) from None

    def _credits_of(self, article: Article) -> list[Credit]:
        """Return the publishers of known feeds that `article` names as its source."""
        titles = (feed.title for feed in self._known_feeds() if feed.title)
        return [credit for title in titles if (credit := credit_of(article, title))]

    def _start(self, credit: Credit, query: SearchQuery) -> str:
        """Return a publisher's feed, known by site or name, else its front page."""
        site, name = f"https://{credit.host}/", bare_name(credit.name)
        for feed in self._known_feeds():
            if bare_name(feed.title or "") == name or (credit.host and same_site(feed.url, site)):
                return feed.url
        is_own_site = any(same_site(site, url) for url in query.own)
        if is_own_site or not credit.host or not parts_of(site).hostname:
            raise FinderSkipped(f"No site of {credit.name} is known.")
        return site

    def _leads(self, credit: Credit, query: SearchQuery) -> list[Lead]:
        start = self._start(credit, query)
        notes = []
        for kind, list_items in (("feed", self._feed_items), ("news site map", self._news)):
            try:
                for items in list_items(start):
                    if likely_items := likeliest(items, query):
                        return [_lead(item, credit, kind) for item in likely_items]
                notes.append(f"The {kind} of {credit.name} has nothing like it.")
            except Problem as problem:
                notes.append(f"{credit.name}: {problem.detail}")
                if is_out_of_reach(problem):
                    raise FinderError(" ".join(notes)) from None
        raise FinderSkipped(" ".join(notes))

    def _feed_items(self, start: str) -> Iterator[Sequence[Item]]:
        """Yield the items of the feed at `start`, or of the first feed named there."""
        try:
            yield self._read_items(start).items
        except NotAFeed as page:
            feeds = [url for url in page.params.get("feeds", []) if same_site(url, start)]
            if not feeds:
                raise
            yield self._read_items(feeds[0]).items

    def _news(self, start: str) -> Iterator[Sequence[Item]]:
        """Yield the articles of each news site map of the site, likeliest file first."""
        waiting, read_places, tried = self._places(start), set[str](), 0
        while waiting and tried < MOST_SITE_MAPS:
            place = waiting.pop(0)
            if place in read_places:
                continue
            read_places.add(place)
            tried += 1
            try:
                parsed = self._read_items(place)
            except Problem as problem:
                if is_out_of_reach(problem):
                    raise
                continue  # missing, or without news
            waiting = [child.url for child in likely_first(parsed.children)] + waiting
            # A site map may only list its own site.
            yield [item for item in parsed.items if same_site(item.url, start)]

    def _places(self, start: str) -> list[str]:
        """Return where site maps may be: those that name news, else a few and the usual places."""
        stated = self._site_maps(start, self._seconds_left())
        of_news = [url for url in stated if "news" in url.lower()]
        if of_news:
            return [*of_news, *(url for url in stated if url not in of_news)]
        usual = [urljoin(start, path) for path in _USUAL_SITE_MAPS]
        return [*stated[:_MOST_STATED], *usual]

    def _read_items(self, url: str) -> ParsedFeed:
        return self._read_feed(url, self._seconds_left())

    def _seconds_left(self) -> float:
        if not self._allowance.seconds:
            raise FinderSkipped("Its time was up.")
        return self._allowance.seconds


def is_out_of_reach(problem: Problem) -> bool:
    """Whether a site, unreachable or asking for a pause, gets no further request."""
    is_away = isinstance(problem, BlockedAddress | DeadlineExceeded | FetchFailed)
    return is_away or "retry_after" in problem.params


def likeliest(items: Sequence[Item], query: SearchQuery) -> list[Item]:
    """Return items with enough of the page's distinctive words, best first."""
    total_weight = sum(weight for _, weight in query.terms) or 1.0
    told_share = _told_share(query)
    scored = []
    for item in items:
        written = re.findall(r"\w+", f"{item.title} {item.lead}".casefold())
        text = f" {' '.join(written)} "
        shared_weights = [weight for term, weight in query.terms if f" {term.casefold()} " in text]
        if len(shared_weights) < 2:
            continue
        is_like = sum(shared_weights) >= LEAST_OF_PAGE * total_weight
        if is_like or told_share(item.title) >= LEAST_OF_TITLE:
            scored.append((sum(shared_weights), item))
    scored.sort(key=lambda entry: -entry[0])
    return [item for _, item in scored[:MOST_OF_LISTING]]


def _told_share(query: SearchQuery) -> Callable[[str], float]:
    """Return a function that measures the weighted share, 0..1, of a title that the page has."""
    language = base_language(query.page.language)
    frequencies, page_terms = (
        background(language),
        {word.term for word in words(query.text, language)},
    )

    def share(title: str) -> float:
        terms = {word.term for word in words(title, language) if word.term}
        weights = {term: frequencies.rarity(term) for term in terms - frequencies.function_terms}
        shared = sum(weights[term] for term in weights.keys() & page_terms)
        return shared / (sum(weights.values()) or 1.0)

    return share


def _lead(item: Item, credit: Credit, kind: str) -> Lead:
    return Lead(
        item.url,
        "attributed_publisher",
        f"In the {kind} of {credit.name}, which the page credits.",
        credit.quote,
        CREDIT_STRENGTH,
        {"publisher": credit.name, "kind": kind},
        title=item.title,
        publisher=item.publisher or credit.name,
        published=item.published,
    )
