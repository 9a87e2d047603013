"""Follows pointers within the requests that one search may make: pages that lead on, next pages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from server.model import Article, Sentence
from server.page.document import fold
from server.source.own_address import is_home
from server.source.pointers.pointer import LEVELS, Pointer
from server.store import IndexArticle
from server.urls import may_follow, same_site

MOST_FETCHES = 5
MOST_PAGES = 4
# A text of which this share is in another word for word is a copy of it.
COPIED = 0.8
# The beginnings of two texts that are looked at for that, and of a sentence.
_COMPARED, _COMPARED_CHARACTERS, _LONGEST = 300, 200_000, 2_000
# A candidate's own pointer counts from here on: "first published in", canonical, a call.
_CHAIN_STRENGTH = 0.65


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A candidate that was fetched and read; `cut` when its end says that it goes on elsewhere.

    `pointers` are its own, `onward` is where it leads if it is no story itself; `is_article` is
    False for a home page, a list, a shop or a sign-in page.
    """

    url: str
    article: Article
    cut: bool
    pointers: list[Pointer] = field(default_factory=list)
    onward: str | None = None
    is_article: bool = True


# How a search reaches the world: given by the caller, so that it can run offline.
Open = Callable[[str], OpenedPage]


@dataclass
class Fetches:
    """The requests that are left; a page that only leads on costs one more."""

    open_page: Open | None
    left: int = MOST_FETCHES

    def open(self, url: str) -> OpenedPage | None:
        """The page at `url`; None where nothing more may be fetched. Raises Problem."""
        if self.open_page is None or self.left <= 0:
            return None
        self.left -= 1
        opened = self.open_page(url)
        if opened.onward and self.left > 0:
            self.left -= 1
            opened = self.open_page(opened.onward)
        return opened

    def whole(self, opened: OpenedPage) -> OpenedPage:
        """`opened` with its next pages joined to it, as far as requests are left."""
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
    """The address of the page that goes on where `opened` ends."""
    return next((p.url for p in opened.pointers if p.params.get("kind") == "next"), None)


def joined(pages: list[Article]) -> Article:
    """One article of the pages that it was published on, in order."""
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


def credited(opened: OpenedPage) -> Pointer | None:
    """Where a candidate itself says that its text is from, if it does so clearly."""
    return next(
        (
            pointer
            for pointer in opened.pointers
            if pointer.finder != "same_publisher" and pointer.strength >= _CHAIN_STRENGTH
        ),
        None,
    )


def declared_origin(indexed: IndexArticle | None) -> Pointer | None:
    """Where an article of the index says that the same text is from, if that is another site."""
    origin = indexed.canonical_url if indexed else None
    if not indexed or not origin or same_site(origin, indexed.url):
        return None
    if is_home(origin) or not may_follow(origin):
        return None
    says = "It declares this address as the original."
    return Pointer(origin, "canonical_elsewhere", says, origin, 0.9, level=LEVELS["canonical"])


def by_way_of(pointer: Pointer, first: str) -> Pointer:
    """`pointer` as what the page at `first`, found before it, points to."""
    says = f"{first} points there: “{pointer.quote or pointer.url}”."
    return replace(pointer, says=says, params={**pointer.params, "by_way_of": first})


def is_copy(article: Article, origin: Article) -> bool:
    """Whether `article` is `origin` word for word, for the most part."""
    whole = fold(origin.text[:_COMPARED_CHARACTERS])
    parts = [fold(sentence.text[:_LONGEST]) for sentence in article.sentences[:_COMPARED]]
    length = sum(map(len, parts))
    return length > 0 and sum(len(part) for part in parts if part in whole) >= COPIED * length


def _same(article: Article, pages: list[Article]) -> bool:
    return not article.text or any(is_copy(article, page) for page in pages)
