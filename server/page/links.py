"""Resolves the links of a page, and finds those and the forms by which it opens an account."""

from dataclasses import dataclass

from lxml.html import HtmlElement

from server.model import remembered
from server.page.document import Document
from server.urls import host_of, is_a, is_home, joined, parts_of, same_site, unwrap


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a reader sees it; `elsewhere` when it leads to another site."""

    text: str
    url: str
    elsewhere: bool
    element: HtmlElement | None = None

    @property
    def is_home(self) -> bool:
        """Return whether it leads to a site's front page."""
        return is_home(self.url)


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a page, and the `base` of its relative links."""

    address: str | None
    base: str | None

    def link(self, href: str, text: str, element: HtmlElement | None = None) -> Link | None:
        """Return the link to `href`; None where that is no web page."""
        resolved = _resolve(href.strip(), self.base or "", self.address)
        return Link(text, *resolved, element) if resolved else None


@remembered
def _resolve(href: str, base: str, address: str | None) -> tuple[str, bool] | None:
    """Resolve `href`, and whether it leads elsewhere; cached, as every step asks again."""
    if not href or href.startswith("#"):
        return None
    led = joined(base, href)
    url = unwrap(led) if led else ""
    if not host_of(url):
        return None
    # A page that nobody says the address of: an absolute link is taken to lead away.
    return url, not (address and _same_site(parts_of(address).netloc, parts_of(url).netloc))


@remembered
def _same_site(one: str, other: str) -> bool:
    return one == other or same_site(f"https://{one}/", f"https://{other}/")


def place_in(document: Document, address: str | None = None) -> Place:
    """Return the place of `document`, which its reader knows as `address`."""
    address = _readable(address) or _readable(document.url) or declared_address(document)
    base = document.root.find(".//base[@href]")
    led = joined(address, base.get("href")) if base is not None else None
    return Place(address, led or address)


def declared_address(document: Document) -> str | None:
    """Return the address that the page declares as its own (canonical, else og:url)."""
    for path, attribute in (
        (".//link[@rel='canonical']", "href"),
        (".//meta[@property='og:url']", "content"),
    ):
        element = document.root.find(path)
        value = element.get(attribute, "").strip() if element is not None else ""
        if value.startswith(("http://", "https://")) and (readable := _readable(value)):
            return readable
    return None


def _readable(address: str | None) -> str | None:
    return joined("", address) if address else None


def is_account_link(url: str) -> bool:
    """Return whether `url` opens an account or sells one."""
    return is_a(url, "offer") and not is_a(url, "side_offer")
