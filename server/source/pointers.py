"""A page's own pointers: candidates for its source that cost no request.

Read from the page's own tree, since extractors drop the buttons and notes around a body: links by
their words, classes and places (`pointer_rules.py`), and, whatever its language, head and
data. Also the same publisher's longer version: called for, the next page, AMP, print. Never around
a paywall: no page that is cut for subscribers, or declares itself paid, is looked for in another
version.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import unquote

from lxml.html import HtmlElement

from server.model import Article, Evidence
from server.page.document import Link
from server.page.pagination import is_for_print, stem_of
from server.page.remark import Remark
from server.page.structured import SYNDICATION, Node, is_article
from server.page.view import PageView
from server.source.lead import DECLARING, Lead
from server.source.pointer_rules import LONE_LINK, POINTER_RULES, READ_FULL, PointerRule
from server.urls import is_a, is_section, is_story, may_follow, normalise, page_key, parts_of

# Fields of JSON-LD that name the work a text rests on, and how far each speaks for the source.
_FIELDS = {
    "isBasedOn": 0.65,
    "isBasedOnUrl": 0.65,
    "translationOfWork": 0.65,
    "mainEntityOfPage": 0.6,
    "url": 0.55,
    "citation": 0.45,
    "sameAs": 0.4,
}
# What each version is, and its strength: the order in which they are worth a request.
_VERSIONS = {
    "full": ("the whole text", 0.3),
    "canonical": ("the page at its declared address", 0.28),
    "next": ("the text's next page", 0.25),
    "print": ("the page for printing", 0.2),
    "amp": ("the page as AMP", 0.15),
}


def _lead_of_link(rule: PointerRule, remark: Remark, link: Link) -> Iterator[Lead]:
    """Yield the lead of a link, unless it is paid for or leads to the page's own copy."""
    get = link.element.get if link.element is not None else {}.get
    rels = {*(get("rel") or "").lower().split()}
    is_copy = "u-syndication" in (get("class") or "").split()  # of microformats
    if link.elsewhere and not (link.is_home or is_copy or rels & {"syndication", "sponsored"}):
        finder = "page_link_cta" if rule.is_call else "page_link_attribution"
        message = f"Linked from this page as “{link.text or remark.text}”."
        strength = round(rule.strength - (0 if is_story(link.url) else 0.05), 2)
        params = {"text": link.text, "kind": rule.kind}
        yield Lead(normalise(link.url), finder, message, remark.text, strength, params)


def marked_links(view: PageView) -> Iterator[Lead]:
    """Yield the links to other sites whose words make them pointers."""
    remarks = [*view.remarks, *view.links]
    for rule in POINTER_RULES:
        for remark, link in rule.links_in(remarks):
            yield from _lead_of_link(rule, remark, link)


def lone_link(view: PageView) -> Iterator[Lead]:
    """Yield the only story of another site at an end of the body.

    After it, what is held closest together with the body's end counts alone: further out are
    other stories. Above it are bylines too, so that only a link within a sentence counts.
    """
    groups = defaultdict[HtmlElement | None, dict[str, tuple[Remark, Link]]](dict)
    for remark, link in LONE_LINK.links_in(view.links):
        block = remark.block
        holder = view.edges.holder_of(block) if remark.number >= view.edges.story_end else None
        holder = None if holder is block.element else holder
        is_last = view.blocks[view.last].holder is holder
        is_loose = holder is None or (holder.tag == "body" and not is_last)
        in_sentence = len(block.text) - len(link.text) > 20
        if (in_sentence or not is_loose) and may_follow(link.url):
            groups[holder][normalise(link.url)] = remark, link
    within_it = (holder for holder in groups if holder is not None)
    nearest = max(within_it, key=lambda element: len(list(element.iterancestors())), default=None)
    for group in (groups[nearest], groups[None]):
        if len(group) == 1:
            ((remark, link),) = group.values()
            yield from _lead_of_link(LONE_LINK, remark, link)
            return


def declared_sources(view: PageView) -> Iterator[Lead]:
    """Yield the addresses elsewhere that head or structured data declare for this story."""
    for name, written, message, strength in chain(
        _heads(view.document.root), _declared_originals(view)
    ):
        address, place = written.strip(), view.place
        link = place.link(address, address) if address and place.address else None
        may_be = link and link.elsewhere and not link.is_home
        if link and may_be and (name not in _FIELDS or is_story(link.url)):
            finder = DECLARING.get(name, "structured_data")
            yield Lead(normalise(link.url), finder, message, address, strength, {"field": name})


def _heads(root: HtmlElement) -> Iterator[tuple[str, str, str, float]]:
    """Yield what the head gives as the page's address: field, address, sentence and strength."""
    message = "The page declares this address as the story's own ({})."
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield "canonical", element.get("href") or "", message.format("canonical"), 0.75
    for element in root.iter("meta"):
        if "og:url" in (element.get("property"), element.get("name")):
            yield "og:url", element.get("content") or "", message.format("og:url"), 0.6


