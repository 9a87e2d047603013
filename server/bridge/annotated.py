"""Feeds given out again as Atom, each entry as its publisher sent it, with our line above it.

The publisher's titles, authors, dates, ids, enclosures and contents stay; whoever shows them makes
them safe, as with every feed. https://www.rfc-editor.org/rfc/rfc4287 and https://www.jsonfeed.org.
"""

import calendar
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser
from lxml import etree

from server.bridge.line import with_line
from server.bridge.readers import ReaderEntry
from server.errors import UnreadableFeed
from server.feeds import lead_and_content, plausible
from server.store import FeedDocument

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
# What players of podcasts show of an episode, beside its picture.
_OF_EPISODES = ("duration", "season", "episode", "episodeType")
# What XML can't hold.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An address in HTML that is relative to its feed's.
_RELATIVE = re.compile(r"""\s(?:href|src)\s*=\s*["'](?!["'#]|//|[a-zA-Z][a-zA-Z0-9+.-]*:)""")
# Entries of a feed that are given out; feeds have some tens.
_MOST_ENTRIES = 500


class Enclosure(NamedTuple):
    """A file that goes with an entry."""

    url: str
    type: str
    length: str


class Markup(NamedTuple):
    """A text as its publisher sent it: `kind` is html or text."""

    text: str
    kind: str = "html"

    @property
    def as_html(self) -> str:
        """The text as HTML."""
        return self.text if self.kind == "html" else f"<p>{escape(self.text, quote=False)}</p>"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed; times are ISO 8601, what its publisher left out is empty.

    `episode` is what iTunes' elements say of it by their names, with the address of its `image`.
    """

    id: str
    url: str
    title: Markup
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    summary: Markup = Markup("")
    content: Markup = Markup("")
    enclosures: tuple[Enclosure, ...] = ()
    categories: tuple[str, ...] = ()
    episode: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """What no other entry of its feed has."""
        return self.id or self.url

    @property
    def shown(self) -> Markup:
        """The text that readers show."""
        return self.content if self.content.text else self.summary

    def in_reader(self, feed: str, feed_title: str) -> ReaderEntry:
        """Return the entry as a bridge takes it, as one of the feed so named."""
        title = re.sub(r"<[^>]*>", "", self.title.text) if self.title.kind == "html" else ""
        return ReaderEntry(
            f"{feed} {self.key}",
            feed,
            feed_title,
            self.url,
            title or self.title.text,
            self.shown.as_html if self.shown.text else "",
            self.published or self.updated or None,
        )


@dataclass(frozen=True, slots=True)
class PublishedFeed:
    """A feed as its publisher sent it."""

    title: str = ""
    url: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    entries: list[FeedEntry] = field(default_factory=list)


def read_feed(document: FeedDocument) -> PublishedFeed:
    """Read a feed; raise UnreadableFeed. Of one that reserves its texts only the leads are kept."""
    if document.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        feed = _read_json(document)
    else:
        feed = _read_xml(document)
    if document.reserved:
        feed = replace(feed, entries=[_lead_alone(entry) for entry in feed.entries])
    return feed


def _lead_alone(entry: FeedEntry) -> FeedEntry:
    summary, content = entry.summary.as_html, entry.content.as_html
    lead, _ = lead_and_content(summary if entry.summary.text else None, [content])
    return replace(entry, summary=Markup(lead, "text"), content=Markup(""))


def _read_xml(document: FeedDocument) -> PublishedFeed:
    try:
        parsed = feedparser.parse(
            io.BytesIO(document.body),
            response_headers={
                "content-type": document.content_type,
                "content-location": document.url,
            },
            sanitize_html=False,  # readers do that, by their own rules
            resolve_relative_uris=False,  # the base goes along
        )
    except ValueError as error:
        raise UnreadableFeed(
            f"{document.url} is broken XML ({error}).", url=document.url, why="malformed"
        ) from None
    about = parsed.feed
    return PublishedFeed(
        about.get("title") or "",
        about.get("link") or "",
        about.get("language") or "",
        tuple(_names(about)),
        [_xml_entry(entry) for entry in parsed.entries[:_MOST_ENTRIES]],
    )


def _xml_entry(entry: Any) -> FeedEntry:
    contents = [_markup(part) for part in entry.get("content", ())]
    about_episode = {name: entry.get(f"itunes_{name.lower()}") for name in _OF_EPISODES}
    about_episode["image"] = (entry.get("image") or {}).get("href")
    return FeedEntry(
        entry.get("id") or "",
        entry.get("link") or "",
        _markup(entry.get("title_detail") or {}),
        tuple(_names(entry)),
        _time(entry, "published"),
        _time(entry, "updated"),
        # Where an entry has contents alone, feedparser calls one its summary, without a detail.
        _markup(dict.get(entry, "summary_detail") or {}),
        # Where a podcast has a summary of its own, feedparser takes its description for a content.
        max(contents, key=lambda content: len(content.text), default=Markup("")),
        tuple(
            Enclosure(file["href"], file.get("type") or "", str(file.get("length") or ""))
            for file in entry.get("enclosures", ())
            if file.get("href")
        ),
        tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term")),
        tuple((name, text) for name, text in about_episode.items() if isinstance(text, str)),
    )


def _markup(detail: Mapping[str, Any]) -> Markup:
    is_plain = detail.get("type") == "text/plain"
    return Markup(detail.get("value") or "", "text" if is_plain else "html")


def _names(node: Any) -> Iterator[str]:
    people = [person.get("name") for person in node.get("authors", ())]
    yield from dict.fromkeys(filter(None, people or [node.get("author")]))


def _time(entry: Any, name: str) -> str:
    # Not by feedparser's own look-up, which takes one date for the other and warns.
    parsed = dict.get(entry, f"{name}_parsed")
    try:
        return _iso(calendar.timegm(parsed)) if parsed else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _read_json(document: FeedDocument) -> PublishedFeed:
    try:
        value = json.loads(document.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        detail = f"{document.url} is broken JSON ({str(error)[:200]})."
        raise UnreadableFeed(detail, url=document.url, why="malformed") from None
    feed = value if isinstance(value, dict) else {}
    given_items = feed.get("items")
    items = given_items if isinstance(given_items, list) else []
    return PublishedFeed(
        _text(feed, "title"),
        _text(feed, "home_page_url"),
        _text(feed, "language"),
        tuple(_json_names(feed)),
        [_json_entry(item) for item in items[:_MOST_ENTRIES] if isinstance(item, dict)],
    )


def _json_entry(item: dict[str, Any]) -> FeedEntry:
    html, text = _text(item, "content_html"), _text(item, "content_text")
    files, tags = item.get("attachments"), item.get("tags")
    return FeedEntry(
        str(item.get("id") or ""),
        _text(item, "url") or _text(item, "external_url"),
        Markup(_text(item, "title"), "text"),
        tuple(_json_names(item)),
        plausible(_text(item, "date_published")) or "",
        plausible(_text(item, "date_modified")) or "",
        Markup(_text(item, "summary"), "text"),
        Markup(html) if html else Markup(text, "text"),
        tuple(
            Enclosure(_text(file, "url"), _text(file, "mime_type"), _number(file, "size_in_bytes"))
            for file in (files if isinstance(files, list) else ())
            if isinstance(file, dict) and _text(file, "url")
        ),
        tuple(tag for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, str)),
    )


def _json_names(node: dict[str, Any]) -> Iterator[str]:
    people = node.get("authors")
    for person in people if isinstance(people, list) else [node.get("author")]:
        if isinstance(person, dict) and _text(person, "name"):
            yield _text(person, "name")


def _text(node: Mapping[str, Any], name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _number(node: Mapping[str, Any], name: str) -> str:
    value = node.get(name)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


class WrittenLine(NamedTuple):
    """A line as HTML, and when it last changed, as ISO 8601."""

    html: str
    changed: str


def write_atom(
    feed: PublishedFeed,
    document: FeedDocument,
    address: str,
    line_of: Callable[[FeedEntry], WrittenLine | None],
) -> bytes:
    """Write a feed, given out at `address`, as Atom, with the line of each entry above it."""
    root = etree.fromstring(f'<feed xmlns="{_ATOM}" xmlns:itunes="{_ITUNES}"/>')
    if feed.language:
        root.set(f"{{{_XML}}}lang", _writable(feed.language))
    _add(root, "id", document.url)
    _add(root, "title", feed.title or document.url)
    lines = [line_of(entry) for entry in feed.entries]
    times = [_time_of_update(*pair, document) for pair in zip(feed.entries, lines, strict=True)]
    _add(root, "updated", max(times, default=document.fetched, key=datetime.fromisoformat))
    _add_authors(root, feed.authors or (feed.title or document.url,))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="via", href=document.url)
    if feed.url:
        _add(root, "link", rel="alternate", href=feed.url)
    for entry, line, updated in zip(feed.entries, lines, times, strict=True):
        _add_entry(root, entry, line, updated, document.url)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _time_of_update(entry: FeedEntry, line: WrittenLine | None, document: FeedDocument) -> str:
    times = [entry.updated or entry.published or (document.fetched if line is None else "")]
    times += [line.changed] if line else []
    return max(filter(None, times), key=datetime.fromisoformat)


def _add_entry(
    root: etree._Element, entry: FeedEntry, line: WrittenLine | None, updated: str, base: str
) -> None:
    """Add an entry; addresses within it may be relative to `base`."""
    element = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _add(element, "id", entry.key)
    _add_markup(element, "title", entry.title, base)
    if entry.url:
        _add(element, "link", rel="alternate", href=urljoin(base, entry.url))
    if entry.published:
        _add(element, "published", entry.published)
    _add(element, "updated", updated)
    _add_authors(element, entry.authors)
    for category in entry.categories:
        _add(element, "category", term=category)
    for file in entry.enclosures:
        described = {
            name: value for name, value in file._asdict().items() if value and name != "url"
        }
        _add(element, "link", rel="enclosure", href=urljoin(base, file.url), **described)
    for name, text in entry.episode:
        if name == "image":
            etree.SubElement(element, f"{{{_ITUNES}}}image", href=_writable(urljoin(base, text)))
        else:
            etree.SubElement(element, f"{{{_ITUNES}}}{name}").text = _writable(text)
    _add_texts(element, entry, line, base)


def _add_texts(
    element: etree._Element, entry: FeedEntry, line: WrittenLine | None, base: str
) -> None:
    """Add the summary and content of an entry, with the line above what readers show."""
    summary, content = entry.summary, entry.content
    needs_content = not entry.url  # by Atom, an entry without a link has one
    if needs_content and not content.text:
        summary, content = content, summary
    if line is not None:
        marked = Markup(with_line(entry.shown.as_html if entry.shown.text else "", line.html))
        if summary.text and not content.text:
            summary = marked
        else:
            content = marked
    if summary.text:
        _add_markup(element, "summary", summary, base)
    if content.text or needs_content:
        _add_markup(element, "content", content, base)


def _add_authors(parent: etree._Element, names: Sequence[str]) -> None:
    for name in names:
        author = etree.SubElement(parent, f"{{{_ATOM}}}author")
        _add(author, "name", name)


def _add_markup(parent: etree._Element, name: str, markup: Markup, base: str) -> None:
    is_relative = markup.kind == "html" and _RELATIVE.search(markup.text)
    place = {f"{{{_XML}}}base": base} if is_relative else {}
    _add(parent, name, markup.text, **{"type": markup.kind, **place})


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    written = {key: _writable(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", written)
    if text:
        element.text = _writable(text)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
