"""The words by which pages say that they are not the whole story, and notes of the page.

The phrases are in language/<tag>.json, `notices`: by kind, each with a sentence in which it must be
found. In a phrase, "…" means up to 40 other characters. Matching is folded (NFKC, case,
quotes, dashes, white space) and keeps to words where a script separates them.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Literal, get_args
from unicodedata import normalize

from server.language.data import by_language, languages_with, section
from server.language.tags import base_language, siblings
from server.text.tokens import plain_form

_LONGEST = 25  # words; a statement may contain the phrase, a note is little more than it
_LONGEST_LETTERS = 200  # where no spaces are between the words
_LONGEST_BEFORE = 12
_START = 4  # characters by which phrases are looked up
_LEADING = "—–-*•►▶→>»›[(… \"'“"


def lead_end(sentence: str) -> int:
    """Where "Here is a summary in 80 words:" ends that a sentence begins with; 0 without one."""
    at = sentence.find(":") + 1
    return at if at and is_boilerplate(sentence[:at]) else 0


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence only points elsewhere or speaks of the page itself."""
    words = sentence.split(maxsplit=_LONGEST)
    if len(words) > _LONGEST or len(sentence) > _LONGEST_LETTERS:
        return False
    text = " ".join(map(plain_form, words)).lstrip(_LEADING)
    starts, ends = _phrases()
    return bool(starts.match(text) or (len(words) <= _LONGEST_BEFORE and ends.search(text)))


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = by_language("boilerplate").values()
    starts, ends = (
        normalize("NFKC", "|".join(chain.from_iterable(words.get(place, []) for words in listed)))
        for place in ("notes", "note_ends")
    )
    return re.compile(starts), re.compile(rf"(?:^|\W)(?:{ends})\W*$")


Kind = Literal[
    "says_summary",
    "says_excerpt",
    "read_full",
    "continue_reading",
    "original",
    "republished",
    "reported",
    "source_line",
    "cut_for_subscribers",
    "subscribe",
    "notice",
    "consent",
    "loading",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES = languages_with("notices")

WORD_LANGUAGES = languages_with("cues")  # the others have words only, and no phrases

# Kinds that make a sentence a note of the page; "first reported by …" is a statement.
NOTES: tuple[Kind, ...] = (
    "says_summary",
    "says_excerpt",
    "read_full",
    "continue_reading",
    "original",
    "republished",
    "source_line",
    "cut_for_subscribers",
    "subscribe",
)
LONGEST_NOTE = 140  # characters; a longer sentence says something of its own

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Letters that are often written without their signs.
        "ё": "е",
        "ı": "i",
        "\u0307": None,  # the dot that case folding leaves of a Turkish İ
        **dict.fromkeys(map(chr, range(0x064B, 0x0653)), None),  # Arabic vowel signs
        **dict(zip("âîû", "aiu", strict=True)),
    }
)
# What may be before "Source:" at the start of a line.
_LINE_START = r"^[\W_]{0,3}"


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase found; `start` and `end` are characters of the folded text."""

    kind: Kind
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of one language, ready to be looked for."""

    kind: Kind
    language: str
    head: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=256)
def fold_words(text: str) -> str:
    """`text` for matching phrases: typography and case do not matter, words stay apart."""
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    return " ".join(folded.split()).replace(" :", ":")


@cache
def raw_phrases(language: str) -> dict[Kind, dict[str, str]]:
    """Phrases of `language` by kind, each with its example, as the file has them."""
    return _file(language).phrases


@cache
def phrases_of(language: str) -> tuple[Phrase, ...]:
    """The phrases of `language`, ready to be looked for."""
    spaced = _file(language).spaces_between_words
    return tuple(
        _phrase(kind, language, words, spaced=spaced)
        for kind, examples in raw_phrases(language).items()
        for words in examples
    )


