"""Marks the links of a page in its text, so that whatever extracts the text keeps their places.

A mark is a number in brackets, behind a key that no page can know. A note's reference ("[1]"),
linked or not, becomes the mark of the addresses in its note, and the note leaves the text: neither
is a claim. Text that has no HTML is Markdown: CommonMark with tables, notes, bare addresses and a
head of fields.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import unquote

import lxml.html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from server.cite.answers import SkipReason
from server.cite.scholarly import numbered_works
from server.cite.wikitext import is_wikitext, wikitext_as_html
from server.model import PageInput
from server.page.document import BLOCK, HEADINGS, Document, block_of, place_in, visible
from server.page.parse import parse
from server.urls import may_follow, normalise, page_key

CITED = re.compile(r"\s?\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_NUMBERED = re.compile(r"\s*\[(\d{1,3})\]\s*(?=\S)|\s*(\d{1,3})\.\s+(?=\S)")
_SILENT = frozenset({"a", "script", "style", "code", "pre", "sup"})


def numbered_sources(root: HtmlElement) -> dict[str, HtmlElement]:
    """Return the sources by number: blocks that begin with it, or the last ordered list."""
    sources: dict[str, HtmlElement] = {}
    for element in root.iter("p", "li", "div", "dd"):
        words = element.text_content()
        number = _NUMBERED.match(words)
        is_leaf = not any(child.tag in BLOCK for child in element.iterdescendants())
        if number and is_leaf and len(words) <= 1_000:  # characters of a source
            sources.setdefault(number[1] or number[2], element)
    for items in list(root.iter("ol"))[-1:]:
        start = items.get("start", "").strip()
        first = int(start) if re.fullmatch(r"\d{1,3}", start) else 1
        for position, item in enumerate(items.iterchildren("li"), first):
            sources.setdefault(str(position), item)
    return sources


def mentions(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield elements whose `text` or `tail` has numbers in brackets, outside of links."""
    for element in root.iter():
        if isinstance(element.tag, str):
            for where, words in (("text", element.text), ("tail", element.tail)):
                if words and "[" in words and CITED.search(words):
                    holder = element if where == "text" else element.getparent()
                    if holder is not None and holder.tag not in _SILENT:
                        yield element, where


def numbers_in(words: str) -> list[str]:
    """Return the numbers of "2, 4-6"."""
    numbers: list[str] = []
    for part in re.split("[,;]", words):
        first, _, last = map(str.strip, part.replace("–", "-").partition("-"))
        span = range(int(first), int(last or first) + 1)
        # Notes of one “[3-22]”: a typing error must not cite hundreds.
        numbers += map(str, span[:20])
    return numbers


def markdown_as_html(text: str) -> str:
    """Return the HTML of `text`; HTML inside it stays, a line that begins with "[3]" is its own."""
    lines = re.sub(r"^(?=\[\d{1,3}\] \S)", "\n", text, flags=re.M)
    return f"<html><body>{_parser().render(lines)}</body></html>"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "linkify"])
    if parser.linkify:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return parser.use(footnote_plugin).use(front_matter_plugin)


_KEY_DIGITS = 9  # of the number that a page would have to guess to write a mark
_NO_PROSE = HEADINGS | {"table", "code", "pre", "button"}
_NO_NOTE = HEADINGS | {"body", "html", "input", "form"}
_FRAME = frozenset({"nav", "header", "footer", "aside"})
_NOTE_LETTERS = 8  # of a note's reference, brackets left out
_LONGEST_NOTE = 5_000  # letters; a longer element holds the text, not one note
_NUMBER = re.compile(r"\d{1,3}")  # a link's words, as of "[1]" in Markdown
_EDITORS_NOTE = re.compile(r"\s*[\[［].*[\]］]\s*", re.S)
# An address without a link.
_WRITTEN = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]", re.I)
_COPY = re.compile(
    r"https?://(?:(?:web|wayback)\.archive\.org|archive\.(?:today|ph|is|li|fo|md|vn)|ghostarchive\.org"
    r"|perma\.cc|wayback\.archive-it\.org|arquivo\.pt|web\.archive\.org\.au|webarchive\.[a-z.-]+)/",
    re.I,
)


