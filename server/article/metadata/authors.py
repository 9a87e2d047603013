"""Chooses the authors: the page's first list of authors that names a person.

Publishers declare themselves as the author while the page names one, so a list with only the site
or its desks counts only where the page shows no name. A list is kept whole.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from server.article.metadata.published import written_date
from server.article.metadata.statements import Statements, line
from server.language.data import any_word
from server.language.scripts import DENSE, HANGUL, ends_sentence
from server.model import FoundIn
from server.page.document import fold, is_shown, visible
from server.text.sentences import words
from server.urls import is_a

MANY_AUTHORS = 20  # of one article

_any = partial(any_word, "bylines")


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
# Other texts in an author's place.
_NO_NAME = re.compile(rf"\b(?:{_any('others')})\b", re.IGNORECASE)
# A desk, not a person; in scripts without spaces its name may be part of a word.
_DESK = re.compile(
    "|".join(
        word if re.match(f"[{DENSE}]", word) else rf"\b{word}\b"
        for word in _any("desks").split("|")
    ),
    re.IGNORECASE,
)
_ROLE = re.compile(rf"\b\w*(?:{_any('roles')})\b", re.IGNORECASE)


def declared_names(declarations: Iterable[str]) -> list[str]:
    """Return the names in declarations, without addresses, handles or "By"."""
    names = [part for text in islice(declarations, MANY_AUTHORS) for part in _parts(text)]
    return _unique(name for name in names if name and not _ADDRESS.search(name))


def byline_names(byline: str) -> list[str]:
    """Return the names in a shown byline: only those that look like one."""
    parts = [piece for part in _parts(_DATED.sub("", line(byline))) for piece in part.split(",")]
    return _unique(clean for part in parts if looks_like_name(clean := _clean(part)))


def signer(dated_line: str) -> list[str]:
    """Return the signer of a dated line: one word or a name after its "by"."""
    match = _SIGNS.search(line(dated_line))
    name = _clean(_AFTER_NAME.split(match[1])[0]) if match else ""
    is_handle = name.isascii() and name.islower() and name.isalnum() and not _NO_NAME.search(name)
    fits = len(name.split()) <= 4 and looks_like_name(name)
    return [name] if is_handle or fits else []


def looks_like_name(text: str) -> bool:
    """Whether `text` has the words and capitals of a name."""
    words = text.split()
    if not 1 <= len(words) <= 5 or not 2 <= len(text) <= 60 or re.search(r"\d|[:!?…]|\.\.", text):
        return False
    if any(unfit.search(text) for unfit in (_ADDRESS, _ROLE, _NO_NAME)) or not text[0].isalpha():
        return False
    return not text[0].islower() and sum(word[0].islower() for word in words) <= 2


def is_byline(text: str) -> bool:
    """Whether `text` begins like a byline, or ends with a trade, as in Korean."""
    return bool(_LEAD.match(text) or _SIGNED.match(text))


def names_a_person(names: list[str], sites: list[str]) -> bool:
    """Whether one of `names` is neither the site nor one of its desks."""
    keys = [key for site in sites if len(key := fold(site)) > 2]
    persons = (fold(name) for name in names if not _DESK.search(name))
    return any(not any(name in site or site in name for site in keys) for name in persons)


def is_full(name: str) -> bool:
    """Whether `name` has several words, or is in another script."""
    return " " in name or not name.isascii()


def _parts(text: str) -> list[str]:
    text = line(text, 1_000)  # characters of a list of names
    if _ADDRESS.match(text):
        return []
    text = _SUFFIX.sub(r" \1", _HANDLE.sub("", text))
    pieces: list[str] = []
    for part in _BETWEEN.split(_LEAD.sub("", text)):
        names = [piece for piece in map(str.strip, _PERHAPS.split(part)) if piece]
        are_several = all(len(name.split()) > 1 or not name.isascii() for name in names)
        pieces.extend(names if are_several else [part])
    return [clean for piece in pieces if (clean := _clean(piece))]


def _clean(name: str) -> str:
    name = _TAIL.sub("", _LEAD.sub("", name))
    return line(name, 100).strip(' ,;:|-–—·•"“”')  # characters of a name


def _unique(names: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    first.pop("", None)
    return list(first.values())[:MANY_AUTHORS]


Listed = tuple[list[str], FoundIn]
_MANY = 60  # marked elements that are read
_BESIDE = 2  # lines from a bare name to its date


def author_claims(page: Statements, sites: list[str]) -> list[Listed]:
    """Return the page's lists of authors, best first; `sites` are the site's names."""
    declared = ((declared_names(names), where) for names, where in page.values_of("author"))
    lists = [(names, where) for names, where in declared if names]
    persons = [(names, where) for names, where in lists if names_a_person(names, sites)]
    if not persons:
        persons = list(islice(_visible_lists(page, sites, stands_alone=not lists), 1))
    elif not is_full(persons[0][0][0]):  # a handle
        persons = [*islice(_visible_lists(page, sites, stands_alone=False), 1), *persons]
    if not persons and not lists:
        fallbacks = (find(page) for find in (signing_authors, dated_authors, sole_author, desks))
        lists = [(names, "byline") for names in islice(filter(None, fallbacks), 1)]
    best = persons[:1]
    first = set(map(fold, best[0][0])) if best else set()
    longer = [listed for listed in persons[1:] if set(map(fold, listed[0])) > first]
    return [*longer[:1], *best, *persons, *lists]


def _visible_lists(page: Statements, sites: list[str], *, stands_alone: bool) -> Iterator[Listed]:
    """Yield the visible lists; against a declaration only a whole name counts."""
    for names in (find(page) for find in (marked_authors, written_authors)):
        if names and names_a_person(names, sites) and (stands_alone or is_full(names[0])):
            yield names, "byline"


def marked_authors(page: Statements) -> list[str]:
    """Return the names in the first element that its page marks as the author's."""
    for elements in page.marked.values():
        for element in elements[:_MANY]:
            text = "" if page.is_elsewhere(element) else _short_text(element)
            names = byline_names(text)
            if not names and element.get("rel") == "author":  # it always has one
                names = declared_names([text])
            if names:
                return names
    return []


