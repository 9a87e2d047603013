"""Encodings of addresses within redirecting links: percent, Base64, and others."""

import base64
import binascii
import re
from urllib.parse import quote, unquote, unquote_to_bytes

# "http" and its continuation in Base64; Bing puts "a1" before it.
BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/=-]{8,})")
# Characters that need no encoding in an address.
_KEPT = "".join(map(chr, range(33, 127)))


def is_encoded(value: str) -> bool:
    """Return whether `value` is a percent-encoded web address."""
    return value[:9].lower().startswith(("http%3a%2f", "http%3a/", "https%3a%", "https%3a/"))


def decoded(value: str) -> str:
    """Decode an address from Base64, or once from percent-encoding.

    Bytes beyond ASCII stay encoded; a doubly encoded value is recognised by its beginning.
    """
    if match := BASE64.fullmatch(value):
        return in_base64(match[1])
    if "%" in value:
        value = quote(unquote_to_bytes(value), safe=_KEPT)
    return decoded(value) if is_encoded(value) else value


def in_base64(text: str) -> str:
    """Return the first address in Base64 (also URL-safe or unpadded)."""
    clean = unquote(text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(clean + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return ""
    match = re.search(rb"https?://[!-~]+", raw)
    return match[0].decode("ascii") if match else ""