def _declared_originals(view: PageView) -> Iterator[tuple[str, str, str, float]]:
    """Yield what metas and structured data name as the original, in the same way."""
    structured = view.structured
    for name, values in structured.metas.items():
        for value in filter(_is_address, values if SYNDICATION.fullmatch(name) else ()):
            yield name, value, f"The page's head names it as the original ({name}).", 0.6
    works = {node["@id"]: node for node in structured.nodes if isinstance(node.get("@id"), str)}
    for node in filter(is_article, structured.nodes):
        for name, strength in _FIELDS.items():
            for address in _addresses(node.get(name), works):
                yield name, address, f"The page's structured data names it ({name}).", strength


def _addresses(value: Any, works: Mapping[str, Node]) -> Iterator[str]:
    """Yield the addresses in `value`; a work may be named by its "@id" alone."""
    if isinstance(value, list):
        for item in value[:20]:
            yield from _addresses(item, works)
    elif isinstance(value, dict):
        identity = value.get("@id")
        work = works.get(identity, {}) if isinstance(identity, str) else {}
        for address in (value.get("url"), work.get("url"), identity):
            if isinstance(address, str) and _is_address(address):
                yield address
                return
    elif isinstance(value, str) and _is_address(value):
        yield value


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "//"))


def full_versions(view: PageView, evidence: Sequence[Evidence] = ()) -> Iterator[Lead]:
    """Yield other addresses of this story on its own site that may have more of it.

    `evidence` is the verdict's: a pager in it leads to more of the story.
    """
    address = view.place.address
    if address is None or view.article.access.declared_free is False:
        return
    own_address = normalise(address)
    for version, link, quote in _versions(view, own_address, evidence):
        if not link.elsewhere and (url := normalise(link.url)) != own_address:
            name, strength = _VERSIONS[version]
            params = {"kind": version, "text": link.text or quote}
            message = f"By the same publisher: {name}."
            yield Lead(url, "same_publisher", message, quote or link.url, strength, params)


def holds_more(version: Article, page: Article) -> bool:
    """Whether another version of `page` is worth calling one: longer by a fifth."""
    return version.words > 1.2 * page.words


def _versions(
    view: PageView, own_address: str, evidence: Sequence[Evidence]
) -> Iterator[tuple[str, Link, str]]:
    stem = stem_of(own_address)
    for element in view.document.root.iter("link", "a"):
        link = view.place.link(element.get("href") or "", "", element)
        if (
            link
            and not link.elsewhere
            and (version := _version(element, link.url, own_address, stem))
        ):
            yield version, link, " ".join(element.text_content().split())
    for remark, link in READ_FULL.links_in(view.remarks):
        yield "full", link, remark.text
    for entry in evidence:
        url = str(entry.params.get("url", "")) if entry.signal == "more_pages" else ""
        if link := view.place.link(url, entry.quote or ""):
            yield "full" if entry.params.get("whole") else "next", link, entry.quote or ""


def _version(element: HtmlElement, url: str, own_address: str, stem: str) -> str | None:
    rels = (element.get("rel") or "").lower().split()
    if "amphtml" in rels:
        return "amp"
    path = parts_of(own_address).path
    if "canonical" in rels:
        # Another query is the same page; another path may be the story of which this is a part.
        return "canonical" if parts_of(url).path != path else None
    if len(path) <= 1 or not url.startswith(stem):
        return None
    rest = url[len(stem) :]  # with one character of the page's own address before it
    if "next" in rels or is_a(rest, "next"):
        return "next"
    return "print" if is_for_print(element, rest) else None


MOST_POINTERS = 10  # of a page


def find_pointers(
    view: PageView, evidence: Sequence[Evidence] = (), *, cut: bool = False
) -> list[Lead]:
    """Return the addresses that the page points to as its source, best first, at most 10.

    `evidence` is its verdict's. `cut`: it is cut for subscribers, so that no other version of
    it may be looked for.
    """
    leads = [*marked_links(view), *declared_sources(view)]
    if not cut:
        leads += full_versions(view, evidence)
    allowed = [lead for lead in leads if may_follow(lead.url) and not is_section(lead.url)]
    if not any(lead.finder != "same_publisher" for lead in allowed):
        allowed += lone_link(view)
    own_keys = {page_key(url) for url in (view.place.address, view.article.url) if url}
    strongest: dict[str, Lead] = {}
    for lead in allowed:
        earlier = strongest.get(page_key(lead.url))
        if not (earlier and lead.strength <= earlier.strength) and not _leads_back(
            lead.url, own_keys
        ):
            strongest[page_key(lead.url)] = lead
    return sorted(strongest.values(), key=lambda lead: -lead.strength)[:MOST_POINTERS]


def _leads_back(url: str, own_keys: set[str]) -> bool:
    """Whether `url` is the page's own, or passes its address on like share buttons."""
    if page_key(url) in own_keys:
        return True
    handed = unquote(unquote(parts_of(url).query))
    return any("/" in key and key in handed for key in own_keys)
