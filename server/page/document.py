"""A parsed page: one tree, one map of its visible text, its address and its links.

Extractors rewrite text; the map finds it again in the page. Both sides are folded (NFKC,
case, letters and digits only) so that typography and line breaks do not matter.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

from server.model import Article, remembered, words_of
from server.text import lexicon
from server.text.tokens import Extent
from server.urls import host_of, is_a, is_home, parts_of, resolve, same_site, unwrap

T = TypeVar("T")
fold = lexicon.fold

# Elements whose text a reader does not see as text of the page.
SILENT = words_of(
    "script style noscript template head iframe svg canvas object select datalist title"
)
# Elements that begin a new line of text.
BLOCK = words_of(
    "address article aside blockquote body center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
BREAKING = BLOCK | {"br"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Classes of what only screen readers say, by the names that frameworks gave it.
_FOR_SCREEN_READERS = words_of(
    "sr-only screen-reader-text screenreader-text visually-hidden visuallyhidden a11y-only "
    "a11y-hidden u-hidden-visually u-visually-hidden"
)
_MAY_BE_UNREAD: Any = XPath(
    "descendant::*/@class[contains(., 'sr-only') or contains(., 'hidden')"
    " or contains(., 'screen-reader')]/.."
)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@remembered
def name_words(*attributes: str) -> frozenset[str]:
    """Return the words of names in any spelling: "relatedPosts", "related-posts"."""
    return frozenset(word.lower() for word in _NAME.findall(" ".join(attributes)))


def is_hidden(element: HtmlElement) -> bool:
    """Whether the page says that a browser does not show `element`.

    The extension marks what the browser really does not show with the `hidden` attribute.
    The page itself is never hidden: sites style it so only until their script has run.
    """
    tag = element.tag
    if tag in {"html", "body"}:
        return False
    if element.get("hidden") is not None:
        return True
    if tag == "dialog" and element.get("open") is None:
        return True
    style = element.get("style")
    return bool(style and _HIDING_STYLE.search(style))


def is_shown(element: HtmlElement) -> bool:
    """Whether neither `element` nor anything around it is hidden."""
    return not any(map(is_hidden, (element, *element.iterancestors())))


def unread(root: HtmlElement) -> list[HtmlElement]:
    """Yield parts of sentences that are struck out, or for screen readers only.

    Only a few words each: an unclosed element may hold the whole page.
    """
    likely = (element for element in _MAY_BE_UNREAD(root) if element.tag != "del")
    return [element for element in (*root.iter("del"), *likely) if _is_unread(element)]


def _is_unread(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in BLOCK:  # a line of its own, in no sentence
        return False
    if tag == "del":
        # One that goes on to its paragraph's end was never closed, or struck out the whole.
        is_meant = element.getnext() is not None or bool((element.tail or "").strip())
    else:
        is_meant = not _FOR_SCREEN_READERS.isdisjoint((element.get("class") or "").split())
    if not is_meant:
        return False
    inside = list(islice(element.iter(), 21))
    length = sum(len(child.text or "") for child in inside)
    length += sum(len(child.tail or "") for child in inside[1:])
    return len(inside) <= 20 and length <= 200  # a few words


Having = defaultdict[str, list[HtmlElement]]


Places = list[Extent | None]  # of paragraphs, in the page's folded text


class Run(NamedTuple):
    """One text node: the element that holds it, its text, and its place in the folded text.

    Text nodes with no edge of a block and no line break between them have the same `line`.
    `anchor` is the link around it.
    """

    element: HtmlElement
    text: str
    start: int
    end: int
    line: int = 0
    anchor: HtmlElement | None = None


# A fifth of the time of Run(…): there are a thousand in a page.
_new_run = tuple.__new__


class TextMap:
    """The visible text of a tree in document order, folded, with the way back to the nodes."""

    def __init__(self, root: HtmlElement) -> None:
        self.runs: list[Run] = []
        pieces: list[str] = []
        position = 0
        for element, text, line, anchor in visible(root):
            folded = "" if text.isspace() else fold(text)
            end = position + len(folded)
            self.runs.append(_new_run(Run, (element, text, position, end, line, anchor)))
            pieces.append(folded)
            position = end
        self.folded = "".join(pieces)
        self._starts = [run.start for run in self.runs]

    def find(self, text: str, after: int = 0) -> Extent | None:
        """Return the first place of `text` at or after `after`, or None."""
        folded = fold(text)
        start = self.folded.find(folded, after) if folded else -1
        return None if start < 0 else Extent(start, start + len(folded))

    def run_at(self, position: int) -> Run:
        """Return the run with the folded character at `position`."""
        return self.runs[max(0, bisect_right(self._starts, position) - 1)]


def visible(root: HtmlElement) -> Iterator[tuple[HtmlElement, str, int, HtmlElement | None]]:
    """Yield each text node that a reader can see: its element, text, line and the link around."""
    line = 0
    anchors: list[HtmlElement | None] = [None]
    unseen: set[HtmlElement] = set()
    walk = iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in SILENT or is_hidden(element) or (element is not root and _is_unread(element)):
                unseen.add(element)
                walk.skip_subtree()
                continue
            line += tag in BREAKING
            if tag == "a" and element.get("href") is not None:
                anchors.append(element)
            if text := element.text:
                yield element, text, line, anchors[-1]
            continue
        line += tag in BREAKING and element not in unseen
        if element is anchors[-1]:
            anchors.pop()
        if (tail := element.tail) and element is not root:
            yield element.getparent(), tail, line, anchors[-1]


def inherited(
    element: HtmlElement | None,
    value_by_element: dict[HtmlElement | None, T],
    derive: Callable[[HtmlElement, T], T],
) -> T:
    """Return the value that `derive` makes for `element` from its parent's."""
    ancestors = []
    while element not in value_by_element:
        assert element is not None  # noqa: S101 - `value_by_element` has None
        ancestors.append(element)
        element = element.getparent()
    had = value_by_element[element]
    for ancestor in reversed(ancestors):
        had = value_by_element[ancestor] = derive(ancestor, had)
    return had


