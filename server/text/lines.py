"""Lines in which a page speaks of itself: rights, prompts, credits, notes, who wrote it and when.

The words are in language/<tag>.json, `calls.lines` and `calls.notes`. They count only where a text
is little else.
"""

import re
from collections.abc import Collection
from functools import cache
from itertools import zip_longest

from server.language.data import base_language, languages_to_try, languages_with, section, table
from server.language.scripts import DIGIT
from server.model import remembered
from server.text.calls import Kind, find_phrases, leads_to_medium, share
from server.text.credits.forms import languages_for
from server.text.credits.sentences import credited_alone
from server.text.frames import frame_end, frames, pattern_of_notes, plain_line
from server.text.lexicon import found_in
from server.text.sentences import words
from server.text.tokens import is_dense

_LANGUAGES = languages_with("calls.lines")
# Kinds that make a sentence a note of the page; what was "first reported by …" may be a statement.
NOTES: frozenset[Kind] = frozenset(
    {
        "says_summary", "says_excerpt", "read_full", "continue_reading", "original",
        "republished", "source_line", "cut_for_subscribers", "subscribe",
    }
)  # fmt: skip

# Of a note of the page.
_LONGEST_NOTE = 25  # words
_LONGEST_DENSE_NOTE = 200  # characters, which bound it where no spaces are between words
_MOST_NOTE_WORDS = 12  # with a phrase at the end
_MOST_WORDS_BESIDE_NAMES = 6  # without a capital; the phrase is up to five of them

# Of a byline or a date.
LONGEST_CREDIT = 140  # characters
MOST_CREDIT_WORDS = 16
LONGEST_DENSE_CREDIT = 14  # characters, in scripts without spaces
LONGEST_BEFORE_DAY = 3  # letters of a word before a day

# 2025-03-04, 4.3.2025, 2025年3月4日, 2025년 3월 4일; with a time: 2025-03-04T10:32.
_WRITTEN_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-./])\s?\d{1,2}\1\s?\d{1,2}"
    r"|\d{1,2}([-./])\d{1,2}\2(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일号號]?)(?!\d)(?:t(?=\d))?"
)
_TIME = re.compile(
    r"\d{1,2}\s?[h時时시点點]\s?(?:\d\d\s?[分분]?)?(?!\w)|(?<=\d)\s?(?:[ap]\.?m\b\.?|z\b)"
)
_GAPS = re.compile(r"(?<=[\s|])(?=[^\s|])")
# Days and years, with their endings: "4th", "1er", "4."
_NUMBERS = re.compile(r"(?:\W|_|(?<!\w)\d{1,4}(?:st|nd|rd|th|er|[ºª])?(?!\w))*")


def lead_end(sentence: str) -> int:
    """Return where "Here is a summary in 80 words:" ends; 0 without such a beginning."""
    index = sentence.find(":") + 1
    return index if index and is_note(sentence[:index], None) else 0


@remembered
def is_note(sentence: str, language: str | None) -> bool:
    """Whether `sentence` only points elsewhere or speaks of the page itself.

    `language` is a BCP 47 tag; without one every language is tried. Careful on purpose: only a
    short sentence that little else is in counts.
    """
    if _is_listed(sentence) or _makes_calls(sentence, language):
        return True
    if leads_to_medium(sentence, language):
        return True
    credited = credited_alone(sentence, languages_for(language), may_name_report=False)
    return credited is not None


def _is_listed(sentence: str) -> bool:
    """Whether a sentence is little more than a listed note: a statement may contain its phrase."""
    words = sentence.split(maxsplit=_LONGEST_NOTE) if len(sentence) <= _LONGEST_DENSE_NOTE else []
    if not 0 < len(words) <= _LONGEST_NOTE:
        return False
    if frame_end(sentence):
        return False
    text = plain_line(sentence)
    if pattern_of_notes("starts").match(text) or frames().match(text):
        return True
    # Of names there may be more before the phrase: "… contributed to this report."
    uncapitalized = [word for word in words if not word[0].isupper()]
    is_short = len(words) <= _MOST_NOTE_WORDS or len(uncapitalized) <= _MOST_WORDS_BESIDE_NAMES
    return is_short and pattern_of_notes("ends").search(text) is not None


def _makes_calls(sentence: str, language: str | None) -> bool:
    """Whether `sentence` is little more than phrases that send its reader elsewhere."""
    if len(sentence) > 140:  # characters; a longer sentence says something of its own
        return False
    phrases = find_phrases(sentence, languages_to_try(language, "calls.phrases"))
    if "source_line" in phrases:
        return len(sentence) <= 60  # characters: a longer sentence names a source for a statement
    leading = (*phrases["read_full"], *phrases["republished"])
    hits = [hit for kind in NOTES for hit in phrases[kind]]
    # Share of the sentence; less where it begins (characters) with a phrase that leads on.
    least = 0.4 if any(hit.start <= 16 for hit in leading) else 0.5
    return bool(hits) and share(sentence, hits) >= least


def claims_rights(text: str) -> bool:
    """Whether `text` is a line on who has the rights."""
    sign = r"(?:©|\(c\)|copyright)[\w\s,.©()–-]*\b(?:19|20)\d\d|©\s*\w"
    if len(text) <= 120 and re.match(sign, text, re.IGNORECASE):
        return True
    return len(text) <= 300 and "rights" in found_in(text, "calls.lines", _LANGUAGES)


