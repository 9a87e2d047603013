"""What language a text is in: declared, or told from its function words and script."""

from collections import Counter
from functools import cache

from server.align.text import Text
from server.text.tokens import base_language, words
from server.text.weights import table

_LOOKED_AT = 40  # sentences are enough to tell
_SURE = 0.15  # share of the words that are function words of the language
_FEWEST_WORDS = 30  # from which a declaration can be overruled
_LEAD = 2.0  # and how far ahead of the next language, before a declaration is overruled
_SCRIPTS = (  # first and last character of scripts that one language of the news uses
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("zh", "\u4e00", "\u9fff"),
    ("th", "\u0e00", "\u0e7f"),
    ("he", "\u0590", "\u05ff"),
)
_ONE_LANGUAGE = {"nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr"}  # in two standards
_FIRST_OF_SCRIPTS = min(first for _, first, _ in _SCRIPTS)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {tag: frozenset(listed.split()) for tag, listed in table("function_words").items()}


def language_of(text: Text) -> str | None:
    """The text's language: what its words say where they are clear, else what is declared."""
    declared = base_language(text.language)
    sample = list(text.sentences[:_LOOKED_AT])
    if scripted := _by_script("".join(sample)):
        return scripted
    counted = Counter(word.plain for sentence in sample for word in words(sentence[:2000], None))
    total = sum(counted.values())
    shares = sorted(
        (sum(counted[word] for word in listed & counted.keys()) / max(1, total), tag)
        for tag, listed in _function_words().items()
    )
    (second, _), (first, guessed) = shares[-2:]
    own = next((share for share, tag in shares if tag == declared), 0.0)
    if declared and total < _FEWEST_WORDS:
        return declared
    if first >= _SURE and first > _LEAD * (own if declared else second):
        return guessed
    return declared


def languages_of(page: Text, source: Text) -> tuple[str | None, str | None]:
    """The languages to read two texts as: the same one where they are standards of one."""
    ours, theirs = language_of(page), language_of(source)
    if ours == theirs or not (ours and theirs):
        return ours or theirs, theirs or ours
    return _ONE_LANGUAGE.get(ours, ours), _ONE_LANGUAGE.get(theirs, theirs)


def _by_script(sample: str) -> str | None:
    if max(sample, default="") < _FIRST_OF_SCRIPTS:
        return None
    letters = [c for c in sample[:4000] if c.isalpha()]
    for tag, first, last in _SCRIPTS:
        inside = sum(first <= c <= last for c in letters)
        if letters and inside > (0.1 if tag == "ja" else 0.5) * len(letters):
            return tag
    return None
