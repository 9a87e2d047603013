"""What a sentence or an article credits to which publishers.

News agencies are credited in datelines, bylines and last lines, and any given name may be so.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Literal

from server.language.data import function_words, table, writing
from server.language.scripts import HAN
from server.model import Article, Credit, words_of
from server.text.credits.forms import (
    credit_form,
    credit_kind,
    has_part,
    languages_for,
    matches_form,
)
from server.text.credits.publishers import (
    HAN_LETTER,
    KANA_LETTER,
    QUOTED,
    bare_name,
    domain_of,
    is_called_outlet,
    is_known,
    known_dense,
    names_in,
)
from server.text.lexicon import fold, fold_words, found_in

_WORDS = {name: "|".join(words) for name, words in table("credits").items()}
# Names without spaces around them: 据《X日报》报道, X新聞によると.
_CJK = re.compile(
    rf"(?:{_WORDS['before']})[^，。；：]{{0,10}}?(?:《([^》]{{2,14}})》"
    rf"|({known_dense()}|[{HAN}A-Za-z·]{{1,10}}(?:{_WORDS['called']})))"
    rf"[^，。；]{{0,10}}?(?:{_WORDS['after']})"
    rf"|[『「《]?({known_dense()}|[{HAN}]{{2,8}}(?:{_WORDS['called_ja']}))[』」》]?"
    rf"(?:{_WORDS['after_ja']})"
)
# A word for writing or saying before a name in quotation marks: пишет «Вестник».
_WRITES = re.compile(rf"(?:{_WORDS['writes']}|{_WORDS['says']})\s+[«„“\"]$")
# A scientific journal: before the name, or the name itself.
_JOURNAL = re.compile(rf"(?:{_WORDS['journals']})\w*[\s«„“\"'《]*$|^(?:{_WORDS['titled']})", re.I)
LONGEST_CREDIT = 140  # characters of a sentence that only credits
# Where people write for themselves, not publishers' reports.
_NETWORKS = words_of(
    "facebook twitter x instagram youtube tiktok telegram vk whatsapp linkedin truthsocial"
)


def credits_in(
    sentence: str, languages: tuple[str, ...], linked: tuple[str, ...] = ()
) -> dict[str, Literal["report", "speech"]]:
    """Return the publishers that `sentence` credits, and for what; it links to `linked`."""
    kind_by_name = dict[str, Literal["report", "speech"]]()
    for match in () if sentence.isascii() else _CJK.finditer(sentence):
        name = next(filter(None, match.groups())).lstrip("据據")
        if not name[:-1].endswith(tuple(table("credits")["offices"])):  # its site or paper
            kind_by_name[name] = "report"
    if any(has_part(part, sentence, languages) for part in ("before", "after")):
        for name in names_in(sentence):
            how = None if fold(name) in _NETWORKS else credit_kind(sentence, name, languages)
            if not how or name in kind_by_name:
                continue
            if how == "report" and not _may_report(sentence, name, languages, linked):
                continue
            if _stands_out(sentence, name, languages) and (
                is_known(name) or fold(name) in linked or _is_publisher(sentence, name, languages)
            ):
                kind_by_name[name] = how
    return kind_by_name


def credited_alone(
    sentence: str,
    languages: tuple[str, ...],
    linked: tuple[str, ...] = (),
    *,
    may_name_report: bool = True,
) -> str | None:
    """Return the publisher that `sentence` credits, if it says nothing else.

    "According to The Harbour Post, which first reported the plan." says whose report it is; "the
    Post reported losses" says something. `linked` are the sites that it links. With
    `may_name_report` it may name what was first reported in a word.
    """
    if len(sentence) > LONGEST_CREDIT:
        return None
    reports = [
        name for name, how in credits_in(sentence, languages, linked).items() if how == "report"
    ]
    if len(reports) != 1:
        return None
    (name,) = reports
    told = _told_beside(sentence, name, languages)
    names_report = may_name_report and has_part("first", sentence, languages) and len(told) == 1
    return name if names_report or not told else None


def _told_beside(sentence: str, name: str, languages: tuple[str, ...]) -> list[str]:
    """Return the words of `sentence` that tell something beside its credit of `name`."""
    other_text = fold_words(sentence).replace(fold_words(name), " ")
    credit = chain.from_iterable(found_in(other_text, "calls.credits", languages).values())
    for start, end in sorted(credit, reverse=True):
        after = re.match(r"\w*", other_text[end:])
        other_text = f"{other_text[:start]} {other_text[end + (after.end() if after else 0) :]}"
    idle = {fold_words(day) for day in table("credits")["days"]}
    for language in languages:
        idle |= function_words(language) | {*writing(language).get("articles", "").split()}
    return [word for word in re.findall(r"[^\W\d_]{2,}", other_text) if word not in idle]


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
    quoted = any(match[1].strip() == name for match in QUOTED.finditer(sentence))
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
        or _WRITES.search(before) is not None
        # "As reported on Monday" is no report of a publisher "As".
        or (re.match(reports, after) is not None and not _is_idle(name, languages))
        or matches_form("introduced", sentence, name, languages)
        or _is_foreign(name, sentence, before, languages)
    )


def _is_idle(name: str, languages: tuple[str, ...]) -> bool:
    """Whether `name` is a function word at the beginning of its sentence."""
    return any(name.casefold() in function_words(language) for language in languages)


def _is_foreign(name: str, sentence: str, before: str, languages: tuple[str, ...]) -> bool:
    """Whether a credited name has another script than its sentence: "пишет Daily Harbour".

    In brackets it only is another way to write the name in the words `before`; what is so
    "according to" it may be a study's or a company's.
    """
    letters = [letter for letter in sentence if letter.isalpha()]
    is_other = 2 * sum(map(str.isascii, letters)) < len(letters)  # than English
    if len(name) < 4 or not name.isascii() or not is_other:  # letters
        return False
    if before.rstrip().endswith(("(", "（")) or KANA_LETTER.search(sentence):
        return False
    if HAN_LETTER.search(sentence):
        # A word such as 据 before a name in Latin letters.
        return re.search(rf"(?:{_WORDS['before']})[^，。；]{{0,12}}$", before) is not None
    after = sentence[len(before) + len(name) :]
    return has_part("after", " ".join((*before.split()[-2:], *after.split()[:2])), languages)


_DENSE_FIRST = re.compile(r"[\u3040-\ud7af]")
_OPENS, _CLOSES = r"[(\[（【〔]", r"[)\]）】〕]"
# Who wrote or sent it, after an agency's name: "中央社記者王小明台北16日電", "뉴시스 홍길동 기자".
_SENT = rf"(?:\s*[^()\[\]（）【】〔〕]{{0,24}}(?:{_WORDS['datelined']}|{_WORDS['reporters']}))?"
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
        rf"{_OPENS}\s*(?:[^()\[\]]{{1,30}}/\s*)?({any_of})(?:\s*[-/,][^)\]）】〕]{{0,20}})?\s*{_CLOSES}"
        rf"|^{_OPENS}[\w·・ ]{{0,12}}[=＝]?({dense}){_SENT}\s*{_CLOSES}"
        rf"|^(?:[^.!?]{{0,40}}[,–—-]\s*)?({any_of})\s*[–—:-]\s"
        rf"|^[据據]?({dense})|[–—/|]\s*({any_of})\s*$|^({any_of})(?:/\w{{2,12}})*$"
        rf"|(?:©|\(c\)|[Cc]opyright)\W*(?:\d{{4}}\s*)?(?:[Tt]he )?({any_of})\b"
    )
