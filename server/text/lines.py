"""Lines in which a page speaks of itself: rights, prompts, credits, notes, who wrote it and when.

The words are in language/<tag>.json, `calls.lines` and `calls.notes`. They count only where a text
is little else.
"""

import re
from functools import cache
from itertools import zip_longest
from unicodedata import normalize

from server.language.data import base_language, by_language, languages_with, section, table, tried
from server.model import remembered
from server.text.calls import Kind, find_phrases, share
from server.text.lexicon import found_in
from server.text.sentences import words
from server.text.tokens import is_dense, plain_form

_LANGUAGES = languages_with("calls.lines")
# Kinds that make a sentence a note of the page; "first reported by …" is a statement.
NOTES: frozenset[Kind] = frozenset(
    {
        "says_summary", "says_excerpt", "read_full", "continue_reading", "original",
        "republished", "source_line", "cut_for_subscribers", "subscribe",
    }
)  # fmt: skip


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
    return _is_listed(sentence) or _makes_calls(sentence, language)


def _is_listed(sentence: str) -> bool:
    # A statement may contain the phrase, a note is little more than it: of 25 words, or of 200
    # letters where no spaces are between words.
    words = sentence.split(maxsplit=25) if len(sentence) <= 200 else []
    if not 0 < len(words) <= 25:
        return False
    text = plain_line(sentence)
    is_short = len(words) <= 12  # words before a phrase at the end
    return bool(_notes("starts").match(text) or (is_short and _notes("ends").search(text)))


def plain_line(sentence: str) -> str:
    """Return the plain forms of the words of `sentence`, without the signs before them."""
    return " ".join(map(plain_form, sentence.split())).lstrip("—–-*•►▶→>»›[(… \"'“")


@cache
def _notes(place: str) -> re.Pattern[str]:
    listed = (
        word for notes in by_language("calls.notes").values() for word in notes.get(place, ())
    )
    return notes_of(place, "|".join(listed))


def notes_of(place: str, words: str) -> re.Pattern[str]:
    """Return the pattern of alternatives at the beginning of a note, or at its end."""
    words = normalize("NFKC", words)
    return re.compile(rf"^(?:{words})" if place == "starts" else rf"(?:^|\W)(?:{words})\W*$")


def _makes_calls(sentence: str, language: str | None) -> bool:
    """Whether `sentence` is little more than phrases that send its reader elsewhere."""
    if len(sentence) > 140:  # characters; a longer sentence says something of its own
        return False
    phrases = find_phrases(sentence, tried(language, "calls.phrases"))
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
    # Most lines are sentences; finding words costs more than seeing where they end.
    if not line or len(line) > 140 or line.rstrip("\"'”’»)]").endswith(tuple(".!?…。！？।؟")):
        return False
    line_words = words(line)
    if not 0 < len(line_words) <= 16:  # words
        return False
    opening, beside, months = _known(base_language(language) or "en")
    if is_dense(line_words[0][0]):
        rests = (line[len(word) :] for word in opening if line.startswith(word))
        # Characters, in scripts without spaces.
        return len(line) <= 14 and any(
            re.match(r"[ \u00a0\u3000:：/／|・]", rest) for rest in rests
        )
    is_led = line_words[0].casefold() in opening
    plains = [word.casefold() for word in line_words[is_led:]]
    other_words = [
        word
        for word, plain, after in zip_longest(line_words[is_led:], plains, plains[1:], fillvalue="")
        if not (plain[0].isdigit() or plain in beside)
        and not (len(plain) <= 3 and after[:1].isdigit())  # letters of "le" in "le 12 septembre"
    ]
    if is_led:
        return bool(other_words) and not any(word[0].islower() for word in other_words)
    has_day = any(plain[0].isdigit() for plain in plains)
    return not other_words and has_day and not months.isdisjoint(plains)


@remembered
def _known(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words of bylines and dates, and the names of months."""
    sections = [section(tag, "bylines") for tag in dict.fromkeys((language, "en"))]
    months, weekdays = (
        frozenset(
            entry.partition("=")[0] for entry in section(language, "dates").get(kind, "").split()
        )
        for kind in ("months", "weekdays")
    )

    def listed(kinds: str) -> frozenset[str]:
        words = " ".join(
            by_kind.get(kind, "") for by_kind in sections for kind in kinds.split() if by_kind
        )
        return frozenset(words.replace("*", "").casefold().split())

    beside = listed("conjunctions others roles desks written by")  # a name, but for dates
    openings = listed("written by credits labels openings reporters")
    return openings, beside | weekdays | months, months
