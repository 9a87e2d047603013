"""The extension has words, in each of its languages, for every code that the server can send."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

from server.align import WHY_CODES
from server.errors import PROBLEMS
from server.model import CHANGE_KINDS, FINDERS, SERVICES, Label, SentenceLabel
from server.verdict.signals import SIGNALS

EXTENSION = Path(__file__).parents[2] / "extension"
LOCALES = EXTENSION / "_locales"


LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir())


def messages(language: str) -> dict[str, str]:
    entries = json.loads((LOCALES / language / "messages.json").read_text("utf-8"))
    return {key: entry["message"] for key, entry in entries.items()}


def missing(language: str, *ways: str, codes: Iterable[str]) -> list[str]:
    """Codes that have a message in none of the ways."""
    known_messages = messages(language)
    return [code for code in codes if not any(way.format(code) in known_messages for way in ways)]


def test_every_code_has_words():
    lacking = {language: lacking_in(language) for language in LANGUAGES}
    assert {
        language: lacking_codes
        for language, lacking_codes in lacking.items()
        if any(lacking_codes.values())
    } == {}


def lacking_in(language: str) -> dict[str, list[str]]:
    """Return the codes without words in `language`, by their kind."""
    differing = [facts for facts in CHANGE_KINDS if facts.differs]
    changes = {name for facts in differing for name in (*facts.named, facts.kind)}
    return {
        "signals": missing(language, "signal_{}", "signal_{}_other", codes=SIGNALS),
        "finders": missing(
            language, "finder_{}", "finder_{}_plain", codes=set(FINDERS) - set(SERVICES)
        ),
        "places": missing(language, "tried_{}", codes=set(FINDERS) - set(SERVICES)),
        "reasons": missing(language, "why_{}", codes=set(WHY_CODES) - {"detail"}),
        "changes": missing(language, "change_{}", codes=changes),
        "problems": missing(language, "problem_{}", codes=PROBLEMS),
        "verdicts": missing(language, "verdict_{}", codes=get_args(Label)),
        "labels": missing(
            language, "label_{}", codes=set(get_args(SentenceLabel)) - {"boilerplate"}
        ),
    }


def test_every_language_says_the_same_things():
    def things(messages: dict[str, str]) -> set[str]:
        return {re.sub("_(zero|one|two|few|many|other)$", "_#", key) for key in messages}

    english = messages("en")
    for language in LANGUAGES:
        translated = messages(language)
        assert things(translated) == things(english), language
        # Browsers take a message that a language lacks from English, a missing plural form too.
        assert [key for key in english if key not in translated] == [], language


def test_every_value_is_used():
    def values(message: str) -> set[str]:
        return {f"${digit}" for digit in "123456789" if f"${digit}" in message}

    english = messages("en")
    for language in LANGUAGES:
        translated = messages(language).items()
        unlike = [
            key
            for key, text in translated
            if key in english and values(text) != values(english[key])
        ]
        assert unlike == [], language


def test_a_language_names_itself_and_its_direction():
    for language in LANGUAGES:
        own_messages = messages(language)
        assert own_messages["lang"] == language.replace("_", "-")
        assert own_messages["dir"] == ("rtl" if language in {"ar", "he", "fa", "ur"} else "ltr")


# Headings of sentences whose label alone would say too much or too little.
HEADINGS = ("other_words", "verbatim_piece")


def test_no_message_is_kept_that_nothing_says():
    files = [EXTENSION / "manifest.json", *EXTENSION.glob("*.html"), *EXTENSION.rglob("*.js")]
    server = EXTENSION.parent / "server"
    files += [*(server / "web").rglob("*.js"), *(server / "show").rglob("*.py")]
    files += (server / "model").glob("*.py")
    code = "".join(path.read_text("utf-8") for path in files)
    # The server sends whole headings.
    beginnings = ("label_", "elsewhere_", *re.findall(r"[`\"]([a-z]+_)\$?\{", code))
    ended = tuple(re.findall(r"`\$\{\w+\}(_[a-z]+)`", code))
    stems = {re.sub("_(zero|one|two|few|many|other)$", "", key) for key in messages("en")}
    unsaid = {
        stem
        for stem in stems
        if not re.search(rf"[\"`]{stem}[\"`]|MSG_{stem}__", code)
        and not stem.startswith(beginnings)
        and not stem.endswith(ended)
    }
    assert unsaid == set()
    kinds = {f"leads_nowhere_{kind}" for kind in ("wrapped", "app", "video")}
    problems = {*PROBLEMS, *kinds, "quota_exceeded", "languages_differ_meaning"}
    codes = {
        "signal_": SIGNALS,
        "finder_": {*FINDERS, "service", *(f"{finder}_plain" for finder in FINDERS)},
        "tried_": FINDERS,
        "why_": WHY_CODES,
        "problem_": {*problems, *(f"{slug}_title" for slug in problems)},
        "label_": {*get_args(SentenceLabel), "mostly_absent", "not_compared", *HEADINGS},
    }
    for family, family_codes in codes.items():
        of_it = {stem.removeprefix(family) for stem in stems if stem.startswith(family)}
        assert of_it <= set(family_codes), family


WEB_WORDS = EXTENSION.parent / "server" / "language" / "words"


def all_words(language: str) -> dict[str, str]:
    """Words of the extension and of the server's pages."""
    web: dict[str, str] = json.loads(
        (WEB_WORDS / f"{language.replace('_', '-')}.json").read_text("utf-8")
    )
    return messages(language) | web


def test_french_marks_have_no_break_spaces_before_them():
    """`! ? ; : »` and what follows « must not begin or end a line."""
    wrong = re.compile(
        r"(^|[^\u202f\u00a0])[?!;»](?!\w)|[^\u202f\u00a0/\w]:|\w:(\s|$)|«[^\u202f\u00a0]"
    )
    assert {key: text for key, text in all_words("fr").items() if wrong.search(text)} == {}


def test_no_two_spaces_follow_each_other():
    wrong = re.compile(r"\s{2}|^\s|\s$")
    for language in LANGUAGES:
        words = all_words(language)
        assert {key: text for key, text in words.items() if wrong.search(text)} == {}, language


@pytest.mark.parametrize(("language", "mark"), [("fr", "'"), ("it", "\u2019")])
def test_a_language_writes_one_kind_of_apostrophe(language, mark):
    assert {key: text for key, text in all_words(language).items() if mark in text} == {}


QUOTES = {
    **dict.fromkeys(("fr", "es", "it", "pt", "ar"), "«»"),
    **dict.fromkeys(("en", "zh_CN"), "“”"),
    "de": "„“",
    "pl": "„”",
    "he": "””",
    "ja": "「」",
}


def test_a_language_quotes_by_its_own_marks():
    for language in LANGUAGES:
        own = set(QUOTES[language])
        assert set(messages(language)["quotation"]) >= own
        foreign = set("“”„«»「」") - own
        words = all_words(language)
        assert {key: text for key, text in words.items() if foreign & set(text)} == {}, language
