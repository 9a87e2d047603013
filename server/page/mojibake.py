"""Pages whose bytes were read in the wrong charset before they got here, read again.

A caller that takes every page for Latin-1 sends "Ð´Ð»Ñ" and "ÖÐ¹ú"; the page still says what
charset its bytes were in.
"""

import re
from contextlib import suppress

from server.language.tables import codec

_DECLARED = re.compile(r"<meta\b[^<>]*?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.I | re.S)
# What Latin-1, Latin-9 and windows-1252 have beyond ASCII.
_LATIN = re.compile("[\x80-\xff€ŠšŽžŒœŸ]")
_FOREIGN = re.compile("[^\x00-\xff€ŠšŽžŒœŸ–—‘’‚“”„†‡•…‰‹›™ƒˆ˜]")
# Letters of Latin-1 that Latin-9 does not have, and those that it has in their place.
_NOT_IN_LATIN_9, _IN_LATIN_9 = frozenset("¤¦¨´¸¼½¾"), frozenset("€ŠšŽžŒœŸ")
_SAMPLE, _FEWEST = 60_000, 100  # characters; those that decide
# Shares: of letters beyond ASCII among all, as no language in Latin letters has; of broken ones.
_DENSE, _BROKEN = 0.4, 0.02


def mended(html: str) -> str:
    """Return `html` in its declared charset, where it was plainly read as Latin-1.

    Two wrong readings, one over the other, are undone too.
    """
    declared = None if html.isascii() else _DECLARED.search(html[:8_000])
    if not declared or not _is_garbled(html):
        return html
    name = codec(declared[1]) or "utf-8"
    for charset in ("utf-8", name):
        read_again = _read_again(html, charset)
        if read_again is None:
            continue
        return _read_again(read_again, name) or read_again
    return html


def _read_again(html: str, charset: str) -> str | None:
    """Read the original bytes of `html` as `charset`; return None where they aren't valid in it."""
    if not _is_garbled(html):
        return None
    is_latin_9 = bool(_IN_LATIN_9 & set(html)) and _NOT_IN_LATIN_9.isdisjoint(html)
    for wrong in ("iso8859-15" if is_latin_9 else "cp1252", "latin-1"):
        with suppress(LookupError, UnicodeError):
            text = html.encode(wrong, "replace").decode(charset, "replace")
            lost = text.count("\ufffd") + text.count("?") - html.count("\ufffd") - html.count("?")
            if lost <= _BROKEN * len(_LATIN.findall(html)) and not _is_same(text, html):
                return text
    return None


def _is_garbled(html: str) -> bool:
    """Return whether `html` mostly has letters that other scripts' bytes turn into."""
    if len(_LATIN.findall(html[:_SAMPLE])) < _FEWEST:
        return False
    text = _TAG.sub(" ", html[:_SAMPLE])
    latin = len(_LATIN.findall(text))
    letters = sum(map(str.isalpha, text))
    return latin >= max(_FEWEST, _DENSE * letters) and len(_FOREIGN.findall(text)) < 0.1 * latin


def _is_same(text: str, html: str) -> bool:
    """Return whether reading again changed nothing: a charset like Latin-1."""
    return len(_LATIN.findall(text)) > 0.9 * len(_LATIN.findall(html))
