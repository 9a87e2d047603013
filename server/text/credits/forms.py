"""Finds how a sentence names where its story is from, in 19 languages.

language/<tag>.json, `calls.credits`, holds beginnings of words by the part that they play, each
with an example; "[…]" in it marks the link or the name. A page in any other language is tried with
all.
"""

import re
from functools import cache
from typing import Literal, get_args

from server.language.data import (
    function_words,
    languages_to_try,
    languages_with,
    section,
    table,
    writing,
)
from server.text.lexicon import fold_words, found_in, is_spaced, pattern_of

Part = Literal[
    "first",  # originally, first
    "published",  # appeared, published
    "taken",  # republished from, with permission of
    "credit",  # Source: X
    "credit_after",  # X より
    "before",  # according to X
    "after",  # X reported
    "spoken",  # those of "before" by which somebody speaks to X
    "itself",  # the news, the matter: all that a credit says was reported
    "outlet",  # newspaper, Gazette: what publishers are called
    "other",  # newsletter, podcast: what a link is for that leads to no story
    "besides",  # Related: what else there is to read
    "study",  # research that a report is about
]
PARTS: tuple[Part, ...] = get_args(Part)
LANGUAGES = languages_with("calls.credits")
_BEGINNING = 500  # characters, longer than any listed words
LINK = "\ue000"  # in the place of the link or the name

# How a sentence describes the publisher of its link.
CreditForm = Literal["republished", "credit", "told"]
Form = Literal[
    "republished", "credit", "told", "introduced", "spoken", "reports", "states", "beside"
]
_CLAUSE = "|".join(map(fold_words, (*table("credits")["clauses"], *table("credits")["days"])))
_ARTICLES = "|".join(table("names")["articles"].split())
# What parts may have between them, down to a few words: "according to the British newspaper X".
_GAPS = {
    "link": LINK,
    "far": r"[^.!?;:。！？]{0,40}?",
    "near": r"[^.!?;:,。！？、，]{0,25}?",
    "few": r"[^.!?;:,。！？]{0,25}?",
    "to": r"[^.!?;:。！？，]{0,25}?",
    "by": r"[^.!?;:,。！？，]{0,15}?",
    "open": r"[\s«„“‘\"'『《「‹]*",
    "start": r"^[\W_]{0,3}",
    "colon": ".{0,30}?",
    "end": rf"[^{LINK}]{{0,12}}$",
    "lead": "^.{0,6}",
    "rest": r"\W{0,3}",
    "last": ".{0,8}$",
    "verb": r"[,\"\-]\s?(?:\w{1,3}\s)?",  # ", reports the Gazette": its verb before a name
    "then": "[^.!?;:,]{0,12}?",
    # "The Sun reported that", ", the Sun reported on Monday."
    # Words of the gap are counted without the article of the name.
    "its_article": rf"(?:(?<!\w)(?:{_ARTICLES})\s+)?",
    "clause": rf"\s?(?:$|[.,;:!?\"”»]|(?:on )?(?:{_CLAUSE})\b)",
}
_FORMS: dict[Form, str] = {
    "republished": "{first}{near}{published}{near}{link}|{published}{near}{first}{near}{link}"
    "|{first}{near}{link}{near}{published}|{link}{near}{first}{near}{published}"
    "|{taken}{near}{link}",
    "credit": "{start}{credit}{colon}{link}{end}|{lead}{link}{rest}{credit_after}{last}",
    "told": "{before}{far}{link}|{link}{far}{after}",
    "introduced": "{outlet}{open}{link}",
    "spoken": "{spoken}{few}{link}",
    "reports": "{says}{to}{its_article}{link}|{link}{by}{after}|{verb}{after}{then}{link}",
    "states": r"{says}\W+(?:\w{{1,3}}\W+)?{link}|{link}{by}{after}{clause}"
    "|{verb}{after}{then}{link}|{outlet}{open}{link}",
    # "Wie" is not a report of "das Bild" without its verb; "laut" is.
    "beside": r"{alone}\W+{article}{link}|{says}\W+{article}{link}{near}{after}|{link}\W+{after}",
}


def languages_for(language: str | None) -> tuple[str, ...]:
    """Return the languages whose words are searched on a page in `language` (BCP 47)."""
    return languages_to_try(language, "calls.credits")


def has_part(part: Part, text: str, languages: tuple[str, ...]) -> bool:
    """Whether `text` has a word of `part`."""
    return part in found_in(text, "calls.credits", languages)


def begins_with_part(part: Part, text: str, languages: tuple[str, ...]) -> bool:
    """Whether `text` begins with a word of `part`."""
    beginning = text.lstrip()[:_BEGINNING]
    # Characters: arrows, bullets, brackets.
    return any(hit.start <= 3 for hit in found_in(beginning, "calls.credits", languages)[part])


def credit_form(
    sentence: str, linked: str, languages: tuple[str, ...], *, note: bool
) -> CreditForm | None:
    """Return how `sentence` describes the publisher of its link `linked`.

    `note`: the sentence is one of the page, beside its body, so that little is needed.
    """
    marked = _mark_name(sentence, linked)
    marked += "" if LINK in marked else LINK
    for language in languages:
        words = found_in(sentence, "calls.credits", (language,))
        # In the body only near the link.
        is_republished_note = note and (words.keys() >= {"first", "published"} or "taken" in words)
        if is_republished_note or (not note and _form("republished", language).search(marked)):
            return "republished"
        if note and _form("credit", language).search(marked):
            return "credit"
        # "Report an error" is a note of its own.
        inside = not note and (
            has_part("before", linked, (language,)) or has_part("after", linked, (language,))
        )
        if inside or _form("told", language).search(marked):
            return "told"
    return None


def matches_form(form: Form, sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether `sentence` names `name` in this form."""
    marked = _mark_name(sentence, name)
    return any(_form(form, language).search(marked) for language in languages)


def credit_kind(
    sentence: str, name: str, languages: tuple[str, ...]
) -> Literal["report", "speech"] | None:
    """Tell a credit of `name` for the report from one for a statement; None without a credit."""
    for language in languages:
        if matches_form("spoken", sentence, name, (language,)):
            return "speech"
        if matches_form("reports", sentence, name, (language,)):
            return "report"
    return None


def _mark_name(text: str, name: str) -> str:
    """Return folded `text` with `LINK` for the first place of `name`."""
    folded, words = fold_words(text), fold_words(name)
    return folded.replace(words, LINK, 1) if words else folded


@cache
def _form(form: Form, language: str) -> re.Pattern[str]:
    """Return a pattern for `form` in the words of `language`."""
    articles = "|".join(writing(language).get("articles", "").split())
    parts = {part: _any(part, language) for part in PARTS if f"{{{part}}}" in _FORMS[form]}
    before = _any("before", language, but="spoken")
    idle = "|".join(map(re.escape, function_words(language))) or "(?!)"
    alone = rf"(?!(?:{idle})\b){before}"
    return re.compile(
        _FORMS[form].format(
            **parts, **_GAPS, says=before, alone=alone, article=rf"(?:(?:{articles})\W+)?"
        )
    )


def _any(part: Part, language: str, *, but: Part | None = None) -> str:
    """Return a pattern for any word of `part`, from a word's beginning in scripts with spaces."""
    words_by_part = section(language, "calls.credits")
    listed = [word for word in words_by_part[part] if but is None or word not in words_by_part[but]]
    rest = r"\w*" if is_spaced(language) else ""
    return f"(?:{pattern_of(listed, language, f'calls.credits.{part}')}{rest})"
