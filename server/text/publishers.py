"""Publishers in a text: their names, what they are called, and which are news agencies.

The names are with their domains in language/tables/outlets.json and agencies.json; both lists
are this project's own. Other publishers are recognised by what they are called ("Gazette"). News
agencies are credited in datelines, bylines and last lines, and any given name may be so.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from typing import Literal

from server.language.data import section, table, writing
from server.language.scripts import HAN, HANGUL, KANA, letters_in
from server.model import Article, Credit, remembered, words_of
from server.text.credits import (
    LANGUAGES,
    credit_form,
    credited,
    has_part,
    languages_for,
    matches_form,
)
from server.text.lexicon import fold

LONGEST_NAME = 60  # characters
SHORTEST_PART = 6  # letters of a name that another one has in it
_QUOTED = re.compile(r"[«„“‘\"'『《「‹]([^«»„“”‘’\"『』《》「」‹›]{2,40})[»“”’\"'』》」›]")
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
# Names without spaces around them: 据《X日报》报道, X新聞によると.
_CJK = re.compile(
    rf"(?:{_WORDS['before']})[^，。；：]{{0,10}}?(?:《([^》]{{2,14}})》"
    rf"|([{HAN}A-Za-z·]{{1,10}}(?:{_WORDS['called']})))[^，。；]{{0,10}}?(?:{_WORDS['after']})"
    rf"|[『「《]?([{HAN}]{{2,8}}(?:{_WORDS['called_ja']}))[』」》]?(?:{_WORDS['after_ja']})"
)
# A word for writing or saying before a name in quotation marks: пишет «Вестник».
_WRITES = re.compile(rf"(?:{_WORDS['writes']}|{_WORDS['says']})\s+[«„“\"]$")
# Letters without capitals, of scripts that `_CJK` does not read.
_CASELESS = re.compile(rf"[\u0590-\u10ff{HANGUL}]")
_HAN, _KANA = re.compile(f"[{HAN}]"), re.compile(f"[{KANA}]")
# A scientific journal: before the name, or the name itself.
_JOURNAL = re.compile(rf"(?:{_WORDS['journals']})\w*[\s«„“\"'《]*$|^(?:{_WORDS['titled']})", re.I)
# Where people write for themselves, not publishers' reports.
_NETWORKS = words_of(
    "facebook twitter x instagram youtube tiktok telegram vk whatsapp linkedin truthsocial"
)


def credits_in(
    sentence: str, languages: tuple[str, ...], linked: tuple[str, ...] = ()
) -> dict[str, Literal["report", "speech"]]:
    """Return the publishers that `sentence` credits, and for what; it links to `linked`."""
    kind_by_name = dict[str, Literal["report", "speech"]]()
    for match in _CJK.finditer(sentence):
        name = next(filter(None, match.groups())).lstrip("据據")
        if not name[:-1].endswith(tuple(table("credits")["offices"])):  # its site or paper
            kind_by_name[name] = "report"
    if any(has_part(part, sentence, languages) for part in ("before", "after")):
        for name in names_in(sentence):
            how = None if fold(name) in _NETWORKS else credited(sentence, name, languages)
            if not how or name in kind_by_name:
                continue
            if how == "report" and not _may_report(sentence, name, languages, linked):
                continue
            if _stands_out(sentence, name, languages) and (
                is_known(name) or fold(name) in linked or _is_publisher(sentence, name, languages)
            ):
                kind_by_name[name] = how
    return kind_by_name


def names_in(sentence: str) -> Iterator[str]:
    """Yield possible names in `sentence`: quoted, capitalised words in a row, sites' addresses."""
    for match in _QUOTED.finditer(sentence):
        if len(match[1].split()) <= 5:
            yield match[1].strip()
    for match in _CAPITALISED.finditer(sentence):
        name = _without_surroundings(match[0])
        if name and len(name) <= LONGEST_NAME:
            # "CNN's Don Lemon", "Britain's Daily Mail", "Ada Quill of the Daily Mail"
            owners = re.split(rf"['’]s\s|\s(?:(?:{_WITHIN})\s+)+", name)[:3]
            is_whole = len(owners) == 1 or is_known(name)
            yield from (() if is_whole else tuple(filter(is_known, owners))) or (name,)
    yield from (match[0] for match in _SITE.finditer(sentence))
    if _CASELESS.search(sentence):
        yield from (match[1] for match in _known_caseless().finditer(sentence))


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
    domain = r"(?:https?://)?(?:www\.)?(?:[\w-]+\.)+[a-z]{2,6}/?"
    is_listed = bare in _outlets() or bare in agencies()
    return is_listed or re.fullmatch(domain, name, re.IGNORECASE) is not None


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency's, whose reports many papers print."""
    bare = bare_name(name)
    return bare in agencies() and bare not in _outlets()


