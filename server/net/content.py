"""Reads an answer: whether it is a page, a PDF or something else, its text, its refresh.

The charset is found as browsers do, and a little more patiently.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

from charset_normalizer import from_bytes

from server.errors import NotHtml
from server.language.data import codec
from server.model import read_table

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
    """Whether the label leaves it possible that the answer is a web page."""
    return media_type(content_type) in _HTML_TYPES | _VAGUE_TYPES


def may_be_pdf(content_type: str) -> bool:
    """Whether the label leaves it possible that the answer is a PDF."""
    return media_type(content_type) in _PDF_TYPES | _VAGUE_TYPES


def is_pdf(content_type: str, body: bytes) -> bool:
    """Whether the first bytes are a PDF's, where it says so after some others."""
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
    kind = _by_magic(start)
    if kind is None and media_type(content_type) not in _HTML_TYPES:
        if _LOOKS_LIKE_HTML.search(start.replace(b"\0", b"")):
            return
        kind = name_of(content_type)
    if kind is not None:
        raise _not_html(url, kind, content_type)


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


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Linear: each tag is scanned once, with possessive quantifiers so that no space is scanned again.
_META_BYTES = re.compile(rb"<meta\b([^<>]*+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40}+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml(?=\s)[^>]*?\sencoding\s*+=\s*+[\"']([\w.:-]{1,40}+)")


def decode(body: bytes, content_type: str) -> str:
    """Decode an HTML page or XML.

    In this order: byte order mark; UTF-8, if all of it is valid and not plain ASCII; the charset
    of the header; of a meta element; of an XML declaration; a guess by the bytes; windows-1252. An
    unknown or wrong label is passed over.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _declared_charsets(body, content_type)
    if b"\0" not in body and not body.isascii():
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8")
    for name in [*declared, *by_nulls(body)]:
        text = _tolerant(body, name)
        if text is not None:
            return text
    if body.isascii():
        return body.decode("ascii")
    guess = from_bytes(body[:65_536]).best()  # enough for a guess
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def is_guessed(body: bytes) -> bool:
    """Whether nothing in `body` shows its charset, so that `decode` guesses it."""
    with suppress(UnicodeDecodeError):
        body.decode("utf-8")
        return False
    marks = tuple(mark for mark, _ in _BOMS)
    return not (body.startswith(marks) or _declared_charsets(body, "") or by_nulls(body))


def _declared_charsets(body: bytes, content_type: str) -> list[str]:
    head = body[:4_096]  # in which a page declares its charset
    metas = (tag[1].decode("ascii", "replace") for tag in _META_BYTES.finditer(head))
    header = _CHARSET.search(content_type)
    meta = next(filter(None, map(_CHARSET.search, metas)), None)
    xml = _XML_CHARSET.match(head.lstrip())
    names = [codec(header[1])] if header else []
    for label in (meta[1] if meta else "", xml[1].decode("ascii") if xml else ""):
        name = codec(label)
        # What can be read as ASCII is not in UTF-16, whatever it says.
        names.append("utf-8" if name and name.startswith("utf-16") else name)
    return list(filter(None, names))


def by_nulls(body: bytes) -> list[str]:
    """Return the UTF-16 without byte order mark that the zero bytes of ASCII characters show."""
    start = body[:512]  # more than any tag before the charset
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) / 8 or min(even, odd) > len(start) / 32:  # of a half
        return []
    return ["utf-16-le"] if odd > even else ["utf-16-be"]


def _tolerant(body: bytes, name: str) -> str | None:
    """Decode `body` in that charset; return None when it plainly is in another."""
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        text = body.decode(name, "replace")
    except (UnicodeError, ValueError):
        return None
    # A page with a few broken bytes is still in the charset it declares.
    return text if text.count("\ufffd") <= len(text) * 0.01 else None


# Each pattern is linear in its input: an unclosed comment or script runs to the end, no tag reaches
# beyond the next "<", a name begins after no other letter, and what matched is not given back.
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|textarea)\b.*?(?:</\1\s*+>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(r"<meta\b([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_REFRESH = re.compile(
    r"(\d++)(?:\.\d*+)?\s*+[;,]?\s*+(?:url\s*+=\s*+)?[\"']?([^\"']++)[\"']?", re.IGNORECASE
)


def refresh_target(html: str) -> str | None:
    """Return the address a page sends its readers to within 5 s, or None."""
    for attributes in metas(html, 65_536):  # more than a head has
        if attributes.get("http-equiv", "").strip().lower() != "refresh":
            continue
        refresh = _REFRESH.fullmatch(attributes.get("content", "").strip())
        if refresh and int(refresh[1][:9]) <= 5:  # a later refresh only reloads
            return refresh[2].strip()
    return None


def metas(html: str, characters: int) -> Iterator[dict[str, str]]:
    """Return the attributes of each meta element in the first `characters` of `html`."""
    for tag in _META.finditer(_NOT_SHOWN.sub("", html[:characters])):
        yield {
            match[1].lower(): unescape((match[2] or match[3] or match[4] or "")[:4_096])
            for match in _ATTRIBUTE.finditer(tag[1][:16_384])
        }