class CitedLink(NamedTuple):
    """A link or note: its words in the text, its addresses, and the label of a note."""

    text: str
    urls: tuple[str, ...]
    label: str | None = None


@dataclass
class MarkedPage:
    """A page with marks: mark n is that of `links[n]`; `skipped` counts links without a mark.

    A page may write marks of its own; without the `key` they are text like any other.
    `copies`: archived copies that a note gives next to the original address; `quotes`: what a note
    quotes of it. `unlinked`: labels of notes without a readable address, by the reason.
    """

    page: PageInput
    links: list[CitedLink] = field(default_factory=list)
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    copies: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)
    unlinked: dict[SkipReason, dict[str, None]] = field(default_factory=dict)
    key: str = field(default_factory=lambda: f"{secrets.randbelow(10**_KEY_DIGITS):0{_KEY_DIGITS}}")

    def add(self, link: CitedLink) -> str:
        """Add a link, and return its mark."""
        self.links.append(link)
        return f"⸨{self.key}:{len(self.links) - 1}⸩"

    @property
    def mark(self) -> re.Pattern[str]:
        """The pattern of a mark, with the space before it; its group is the link's number."""
        return re.compile(rf"\s?⸨{self.key}:(\d{{1,9}})⸩")


def mark_links(page: PageInput) -> MarkedPage:
    """Mark the links in `page`. Without HTML, its text is read as wikitext or Markdown.

    Raises PageTooLarge and UnreadableHtml.
    """
    html = page.html
    if html is None or not html.strip():
        text = page.text or ""
        html = wikitext_as_html(text) if is_wikitext(text) else markdown_as_html(text)
    document, marked = parse(html, page.url), MarkedPage(page)
    _Marker(document, marked).run()
    if page.html is not None and page.html.strip():
        update = {"html": lxml.html.tostring(document.root, encoding="unicode")}
    else:
        update = {"html": None, "text": _text_of(document.root)}
    marked.page = page.model_copy(update=update)
    return marked


def _text_of(root: HtmlElement) -> str:
    """Return the paragraphs of `root`, tables and code left out where there is more."""
    with_tables = _paragraphs(root)
    for element in list(root.iter("table", "pre", "script", "style")):
        element.drop_tree()
    for element in list(root.iter("br")):
        element.tail = f" {element.tail or ''}"
        element.drop_tag()
    return _paragraphs(root) or with_tables or "-"


def _paragraphs(root: HtmlElement) -> str:
    lines: dict[int, list[str]] = {}
    for _, text, line, _ in visible(root):
        lines.setdefault(line, []).append(text)
    joined = (" ".join("".join(texts).split()) for texts in lines.values())
    return "\n\n".join(filter(None, joined))


