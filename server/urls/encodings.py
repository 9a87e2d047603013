"""How redirectors write an address into a link: percent-encoding, Base64, and their own ways."""

import base64
import binascii
import json
import re
from urllib.parse import quote, unquote, unquote_to_bytes

# "http" and what follows it, in Base64; Bing writes "a1" before it.
BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/=-]{8,})")
ENCODED_WEB = re.compile(r"https?%3a(?:%2f|/)", re.IGNORECASE)
# Everything that needs no encoding in an address.
_KEPT = "".join(map(chr, range(33, 127)))
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def decoded(value: str) -> str:
    """The address that `value` is written for: from Base64, else percent-decoded once.

    Bytes that are no ASCII stay encoded; a value that was encoded twice as a whole is seen by its
    beginning.
    """
    if found := BASE64.fullmatch(value):
        return in_base64(found[1])
    if "%" in value:
        value = quote(unquote_to_bytes(value), safe=_KEPT)
    return decoded(value) if ENCODED_WEB.match(value) else value


def in_base64(text: str) -> str:
    """The first address in Base64 (also the URL alphabet, also without padding)."""
    clean = unquote(text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(clean + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = re.search(rb"https?://[!-~]+", raw)
    return found[0].decode("ascii") if found else ""


def in_claims(token: str) -> str:
    """The address in the claims of a link of Substack."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return ""
    return str(claims.get("e", "")) if isinstance(claims, dict) else ""


def in_proofpoint(path: str) -> str:
    """What Proofpoint's URL Defense wrapped, in its second and third way of writing."""
    if path.startswith("/v2/"):
        found = re.search(r"[?&]u=([^&]*)", path)
        value = found[1] if found else ""
        return decoded(value.replace("-", "%").replace("_", "/"))
    found = re.match(r"/v3/__(.+?)__;([\w-]*)", path)
    if not found:
        return ""
    replaced = iter(_letters(found[2]))

    def put_back(mark: re.Match[str]) -> str:
        run = 1 if mark[0] == "*" else _RUNS.index(mark[1]) + 2
        return "".join(next(replaced, "*") for _ in range(run))

    return re.sub(r"\*\*([\w-])|\*", put_back, found[1])


def _letters(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
