"""Where a page that was opened leads on to, and how its text relates to another's."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from server.model import Article, Sentence
from server.page.document import fold
from server.source.lead import JudgedPage, Lead, pointers_of
from server.store import IndexArticle
from server.urls import is_home, may_follow, same_site
from server.verdict import DigestItem

# Least strength of a page's own pointer that is followed: "first published in", a declared
# address, a call.
FOLLOWED = 0.65
DECLARED = 0.9  # strength of an address that an indexed article declares as the original's
FEWEST_SHARED = 3  # terms of the page in a digest's story, as for a candidate that can be decided

COPIED = 0.8  # share of a copy's text that is in its original word for word
# Bounds of that comparison's work, far above the length of a story.
MOST_COPY_SENTENCES = 300
MOST_SENTENCE_CHARACTERS = 2_000
MOST_ORIGIN_CHARACTERS = 200_000


def onward(page: JudgedPage, terms: Collection[str]) -> Lead | None:
    """Return where a page leads on to; of a digest, the source of the story with `terms`."""
    if page.stories:
        return _source_of_story(page.stories, terms)
    for pointer in page.pointers:
        if pointer.finder != "same_publisher" and pointer.strength >= FOLLOWED:
            return pointer
    return _retold_report(page)


def _source_of_story(items: Sequence[DigestItem], terms: Collection[str]) -> Lead | None:
    folded_terms = {fold(term) for term in terms}

    def shared_terms(item: DigestItem) -> int:
        text = fold(f"{item.title} {item.text}")
        return sum(term in text for term in folded_terms)

    best = max(items, key=shared_terms)
    pointers = pointers_of(best)
    return pointers[0] if pointers and shared_terms(best) >= FEWEST_SHARED else None


def _retold_report(page: JudgedPage) -> Lead | None:
    """Return the report that a page retells, if it links that."""
    if page.basis.kind not in ("retells", "compiles", "unclear"):
        return None
    for credit in page.basis.outlets:
        if credit.url:
            message = f"It retells {credit.name}: “{credit.quote}”."
            params = {"text": credit.name}
            return Lead(
                credit.url, "page_link_attribution", message, credit.quote, FOLLOWED, params
            )
    return None


def declared_origin(indexed: IndexArticle | None) -> Lead | None:
    """Return the origin that an indexed article declares on another site."""
    origin = indexed.canonical_url if indexed else None
    if not indexed or not origin or same_site(origin, indexed.url) or is_home(origin):
        return None
    if not may_follow(origin):
        return None
    message = "It declares this address as the original."
    return Lead(origin, "canonical_elsewhere", message, origin, DECLARED)


def by_way_of(pointer: Lead, first: str, way: Sequence[str] = ()) -> Lead:
    """Return `pointer` as one that leads from `first`, to which `way` led."""
    message = f"{first} points there: “{pointer.quote or pointer.url}”."
    params = {**pointer.params, "by_way_of": first, "way": [*way, first]}
    return replace(pointer, message=message, params=params)


def is_copy(article: Article, origin: Article) -> bool:
    """Whether `article`, as far as is compared, is mostly `origin` word for word."""
    origin_text = fold(origin.text[:MOST_ORIGIN_CHARACTERS])
    length = copied = 0
    for sentence in article.sentences[:MOST_COPY_SENTENCES]:
        text = fold(sentence.text[:MOST_SENTENCE_CHARACTERS])
        length += len(text)
        if text in origin_text:
            copied += len(text)
    return length > 0 and copied >= COPIED * length


def join_pages(pages: Sequence[Article]) -> Article:
    """Join the pages of an article, in order."""
    sentences: list[Sentence] = []
    start = first_paragraph = 0
    for page in pages:
        for sentence in page.sentences:
            moved = replace(
                sentence,
                start=sentence.start + start,
                end=sentence.end + start,
                paragraph=sentence.paragraph + first_paragraph,
            )
            sentences.append(moved)
        if sentences:
            first_paragraph = sentences[-1].paragraph + 1
        if page.text:
            start += len(page.text) + len("\n\n")
    text = "\n\n".join(page.text for page in pages if page.text)
    words = sum(page.words for page in pages)
    return replace(pages[0], text=text, sentences=sentences, words=words)
