"""Which language a text is in: what the page declares, where the text agrees.

Many sites leave their theme's `lang="en"` on every page, so a declaration counts only where
the text's script allows it and py3langid does not clearly see another language.
"""

from functools import cache

from py3langid.langid import (  # type: ignore[import-untyped] # it has no types
    MODEL_FILE,
    LanguageIdentifier,
)

from server.language.scripts import language_of_script
from server.language.tags import agree, normal_tag

_SAMPLE = 1_500
# Letters below which a detector guesses, and below which a script that one language has is chance.
_ENOUGH, _ENOUGH_OF_SCRIPT = 60, 15


def language_of(text: str, declared: list[str]) -> str | None:
    """BCP 47 tag of `text`; `declared` are the page's claims, best first."""
    tags = [tag for value in declared if (tag := normal_tag(value))]
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < _ENOUGH:
        by_script = language_of_script(sample) if letters >= _ENOUGH_OF_SCRIPT else None
        return tags[0] if tags else by_script
    seen = detect(sample)
    for tag in tags:
        if agree(tag.partition("-")[0], seen):
            return tag
    return seen


def detect(text: str) -> str:
    """ISO 639-1 code of the language that `text` is most likely in."""
    return language_of_script(text[:500]) or str(_identifier().classify(text)[0])


def warm() -> None:
    """Load the detector's model now rather than with the first page (1 s)."""
    _identifier()


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
