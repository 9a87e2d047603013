"""The words by which a page names where its story is from, in 19 languages.

language/<tag>.json, `pointers`, holds beginnings of words by the part that they play, each with an
example; "[…]" in it marks the link or the name. A page in any other language is tried with all.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from server.language.data import languages_with, section, writing
from server.language.tags import base_language
from server.text.calls.words import WordList, fold_words, is_spaced

Part = Literal[
    "first",  # originally, first
    "published",  # appeared, published
    "taken",  # republished from, with permission of
    "credit",  # Source: X
    "credit_after",  # X より
    "before",  # according to X
    "after",  # X reported
    "spoken",  # those of "before" by which somebody speaks to X
    "outlet",  # newspaper, Gazette: what publishers are called
    "other",  # newsletter, podcast: what a link is for that leads to no story
    "besides",  # Related: what else there is to read
]
PARTS: tuple[Part, ...] = get_args(Part)
LANGUAGES = languages_with("pointers")
_AHEAD = 3  # characters: arrows, bullets, brackets
# Placeholder for the link in a sentence.
LINK = "\ue000"


@dataclass(frozen=True, slots=True)
class Said:
    """The way in which a sentence speaks of a link; `marker` is a class of pointers."""

    marker: Literal["republished", "credit", "told"]
    language: str


def languages_for(language: str | None) -> tuple[str, ...]:
    """Return the languages whose words are searched on a page in `language` (BCP 47)."""
    base = base_language(language)
    return tuple(dict.fromkeys((base, "en"))) if base in LANGUAGES else LANGUAGES


@cache
def raw(language: str) -> dict[Part, dict[str, str]]:
    """Return the words of `language` by part, each with its example, as in the file."""
    loaded = section(language, "pointers")
    return {part: loaded[part] for part in PARTS}


@lru_cache(maxsize=4096)
def has(part: Part, text: str, languages: tuple[str, ...]) -> bool:
    """Return whether `text` has a word of `part`."""
    folded = fold_words(text)
    return any(_words(part, language).found(folded) for language in languages)


@lru_cache(maxsize=4096)
def begins(part: Part, text: str, languages: tuple[str, ...]) -> bool:
    """Return whether `text` begins with a word of `part`."""
    folded = fold_words(text)
    return any(_words(part, language).begin(folded, _AHEAD) for language in languages)


@lru_cache(maxsize=4096)
def said(sentence: str, linked: str, languages: tuple[str, ...], *, note: bool) -> Said | None:
    """Return how `sentence` speaks of the publisher in its link, whose words are `linked`.

    `note`: the sentence is one of the page, beside its body, so that little is needed.
    """
    text, words = fold_words(sentence), fold_words(linked)
    marked = text.replace(words, LINK, 1) if words else text
    if LINK not in marked:
        marked += LINK
    for language in languages:
        grammar = _grammar(language)
        if grammar.republished(text, marked, note=note):
            return Said("republished", language)
        if note and grammar.credit.search(marked):
            return Said("credit", language)
        # "Report an error" is a note of its own.
        if grammar.in_sentence.search(marked) or (not note and grammar.inside.search(words)):
            return Said("told", language)
    return None


@lru_cache(maxsize=4096)
def said_first(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Return whether `sentence` says that `name`, right after these words, reported it first."""
    words = fold_words(name)
    marked = fold_words(sentence).replace(words, LINK, 1) if words else ""
    return any(_grammar(language).firsthand.search(marked) for language in languages)