@dataclass
class _Marker:
    """Puts the marks into one document."""

    document: Document
    marked: MarkedPage
    _works: dict[HtmlElement, None] = field(default_factory=dict)  # that notes refer to
    _notes: dict[HtmlElement, None] = field(default_factory=dict)  # that links lead to

    def __post_init__(self) -> None:
        root = self.document.root
        self._place = place_in(self.document)
        self._order = {element: position for position, element in enumerate(root.iter())}
        self._by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
        self._sources = numbered_sources(root)

    def run(self) -> None:
        """Mark the links in order, then drop the notes that they lead to."""
        self._mark_numbers()
        for anchor in list(self.document.root.iter("a")):
            if anchor.get("href") is None:
                continue
            note = self._note_of(anchor)
            if note is not None:
                self._notes[note] = None
            if any(element in self._notes for element in anchor.iterancestors()):
                continue
            if note is not None:
                self._mark_note(anchor, note)
            else:
                self._mark_link(anchor)
        for note in {**self._notes, **self._works}:
            if note.getparent() is not None:
                note.drop_tree()
        self._mark_works()
        mark = self.marked.mark
        for element in list(self.document.root.iter("sup")):
            words = element.text_content()
            if _EDITORS_NOTE.fullmatch(words) and not mark.search(words):
                element.drop_tree()

    def _mark_numbers(self) -> None:
        for element, where in mentions(self.document.root) if self._sources else ():
            numbers = partial(self._numbers, element)
            setattr(element, where, CITED.sub(numbers, getattr(element, where)))

    def _numbers(self, element: HtmlElement, match: re.Match[str]) -> str:
        """Mark numbers in brackets that sources further down have; leave others as they are."""
        above = {element, *element.iterancestors()}
        position = self._order.get(element, 0)
        source_by_number: dict[str, HtmlElement] = {}
        for number in numbers_in(match[1]):
            source = self._sources.get(number)
            if source is None or source in above or self._order[source] < position:
                return match[0]
            source_by_number[number] = source
        if not source_by_number:
            return match[0]
        marks = ""
        for number, source in source_by_number.items():
            self._notes[source] = None
            marks += self._mark_of(source, number)
        return marks

    def _mark_works(self) -> None:
        """Mark the DOI, arXiv and PubMed numbers in the text that is left, outside of links."""
        for element in list(self.document.root.iter()):
            if not isinstance(element.tag, str):
                continue
            for place in ("text", "tail"):
                holder = element if place == "text" else element.getparent()
                words = getattr(element, place)
                if not words or holder is None:
                    continue
                above = {holder.tag, *(ancestor.tag for ancestor in holder.iterancestors())}
                if not above & (_SILENT | _NO_PROSE | _FRAME):
                    setattr(element, place, self._with_works_marked(words))

    def _with_works_marked(self, words: str) -> str:
        pieces = list[str]()
        end = 0
        for match, address in numbered_works(words):
            pieces += words[end : match.end()], self.marked.add(CitedLink(match[0], (address,)))
            end = match.end()
        return "".join((*pieces, words[end:]))

    def _mark_of(self, note: HtmlElement, label: str) -> str:
        """Return the mark of a note; "" where it has no address that is read."""
        # A note may name a work whose address is in a list: two hops.
        urls = tuple(dict.fromkeys(self._addresses(note, 2)))
        if not urls:
            judged = (self._judge(href)[0] for href in _hrefs(note))
            reason: SkipReason = "not_followed" if "not_followed" in judged else "no_address"
            self.marked.skipped[reason] += 1
            self.marked.unlinked.setdefault(reason, {})[label] = None
            return ""
        return self.marked.add(CitedLink("", urls, label))

    def _mark_note(self, anchor: HtmlElement, note: HtmlElement) -> None:
        label = _label_of(anchor)
        del anchor[:]
        holder = anchor.getparent()
        if holder is not None and holder.tag == "sup":
            _strip_brackets(holder)
        anchor.text = self._mark_of(note, label)

    def _mark_link(self, anchor: HtmlElement) -> None:
        href, words = anchor.get("href", "").strip(), " ".join(anchor.text_content().split())
        above = {element.tag for element in anchor.iterancestors()}
        if not words or above & _FRAME:
            return
        reason, url = self._judge(href)
        if reason is None and above & _NO_PROSE:
            reason = "no_sentence"
        if reason:
            self.marked.skipped[reason] += 1
        elif ("sup" in above and len(_bare(words)) <= _NOTE_LETTERS) or _NUMBER.fullmatch(words):
            del anchor[:]
            anchor.text = ""
            self._mark(anchor, CitedLink("", (url,), _bare(words)))
        else:
            self._mark(anchor, CitedLink(words, (url,)))

    def _judge(self, href: str) -> tuple[SkipReason | None, str]:
        """Return why the link is not followed, else None, and its address."""
        link = self._place.link(href, "")
        if link is None:
            has_scheme = re.match(r"[a-z][a-z0-9+.-]*:", href, re.I)
            return "not_followed" if has_scheme else "own_site", ""
        if not link.elsewhere:
            return "own_site", ""
        return None if may_follow(link.url) else "not_followed", normalise(link.url)

    def _mark(self, anchor: HtmlElement, link: CitedLink) -> None:
        mark = self.marked.add(link)
        if len(anchor):
            anchor[-1].tail = (anchor[-1].tail or "") + mark
        else:
            anchor.text = (anchor.text or "") + mark

    def _note_of(self, anchor: HtmlElement) -> HtmlElement | None:
        """Return the note further down that `anchor` refers to."""
        target = self._target(anchor)
        if target is None or self._order[target] < self._order[anchor]:
            return None
        if len(_label_of(anchor)) > _NOTE_LETTERS or target in set(anchor.iterancestors()):
            return None
        note = block_of(target)
        is_long = len(note.text_content()) > _LONGEST_NOTE
        is_part = note.tag in _NO_NOTE or target.tag in _NO_NOTE
        return None if is_long or is_part or note in set(anchor.iterancestors()) else note

    def _target(self, anchor: HtmlElement) -> HtmlElement | None:
        address, hash_, fragment = anchor.get("href", "").strip().partition("#")
        # A wiki's interface gives notes the address of the article, which isn't the page's own.
        is_raised = any(element.tag == "sup" for element in anchor.iterancestors())
        if not hash_ or (address and not is_raised and not self._is_own(address)):
            return None
        return self._by_id.get(unquote(fragment), self._by_id.get(fragment))

    def _is_own(self, address: str) -> bool:
        link = self._place.link(address, "")
        own_address = self._place.address
        if link is None or own_address is None:
            return False
        return page_key(link.url) == page_key(own_address)

    def _addresses(self, note: HtmlElement, hops: int) -> Iterator[str]:
        """Yield the addresses that a note links, then those of the works that its links lead to.

        Of a `cite` element it is the first; a copy in an archive only where nothing else is linked.
        Copies and quoted words are kept in `marked`, by address.
        """
        for part in list(note.iter("cite")) or [note]:
            links = self._outside(part)
            copies = [url for url in links if is_archived(url)]
            originals = [url for url in links if url not in copies] or copies[:1]
            if copies and len(originals) == 1 and originals != copies[:1]:
                self.marked.copies.setdefault(originals[0], copies[0])
            quoted = " ".join(" ".join(quote.text_content().split()) for quote in part.iter("q"))
            if quoted and originals:
                self.marked.quotes.setdefault(originals[0], quoted[:_LONGEST_NOTE])
            yield from originals[:1] if part.tag == "cite" else originals
        if hops:
            for anchor in note.iter("a"):
                target = self._target(anchor)
                # Lists of works follow the notes; what stands before is where the note is cited.
                if target is None or self._order[target] < self._order[note]:
                    continue
                if note not in set(target.iterancestors()):
                    self._works[block_of(target)] = None
                    yield from self._addresses(target, hops - 1)

    def _outside(self, part: HtmlElement) -> list[str]:
        """Return what `part` links elsewhere, or else the addresses and numbers it writes."""
        for hrefs in (_hrefs(part), _WRITTEN.findall(part.text_content())):
            addresses = [self._address(href) for href in hrefs if self._judge(href)[0] is None]
            if addresses:
                return addresses
        return [address for _, address in numbered_works(part.text_content())]

    def _address(self, href: str) -> str:
        # A copy in an archive, not what it is a copy of.
        return normalise(href) if is_archived(href) else self._judge(href)[1]


def _hrefs(part: HtmlElement) -> list[str]:
    return [anchor.get("href", "").strip() for anchor in part.iter("a")]


def is_archived(url: str) -> bool:
    """Return whether `url` is a copy in an archive of the web."""
    return bool(_COPY.match(url))


def _label_of(anchor: HtmlElement) -> str:
    return _bare("".join(anchor.text_content().split()))


def _bare(words: str) -> str:
    return words.strip(" []()［］（）")


def _strip_brackets(holder: HtmlElement) -> None:
    """Empty the texts of `holder` that are brackets around a note's reference alone."""
    if holder.text and not _bare(holder.text):
        holder.text = ""
    for child in holder:
        if child.tail and not _bare(child.tail.strip(", ")):
            child.tail = ""
