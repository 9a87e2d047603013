"""Which language a text is in: what the page declares, where the text agrees.

Many sites leave their theme's `lang="en"` on every page, so a declaration counts only where
the text's script allows it and py3langid does not clearly see another language.
"""

import unicodedata
from collections import Counter
from functools import cache

from py3langid.langid import (  # type: ignore[import-untyped] # it has no types
    MODEL_FILE,
    LanguageIdentifier,
)

from server.language.tags import agree, normal_tag

_SAMPLE = 1_500
# Letters below which a detector guesses.
_ENOUGH = 60


def language_of(text: str, declared: list[str]) -> str | None:
    """BCP 47 tag of `text`; `declared` are the page's claims, best first."""
    tags = [tag for value in declared if (tag := normal_tag(value))]
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return tags[0] if tags else None
    seen = detect(sample)
    for tag in tags:
        if agree(tag.partition("-")[0], seen):
            return tag
    return seen


def detect(text: str) -> str:
    """ISO 639-1 code of the language that `text` is most likely in."""
    return _by_script(text) or str(_identifier().classify(text)[0])


def warm() -> None:
    """Load the detector's model now rather than with the first page (1 s)."""
    _identifier()


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _by_script(text: str) -> str | None:
    """The language, if the script alone decides it."""
    scripts = Counter(
        unicodedata.name(letter, "").partition(" ")[0] for letter in text[:500] if letter.isalpha()
    )
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > sum(scripts.values()) / 10:
        return "ja"
    script = scripts.most_common(1)[0][0] if scripts else ""
    return {
        "CJK": "zh",
        "HANGUL": "ko",
        "THAI": "th",
        "GREEK": "el",
        "HEBREW": "he",
        "GEORGIAN": "ka",
        "ARMENIAN": "hy",
        "TAMIL": "ta",
        "TELUGU": "te",
        "BENGALI": "bn",
        "GUJARATI": "gu",
        "KANNADA": "kn",
        "MALAYALAM": "ml",
        "KHMER": "km",
        "LAO": "lo",
        "MYANMAR": "my",
        "SINHALA": "si",
    }.get(script)
