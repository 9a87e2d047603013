"""Encodings of addresses within redirecting links: percent, Base64, and others."""

import base64
import binascii
import json
import re
from urllib.parse import quote, unquote, unquote_to_bytes

# "http" and its continuation in Base64; Bing puts "a1" before it.
BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/=-]{8,})")
# Characters that need no encoding in an address.
_KEPT = "".join(map(chr, range(33, 127)))
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


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


def in_claims(token: str) -> str:
    """Return the address in the claims of a Substack link."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return ""
    return str(claims.get("e", "")) if isinstance(claims, dict) else ""


def in_proofpoint(path: str) -> str:
    """Return the address in Proofpoint's URL Defense, versions 2 and 3."""
    if path.startswith("/v2/"):
        match = re.search(r"[?&]u=([^&]*)", path)
        value = match[1] if match else ""
        return decoded(value.replace("-", "%").replace("_", "/"))
    match = re.match(r"/v3/__(.+?)__;([\w-]*)", path)
    if not match:
        return ""
    replaced = iter(_letters(match[2]))

    def restore(mark: re.Match[str]) -> str:
        run = 1 if mark[0] == "*" else _RUNS.index(mark[1]) + 2
        return "".join(next(replaced, "*") for _ in range(run))

    return re.sub(r"\*\*([\w-])|\*", restore, match[1])


def _letters(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
