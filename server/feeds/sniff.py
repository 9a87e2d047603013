"""Recognises a file by its first bytes, before a parser sees it."""

import re
import zlib

from server.errors import PageTooLarge, UnreadableFeed

_HEAD_BYTES = 1_000_000  # searched for the root element
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_GZIP = b"\x1f\x8b"


def root_name(body: bytes, url: str) -> str:
    """Return the root element's name without prefix; "" if it is missing.

    Raises UnreadableFeed where the file defines entities: no feed needs them, and they can turn a
    kilobyte into a gigabyte or request other files.
    """
    # Two bytes a character: the markup is ASCII once the null bytes are gone.
    head = _COMMENT.sub(b"", body[:_HEAD_BYTES].replace(b"\0", b""))
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    if b"<!ENTITY" in prolog.upper():
        raise UnreadableFeed(
            f"{url} defines XML entities, which feeds don't need and which can be made to fill "
            "the memory or to ask for other files. It was not read.",
            url=url,
            why="entities",
        )
    return root[1].decode("ascii", "replace").lower() if root else ""


def unpacked(body: bytes, url: str, most: int) -> bytes:
    """Return `body` without gzip compression; raise PageTooLarge."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadableFeed(f"{url} is a broken gzip file.", url=url, why="gzip") from error
    if len(plain) > most:
        raise PageTooLarge(
            f"{url} unpacks to more than {most / 1e6:g} MB, the most that is read of a feed.",
            url=url,
            limit=most,
        )
    return plain
