"""Follows pointers within a search's requests: pages that lead on, next pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from server.model import Access, Article, Basis, Sentence
from server.page.document import fold
from server.source.lead import LEVELS, Lead, is_home
from server.store import IndexArticle
from server.urls import may_follow, same_site

MOST_FETCHES = 5  # of one search
MOST_PAGES = 4  # of one article
# Share of a copy's text that is in its original word for word.
COPIED = 0.8
# Most compared of two texts: sentences, characters, characters of a sentence.
_COMPARED, _COMPARED_CHARACTERS, _LONGEST = 300, 200_000, 2_000
# Least strength of a candidate's own pointer: "first published in", canonical, a call.
_CHAIN_STRENGTH = 0.65


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A fetched and read candidate; `cut` when its end continues elsewhere.

    `pointers` are its own, `onward` is where it leads if it is no story itself; `is_article` is
    False for a home page, a list, a shop or a sign-in page.
    """

    url: str
    article: Article
    cut: bool
    pointers: list[Lead] = field(default_factory=list)
    onward: str | None = None
    is_article: bool = True
    basis: Basis = field(default_factory=lambda: Basis("unclear"))

    @property
    def access(self) -> Access:
        """How it could be opened."""
        return "paywalled" if self.cut else "document" if self.article.pages else "open"


# Fetches a page; passed in by the caller, so that a search can run offline.
Open = Callable[[str], OpenedPage]


@dataclass
class Fetches:
    """The remaining requests; a page that only leads on costs one more."""

    open_page: Open | None
    left: int = MOST_FETCHES

    def open(self, url: str) -> OpenedPage | None:
        """Fetch the page at `url`; None without a remaining request. Raises Problem."""
        if self.open_page is None or self.left <= 0:
            return None
        self.left -= 1
        opened = self.open_page(url)
        if opened.onward and self.left > 0:
            self.left -= 1
            opened = self.open_page(opened.onward)
        return opened

    def whole(self, opened: OpenedPage) -> OpenedPage:
        """Return `opened` with its next pages joined, within the remaining requests."""
        pages, last = [opened.article], opened
        while not opened.cut and len(pages) < MOST_PAGES:
            address = next_page(last)
            following = self.open(address) if address else None
            if following is None or _same(following.article, pages):
                break
            pages.append(following.article)
            last = following
        return replace(opened, article=joined(pages)) if len(pages) > 1 else opened


def next_page(opened: OpenedPage) -> str | None:
    """Return the address of the page that continues `opened`."""
    return next((p.url for p in opened.pointers if p.params.get("kind") == "next"), None)


def joined(pages: list[Article]) -> Article:
    """Join the pages of an article, in order."""
    first, text, sentences, paragraphs = pages[0], "", list[Sentence](), 0
    for page in pages:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{page.text}" if text else page.text
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
    words = sum(page.words for page in pages)
    return replace(first, text=text, sentences=sentences, words=words)


def credited(opened: OpenedPage) -> Lead | None:
    """Return the origin that a candidate clearly declares for its text."""
    return next(
        (
            pointer
            for pointer in opened.pointers
            if pointer.finder != "same_publisher" and pointer.strength >= _CHAIN_STRENGTH
        ),
        None,
    )


def declared_origin(indexed: IndexArticle | None) -> Lead | None:
    """Return the origin that an indexed article declares on another site."""
    origin = indexed.canonical_url if indexed else None
    if not indexed or not origin or same_site(origin, indexed.url):
        return None
    if is_home(origin) or not may_follow(origin):
        return None
    says = "It declares this address as the original."
    return Lead(origin, "canonical_elsewhere", says, origin, 0.9, level=LEVELS["canonical"])


def retold_report(opened: OpenedPage) -> Lead | None:
    """Return the report that a candidate retells, if it links that."""
    if opened.basis.kind not in ("retells", "compiles"):
        return None
    credit = next((one for one in opened.basis.outlets if one.url), None)
    if credit is None or credit.url is None:
        return None
    says = f"It retells {credit.name}: “{credit.quote}”."
    level = LEVELS["told"]
    params = {"text": credit.name}
    return Lead(
        credit.url, "page_link_attribution", says, credit.quote, _CHAIN_STRENGTH, params, level
    )


def by_way_of(pointer: Lead, first: str, way: Sequence[str] = ()) -> Lead:
    """Return `pointer` as one that leads from `first`, to which `way` led."""
    says = f"{first} points there: “{pointer.quote or pointer.url}”."
    passed = {"by_way_of": first, "way": [*way, first]}
    return replace(pointer, says=says, params={**pointer.params, **passed})


def is_copy(article: Article, origin: Article) -> bool:
    """Return whether `article` is mostly `origin` word for word."""
    whole = fold(origin.text[:_COMPARED_CHARACTERS])
    parts = [fold(sentence.text[:_LONGEST]) for sentence in article.sentences[:_COMPARED]]
    length = sum(map(len, parts))
    return length > 0 and sum(len(part) for part in parts if part in whole) >= COPIED * length


def _same(article: Article, pages: list[Article]) -> bool:
    return not article.text or any(is_copy(article, page) for page in pages)
