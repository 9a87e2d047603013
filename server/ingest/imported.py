"""Takes what people bring: articles for the index, and saved comparisons.

Articles are checked one by one and saved together: a rejected one does not keep out the others.
Saved comparisons are those of another server, or of a reader's own files.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from server.article import iso_date, read_article
from server.errors import InvalidRequest, NotFound, PageTooLarge, Problem, UnreadableHtml, validate
from server.feeds import plausible
from server.model import (
    Article,
    ArticleInput,
    Comparison,
    ImportedComparison,
    PageInput,
    Version,
    counted,
)
from server.show import listing_of, read_saved
from server.store import (
    Added,
    ArticleIndex,
    ImportRow,
    IndexArticle,
    SavedComparison,
    fold_texts,
    moment,
)
from server.urls import normalise

# Characters of an article's text: longer than any article.
MOST_CHARACTERS = 1_000_000
_ID = re.compile(r"[\w-]{16,64}", re.ASCII)
# Bytes of a digest that make an id.
_ID_BYTES = 16

Read = Callable[[PageInput], Article]


def entry_of(comparison: Comparison, **more: Any) -> SavedComparison:
    """Return a comparison as lists show it, with `more` of it."""
    page, source = comparison.page, comparison.source
    sources = comparison.sources or ([source] if source else [])
    titles = [article.title for article in sources if article.title]
    values = {
        "id": str(comparison.id),
        "title": page.title,
        "page_title": page.title,
        "url": page.url,
        "source_title": "; ".join(titles) or None,
        "source_url": source.url if source else None,
        "label": comparison.verdict.public_label,
        "listing": to_json(listing_of(comparison)).decode(),
        "created": moment(),
    }
    return SavedComparison(**values | more)


def texts_of(comparison: Comparison) -> list[str]:
    """Return the texts of a comparison that a search looks through."""
    source = comparison.source
    sources = comparison.sources or ([source] if source else [])
    return [article.text for article in (comparison.page, *sources)]


class _KeptVersion(BaseModel):
    """A version with what the next one is compared with."""

    version: Version
    title: str | None = None
    sentences: list[str]


def read_imports(entries: Sequence[ImportedComparison], expires: str) -> list[ImportRow]:
    """Read imported comparisons; raise InvalidRequest, which names the first unreadable one."""
    return [_read_import(entry, index, expires) for index, entry in enumerate(entries)]


def _read_import(entry: ImportedComparison, index: int, expires: str) -> ImportRow:
    where = f"comparisons[{index}]"
    try:
        comparison = read_saved(entry.comparison)
        versions = [_KeptVersion.model_validate(version) for version in entry.versions]
    except NotFound:
        raise InvalidRequest(
            f"`{where}.comparison` is not a comparison that this server can read; import what "
            "`GET /v1/me` gives."
        ) from None
    except ValidationError:
        raise InvalidRequest(f"`{where}.versions` has one that can't be read.") from None
    if comparison.id is None:  # the same file has the same one
        digest = hashlib.sha256(to_json(comparison)).digest()
        comparison = replace(
            comparison, id=urlsafe_b64encode(digest[:_ID_BYTES]).rstrip(b"=").decode()
        )
    if not _ID.fullmatch(str(comparison.id)):
        raise InvalidRequest(f"`{where}.comparison.id` is not the id of a saved comparison.")
    saved = entry_of(
        comparison, tags=tuple(entry.tags), note=entry.note, imported=True, expires=expires
    )
    if entry.title:
        saved = replace(saved, title=entry.title)
    if entry.created:
        saved = replace(saved, created=_no_later_than_now(entry.created))
    rows = [
        (
            seen_version.version.side,
            seen_version.version.seen,
            seen_version.model_dump_json(exclude_unset=True).encode(),
        )
        for seen_version in versions
    ]
    return ImportRow(saved, to_json(comparison), rows, fold_texts(texts_of(comparison)))


def _no_later_than_now(written: str) -> str:
    """Write an ISO 8601 day or time as the store does."""
    try:
        time = datetime.fromisoformat(written.replace(" ", "T").replace(",", "."))
    except ValueError:
        return moment()
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return min(time.astimezone(UTC).isoformat(timespec="seconds"), moment())


@dataclass(slots=True)
class SubmissionResult:
    """Outcomes of submitted articles: counts, and each rejected place and problem."""

    counts: Counter[Added] = field(default_factory=Counter)
    rejected: list[tuple[int, Problem]] = field(default_factory=list)


def take(index: ArticleIndex, items: Sequence[Any], read: Read = read_article) -> SubmissionResult:
    """Add `items` (JSON objects) to the index in one transaction.

    `read` turns an item's HTML into an article. Raises Problem when the index can't be written.
    """
    result = SubmissionResult()
    articles = []
    for place, item in enumerate(items):
        try:
            articles.append(_read_article(item, read))
        except Problem as problem:
            result.rejected.append((place, problem))
    result.counts.update(index.add_articles(articles))
    return result


def _read_article(item: Any, read: Read) -> IndexArticle:
    submitted = validate(ArticleInput, item)
    page = None
    if submitted.html and submitted.html.strip():
        page = read(
            PageInput(**submitted.model_dump(include={"url", "html", "language", "published"}))
        )
        if not page.text and not submitted.text:
            raise UnreadableHtml("No article could be read in this HTML.", reason="empty")
    day = page.published if page else submitted.published

    def known(name: str) -> str | None:
        return getattr(submitted, name) or getattr(page, name, None)

    article = IndexArticle(
        url=normalise(submitted.url),
        title=submitted.title.strip() or (page.title if page else None) or "",
        text=(known("text") or "").strip(),
        lead=(submitted.lead or "").strip(),
        publisher=known("publisher"),
        published=iso_date(day) if plausible(day) else None,  # not 1970 or 2099
        language=known("language"),
        canonical_url=page.canonical_url if page else None,
    )
    if not (article.title or article.text or article.lead):
        raise InvalidRequest("The article is empty; give a title, a text, a lead or HTML.")
    if len(article.text) > MOST_CHARACTERS:
        raise PageTooLarge(
            f"The article's text has {counted(len(article.text), 'character')}; at most "
            f"{MOST_CHARACTERS:,} are taken.",
            limit=MOST_CHARACTERS,
        )
    return article
