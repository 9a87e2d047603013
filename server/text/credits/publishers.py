"""Publishers in a text: their names, what they are called, and which are news agencies.

The names are with their domains in language/tables/outlets.json and agencies.json; both lists
are this project's own. Other publishers are recognised by what they are called ("Gazette").
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise

from server.language.data import section, table, writing
from server.language.scripts import HAN, HANGUL, KANA, letters_in
from server.model import remembered
from server.text.credits.forms import LANGUAGES, has_part
from server.text.lexicon import fold

LONGEST_NAME = 60  # characters
SHORTEST_PART = 6  # letters of a name that another one has in it
SHORTEST_STEM, LONGEST_ENDING = 5, 3  # letters of a word for publishers: "gazet", "gazetą"
# An apostrophe within a word opens and closes nothing: "L'Echo d'Ellery".
QUOTED = re.compile(
    r"(?:[«„“\"『《「‹]|(?<!\w)[‘'])([^«»„“”‘’\"'『』《》「」‹›]{2,40})(?:[»“”\"』》」›]|[’'](?!\w))"
)
# The capital letters of the Latin, Greek and Cyrillic scripts; what a word of a name has.
_CAPITAL = "".join(filter(str.isupper, map(chr, range(0x41, 0x530))))
_LETTER = rf"(?:(?![{HAN}{KANA}])[\w’'.&-])"
_WITHIN, _BEFORE = ("|".join(table("names")[kind].split()) for kind in ("within", "articles"))
# Capitalised words in a row, with the small words of names.
_CAPITALISED = re.compile(
    rf"(?<!{_LETTER})[{_CAPITAL}]{_LETTER}*"
    rf"(?:\s+(?:(?:{_WITHIN})\s+)*[{_CAPITAL}0-9]{_LETTER}*)*"
)
_ARTICLES = re.compile(rf"^(?:{_BEFORE})\s+", re.I)
# The names of sites that begin with a small letter or a digit: "9to5Mac", "iGen.fr".
_SITE = re.compile(
    r"(?<![\w.@/-])(?:\d+[a-z]\w*[A-Z]\w*|[a-z][\w-]*\.(?:com|net|org|info|tv|news|ru|ua|kz|de|fr|es"
    r"|pt|nl|pl|cz|sk|hu|ro|bg|gr|lt|lv|dk|jp|kr|cn|tw))(?![\w@/-])"
)
_WORDS = {name: "|".join(words) for name, words in table("credits").items()}
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?P<host>(?:[\w-]+\.)+[a-z]{2,6})/?", re.I)
# Letters without capitals, of scripts other than Han and kana.
_CASELESS = re.compile(rf"[\u0590-\u10ff{HANGUL}]")
HAN_LETTER, KANA_LETTER = re.compile(f"[{HAN}]"), re.compile(f"[{KANA}]")


def names_in(sentence: str) -> Iterator[str]:
    """Yield possible names in `sentence`: quoted, capitalised words in a row, sites' addresses."""
    for match in QUOTED.finditer(sentence):
        if len(match[1].split()) <= 5:
            yield match[1].strip()
    for match in _CAPITALISED.finditer(sentence):
        name = _without_surroundings(match[0])
        if name and len(name) <= LONGEST_NAME:
            # "CNN's Don Lemon", "Britain's Daily Mail", "Ada Quill of the Daily Mail"
            owners = re.split(rf"['’]s\s|\s(?:(?:{_WITHIN})\s+)+", name)[:3]
            is_whole = len(owners) == 1 or is_known(name) or _is_kind_of_place(owners)
            yield from (() if is_whole else tuple(filter(is_known, owners))) or (name,)
    yield from (match[0] for match in _SITE.finditer(sentence))
    if _CASELESS.search(sentence):
        yield from (match[1] for match in _known_caseless().finditer(sentence))


def _is_kind_of_place(parts: list[str]) -> bool:
    """Whether the parts are one paper: "Times of Calder" is not The Times."""
    kind, *places = parts
    return bare_name(kind) in called_words() and not any(map(is_known, places))


@cache
def _known_caseless() -> re.Pattern[str]:
    """Return a pattern for listed names in scripts without capitals, but for a short prefix."""
    listed = chain.from_iterable((*table("outlets").values(), *table("agencies").values()))
    names = [name for name in listed if len(name) > 2 and _CASELESS.match(name)]
    any_of = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)\w?({any_of})(?![\u0590-\u10ff])")


@remembered
def bare_name(name: str) -> str:
    """Return `name` for comparison: without case and article."""
    return fold(_ARTICLES.sub("", name))


def alike_names(first: str, second: str) -> bool:
    """Whether two names may be one publisher's: the same, or one a part of the other."""
    short, long = sorted(map(bare_name, (first, second)), key=len)
    # Shorter names are in too many others.
    is_part = letters_in(short) >= SHORTEST_PART and short in long
    return short == long or is_part


@remembered
def is_known(name: str) -> bool:
    """Whether `name` is a known publisher's, or the address of a site."""
    bare = bare_name(name)
    if len(bare) == 2 and name.istitle():
        return False  # "Dr" is a word; DR and the FT are written in capitals
    return bare in _outlets() or bare in agencies() or _is_site(name)