def names_permissions(text: str) -> bool:
    """Whether `text` speaks of copyright, licences or permission."""
    return "©" in text or "permissions" in found_in(text, "calls.lines", _LANGUAGES)


def is_prompt(text: str) -> bool:
    """Whether `text` leads to other stories, asks to follow or sign up, or credits."""
    return len(text) <= 160 and "prompts" in found_in(text, "calls.lines", _LANGUAGES)


def heads_offer(text: str) -> bool:
    """Whether a line heads what a sponsor pays for, or jobs: "Together with the Quay"."""
    if len(text) > 60:  # characters of a line over an advertisement, with a name
        return False
    line = " ".join(re.findall(r"[\w'’]+", text))
    return "offers" in found_in(line, "calls.lines", _LANGUAGES)


def credits_picture(text: str) -> bool:
    """Whether `text` is a picture's caption or credit, which ends in the agency's name."""
    return len(text) <= 120 and bool(_credit().search(text))


@cache
def _credit() -> re.Pattern[str]:
    agencies = "|".join(table("credits")["picture_agencies"])
    return re.compile(rf"(?:^|[/:©|]\s*|\bvia\s+)(?:{agencies})[)\].]*$", re.IGNORECASE)


def is_credit_line(line: str, language: str | None) -> bool:
    """Whether `line` is a byline or a date, and no sentence.

    It opens as bylines of `language` or English do and has names, dates and the words of bylines
    only; or it has a date and nothing else.
    """
    line = line.strip(" \t|•–—-")
    if not line or len(line) > LONGEST_CREDIT:
        return False
    if is_date_line(line, language):
        return True
    # Most lines are sentences; finding words costs more than seeing where they end.
    if line.rstrip("\"'”’»)]").endswith(tuple(".!?…。！？।؟")):
        return False
    line_words = words(line)
    if not 0 < len(line_words) <= MOST_CREDIT_WORDS:
        return False
    opening, beside = _byline_words(base_language(language) or "en")
    if is_dense(line_words[0][0]):
        rests = (line[len(word) :] for word in opening if line.startswith(word))
        return len(line) <= LONGEST_DENSE_CREDIT and any(
            re.match(r"[ \u00a0\u3000:：/／|・]", rest) for rest in rests
        )
    if line_words[0].casefold() not in opening:
        return False
    plains = [word.casefold() for word in line_words[1:]]
    names = []
    for word, plain, after in zip_longest(line_words[1:], plains, plains[1:], fillvalue=""):
        is_beside = plain[0].isdigit() or plain in beside
        # "le" in "le 12 septembre"
        is_before_day = len(plain) <= LONGEST_BEFORE_DAY and after[:1].isdigit()
        if not (is_beside or is_before_day):
            names.append(word)
    return bool(names) and not any(word[0].islower() for word in names)


def is_date_line(line: str, language: str | None) -> bool:
    """Whether `line` is a date, or several, and nothing else: "Published … Updated …"."""
    if len(line) > LONGEST_CREDIT or not DIGIT.search(line):
        return False
    without_dates, count = _WRITTEN_DATE.subn(" ", line.casefold())
    month, beside = _dating(base_language(language) or "en")
    without_months, months = month.subn(" ", _TIME.sub(" ", without_dates))
    rest = beside.sub(" ", without_months)
    has_date = bool(count) or (bool(months) and DIGIT.search(rest) is not None)
    return has_date and _NUMBERS.fullmatch(rest) is not None


def behind_date(line: str, language: str | None) -> str:
    """Return what follows on the date that `line` begins with: "4 May 2026 Source: X"."""
    for gap in reversed([*_GAPS.finditer(line[:LONGEST_CREDIT])]):
        if is_date_line(line[: gap.start()], language):
            return line[gap.end() :]
    return line


@cache
def _dating(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of months, and of what else stands in a line with a date."""
    months, beside = set[str](), set(table("abbreviations")["zones"].casefold().split())
    for tag in dict.fromkeys((language, "en")):
        dates = section(tag, "dates")
        months |= {entry.partition("=")[0] for entry in dates.get("months", "").split()}
        beside |= {entry.partition("=")[0] for entry in dates.get("weekdays", "").split()}
        beside |= set(dates.get("beside", "").split()) | set(dates.get("joints", "").split())
    return _any_word(months), _any_word(beside)


def _any_word(listed: Collection[str]) -> re.Pattern[str]:
    """Return a pattern of whole words; in scripts without spaces they are found anywhere."""
    longest_first = sorted(map(str.casefold, listed), key=len, reverse=True)
    dense = [re.escape(word) for word in longest_first if is_dense(word[0])]
    spaced = [re.escape(word) for word in longest_first if not is_dense(word[0])]
    patterns = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *dense]
    return re.compile("|".join(patterns))


@remembered
def _byline_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that open bylines, and those beside the names there."""
    sections = [section(tag, "bylines") for tag in dict.fromkeys((language, "en"))]
    dates = section(language, "dates")
    dated = frozenset(
        entry.partition("=")[0]
        for kind in ("months", "weekdays")
        for entry in dates.get(kind, "").split()
    )

    def listed(kinds: str) -> frozenset[str]:
        words = " ".join(
            by_kind.get(kind, "") for by_kind in sections for kind in kinds.split() if by_kind
        )
        return frozenset(words.replace("*", "").casefold().split())

    beside = listed("conjunctions others roles desks written by")
    openings = listed("written by credits labels openings reporters")
    return openings, beside | dated