def block_of(element: HtmlElement) -> HtmlElement:
    """Return the nearest block element around `element`, or itself."""
    while element.tag not in BLOCK and element.getparent() is not None:
        element = element.getparent()
    return element


def label_of(link: HtmlElement) -> str:
    """Return the label of a link without words: `aria-label`, `title`, or its picture's text."""
    for element in (link, *link.iterdescendants("img", "svg", "i", "span")):
        for name in ("aria-label", "title", "alt"):
            if words := " ".join((element.get(name) or "").split()):
                return words
    return ""


def selector_of(element: HtmlElement) -> str:
    """Return a CSS selector of `element`, from the nearest id where there is one.

    That of an element of a text without HTML is empty.
    """
    if element.getroottree().getroot().tag != "html":
        return ""
    steps: list[str] = []
    while element is not None and isinstance(element.tag, str):
        identity = element.get("id")
        if identity and re.fullmatch(r"[A-Za-z][\w-]*", identity):
            steps.append(f"#{identity}")
            break
        parent = element.getparent()
        if parent is None or element.tag in {"html", "body"}:
            steps.append(element.tag)
        else:
            same = [child for child in parent if child.tag == element.tag]
            place = f":nth-of-type({same.index(element) + 1})" if len(same) > 1 else ""
            steps.append(element.tag + place)
        element = parent
    return " > ".join(reversed(steps))


@dataclass(eq=False)
class Document:
    """A page's tree, with scripts and hidden parts still in it, and where it came from.

    `is_text`: it is made of a text alone; `is_cut`: the page was longer than is read;
    `breaks_off`: its HTML ends within a text or a tag.
    """

    root: HtmlElement
    url: str | None
    is_cut: bool = False
    breaks_off: bool = False
    is_text: bool = False

    @cached_property
    def having(self) -> Having:
        """Group the elements by attribute, in order, in one walk."""
        elements_by_attribute: Having = defaultdict(list)
        for element in self.root.iter():
            for name in element.keys():  # noqa: SIM118 - an element is not a dict
                elements_by_attribute[name].append(element)
        return elements_by_attribute

    @cached_property
    def names(self) -> str:
        """All classes and ids, each once, in small letters."""
        names = {
            element.get(name) or "" for name in ("class", "id") for element in self.having[name]
        }
        return "\n".join(names).lower()

    @cached_property
    def title(self) -> str:
        """What a browser's tab shows, with single spaces."""
        return " ".join((self.root.findtext(".//title") or "").split())

    @cached_property
    def text_map(self) -> TextMap:
        """The map of the visible text."""
        return TextMap(self.root)


@dataclass(frozen=True)
class Reading:
    """An article and where it is in its page.

    `body` has the place of each paragraph of `Article.text`, None where it was not found again.
    """

    article: Article
    document: Document
    body: Places


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a reader sees it; `elsewhere` when it leads to another site."""

    text: str
    url: str
    elsewhere: bool
    element: HtmlElement | None = None

    @property
    def is_home(self) -> bool:
        """Whether it leads to a site's front page."""
        return is_home(self.url)


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a page, and the `base` of its relative links."""

    address: str | None
    base: str | None

    def link(self, href: str, text: str, element: HtmlElement | None = None) -> Link | None:
        """Return the link to `href`; None where that is not a web page."""
        resolved = _resolve(href.strip(), self.base or "", self.address)
        return Link(text, *resolved, element) if resolved else None


@remembered
def _resolve(href: str, base: str, address: str | None) -> tuple[str, bool] | None:
    """Resolve `href`, and whether it leads elsewhere; cached, as every step asks again."""
    if not href or href.startswith("#"):
        return None
    absolute = resolve(base, href)
    url = unwrap(absolute) if absolute else ""
    if not host_of(url):
        return None
    # A page that nobody says the address of: an absolute link is taken to lead away.
    return url, not (address and _same_site(parts_of(address).netloc, parts_of(url).netloc))


@remembered
def _same_site(host: str, other_host: str) -> bool:
    return host == other_host or same_site(f"https://{host}/", f"https://{other_host}/")


def place_in(document: Document, address: str | None = None) -> Place:
    """Return the place of `document`, which its reader knows as `address`."""
    address = _readable(address) or _readable(document.url) or declared_address(document)
    base = document.root.find(".//base[@href]")
    base_address = resolve(address, base.get("href")) if base is not None else None
    return Place(address, base_address or address)


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
    return resolve("", address) if address else None


def is_account_link(url: str) -> bool:
    """Whether `url` opens an account or sells one."""
    return is_a(url, "offer") and not is_a(url, "side_offer")
