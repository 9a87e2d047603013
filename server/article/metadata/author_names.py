"""Extracts names of authors from declarations and bylines."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import islice

from server.article.metadata.statements import line
from server.language.data import any_word
from server.language.scripts import DENSE, HANGUL
from server.page.document import fold

MANY_AUTHORS = 20  # of one article
_LONGEST = 100  # characters of a name
_LONGEST_LIST = 1_000  # characters of a list of names

_any = partial(any_word, "bylines")


def _by_script(words: str) -> str:
    """Return alternatives as a pattern, whole words where their script has spaces."""
    dense = [word for word in words.split("|") if re.match(f"[{DENSE}]", word)]
    spaced = [word for word in words.split("|") if word not in dense]
    return rf"\b(?:{'|'.join(spaced)})\b|{'|'.join(dense)}"


# "By" and other words before a name.
_LEAD = re.compile(
    rf"^\W*(?:(?:{_any('written')})\s+)?"
    rf"(?:(?:{_any('by', 'credits')})\b|(?:{_any('labels')})\s*[/／:：・=＝]"
    rf"|(?:{_any('openings')})\s*[:：/／]?|(?:{_any('reporters')})(?:\s*[/／:：]|\s))\s*:?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"\s?(?:[(\[@]|\b(?:{_any('before_date')}) (?:\w{{1,12}} )?\d|\b\d{{1,2}}[./:]\d"
    rf"|(?:{_any('trades')})(?:\s|$)).*",
    re.DOTALL,
)
# "오지란 기자", perhaps with an address after it.
_SIGNED = re.compile(
    rf"^[{HANGUL}]{{2,4}}\s(?:{_any('ranks')})?(?:{_any('trades')})(?:\s*[(=].{{0,30}}|\s+\S+@\S+)?$"
)
_BETWEEN = re.compile(r"[;|•、]| [/／·&] ")
# Between two names, if both have two words: else "Calloway, Iris" or "srf/hosb".
_PERHAPS = re.compile(rf"[,，/／]| (?:{_any('conjunctions')}) ", re.IGNORECASE)
# "Frank Osei, Jr." is one name.
_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
_ADDRESS = re.compile(r"https?:|www\.|^@|@[^\s@.]++\.\w|\.(?:com|php|html)\b/", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\S)\S*@\w\S*")
# "Posted on 3 May 2026 by"
_DATED = re.compile(rf"^\D*+\d.*?\b(?:{_any('by')}) ", re.IGNORECASE)
# "Posted in Letters by iris on 3 May 2026"; the writer may be a handle.
_SIGNS = re.compile(rf"\b(?:{_any('by')})\s+(\w.*)$", re.IGNORECASE)
_AFTER_NAME = re.compile(rf"[,|•·»()]|\s[-–—]\s|\s(?:{_any('before_date', 'before_section')})\s")
_MOST_WORDS = 4  # of a signer's name
# Other texts in an author's place.
_NO_NAME = re.compile(rf"\b(?:{_any('others')})\b", re.IGNORECASE)
# A desk, not a person; in scripts without spaces its name may be part of a word.
_DESK = re.compile(_by_script(_any("desks")), re.IGNORECASE)
_ROLE = re.compile(rf"\b\w*(?:{_any('roles')})\b", re.IGNORECASE)


def declared_names(written: Iterable[str]) -> list[str]:
    """Return the names in declarations, without addresses, handles or "By"."""
    names = [part for text in islice(written, MANY_AUTHORS) for part in _parts(text)]
    return _unique(name for name in names if name and not _ADDRESS.search(name))


def byline_names(written: str) -> list[str]:
    """Return the names in a shown byline: only those that look like one."""
    parts = [each for part in _parts(_DATED.sub("", line(written))) for each in part.split(",")]
    return _unique(clean for part in parts if looks_like_name(clean := _clean(part)))


def signer(written: str) -> list[str]:
    """Return the signer of a dated line: one word or a name after its "by"."""
    match = _SIGNS.search(line(written))
    name = _clean(_AFTER_NAME.split(match[1])[0]) if match else ""
    is_handle = name.isascii() and name.islower() and name.isalnum() and not _NO_NAME.search(name)
    fits = len(name.split()) <= _MOST_WORDS and looks_like_name(name)
    return [name] if is_handle or fits else []


def looks_like_name(text: str) -> bool:
    """Return whether `text` has the words and capitals of a name."""
    words = text.split()
    if not 1 <= len(words) <= 5 or not 2 <= len(text) <= 60 or re.search(r"\d|[:!?…]|\.\.", text):
        return False
    if any(unfit.search(text) for unfit in (_ADDRESS, _ROLE, _NO_NAME)) or not text[0].isalpha():
        return False
    return not text[0].islower() and sum(word[0].islower() for word in words) <= 2


def is_byline(text: str) -> bool:
    """Return whether `text` begins like a byline, or ends with a trade, as in Korean."""
    return bool(_LEAD.match(text) or _SIGNED.match(text))


def names_a_person(names: list[str], sites: list[str]) -> bool:
    """Return whether one of `names` is neither the site nor one of its desks."""
    keys = [key for site in sites if len(key := fold(site)) > 2]
    return any(not _DESK.search(name) and not _is_of(fold(name), keys) for name in names)


def is_full(name: str) -> bool:
    """Return whether `name` has several words, or is in another script."""
    return " " in name or not name.isascii()


def _is_of(name: str, sites: list[str]) -> bool:
    return any(name in site or site in name for site in sites)


def _parts(text: str) -> list[str]:
    text = line(text, _LONGEST_LIST)
    if _ADDRESS.match(text):
        return []
    text = _SUFFIX.sub(r" \1", _HANDLE.sub("", text))
    pieces: list[str] = []
    for part in _BETWEEN.split(_LEAD.sub("", text)):
        named = [piece for piece in map(str.strip, _PERHAPS.split(part)) if piece]
        are_several = all(len(name.split()) > 1 or not name.isascii() for name in named)
        pieces.extend(named if are_several else [part])
    return [clean for piece in pieces if (clean := _clean(piece))]


def _clean(name: str) -> str:
    name = _TAIL.sub("", _LEAD.sub("", name))
    return line(name, _LONGEST).strip(' ,;:|-–—·•"“”')


def _unique(names: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    first.pop("", None)
    return list(first.values())[:MANY_AUTHORS]
