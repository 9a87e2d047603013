"""Phrases by which pages say that they are not the whole story, and notes of the page.

The phrases are in language/<tag>.json, `calls.phrases`: by kind, each with a sentence in which it
is found. In a phrase, "…" means up to 40 other characters.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal, get_args

from server.language.data import languages_with, section
from server.text.calls.words import WHOLE, WordList, fold_words, is_spaced
from server.text.spans import Extent

_START = 4  # characters by which phrases are looked up
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
    # A call without a phrase of its own: by words of a language.
    "in_other_edition",
]
KINDS: tuple[Kind, ...] = get_args(Kind)[:-1]
LANGUAGES = languages_with("calls.phrases")

_LINE_START = 3  # signs before "Source:" at the start of a line


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of one language, ready to be looked for."""

    kind: Kind
    head: str
    words: WordList

    def hit(self, folded: str) -> Extent | None:
        """Return the first place of the phrase in `folded`."""
        span = self.words.span(folded) if self.head in folded else None
        if span and self.kind == "source_line":
            is_first = span[0] <= _LINE_START and not any(map(str.isalnum, folded[: span[0]]))
            span = (0, span[1]) if is_first else None
        return Extent(*span) if span else None


@cache
def raw_phrases(language: str) -> dict[Kind, dict[str, str]]:
    """Return the phrases of `language` by kind, each with its example."""
    listed: dict[Kind, dict[str, str]] = section(language, "calls.phrases")
    return listed


@cache
def phrases_of(language: str) -> tuple[Phrase, ...]:
    """Return the phrases of `language`, ready to be looked for."""
    spaced = is_spaced(language)
    return tuple(
        Phrase(
            kind,
            fold_words(words.split("…")[0]),
            WordList([words], spaced=spaced, whole=WHOLE),
        )
        for kind, examples in raw_phrases(language).items()
        for words in examples
    )


def find_phrases(
    text: str, languages: tuple[str, ...] = LANGUAGES
) -> defaultdict[Kind, list[Extent]]:
    """Return where each phrase is in the folded `text`, by kind."""
    folded = fold_words(text)
    index = _by_start(languages)
    starts = {folded[at : at + _START] for at in range(len(folded) - _START + 1)} & index.keys()
    possible = sorted(chain(index[""], *(index[start] for start in starts)), key=lambda one: one[0])
    found = defaultdict[Kind, list[Extent]](list)
    for _, phrase in possible:
        if hit := phrase.hit(folded):
            found[phrase.kind].append(hit)
    return found


@cache
def _by_start(languages: tuple[str, ...]) -> dict[str, list[tuple[int, Phrase]]]:
    """Return the phrases of `languages`, numbered, by their first characters; short ones by ""."""
    index: defaultdict[str, list[tuple[int, Phrase]]] = defaultdict(list, {"": []})
    for number, phrase in enumerate(chain.from_iterable(map(phrases_of, languages))):
        start = phrase.head[:_START]
        index[start if len(start) == _START else ""].append((number, phrase))
    return dict(index)


def share(text: str, hits: Iterable[Extent]) -> float:
    """Return the share of `text` that the hits cover, 0..1."""
    covered = {place for hit in hits for place in range(hit.start, hit.end)}
    return len(covered) / max(1, len(fold_words(text)))
