"""Follows the pointers of what was found: to its own original, and to copies of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from server.model import Article, Sentence
from server.page.document import fold
from server.source.lead import Lead, OpenedPage, PageItem
from server.store import IndexArticle
from server.urls import is_home, may_follow, same_site

# Share of a copy's text that is in its original word for word.
COPIED = 0.8
# Most compared of two texts: sentences, characters, characters of a sentence.
_COMPARED, _COMPARED_CHARACTERS, _LONGEST = 300, 200_000, 2_000
# Least strength of a candidate's own pointer: "first published in", canonical, a call.
_CHAIN_STRENGTH = 0.65
_FEWEST_TOLD = 3  # of the page's terms, as for a candidate that can be decided


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


def onward(opened: OpenedPage, terms: Collection[str]) -> Lead | None:
    """Return where a candidate leads on to; of a digest, the source of the story with `terms`."""
    if opened.items:
        return _source_of_story(opened.items, terms)
    return _credited(opened) or _retold_report(opened)


def _source_of_story(items: Sequence[PageItem], terms: Collection[str]) -> Lead | None:
    wanted = {fold(term) for term in terms}

    def told(item: PageItem) -> int:
        text = fold(f"{item.title} {item.text}")
        return sum(term in text for term in wanted)

    best = max(items, key=told)
    return best.pointers[0] if best.pointers and told(best) >= _FEWEST_TOLD else None


def _credited(opened: OpenedPage) -> Lead | None:
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
    return Lead(origin, "canonical_elsewhere", says, origin, 0.9)


def _retold_report(opened: OpenedPage) -> Lead | None:
    """Return the report that a candidate retells, if it links that."""
    if opened.basis.kind not in ("retells", "compiles", "unclear"):
        return None
    credit = next((one for one in opened.basis.outlets if one.url), None)
    if credit is None or credit.url is None:
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
    """Return whether `article` is mostly `origin` word for word."""
    whole = fold(origin.text[:_COMPARED_CHARACTERS])
    parts = [fold(sentence.text[:_LONGEST]) for sentence in article.sentences[:_COMPARED]]
    length = sum(map(len, parts))
    return length > 0 and sum(len(part) for part in parts if part in whole) >= COPIED * length
