"""Names of authors, out of what declarations and bylines write around them."""

import re
from collections.abc import Iterable

from server.article.metadata.claims import line
from server.page.document import fold

MANY_AUTHORS = 20
_LONGEST = 100
_LONGEST_LIST = 1_000
# "By" in the languages of the product, and what else stands before a name.
_LEAD = re.compile(
    r"^\W*(?:(?:written|posted|published|words|text|story|reported|geschrieben|verfasst|"
    r"veröffentlicht|erstellt|eingestellt|publié|publicado|escrito|scritto|napisał|opublikował)\s+)?"
    r"(?:(?:by|von|vom|par|por|di|door|przez|od|af|av|text|words|автор|текст)\b"
    r"|(?:authors?|auth?or(?:in|en|es|a|i)?|auteurs?|auteure|autore|autorzy|autrice|auteurs|yazan|"
    r"yazar|muhabir|haber|redacción|foto e texto)\s*[:：]"
    r"|文\s*[/／:：・=＝]|作者\s*[:：]?|(?:本[报報])?(?:记者|記者)(?:\s*[/／:：]|\s)|撰文\s*[/／:：]?"
    r"|来源\s*[:：]|기자\s*[:：]|글\s*[:：]|بقلم\s*[:：]?|كتبت?\s*[:：]|लेखक\s*[:：]?|द्वारा\s*[:：]?|Автор\s*:)\s*:?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\(.*|\[.*|\bon\s+\w+ \d.*|\b(?:am|le|el|il|op|at|um)\s+\d.*|\b\d{1,2}[./:]\d.*|"
    r"@.*|(?:記者|记者|기자|특파원|編集委員|論説委員)(?:\s.*)?)$"
)
# "오지란 기자", perhaps with an address behind it.
_SIGNED = re.compile(
    r"^[가-힣]{2,4}\s(?:선임|인턴|수습)?(?:기자|특파원)(?:\s*[(=].{0,30}|\s+\S+@\S+)?$"
)
# "By Iris Calloway | Valdemora": one word behind a bar after a whole name is a place.
_PLACE = re.compile(r"^(.*\w\s+\w[^|•]*?)\s*[|•]\s*\w[\w'’-]*\s*$")
_BETWEEN = re.compile(r"\s*[;|•、\n]\s*|\s+[/／·&]\s+")
# What is between two names, if both have two words: else "Calloway, Iris" or "srf/hosb".
_PERHAPS = re.compile(
    r"\s*[,，/／]\s*|\s+(?:and|und|et|y|e|i|en|og|och|ve|и|와|और)\s+", re.IGNORECASE
)
# "Frank Osei, Jr." is one name.
_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
# A template's variable: "page.head.author".
_VARIABLE = re.compile(r"^[a-z]\w*(?:\.\w+){2,}$|[{}$]")
_ADDRESS = re.compile(r"https?:|www\.|^@|@\S+\.\w|\.(?:com|php|html)\b/", re.IGNORECASE)
_HANDLE = re.compile(r"\S*@\w\S*")
# "Posted on 3 May 2026 by"
_DATED = re.compile(r"^.*\d.*?\b(?:by|von|par|por|di|door|przez|av|af|от)\s+", re.IGNORECASE)
# What else stands where an author does.
_NO_NAME = re.compile(
    r"\b(?:posted|published|publi\w+|veröffentlicht|geschrieben|erstellt|aktualisiert|updated|"
    r"datum|date|artikel|article|follow|folgen|share|teilen|kommentar\w*|comments?|foto\w*|photo\w*|"
    r"copyright|quelle|source|von|by|am|read|mehr|more|alle|all|view|about|authors?|at|via|size|getty|images"
    r"|istock|shutterstock|unsplash|credit)\b",
    re.IGNORECASE,
)
# A desk, not a person.
_DESK = re.compile(
    r"\b(?:staff|redaktion\w*|redac\w+|rédaction|redazione|redactie|redakcja|редакция|editors?|"
    r"editorial|newsroom|desk|team|admin\w*|webmaster|agenc\w+|agentur\w*|news|press|reporters?|"
    r"correspondents?|contributors?|guest|online|web)\b|編集部|编辑部|편집부|온라인|ニュース",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:\w*(?:editor|correspondent|reporter|writer|journalist|columnist|producer|redakteur|"
    r"redakteurin|korrespondent|korrespondentin|reporterin|journaliste?|journalistin|chef|autorin|"
    r"giornalista|periodista|redator|repórter|dziennikarz|muhabir\w*|phd|md|professor))\b",
    re.IGNORECASE,
)


def declared_names(written: Iterable[str]) -> list[str]:
    """The names in declarations: lists taken apart, no addresses, handles or "By"."""
    names = [part for text in written for part in _parts(text)]
    return _unique(name for name in names if name and not _ADDRESS.search(name))


def byline_names(written: str) -> list[str]:
    """The names in a byline that the page shows: only what looks like a name."""
    undated = _PLACE.sub(r"\1", _DATED.sub("", line(written)))
    parts = [each for part in _parts(undated) for each in _SUFFIX.sub(r" \1", part).split(",")]
    return _unique(clean for part in parts if looks_like_name(clean := _clean(part)))


def looks_like_name(text: str) -> bool:
    """Whether `text` has the words and capitals of a name."""
    words = text.split()
    if not 1 <= len(words) <= 5 or not 2 <= len(text) <= 60 or re.search(r"\d|[:!?…]", text):
        return False
    if any(unfit.search(text) for unfit in (_ADDRESS, _ROLE, _NO_NAME)) or not text[0].isalpha():
        return False
    return not text[0].islower() and sum(word[0].islower() for word in words) <= 2


def is_byline(text: str) -> bool:
    """Whether `text` begins as bylines do, or is one that ends with the trade, as in Korean."""
    return bool(_LEAD.match(text) or _SIGNED.match(text))


def names_a_person(names: list[str], sites: list[str]) -> bool:
    """Whether one of `names` is neither the site nor a desk of it."""
    keys = [key for site in sites if len(key := fold(site)) > 2]
    return any(not _DESK.search(name) and not _is_of(fold(name), keys) for name in names)


def is_full(name: str) -> bool:
    """Whether `name` has more than one word, or is in a script that needs no spaces."""
    return " " in name or not name.isascii()


def _is_of(name: str, sites: list[str]) -> bool:
    return any(name in site or site in name for site in sites)


def _parts(text: str) -> list[str]:
    text = line(text, _LONGEST_LIST)
    if _ADDRESS.match(text) or _VARIABLE.search(text):
        return []
    text = _SUFFIX.sub(r" \1", _HANDLE.sub("", text))
    pieces = []
    for part in _BETWEEN.split(_LEAD.sub("", text)):
        named = [piece for piece in _PERHAPS.split(part) if piece]
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