@lru_cache(maxsize=4096)
def introduced(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Return whether a word for publishers comes right before `name` ("the newspaper Quay")."""
    before, found, _ = fold_words(sentence).partition(fold_words(name))
    return bool(found) and any(_grammar(language).outlet.search(before) for language in languages)


@lru_cache(maxsize=4096)
def credited(
    sentence: str, name: str, languages: tuple[str, ...]
) -> Literal["report", "speech"] | None:
    """Return what `sentence` credits `name` with: the report, or what somebody said to it."""
    words = fold_words(name)
    marked = fold_words(sentence).replace(words, LINK, 1)
    for language in languages:
        grammar = _grammar(language)
        if grammar.spoken.search(marked):
            return "speech"
        if grammar.reports.search(marked):
            return "report"
    return None


@lru_cache(maxsize=4096)
def credited_closely(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Return whether a word of reporting is right beside `name`, but for an article."""
    words = fold_words(name)
    marked = fold_words(sentence).replace(words, LINK, 1)
    return any(_grammar(language).close.search(marked) for language in languages)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """One language's words, put together to what is looked for."""

    first: re.Pattern[str]
    published: re.Pattern[str]
    taken_from: re.Pattern[str]
    near: re.Pattern[str]
    credit: re.Pattern[str]
    in_sentence: re.Pattern[str]
    inside: re.Pattern[str]
    firsthand: re.Pattern[str]
    outlet: re.Pattern[str]
    reports: re.Pattern[str]
    spoken: re.Pattern[str]
    close: re.Pattern[str]

    def republished(self, text: str, marked: str, *, note: bool) -> bool:
        """Return whether `text` says that it appeared before; in the body only near the link."""
        if note:
            both = self.first.search(text) and self.published.search(text)
            return bool(both or self.taken_from.search(text))
        return bool(self.near.search(marked))


@cache
def _grammar(language: str) -> _Grammar:
    def any_of(part: Part) -> str:
        return _any(part, language)

    first, published, taken_from = any_of("first"), any_of("published"), any_of("taken")
    gap, end = r"[^.!?;:。！？]{0,40}?", r"[^\ue000]{0,12}$"
    close = r"[^.!?;:,。！？、，]{0,25}?"
    near = "|".join(
        (
            f"{first}{close}{published}{close}{LINK}",
            f"{published}{close}{first}{close}{LINK}",
            f"{first}{close}{LINK}{close}{published}",
            f"{LINK}{close}{first}{close}{published}",
            f"{taken_from}{close}{LINK}",
        )
    )
    credit = rf"^[\W_]{{0,3}}{any_of('credit')}.{{0,30}}?{LINK}{end}"
    credit += rf"|^.{{0,6}}{LINK}\W{{0,3}}{any_of('credit_after')}.{{0,8}}$"
    in_sentence = f"{any_of('before')}{gap}{LINK}|{LINK}{gap}{any_of('after')}"
    inside = f"{any_of('before')}|{any_of('after')}"
    # Small words may come between, as in "d'abord révélé par".
    beside = r"\W*(?:\w{1,4}\W+){0,2}"
    firsthand = f"{first}{close}{any_of('before')}{beside}{LINK}"
    outlet = rf"{any_of('outlet')}[\s«„“‘\"'『《「‹]*$"
    # At most a few words may come between: "according to the British newspaper X".
    spoken = f"{any_of('spoken')}[^.!?;:,。！？]{{0,25}}?{LINK}"
    says = _any("before", language, but="spoken")
    # ", reports the Gazette": the verb of what comes after a name, before it.
    reports = (
        f"{says}[^.!?;:。！？，]{{0,25}}?{LINK}|{LINK}[^.!?;:,。！？，]{{0,15}}?{any_of('after')}"
        rf'|[,"\-]\s?(?:\w{{1,3}}\s)?{any_of("after")}[^.!?;:,]{{0,12}}?{LINK}'
    )
    articles = "|".join(writing(language).get("articles", "").split())
    beside_it = rf"{says}\W+(?:(?:{articles})\W+)?{LINK}|{LINK}\W+{any_of('after')}"
    patterns = (
        *(first, published, taken_from, near, credit, in_sentence, inside, firsthand, outlet),
        *(reports, spoken, beside_it),
    )
    return _Grammar(*map(re.compile, patterns))


@cache
def _words(part: Part, language: str, *, but: Part | None = None) -> WordList:
    known = raw(language)
    kept = [word for word in known[part] if but is None or word not in known[but]]
    # Endings differ; but "per" is no "person", and "app" no "appeared".
    return WordList(kept, spaced=is_spaced(language), whole=4 if part == "other" else 3)


def _any(part: Part, language: str, *, but: Part | None = None) -> str:
    """Return a pattern for any word of `part`, from a word's beginning in scripts with spaces."""
    rest = r"\w*" if is_spaced(language) else ""
    return f"(?:{_words(part, language, but=but).source}{rest})"
