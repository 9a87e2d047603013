"""Decodes bytes as browsers do, and a little more patiently."""

import codecs
import re
from contextlib import suppress

from charset_normalizer import from_bytes

from server.language.tables import codec

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Linear: a name is looked for once, in a tag that ends before the next; no space is given back.
_META = re.compile(rb"<meta\b([^<>]*+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40}+)", re.IGNORECASE)
_HEAD_BYTES = 4_096  # in which a page declares its charset
_SAMPLE_BYTES = 65_536  # enough for a guess
# A page with a few broken bytes is still in the charset it declares.
_BROKEN_SHARE = 0.01


def decode(body: bytes, content_type: str) -> str:
    """Decode an HTML page.

    In this order: byte order mark; UTF-8, if all of it is valid and not plain ASCII; the charset
    of the header; of a meta element; a guess by the bytes; windows-1252. An unknown or wrong
    label is passed over.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _declared(body, content_type)
    if b"\0" not in body and not body.isascii():
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8")
    for name in [*declared, *by_nulls(body)]:
        text = _tolerant(body, name)
        if text is not None:
            return text
    if body.isascii():
        return body.decode("ascii")
    guess = from_bytes(body[:_SAMPLE_BYTES]).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    metas = (tag[1].decode("ascii", "replace") for tag in _META.finditer(body[:_HEAD_BYTES]))
    found = [_CHARSET.search(content_type), next(filter(None, map(_CHARSET.search, metas)), None)]
    return [name for label in found if label and (name := codec(label[1]))]


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
    return text if text.count("\ufffd") <= len(text) * _BROKEN_SHARE else None
