"""Links, forms and names by which pages open an account, sell one, or lock their text.

Read from the markup, so that it works in languages whose words are not known.
"""

from lxml.html import HtmlElement

from server.page.document import names_of
from server.urls import is_a

# Names and addresses of forms that are for something else.
_OTHERS = (
    *("newsletter", "comment", "search", "nieuwsbrief", "boletin", "mailing", "podcast", "donat"),
    *("share", "contact"),
)


def is_account_link(url: str) -> bool:
    """Return whether `url` opens an account or sells one."""
    return is_a(url, "offer") and not is_a(url, "side_offer")


def asks_for(element: HtmlElement, kind: str) -> bool:
    """Return whether `element` is in a form for an account that has a field of `kind`."""
    form = element if element.tag == "form" else next(element.iterancestors("form"), None)
    if form is None:
        return False
    named = " ".join([*names_of(form), form.get("action") or ""]).lower()
    is_other = any(name in named for name in _OTHERS)
    return bool(form.xpath(f".//input[@type='{kind}']")) and not is_other
