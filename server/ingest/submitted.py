"""Articles submitted to the index: checked one by one, saved together.

A rejected one does not keep out the others.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from server.article import iso_date, read_article
from server.errors import InvalidRequest, PageTooLarge, Problem, UnreadableHtml, invalid
from server.feeds import plausible
from server.model import Article, ArticleInput, PageInput
from server.store import Added, ArticleIndex, IndexArticle
from server.urls import normalise

MOST_CHARACTERS = 1_000_000  # of a text: longer than any article

Read = Callable[[PageInput], Article]


@dataclass(slots=True)
class Accepted:
    """Outcomes of submitted articles: counts, and each rejected place and problem."""

    counts: Counter[Added] = field(default_factory=Counter)
    rejected: list[tuple[int, Problem]] = field(default_factory=list)


def take(index: ArticleIndex, items: Sequence[Any], read: Read = read_article) -> Accepted:
    """Add `items` (JSON objects) to the index in one transaction.

    `read` turns an item's HTML into an article. Raises Problem when the index can't be written.
    """
    accepted = Accepted()
    ready = []
    for place, item in enumerate(items):
        try:
            ready.append(_checked(item, read))
        except Problem as problem:
            accepted.rejected.append((place, problem))
    accepted.counts.update(index.add_articles(ready))
    return accepted


def _checked(item: Any, read: Read) -> IndexArticle:
    try:
        given = ArticleInput.model_validate(item)
    except ValidationError as error:
        raise invalid(error) from None
    page = None
    if given.html and given.html.strip():
        page = read(PageInput(**given.model_dump(include={"url", "html", "language", "published"})))
        if not page.text and not given.text:
            raise UnreadableHtml("No article could be read in this HTML.", reason="empty")
    day = page.published if page else given.published

    def known(name: str) -> str | None:
        return getattr(given, name) or getattr(page, name, None)

    article = IndexArticle(
        url=normalise(given.url),
        title=given.title.strip() or (page.title if page else None) or "",
        text=(known("text") or "").strip(),
        lead=(given.lead or "").strip(),
        publisher=known("publisher"),
        published=iso_date(day) if plausible(day) else None,  # not 1970 or 2099
        language=known("language"),
        canonical_url=page.canonical_url if page else None,
    )
    if not (article.title or article.text or article.lead):
        raise InvalidRequest("The article is empty; give a title, a text, a lead or HTML.")
    if len(article.text) > MOST_CHARACTERS:
        raise PageTooLarge(
            f"The article's text has {len(article.text):,} characters; at most "
            f"{MOST_CHARACTERS:,} are taken.",
            limit=MOST_CHARACTERS,
        )
    return article
