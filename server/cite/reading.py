"""The work of worker processes for `cite`: reading a page with its links, and what it links."""

from dataclasses import dataclass

from server.cite.citations import CitedText, find_citations
from server.cite.links import mark_links
from server.cite.scholarly import open_copy
from server.model import REFUSALS, DocumentInput, PageInput
from server.page.limits import readable
from server.page.parse import parse
from server.pipeline import article_of, examine, refusal_of
from server.source import JudgedPage


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A cited page.

    `open_copy` is the address of the whole text that a scholarly work's page names; "" without
    one, None for other pages.
    """

    examined: JudgedPage
    open_copy: str | None


def citations_of(page: PageInput) -> CitedText:
    """Return the article of `page` and its citations; raise Problem if unreadable."""
    if isinstance(page, DocumentInput):  # its notes and addresses are in its text
        article = article_of(page)
        page = PageInput(
            url=page.url, text=article.text, title=article.title, published=article.published
        )
    readable(page.content)
    marked = mark_links(page)
    cited = find_citations(marked, article_of(marked.page))
    if page.status in REFUSALS and not cited.citations:
        raise refusal_of(page)
    return cited


def read_linked(page: PageInput) -> LinkedPage:
    """Read and judge a cited page; raise Problem if unreadable."""
    examined = examine(page)
    # Few pages are a scholarly work's; the others are not parsed a second time.
    is_scholarly = page.html is not None and "citation_title" in page.html.lower()
    copy = open_copy(parse(page.html, page.url).root) if page.html and is_scholarly else None
    return LinkedPage(examined, copy)
