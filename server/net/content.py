"""Recognises web pages and PDFs by an answer's label and first bytes."""

import re

from server.errors import NotHtml
from server.model import read_table
from server.net.charset import by_nulls

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PDF_TYPES = frozenset({"application/pdf", "application/x-pdf"})
# Labels that say nothing, or that HTML is served under now and then.
_VAGUE_TYPES = frozenset(
    {"", "application/octet-stream", "text/plain", "text/xml", "application/xml", "unknown/unknown"}
)
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE)
_PDF = b"%PDF-"
# Names by the beginning of a media type, and by a file's first bytes, written in Latin-1.
_MEDIA = read_table("server.net", "media.json")
_MAGIC = [(start.encode("latin-1"), name) for start, name in _MEDIA["first_bytes"]]
_SAMPLE_BYTES = 1024  # at the start, as browsers sniff


def media_type(content_type: str) -> str:
    """Return `text/html` of `Text/HTML; charset=utf-8`."""
    return content_type.split(";", 1)[0].strip().lower()


def may_be_html(content_type: str) -> bool:
    """Return whether the label leaves it possible that the answer is a web page."""
    return media_type(content_type) in _HTML_TYPES | _VAGUE_TYPES


def may_be_pdf(content_type: str) -> bool:
    """Return whether the label leaves it possible that the answer is a PDF."""
    return media_type(content_type) in _PDF_TYPES | _VAGUE_TYPES


def is_pdf(content_type: str, body: bytes) -> bool:
    """Return whether the first bytes are a PDF's, where it says so after some others."""
    start = body[:_SAMPLE_BYTES]
    says_so = media_type(content_type) in _PDF_TYPES
    return start.lstrip().startswith(_PDF) or (says_so and _PDF in start)


def check_label(url: str, content_type: str) -> None:
    """Raise NotHtml, before a body is read, where the label excludes page and PDF."""
    if not (may_be_html(content_type) or may_be_pdf(content_type)):
        raise _not_html(url, name_of(content_type), content_type)


def check_bytes(url: str, content_type: str, body: bytes) -> None:
    """Raise NotHtml when the first bytes are not those of a web page."""
    start = body[:_SAMPLE_BYTES]
    found = _by_magic(start)
    if found is None and media_type(content_type) not in _HTML_TYPES:
        if _LOOKS_LIKE_HTML.search(start.replace(b"\0", b"")):
            return
        found = name_of(content_type)
    if found is not None:
        raise _not_html(url, found, content_type)


def name_of(content_type: str) -> str:
    """Name a media type in words."""
    kind = media_type(content_type)
    for prefix, name in _MEDIA["names"]:
        if kind.startswith(prefix):
            return str(name)
    return f"of the type {kind}" if kind and "octet-stream" not in kind else "binary data"


def _by_magic(start: bytes) -> str | None:
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return str(name)
    if start[:4] == b"RIFF" and start[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image, a sound or a video"
    if start[4:8] == b"ftyp":
        return "a video"
    if start.count(0) > len(start) / 8 and not by_nulls(start):
        return "binary data"
    return None


def _not_html(url: str, name: str, content_type: str) -> NotHtml:
    return NotHtml(
        f"{url} is {name}, not a web page. Send its text instead.",
        url=url,
        what=name,
        content_type=content_type,
    )
