"""Reads leads for one search: fetches their pages and measures them, within its allowance.

A whole text of the index costs no request.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from server.errors import Problem
from server.model import PAGE_FINDERS, Article
from server.source.chain import is_copy, join_pages, onward
from server.source.features import Features
from server.source.finder import SearchQuery
from server.source.lead import CALL_STRENGTH, JudgedPage, Lead, OpenedPage, own_address
from server.source.pointers import holds_more
from server.store import IndexArticle
from server.urls import page_key, same_site

# What a search may cost, beside its seconds.
MOST_FETCHES = 5  # requests to other sites
MOST_PAGES = 4  # of one article

LISTED = 0.3  # least share of the page's information in a list, a shop or a sign-in page
GONE = frozenset({404, 410})  # HTTP status of a page that is no longer there

# Passed in by the caller, so that a search can run offline.
OpenPage = Callable[[str, float], JudgedPage]
ComputeFeatures = Callable[[Article | IndexArticle], Features]
# Names the outlet whose report an indexed text retells by its own words; None if it is its own.
NameRetold = Callable[[IndexArticle], str | None]


class Allowance:
    """Requests and seconds left for reading at other sites, for all who spend them."""

    def __init__(self, requests: int, seconds: float) -> None:
        self.requests, self._end = requests, time.monotonic() + seconds

    @property
    def seconds(self) -> float:
        """The seconds left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be read."""
        return self.requests <= 0 or not self.seconds

    def spend(self) -> float:
        """Take a request; return the seconds left for it."""
        self.requests -= 1
        return self.seconds


class Reader:
    """Opens leads for one search; without `open_page` nothing is fetched."""

    def __init__(
        self,
        query: SearchQuery,
        open_page: OpenPage | None,
        compute_features: ComputeFeatures,
        seconds: float,
    ) -> None:
        self.allowance = Allowance(MOST_FETCHES, seconds)
        self._query = query
        self._open_page = open_page
        self._compute_features = compute_features
        # In the order in which they were found, by the keys of their leads.
        self._opened: dict[str, OpenedPage] = {}
        # Lead keys by the keys of the pages' own addresses, and by themselves.
        self._lead_keys: dict[str, str] = {}

    @property
    def opened(self) -> list[OpenedPage]:
        """The candidates so far."""
        return list(self._opened.values())

    @property
    def gone(self) -> list[str]:
        """The addresses that answered 404 or 410."""
        return [
            opened.lead.url
            for opened in self._opened.values()
            if opened.problem and opened.problem.params.get("http_status") in GONE
        ]

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be fetched."""
        return self._open_page is None or self.allowance.is_spent

    def open_lead(self, lead: Lead) -> tuple[OpenedPage | None, str]:
        """Return the candidate that a lead leads to, if it is a new one, and a note."""
        if lead.finder not in PAGE_FINDERS and self._query.is_own(lead.url, lead.title):
            return None, f"{lead.url} is the page itself."
        if earlier := self._opened.get(self._lead_keys.get(lead.key, "")):
            self._found_again(earlier, lead)
            return None, f"{lead.url} was seen before."
        if lead.indexed:
            features = self._compute_features(lead.indexed)
            return self._keep(OpenedPage(lead, lead.url, (lead.found_by,), features=features)), ""
        return self._fetch(lead)

    def read_to_end(self, opened: OpenedPage) -> OpenedPage:
        """Join the following pages of an article, as far as they can be read."""
        if opened.page is None or self.is_spent:
            return opened
        with suppress(Problem):  # its first page is enough
            page = self._with_next_pages(opened.page)
            if page is not opened.page:
                features = self._compute_features(page.article)
                opened = replace(opened, page=page, features=features)
                self._opened[opened.lead.key] = opened
        return opened

    def _keep(self, opened: OpenedPage) -> OpenedPage:
        self._opened[opened.lead.key] = opened
        for key in (opened.lead.key, page_key(opened.url)):
            self._lead_keys[key] = opened.lead.key
        return opened

    def _found_again(self, earlier: OpenedPage, lead: Lead) -> None:
        features = earlier.features
        if features is None and lead.indexed:  # the index knows what could not be read
            features = self._compute_features(lead.indexed)
        found_by = (*earlier.found_by, lead.found_by)
        self._opened[earlier.lead.key] = replace(earlier, found_by=found_by, features=features)

    def _fetch(self, lead: Lead) -> tuple[OpenedPage | None, str]:
        unread = OpenedPage(lead, lead.url, (lead.found_by,))
        if self.is_spent:
            return self._keep(unread), f"{lead.url} was not fetched: {self._why_spent()}."
        try:
            page = self._request(lead.url)
            return self._read(lead, page) if page else (self._keep(unread), "")
        except Problem as problem:
            unread = replace(unread, access="unreachable", problem=problem)
            prefix = "" if lead.url in problem.detail else f"{lead.url}: "
            return self._keep(unread), f"{prefix}{problem.detail}"

    def _read(self, lead: Lead, page: JudgedPage) -> tuple[OpenedPage | None, str]:
        """Measure a page that was fetched, unless it leads back."""
        own_keys = self._query.own_keys
        if page_key(page.url) in own_keys or page_key(page.url) in self._lead_keys:
            return None, f"{lead.url} leads back to a page already seen."
        if lead.finder == "same_publisher":
            return self._read_longer_version(lead, page)

        canonical_url = page.article.canonical_url
        if canonical_url and page_key(canonical_url) in own_keys:
            return None, f"{lead.url} is a copy of the page and names it as the original."
        pointer = onward(page, self._query.words)
        if pointer and pointer.key in own_keys:
            return None, f"{lead.url} retells the page."

        opened = self._measure(lead, own_address(page.article, page.url), page)
        leads_on = pointer is not None and lead.strength >= CALL_STRENGTH
        if not page.is_article and not leads_on and opened.containment < LISTED:
            return None, f"{lead.url} is no article."
        if not same_site(lead.url, page.url):
            message = f"{lead.message} The link goes there by way of {lead.url}."
            opened = replace(opened, found_by=(replace(lead, message=message).found_by,))
        return self._keep(opened), ""

    def _read_longer_version(self, lead: Lead, page: JudgedPage) -> tuple[OpenedPage | None, str]:
        """Measure another version of the page, which may declare the page's own address."""
        article = self._query.page
        page = self._with_next_pages(page)
        if lead.params.get("kind") == "next" and not is_copy(article, page.article):
            page = replace(page, article=join_pages([article, page.article]))
        if not holds_more(page.article, article):
            return None, f"{page.url} is no longer than the page."
        return self._keep(self._measure(lead, page.url, page)), ""

    def _measure(self, lead: Lead, url: str, page: JudgedPage) -> OpenedPage:
        features = self._compute_features(page.article)
        found_by = (lead.found_by,)
        return OpenedPage(lead, url, found_by, page.access, page, features=features)

    def _with_next_pages(self, page: JudgedPage) -> JudgedPage:
        """Join an article's following pages, within the remaining requests; raise Problem."""
        articles, last = [page.article], page
        while not page.cut and len(articles) < MOST_PAGES:
            following = self._next_page(last)
            if following is None or not following.article.text:
                break
            if any(is_copy(following.article, article) for article in articles):
                break
            articles.append(following.article)
            last = following
        return replace(page, article=join_pages(articles)) if len(articles) > 1 else page

    def _next_page(self, page: JudgedPage) -> JudgedPage | None:
        for pointer in page.pointers:
            if pointer.params.get("kind") == "next":
                return self._request(pointer.url)
        return None

    def _request(self, url: str) -> JudgedPage | None:
        """Fetch a page; None without a remaining request. Raises Problem."""
        if self._open_page is None or self.allowance.requests <= 0:
            return None
        return self._open_page(url, self.allowance.spend())

    def _why_spent(self) -> str:
        if self._open_page is None:
            return "no connection is opened"
        if not self.allowance.seconds:
            return "the search's time was up"
        return f"the {MOST_FETCHES} requests of a search were used up"
