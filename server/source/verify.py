"""Turns leads into candidates: fetches them, measures the page over them, follows their pointers.

A whole search may take `MOST_FETCHES` requests and a limited time. A whole text of the index costs
no request.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from server.errors import Problem
from server.model import PAGE_FINDERS, Article, Sentence
from server.page.document import fold
from server.source.decide import STRONG
from server.source.features import Features
from server.source.lead import Allowance, Examined, Lead, SearchQuery, own_address, pointers_of
from server.source.pointers import holds_more
from server.store import IndexArticle
from server.urls import is_home, may_follow, page_key, same_site
from server.verdict import DigestItem

# Share of a copy's text that is in its original word for word.
COPIED = 0.8
# Least strength of a candidate's own pointer: "first published in", canonical, a call.
_CHAIN_STRENGTH = 0.65


def joined(pages: list[Article]) -> Article:
    """Join the pages of an article, in order."""
    sentences, start, paragraphs = list[Sentence](), 0, 0
    for page in pages:
        sentences += [
            replace(
                sentence,
                start=sentence.start + start,
                end=sentence.end + start,
                paragraph=sentence.paragraph + paragraphs,
            )
            for sentence in page.sentences
        ]
        paragraphs = sentences[-1].paragraph + 1 if sentences else 0
        start += len(page.text) + 2 if page.text else 0
    text, words = "\n\n".join(page.text for page in pages if page.text), [p.words for p in pages]
    return replace(pages[0], text=text, sentences=sentences, words=sum(words))


def onward(opened: Examined, terms: Collection[str]) -> Lead | None:
    """Return where a candidate leads on to; of a digest, the source of the story with `terms`."""
    if opened.stories:
        return _source_of_story(opened.stories, terms)
    others = (one for one in opened.pointers if one.finder != "same_publisher")
    declared = next((one for one in others if one.strength >= _CHAIN_STRENGTH), None)
    return declared or _retold_report(opened)


def _source_of_story(items: Sequence[DigestItem], terms: Collection[str]) -> Lead | None:
    wanted = {fold(term) for term in terms}

    def shared_terms(item: DigestItem) -> int:
        text = fold(f"{item.title} {item.text}")
        return sum(term in text for term in wanted)

    best = max(items, key=shared_terms)
    # Least of the page's terms, as for a candidate that can be decided.
    return next(iter(pointers_of(best)), None) if shared_terms(best) >= 3 else None


def declared_origin(indexed: IndexArticle | None) -> Lead | None:
    """Return the origin that an indexed article declares on another site."""
    origin = indexed.canonical_url if indexed else None
    if not indexed or not origin or same_site(origin, indexed.url) or is_home(origin):
        return None
    says = "It declares this address as the original."
    lead = Lead(origin, "canonical_elsewhere", says, origin, 0.9)
    return lead if may_follow(origin) else None


def _retold_report(opened: Examined) -> Lead | None:
    """Return the report that a candidate retells, if it links that."""
    credit = next((one for one in opened.basis.outlets if one.url), None)
    is_others = opened.basis.kind in ("retells", "compiles", "unclear")
    if not is_others or credit is None or credit.url is None:
        return None
    says = f"It retells {credit.name}: “{credit.quote}”."
    params = {"text": credit.name}
    return Lead(credit.url, "page_link_attribution", says, credit.quote, _CHAIN_STRENGTH, params)


def by_way_of(pointer: Lead, first: str, way: Sequence[str] = ()) -> Lead:
    """Return `pointer` as one that leads from `first`, to which `way` led."""
    says = f"{first} points there: “{pointer.quote or pointer.url}”."
    passed = {"by_way_of": first, "way": [*way, first]}
    return replace(pointer, says=says, params={**pointer.params, **passed})


def is_copy(article: Article, origin: Article) -> bool:
    """Return whether `article`, as far as is compared, is mostly `origin` word for word."""
    whole = fold(origin.text[:200_000])
    parts = [fold(sentence.text[:2_000]) for sentence in article.sentences[:300]]
    length = sum(map(len, parts))
    return length > 0 and sum(len(part) for part in parts if part in whole) >= COPIED * length


MOST_FETCHES = 5  # of one search
MOST_PAGES = 4  # of one article


# Passed in by the caller, so that a search can run offline.
Open = Callable[[str, float], Examined]
ComputeFeatures = Callable[[Article | IndexArticle], Features]


class Verifier:
    """Examines leads for one search, within its allowance; `open_page` None: nothing is fetched."""

    def __init__(
        self,
        query: SearchQuery,
        open_page: Open | None,
        compute_features: ComputeFeatures,
        seconds: float,
    ) -> None:
        self._query, self._compute_features = query, compute_features
        self._open, self.allowance = open_page, Allowance(MOST_FETCHES, seconds)
        self._seen: dict[str, Lead] = {}

    @property
    def spent(self) -> bool:
        """Return whether nothing more may be fetched."""
        return self._open is None or self.allowance.is_spent

    def open(self, url: str) -> Examined | None:
        """Fetch the page at `url`; None without a remaining request. Raises Problem."""
        if self._open is None or self.allowance.requests <= 0:
            return None
        return self._open(url, self.allowance.spend())

    def whole(self, opened: Examined) -> Examined:
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

    def look(self, lead: Lead) -> tuple[Lead | None, str]:
        """Return the candidate of `lead`, and a sentence about it.

        None when it leads back to the page or to an earlier candidate.
        """
        if lead.finder not in PAGE_FINDERS and self._query.is_own(lead.url, lead.title):
            return None, f"{lead.url} is the page itself."
        if (earlier := self._seen.get(page_key(lead.url))) is not None:
            earlier.found_by.append(lead.by)
            if earlier.features is None and lead.article:
                earlier.features = self._compute_features(lead.article)
            return None, f"{lead.url} was seen before."
        if lead.article:
            features = self._compute_features(lead.article)
            return self._keep(replace(lead, found_by=[lead.by], features=features)), ""
        return self._fetched(lead)

    def complete(self, seen: Lead) -> None:
        """Join the source's next pages, within the remaining requests."""
        if seen.opened is None or self.spent:
            return
        with suppress(Problem):  # only the first page is readable
            whole = self.whole(seen.opened)
            if whole is not seen.opened:
                seen.features = self._compute_features(whole.article)
                seen.opened = whole

    def _keep(self, seen: Lead) -> Lead:
        self._seen[page_key(seen.asked or seen.url)] = self._seen[page_key(seen.url)] = seen
        return seen

    def _fetched(self, lead: Lead) -> tuple[Lead | None, str]:
        blind = replace(lead, found_by=[lead.by])
        if self.spent:
            return self._keep(blind), f"{lead.url} was not fetched: {self._why()}."
        try:
            opened = self.open(lead.url)
            return self._read(lead, opened) if opened else (self._keep(blind), "")
        except Problem as problem:
            if problem.params.get("http_status") in (404, 410):  # HTTP statuses of missing pages
                self._query.gone.append(lead.url)
            blind.access, blind.problem = "unreachable", problem
            named = "" if lead.url in problem.detail else f"{lead.url}: "
            return self._keep(blind), f"{named}{problem.detail}"

    def _why(self) -> str:
        if self._open is None:
            return "no connection is opened"
        if not self.allowance.seconds:
            return "the search's time was up"
        return f"the {MOST_FETCHES} requests of a search were used up"

    def _read(self, lead: Lead, opened: Examined) -> tuple[Lead | None, str]:
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
            seen.found_by = [through.by]
        is_other = not opened.is_article and not (pointer and lead.strength >= STRONG)
        # Share of the page in a list, a shop or a sign-in page that is a candidate.
        if seen.features and is_other and seen.features.containment < 0.3:
            return None, f"{lead.url} is no article."
        return self._keep(seen), ""

    def _longer(self, lead: Lead, opened: Examined) -> tuple[Lead | None, str]:
        """Return a longer version of the page, whose declared address may be the page's."""
        page, opened = self._query.page, self.whole(opened)
        if lead.params.get("kind") == "next" and not is_copy(page, opened.article):
            opened = replace(opened, article=joined([page, opened.article]))
        if not holds_more(opened.article, page):
            return None, f"{opened.url} is no longer than the page."
        return self._keep(self._measured(lead, opened.url, opened)), ""

    def _measured(self, lead: Lead, url: str, opened: Examined) -> Lead:
        return replace(
            lead,
            url=url,
            asked=lead.url,
            access=opened.access,
            found_by=[lead.by],
            features=self._compute_features(opened.article),
            opened=opened,
        )