@lru_cache(maxsize=4096)
def find_phrases(text: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[PhraseHit, ...]:
    """Every phrase in `text`."""
    folded = fold_words(text)
    index = _by_start(languages)
    starts = {folded[at : at + _START] for at in range(len(folded) - _START + 1)} & index.keys()
    possible = sorted(chain(index[""], *(index[start] for start in starts)))
    return tuple(
        PhraseHit(phrase.kind, phrase.language, *found.span())
        for _, phrase in possible
        # The plain search is what makes 900 phrases cheap.
        if phrase.head in folded and (found := phrase.pattern.search(folded))
    )


@cache
def _by_start(languages: tuple[str, ...]) -> dict[str, list[tuple[int, Phrase]]]:
    """The phrases of `languages`, numbered, by their first characters; short ones by ""."""
    index: defaultdict[str, list[tuple[int, Phrase]]] = defaultdict(list, {"": []})
    for number, phrase in enumerate(chain.from_iterable(map(phrases_of, languages))):
        start = phrase.head[:_START]
        index[start if len(start) == _START else ""].append((number, phrase))
    return dict(index)


def share(text: str, hits: Collection[PhraseHit]) -> float:
    """Which part of `text` the hits cover, 0..1."""
    covered = {place for hit in hits for place in range(hit.start, hit.end)}
    return len(covered) / max(1, len(fold_words(text)))


def is_note(sentence: str, language: str | None) -> bool:
    """Whether `sentence` is a note of the page ("Read the full story on …"), not a statement.

    `language` is a BCP 47 tag; without one every language is tried. Careful on purpose: only a
    short sentence that little else is in counts.
    """
    if len(sentence) > LONGEST_NOTE:
        return False
    hits = [hit for hit in find_phrases(sentence, _tried_for(language)) if hit.kind in NOTES]
    if not hits:
        return False
    if any(hit.kind == "source_line" for hit in hits):
        return len(sentence) <= 60
    leads = any(hit.kind in ("read_full", "republished") and hit.start <= 16 for hit in hits)
    return share(sentence, hits) >= (0.3 if leads else 0.45)


def _tried_for(language: str | None) -> tuple[str, ...]:
    """The page's own language and English, which buttons are in everywhere."""
    base = base_language(language)
    return tuple({base, "en"}) if base in LANGUAGES else LANGUAGES


@cache
def words_of(language: str) -> tuple[dict[Any, list[str]], bool]:
    """The word lists of `language` by class, and whether spaces are between its words."""
    source = _file(language)
    return source.words, source.spaces_between_words


def known(language: str | None) -> str | None:
    """The language of `WORD_LANGUAGES` that a BCP 47 tag means, if it is one."""
    tried = siblings(base_language(language) or "")
    return next((tag for tag in tried if tag in WORD_LANGUAGES), None)


@cache
def made_examples(language: str) -> dict[str, list[str]]:
    """Sentences by what they call for, made of the language's words but of none of its phrases."""
    return _file(language).made_of_words


@dataclass(frozen=True, slots=True)
class _File:
    spaces_between_words: bool
    words: dict[Any, list[str]]
    made_of_words: dict[str, list[str]]
    phrases: dict[Kind, dict[str, str]] = field(default_factory=dict)


@cache
def _file(language: str) -> _File:
    return _File(
        section(language, "spaces_between_words"),
        section(language, "cues"),
        section(language, "cue_examples"),
        section(language, "notices"),
    )


def _phrase(kind: Kind, language: str, words: str, *, spaced: bool) -> Phrase:
    parts = [fold_words(part) for part in words.split("…")]
    pattern = ".{1,40}?".join(re.escape(part) for part in parts if part)
    if spaced:
        pattern = r"(?<!\w)" + pattern
        if pattern[-1].isalpha():
            pattern += r"(?!\w)"
    if kind == "source_line":
        pattern = _LINE_START + pattern
    return Phrase(kind, language, parts[0], re.compile(pattern))
