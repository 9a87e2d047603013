"""Turns leads into candidates: fetches them and measures the page over them.

A whole search may take `MOST_FETCHES` requests and a limited time. A whole text of the index costs
no request.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from server.errors import Problem
from server.model import PAGE_FINDERS, Article
from server.source.finders.protocol import SearchQuery
from server.source.follow import is_copy, joined, onward
from server.source.lead import Lead, OpenedPage, SeenCandidate, own_address
from server.source.matching.candidate_features import Features
from server.source.matching.decide import STRONG
from server.source.pointers.markup import holds_more
from server.store import IndexArticle
from server.urls import page_key, same_site

MOST_FETCHES = 5  # of one search
MOST_PAGES = 4  # of one article
_GONE = (404, 410)  # HTTP statuses of missing pages
# Share of the page in a list, a shop or a sign-in page that is a candidate.
_IN_COMMON = 0.3


# Passed in by the caller, so that a search can run offline.
Open = Callable[[str, float], OpenedPage]
ComputeFeatures = Callable[[Article | IndexArticle], Features]


class Verifier:
    """Examines leads for one search, and has `left` requests; `open_page` None: none."""

    def __init__(
        self,
        query: SearchQuery,
        open_page: Open | None,
        compute_features: ComputeFeatures,
        seconds: float,
    ) -> None:
        self._query, self._compute_features = query, compute_features
        self._open, self._end, self.left = open_page, time.monotonic() + seconds, MOST_FETCHES
        self._seen: dict[str, SeenCandidate] = {}

    @property
    def seconds(self) -> float:
        """Seconds left for this search, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def spent(self) -> bool:
        """Whether nothing more may be fetched."""
        return self._open is None or self.left <= 0 or not self.seconds

    def open(self, url: str) -> OpenedPage | None:
        """Fetch the page at `url`; None without a remaining request. Raises Problem."""
        if self._open is None or self.left <= 0:
            return None
        self.left -= 1
        return self._open(url, self.seconds)

    def whole(self, opened: OpenedPage) -> OpenedPage:
        """Return `opened` with its next pages joined, within the remaining requests."""
        pages, last = [opened.article], opened
        while not opened.cut and len(pages) < MOST_PAGES:
            address = next((p.url for p in last.pointers if p.params.get("kind") == "next"), None)
            following = self.open(address) if address else None
            if following is None or not following.article.text:
                break
            if any(is_copy(following.article, page) for page in pages):
                break
            pages.append(following.article)
            last = following
        return replace(opened, article=joined(pages)) if len(pages) > 1 else opened

    def look(self, lead: Lead) -> tuple[SeenCandidate | None, str]:
        """Return the candidate of `lead`, and a sentence about it.

        None when it leads back to the page or to an earlier candidate.
        """
        if lead.finder not in PAGE_FINDERS and self._query.is_own(lead.url, lead.title):
            return None, f"{lead.url} is the page itself."
        if (earlier := self._seen.get(page_key(lead.url))) is not None:
            earlier.found_by.append(lead.found_by)
            if earlier.features is None and lead.article:
                earlier.features = self._compute_features(lead.article)
            return None, f"{lead.url} was seen before."
        if lead.article:
            seen = SeenCandidate(lead, lead.url, "not_fetched", [lead.found_by])
            seen.features = self._compute_features(lead.article)
            return self._keep(seen), ""
        return self._fetched(lead)

    def complete(self, seen: SeenCandidate) -> None:
        """Join the source's next pages, within the remaining requests."""
        if seen.opened is None or self.spent:
            return
        try:
            whole = self.whole(seen.opened)
            if whole is not seen.opened:
                seen.features = self._compute_features(whole.article)
                seen.opened = whole
        except Problem:
            return  # only the first page is readable

    def _keep(self, seen: SeenCandidate) -> SeenCandidate:
        self._seen[page_key(seen.lead.url)] = self._seen[page_key(seen.url)] = seen
        return seen

    def _fetched(self, lead: Lead) -> tuple[SeenCandidate | None, str]:
        blind = SeenCandidate(lead, lead.url, "not_fetched", [lead.found_by])
        if self.spent:
            return self._keep(blind), f"{lead.url} was not fetched: {self._why()}."
        try:
            opened = self.open(lead.url)
            return self._read(lead, opened) if opened else (self._keep(blind), "")
        except Problem as problem:
            if problem.params.get("http_status") in _GONE:
                self._query.gone.append(lead.url)
            blind.access, blind.problem = "unreachable", problem
            named = "" if lead.url in problem.detail else f"{lead.url}: "
            return self._keep(blind), f"{named}{problem.detail}"

    def _why(self) -> str:
        if self._open is None:
            return "no connection is opened"
        if not self.seconds:
            return "the search's time was up"
        return f"the {MOST_FETCHES} requests of a search were used up"

    def _read(self, lead: Lead, opened: OpenedPage) -> tuple[SeenCandidate | None, str]:
        address = page_key(opened.url)
        if address in self._query.own_keys or address in self._seen:
            return None, f"{lead.url} leads back to a page already seen."
        if lead.finder == "same_publisher":
            return self._longer(lead, opened)
        declared = opened.article.canonical_url
        if declared and page_key(declared) in self._query.own_keys:
            return None, f"{lead.url} is a copy of the page and names it as the original."
        pointer = onward(opened, self._query.words)
        if pointer and page_key(pointer.url) in self._query.own_keys:
            return None, f"{lead.url} retells the page."
        seen = self._measured(lead, own_address(opened.article, opened.url), opened)
        if not same_site(lead.url, opened.url):
            through = replace(lead, says=f"{lead.says} The link goes there by way of {lead.url}.")
            seen.found_by = [through.found_by]
        is_other = not opened.is_article and not (pointer and lead.strength >= STRONG)
        if seen.features and is_other and seen.features.containment < _IN_COMMON:
            return None, f"{lead.url} is no article."
        return self._keep(seen), ""

    def _longer(self, lead: Lead, opened: OpenedPage) -> tuple[SeenCandidate | None, str]:
        """Return a longer version of the page, whose declared address may be the page's."""
        page, opened = self._query.page, self.whole(opened)
        if lead.params.get("kind") == "next" and not is_copy(page, opened.article):
            opened = replace(opened, article=joined([page, opened.article]))
        if not holds_more(opened.article, page):
            return None, f"{opened.url} is no longer than the page."
        return self._keep(self._measured(lead, opened.url, opened)), ""

    def _measured(self, lead: Lead, url: str, opened: OpenedPage) -> SeenCandidate:
        seen = SeenCandidate(lead, url, opened.access, [lead.found_by], opened=opened)
        seen.features = self._compute_features(opened.article)
        return seen
