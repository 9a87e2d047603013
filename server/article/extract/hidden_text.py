"""Text that a page holds but does not show: when it may be read, and where it is.

Never around a paywall: it counts only where nothing says that the page is cut. What can be seen
here is the status, the declaration and the markup; whether words of the page offer the rest for
money is for the verdict on what the page shows (server/tasks).
"""

from server.article.extract.choose import Chosen, as_it_is
from server.article.extract.embedded_json import MOST_SHOWN, TWICE, agrees, payload
from server.article.extract.extractors import Extraction, by_trafilatura
from server.model import ArticleAccess
from server.page.document import Document, fold, is_hidden
from server.page.parse import readable_copy
from server.page.roles import mark_of
from server.page.structured import Structured

HIDDEN = "hidden"
WITHHELD = frozenset({HIDDEN, "json_ld", "payload"})
_REFUSALS = frozenset({401, 402, 403, 451})


def withheld(
    document: Document, shown: Chosen, declared: Structured | None = None
) -> Chosen | None:
    """The article from what the page does not show; None where that holds no more of it."""
    if not shown.paragraphs and _hides_something(document):
        found = by_trafilatura(readable_copy(document.root, hidden=True))
        if found.paragraphs:
            return as_it_is(Extraction(HIDDEN, found.paragraphs), document)
    letters = sum(map(len, map(fold, shown.paragraphs)))
    held = payload(document, declared, least=TWICE * letters) if letters <= MOST_SHOWN else None
    if held and agrees(held[1], shown.paragraphs):
        return as_it_is(Extraction(*held), document)
    return None


def is_open(document: Document, access: ArticleAccess, status: int | None) -> bool:
    """Whether neither status nor declaration nor markup says that the page is cut."""
    if status in _REFUSALS or access.declared_free is False:
        return False
    return not any(mark_of(element, "wall", "hint") for element in document.root.iter())


def _hides_something(document: Document) -> bool:
    return any(is_hidden(element) for element in document.root.xpath("//*[@hidden or @style]"))