def domain_of(name: str) -> str | None:
    """Return the domain of a known publisher or agency."""
    bare = bare_name(name)
    return _outlets().get(bare) or agencies().get(bare)


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


def _may_report(
    sentence: str, name: str, languages: tuple[str, ...], linked: tuple[str, ...]
) -> bool:
    """Whether a sentence is of a paper: "The Sun reported a burst" is about a star."""
    return (
        bare_name(name) not in table("credits")["common"]
        or (domain_of(name) or "").partition(".")[0] in linked
        or matches_form("states", sentence, name, languages)
    )


def _stands_out(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether `name` can't be a noun of a language that writes all nouns with a capital.

    "Mit Blick auf die Berichterstattung" credits nobody; "laut Blick" and „Blick“ do.
    """
    if not writing(languages[0]).get("capital_nouns") or not name.isalpha() or name.isupper():
        return True
    quoted = any(match[1].strip() == name for match in _QUOTED.finditer(sentence))
    return quoted or matches_form("beside", sentence, name, languages)


def _is_publisher(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether `name`, or the words beside it, show that it is a publisher.

    A word for papers or writing does, and "X reports", "X reported Monday".
    """
    before, _, after = sentence.partition(name)
    if _JOURNAL.search(before) or _JOURNAL.search(name):
        return False  # where a study appeared
    # "X reports that", "X reported on Monday".
    reports = rf"\s+(?:{_WORDS['that']}|(?:{_WORDS['told']}) (?:{_WORDS['days']}))\b"
    return (
        is_called_outlet(name, languages)
        or bool(_WRITES.search(before) or re.match(reports, after))
        or matches_form("introduced", sentence, name, languages)
        or _is_foreign(name, sentence, before, languages)
    )


def is_called_outlet(name: str, languages: tuple[str, ...]) -> bool:
    """Whether `name` has a word that publishers use in their names, and another one.

    "The Quay Times" and "die Zeitung Kai", but neither "Times Square" nor "Press Secretary".
    """
    if _HAN.search(name) or _KANA.search(name):
        return has_part("outlet", name, languages)
    parts = name.casefold().split()
    if writing(languages[0]).get("kind_last"):
        kinds = [word for word, after in pairwise([*parts, "of"]) if after == "of"]
    else:
        kinds = parts
    return len(parts) > 1 and not called_words(languages).isdisjoint(kinds)


@cache
def called_words(languages: tuple[str, ...] = LANGUAGES) -> frozenset[str]:
    """Return the words that publishers are called in `languages`."""
    return frozenset(
        word for language in languages for word in section(language, "calls.credits")["outlet"]
    )


def _is_foreign(name: str, sentence: str, before: str, languages: tuple[str, ...]) -> bool:
    """Whether a credited name has another script than its sentence: "пишет Daily Harbour".

    In brackets it only is another way to write the name in the words `before`; what is so
    "according to" it may be a study's or a company's.
    """
    letters = [letter for letter in sentence if letter.isalpha()]
    is_other = 2 * sum(map(str.isascii, letters)) < len(letters)  # than English
    if len(name) < 4 or not name.isascii() or not is_other:  # letters
        return False
    if before.rstrip().endswith(("(", "（")) or _KANA.search(sentence):
        return False
    if _HAN.search(sentence):
        # A word such as 据 before a name in Latin letters.
        return re.search(rf"(?:{_WORDS['before']})[^，。；]{{0,12}}$", before) is not None
    after = sentence[len(before) + len(name) :]
    return has_part("after", " ".join((*before.split()[-2:], *after.split()[:2])), languages)


def _without_surroundings(name: str) -> str:
    """Return capitalised words without the day or a first word of reporting."""
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in _reporting():
        name = rest
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


def without_article(name: str) -> str:
    """Return `name` without "The", unless a word of the language is left: "The Information"."""
    bare = _ARTICLES.sub("", name)
    return bare if " " in bare else name


_DENSE_FIRST = re.compile(r"[\u3040-\ud7af]")
# Letters in place of a name in a pattern, so that `re` remembers no page's.
_MARK, _MARK_OF_DENSE = "\N{GLAGOLITIC CAPITAL LETTER AZU}", "\N{YI SYLLABLE IT}"


def datelines(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield the agencies that open or end `sentence`, each with its quote."""
    for part in dict.fromkeys((sentence[:160], sentence[-160:])):  # characters
        for match in _dateline().finditer(part):
            name = next(group for group in match.groups() if group)
            # "Ada Quill / Reuters" took a picture; "the Port Traders' Institute (PTI)" is a body.
            # Letters before a slash: "dpa/lno".
            is_picture = match[0].startswith("/") and len(part) > len(match[0]) + 5
            words = re.findall(r"[^\W\d_][\w'’]*", part[: match.start()])[-len(name) - 2 :]
            initials = "".join(word[0] for word in words if word[0].isupper())
            is_short = len(name) > 1 and initials.endswith(name.upper())
            if not (is_picture or is_short):
                yield name, match[0].strip()


def agency_domain(name: str) -> str | None:
    """Return the domain of the agency called `name`."""
    return agencies().get(fold(name))


def credit_of(article: Article, publisher: str) -> Credit | None:
    """Return how `article` credits `publisher`, a known one.

    A bare credit is found where those of agencies are: in the first two and the last two sentences.
    """
    name = " ".join(publisher.split())
    if len(name) < 4 or name not in article.text:  # letters: shorter names are in other words
        return None
    if bare_name(name) == bare_name(article.publisher or ""):
        return None
    mark = _MARK_OF_DENSE if _DENSE_FIRST.match(name) else _MARK
    languages, size = languages_for(article.language), len(article.sentences)
    for number, sentence in enumerate(article.beginning):
        text = sentence.text
        marked = text.replace(name, mark)
        if not re.search(rf"(?<!\w)[{_MARK}{_MARK_OF_DENSE}](?!\w)", marked):
            continue
        at_an_end = number < 2 or number >= size - 2
        # Letters of a closing note; a longer one is a sentence of the story.
        note = number >= size - 2 and len(text) < 120
        is_said = _stands_out(text, name, languages) and credit_form(
            text, name, languages, note=note
        )
        if is_said or (at_an_end and _credit((mark,)).search(marked)):
            return Credit(name, None, None, "basis", text, sentence.start, sentence.end)
    return None


@cache
def _dateline() -> re.Pattern[str]:
    """Return a pattern of agency credits: "(Reuters)", "BERLIN (dpa) –", "dpa/lno", "– AP"."""
    agency_names = table("agencies")
    return _credit(tuple(name for names in agency_names.values() for name in names))


@cache
def _credit(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    any_of = "|".join(map(re.escape, longest_first))
    dense = (
        "|".join(re.escape(name) for name in longest_first if _DENSE_FIRST.match(name)) or "(?!)"
    )
    return re.compile(
        rf"[(\[（【]\s*(?:[^()\[\]]{{1,30}}/\s*)?({any_of})(?:\s*[-/,][^)\]）】]{{0,20}})?\s*[)\]）】]"
        rf"|^(?:[^.!?]{{0,40}}[,–—-]\s*)?({any_of})\s*[–—:-]\s"
        rf"|^[据據]?({dense})|[–—/|]\s*({any_of})\s*$|^({any_of})(?:/\w{{2,12}})*$"
        rf"|(?:©|\(c\)|[Cc]opyright)\W*(?:\d{{4}}\s*)?(?:[Tt]he )?({any_of})\b"
    )
