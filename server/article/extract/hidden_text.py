"""Reads text that a page contains but does not show, where that is allowed.

Never around a paywall: it counts only where nothing shows that the page is cut. Status,
declarations and markup are checked here; whether words of the page offer the rest for money is for
the verdict on the shown page (server/tasks).
"""

from server.article.extract.choose import Chosen, as_it_is
from server.article.extract.embedded_json import MOST_SHOWN, TWICE, Extracted, agrees, payload
from server.article.extract.extractors import Extraction, by_trafilatura
from server.model import REFUSALS, ArticleAccess
from server.page.document import Document, fold, is_hidden
from server.page.parse import readable_copy
from server.page.roles import named

HIDDEN = "hidden"
WITHHELD = frozenset({HIDDEN, "json_ld", "payload"})


def withheld(document: Document, shown: Chosen) -> Chosen | None:
    """Return the article from hidden text; None where that has no more of it."""
    if not shown.paragraphs and _hides_something(document):
        found = by_trafilatura(readable_copy(document.root, hidden=True))
        if found.paragraphs:
            return as_it_is(Extraction(HIDDEN, found.paragraphs), document)
    held = _longer_payload(document, shown.paragraphs)
    return as_it_is(Extraction(*held), document) if held else None


def _longer_payload(document: Document, shown: list[str]) -> Extracted | None:
    """Return the text of the page's scripts that begins with `shown` and is twice as long."""
    letters = sum(map(len, map(fold, shown)))
    held = payload(document, least=TWICE * letters) if letters <= MOST_SHOWN else None
    return held if held and agrees(held[1], shown) else None


def is_open(document: Document, access: ArticleAccess, status: int | None) -> bool:
    """Return whether neither status nor declaration nor markup shows a cut."""
    if status in REFUSALS or access.declared_free is False:
        return False
    return not named(document, "wall", "hint")


def _hides_something(document: Document) -> bool:
    return any(is_hidden(element) for element in document.root.xpath("//*[@hidden or @style]"))