def _short_text(element: HtmlElement) -> str:
    """Return the visible text, links separated; "" if it is long."""
    pieces: list[str] = []
    length = 0
    for _, piece, *_ in visible(element):
        pieces.append(piece)
        length += len(piece.strip())
        if length > 160:  # characters of a text that may be a byline
            return ""
    links = [" ".join(link.text_content().split()) for link in element.iter("a")]
    if len(links) > 1 and all(len(link.split()) > 1 for link in links):
        return ";".join(links)
    return " ".join(" ".join(pieces).split())


def written_authors(page: Statements) -> list[str]:
    """Return the names in a byline near the heading, or with whole names."""
    far = []
    for shown_line in page.lines:
        if not is_byline(shown_line.text):
            continue
        in_pieces = filter(_is_whole, byline_names(";".join(shown_line.pieces)))  # between links
        if names := byline_names(shown_line.text) or [*in_pieces]:
            if shown_line.is_below():
                return names
            if all(map(_is_whole, names)) and not ends_sentence(shown_line.pieces[-1]):
                far.append((shown_line, names))
    return next(
        (names for shown_line, names in far if not page.is_elsewhere(shown_line.element)), []
    )


def signing_authors(page: Statements) -> list[str]:
    """Return the signer of a dated line near the heading, or the page's only one."""
    far: dict[str, None] = {}
    for shown_line in page.lines:
        if ends_sentence(shown_line.text) or not (names := signer(shown_line.text)):
            continue
        if not written_date(shown_line.text) or page.is_elsewhere(shown_line.element):
            continue
        if shown_line.is_below():
            return names
        far.update(dict.fromkeys(names))
    return list(far) if len(far) == 1 else []


def dated_authors(page: Statements) -> list[str]:
    """Return a whole name on its own line near the heading and a date."""
    # A name is up to eight lines below the heading.
    near = [shown_line for shown_line in page.lines if shown_line.is_below(8 + _BESIDE)]
    days = [shown_line.at or 0 for shown_line in near if written_date(" ".join(shown_line.pieces))]
    for shown_line in near:
        is_dated = any(abs((shown_line.at or 0) - day) <= _BESIDE for day in days)
        name = shown_line.pieces[0].strip() if shown_line.at in days else shown_line.text
        if is_dated and _is_whole(name) and byline_names(name) == [name]:
            return [] if _is_plain(name, page) or page.is_elsewhere(shown_line.element) else [name]
    return []


def _is_plain(name: str, page: Statements) -> bool:
    """Whether the page has a lower-case word of `name`, or the heading has it."""
    if page.heading is not None and name in " ".join(page.heading.text_content().split()):
        return True
    name_words = set(words(name.lower()))
    return any(not name_words.isdisjoint(words(run.text)) for run in page.document.text_map.runs)


def sole_author(page: Statements) -> list[str]:
    """Return the name that all author links of `page` have, if it is one."""
    bylines = set()
    for link in page.root.xpath("//body//a[@href]"):
        address = link.get("href")
        is_person = is_a(address, "person") and not is_a(address, "anybody")
        if (link.get("rel") == "author" or is_person) and is_shown(link):
            bylines.add(tuple(byline_names(_short_text(link))))
    bylines.discard(())
    return list(bylines.pop()) if len(bylines) == 1 else []


def desks(page: Statements) -> list[str]:
    """Return the marked authors that are not persons: "Podium Staff"."""
    elements = (
        element for element in page.marked["named"][:_MANY] if not page.is_elsewhere(element)
    )
    text = next(filter(None, map(_short_text, elements)), "")
    return declared_names([text]) if text else []


def _is_whole(name: str) -> bool:
    """Whether `name` has two or three capitalised words."""
    parts = name.split()
    return 2 <= len(parts) <= 3 and all(part[0].isupper() for part in parts)
