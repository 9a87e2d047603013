"""Publishers in a text: their names, what they are called, and which are news agencies.

The names are with their domains in language/tables/outlets.json and agencies.json; both lists
are this project's own. Other publishers are recognised by what they are called ("Gazette").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from server.language.scripts import HAN
from server.language.tables import table
from server.text.attribution.phrases import credited, has, introduced, raw, said_first
from server.text.spelling import fold

LONGEST_NAME = 60  # characters
_SHORTEST_FOREIGN = 4
_QUOTED = re.compile(r"[«„“‘\"'『《「‹]([^«»„“”‘’\"『』《》「」‹›]{2,40})[»“”’\"'』》」›]")
# Capitalised words in a row, with the small words of names.
_CAPITALISED = re.compile(
    r"(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-ЯЁİ][\w’'.&-]*)"
    r"(?:\s+(?:(?:of|the|de|del|della|di|da|do|du|des|la|le|van|der|den|am|im)\s+)*"
    r"(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-ЯЁİ0-9][\w’'.&-]*))*"
)
_ARTICLES = re.compile(r"^(?:the|der|die|das|dem|den|des|de|het|el|la|le|il|lo|o|a|os|as)\s+", re.I)
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?(?:[\w-]+\.)+[a-z]{2,6}/?", re.I)
_WORDS = {name: "|".join(words) for name, words in table("credits").items()}
_IDEOGRAPH = rf"[{HAN}A-Za-z·]"
# Names without spaces around them: 据《X日报》报道, X新聞によると.
_CJK = re.compile(
    rf"(?:{_WORDS['before']})[^，。；：]{{0,10}}?(?:《([^》]{{2,14}})》"
    rf"|({_IDEOGRAPH}{{1,10}}(?:{_WORDS['called']})))[^，。；]{{0,10}}?(?:{_WORDS['after']})"
    rf"|[『「《]?([{HAN}]{{2,8}}(?:{_WORDS['called_ja']}))[』」》]?(?:{_WORDS['after_ja']})"
)
_CJK_AGENCY = re.compile(_WORDS["agencies"])
# Where people write for themselves, not publishers' reports.
_NETWORKS = frozenset(
    re.findall(r"\w+", "facebook twitter instagram youtube tiktok telegram vk whatsapp linkedin")
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A publisher that a sentence credits with a report, or with what somebody said to it."""

    name: str
    is_report: bool
    is_agency: bool


@lru_cache(maxsize=1024)
def credits_in(
    sentence: str, languages: tuple[str, ...], linked: tuple[str, ...] = ()
) -> tuple[Credit, ...]:
    """The publishers that `sentence` credits; the words of `linked` lead to a story elsewhere."""
    found: dict[str, Credit] = {}
    for match in _CJK.finditer(sentence):
        name = next(filter(None, match.groups()))
        found.setdefault(name, Credit(name, True, bool(_CJK_AGENCY.search(name))))
    if any(has(part, sentence, languages) for part in ("before", "after")):
        for name in names_in(sentence):
            how = None if fold(name) in _NETWORKS else credited(sentence, name, languages)
            if how and (name in linked or is_known(name) or _is_called(sentence, name, languages)):
                found.setdefault(name, Credit(name, how == "report", is_agency(name)))
    return tuple(found.values())


def names_in(sentence: str) -> Iterator[str]:
    """What may be names in `sentence`: quoted, or capitalised words in a row."""
    for found in _QUOTED.finditer(sentence):
        if len(found[1].split()) <= 5:
            yield found[1].strip()
    for found in _CAPITALISED.finditer(sentence):
        name = _without_article(found[0]).strip(" .,’'")
        if name and len(name) <= LONGEST_NAME:
            yield name


def bare_name(name: str) -> str:
    """`name` as two writings of it are compared: without case and article."""
    return fold(_ARTICLES.sub("", name))


def is_publisher(name: str, sentence: str, languages: tuple[str, ...]) -> bool:
    """Whether `name` is that of a publisher, by what publishers are called or do."""
    return (
        has("outlet", name, languages)
        or introduced(sentence, name, languages)
        or said_first(sentence, name, languages)
    )


def is_known(name: str) -> bool:
    """Whether `name` is a known publisher's, or the address of a site."""
    bare = bare_name(name)
    return bare in _outlets() or bare in agencies() or bool(_DOMAIN.fullmatch(name))


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency's, whose reports many papers print."""
    bare = bare_name(name)
    return bare in agencies() and bare not in _outlets()


def domain_of(name: str) -> str | None:
    """The domain of a known publisher or agency."""
    bare = bare_name(name)
    return _outlets().get(bare) or agencies().get(bare)


@cache
def agencies() -> dict[str, str]:
    """Domains of the agencies by their folded names."""
    return {fold(name): site for site, names in table("agencies").items() for name in names}


@cache
def _outlets() -> dict[str, str]:
    return {bare_name(name): site for site, names in table("outlets").items() for name in names}


def _is_called(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether a whole word of `name`, or the word before it, is one for publishers."""
    # "The Quay Times", but "die Zeitung Kai"; "Times Square" is no publisher.
    parts = name.split()[1:] if languages[0] == "en" or " " not in name else name.split()
    words = {word.casefold() for word in parts}
    kinds = {word for language in languages for word in raw(language)["outlet"]}
    return (
        bool(words & kinds)
        or introduced(sentence, name, languages)
        # "пишет Daily Harbour": a name in another script, credited with a report.
        or (len(name) >= _SHORTEST_FOREIGN and name.isascii() and _is_in_other_script(sentence))
    )


def _is_in_other_script(sentence: str) -> bool:
    """Whether few letters of `sentence` are those of English."""
    letters = [letter for letter in sentence if letter.isalpha()]
    return 2 * sum(map(str.isascii, letters)) < len(letters)


def _without_article(name: str) -> str:
    """`name` without "The", unless that makes it a word of the language: "The Information"."""
    bare = _ARTICLES.sub("", name)
    return bare if " " in bare else name
