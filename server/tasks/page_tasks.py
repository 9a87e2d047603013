"""Work on a page: article, verdict, and pointers to its source.

These three steps share the parsed tree, so they run together in one worker process; only plain
values leave it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from server.article import WITHHELD, read
from server.model import REFUSALS, Article, DocumentInput, PageInput, Verdict
from server.page.block import Block
from server.page.document import Reading
from server.page.view import PageView
from server.present import outline_of
from server.source import (
    CitedText,
    Lead,
    PageItem,
    find_citations,
    find_pointers,
    items_of,
    mark_links,
    open_copy,
)
from server.text.calls.lines import is_note
from server.verdict import find_digest, is_for_subscribers, judge, of_text, says_more, view_of_lead


@dataclass(frozen=True, slots=True)
class Examined:
    """A page that was read, judged and searched for pointers.

    `notes` are the indices of the article's sentences that are notes of the page ("Read the
    full story on…") rather than statements; `items` the stories of a
    page of several, `lead` the index of the one that it is about. `whole_at`: the open copy that a
    scholarly work's page names; "" without one, None for other pages.
    """

    article: Article
    verdict: Verdict
    pointers: list[Lead]
    notes: frozenset[int]
    items: list[PageItem] = field(default_factory=list)
    lead: int | None = None
    whole_at: str | None = None


def examine(page: PageInput) -> Examined:
    """Read and judge `page`, and find its pointers; raise Problem if unreadable."""
    reading = read_page(page)
    article = reading.article
    notes = notes_of(article)
    view = PageView(reading, page.status)
    digest = find_digest(view)
    items, lead = (items_of(digest), digest.lead) if digest else ([], None)
    view = view_of_lead(view, digest) if digest else view
    verdict = of_text(judge(view)) if page.is_plain_text else judge(view)
    if lead is None:
        article = replace(article, outline=outline_of(view, verdict.evidence, notes))
    # Never around a paywall: a page that is cut for subscribers has no other version.
    cut = is_for_subscribers(verdict) or page.status in REFUSALS
    pointers = find_pointers(view, verdict.evidence, cut=cut)
    whole_at = open_copy(view.document.root)
    return Examined(article, verdict, pointers, notes, items, lead, whole_at)


def notes_of(article: Article) -> frozenset[int]:
    """Return which sentences of `article` are notes of the page."""
    sentences = enumerate(article.sentences)
    return frozenset(at for at, one in sentences if is_note(one.text, article.language))


def citations_of(page: PageInput) -> CitedText:
    """Return the article of `page` and its citations; raise Problem if unreadable."""
    if isinstance(page, DocumentInput):  # its notes and addresses are in its text
        article = article_of(page)
        page = PageInput(
            url=page.url, text=article.text, title=article.title, published=article.published
        )
    marked = mark_links(page)
    return find_citations(marked, article_of(marked.page))


def read_page(page: PageInput) -> Reading:
    """Read `page`; use hidden text only where the page does not call itself cut."""
    reading = read(page)
    if reading.article.extractor in WITHHELD:
        shown = read(page, also_withheld=False)
        if says_more(judge(PageView(shown, page.status))):
            return shown
    return reading


def parts_of(page: PageInput) -> list[tuple[str, str]]:
    """Return the blocks of `page` in order: each one's part and why, and its text."""
    blocks = PageView(read_page(page), page.status).blocks
    return [(", ".join(_parts(block)) or "other", block.text) for block in blocks]


def _parts(block: Block) -> Iterator[str]:
    if block.in_body:
        yield "article"
    if block.mark:
        yield f"{block.mark.role} ({block.mark.why})"
    if block.is_closed:
        yield "closed"


def article_of(page: PageInput) -> Article:
    """Return the article of `page`; raise Problem if unreadable."""
    return read_page(page).article