def _is_site(name: str) -> bool:
    """Whether `name` is the address of a site, and no file or version: README.md, Draft.next."""
    address = _ADDRESS.fullmatch(name)
    if address is None:
        return False
    stem, _, ending = address["host"].rpartition(".")
    if stem.isupper() and ending in _endings("capital_files"):
        return False
    is_country = len(ending) == 2 and ending.lower() not in _endings("files")
    return is_country or ending.lower() in _endings("sites")


@cache
def _endings(kind: str) -> frozenset[str]:
    return frozenset(table("names")["endings"][kind].split())


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency's, whose reports many papers print."""
    bare = bare_name(name)
    return bare in agencies() and bare not in _outlets()


def domain_of(name: str) -> str | None:
    """Return the domain of a known publisher or agency."""
    bare = bare_name(name)
    return _outlets().get(bare) or agencies().get(bare)


def standard_name(name: str) -> str:
    """Return the one name of a known publisher, in the script of `name`.

    "Associated Press" is AP, and "New York Times" is The New York Times.
    """
    domain = domain_of(name)
    if domain is None or not name.isascii():
        return name
    listed = table("outlets").get(domain) or table("agencies").get(domain) or [name]
    first: str = listed[0]
    initials = "".join(word[0] for word in _ARTICLES.sub("", first).split())
    # The Sunday Times is at the address of The Times, and is another paper.
    is_same = bare_name(first) == bare_name(name) or is_agency(name) or initials == name
    return first if is_same and first.isascii() else name


def known_dense() -> str:
    """Return a pattern of the listed names in scripts without spaces, the longest first."""
    listed = chain.from_iterable((*table("outlets").values(), *table("agencies").values()))
    names = [name for name in listed if HAN_LETTER.search(name) or KANA_LETTER.search(name)]
    return "|".join(map(re.escape, sorted(set(names), key=len, reverse=True)))


def outlet_at(domain: str | None) -> str | None:
    """Return the name of the known publisher with this domain."""
    return next(iter(table("outlets").get(domain or "", ())), None)


@cache
def agencies() -> dict[str, str]:
    """Return the domains of the agencies by their folded names."""
    return {fold(name): site for site, names in table("agencies").items() for name in names}


@cache
def _outlets() -> dict[str, str]:
    return {bare_name(name): site for site, names in table("outlets").items() for name in names}


def is_called_outlet(name: str, languages: tuple[str, ...]) -> bool:
    """Whether `name` has a word that publishers use in their names, and another one.

    "The Quay Times" and "die Zeitung Kai", but neither "Times Square" nor "Press Secretary".
    """
    if HAN_LETTER.search(name) or KANA_LETTER.search(name):
        return has_part("outlet", name, languages)
    parts = re.split(r"[\s’']+|(?<=\w{3})-", name.casefold())
    if writing(languages[0]).get("kind_last"):
        kinds = [word for word, after in pairwise([*parts, "of"]) if after == "of"]
    else:
        kinds = parts
    return len(parts) > 1 and any(_is_kind(word, languages) for word in kinds)


def _is_kind(word: str, languages: tuple[str, ...]) -> bool:
    """Whether `word` is one for a publisher; in most languages it has endings."""
    if word in called_words(languages):
        return True
    return any(
        word.startswith(kind) and len(word) <= len(kind) + LONGEST_ENDING
        for language in languages
        if language != "en"
        for kind in called_words((language,))
        if len(kind) >= SHORTEST_STEM
    )


@cache
def called_words(languages: tuple[str, ...] = LANGUAGES) -> frozenset[str]:
    """Return the words that publishers are called in `languages`."""
    return frozenset(
        word for language in languages for word in section(language, "calls.credits")["outlet"]
    )


def _without_surroundings(name: str) -> str:
    """Return capitalised words without the day or a first word of reporting."""
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in _reporting():
        name = rest
    elif first.casefold() in _crediting() and _ARTICLES.match(rest):
        name = rest  # "Via The Quay Gazette"
    bare = without_article(name).strip(" .,’'")
    # "According to the Daily Mail's report": a name of its own may end so too.
    if is_known(bare):
        return bare
    # "CNN Monday", "der Sender Kai am Dienstag"
    days = rf"^(?:{_WORDS['days']}) | (?:(?:{_WORDS['on']}) )?(?:{_WORDS['days']})$"
    return re.sub(r"['’]s$", "", re.sub(days, "", bare))


@cache
def _reporting() -> frozenset[str]:
    """Return the single words before a credited name: "Laut", "Selon"."""
    words = (word for tag in LANGUAGES for word in section(tag, "calls.credits")["before"])
    return frozenset(word for word in words if " " not in word) | {"as"}


@cache
def _crediting() -> frozenset[str]:
    """Return the single words before a name that is a text's source: "Via"."""
    words = (word for tag in LANGUAGES for word in section(tag, "calls.credits")["credit"])
    return frozenset(word for word in words if " " not in word)


def without_article(name: str) -> str:
    """Return `name` without "The", unless a word of the language is left: "The Information"."""
    bare = _ARTICLES.sub("", name)
    return bare if " " in bare else name


def agency_domain(name: str) -> str | None:
    """Return the domain of the agency called `name`."""
    return agencies().get(fold(name))
