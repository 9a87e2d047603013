"""Scripts: the script of a letter, ranges, words and signs after sentences."""

import re
import unicodedata
from collections import Counter
from itertools import takewhile

from server.language.data import table

# Vowel signs, accents and joiners, which `\w` leaves out of words.
MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"
)
JOINERS = "\u200c\u200d"
WORD = rf"\w[\w{MARKS}{JOINERS}]*"
LETTERS = re.compile(r"[^\W\d_]+")  # in a row

# Ranges of characters, for use within the brackets of a pattern.
KANA = "\u3040-\u30ff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
HANGUL = "\uac00-\ud7af"
THAI = "\u0e00-\u0e7f"
# Scripts that write words without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED = f"{THAI}\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff{KANA}{HAN}"
# Scripts whose characters are compared like words; Hangul has spaces, but also particles.
DENSE = f"{UNSPACED}{HANGUL}\u3005-\u3007\u31f0-\u31ff"

# Signs that end a sentence: Latin, Greek and Cyrillic; Han and kana; Arabic and Urdu; Indic;
# Armenian; Ethiopic; Burmese; Khmer; Tibetan.
TERMINAL = ".!?…。！？．｡؟۔।॥։።፧။។៕།"
# Signs that need no space after them.
CLOSE_TERMINAL = "。！？．｡"
SENTENCE_END = re.compile(rf"(?<=[{TERMINAL}])(?:\s+|(?<=[{CLOSE_TERMINAL}]))(?=\S)")
DIGIT = re.compile(r"\d")
# What no text needs: control characters but tabs and line ends, and two noncharacters.
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))
# Scripts with at most a space after a sentence: Thai and Lao.
_WITHOUT_SIGNS = re.compile(f"[{THAI}\u0e80-\u0eff]")

# Letters of a script in which one is about as much text as this many of the Latin one.
_DENSE = re.compile(f"[{KANA}{HAN}{HANGUL}]")
_DENSE_LETTERS = 2.5

_BY_SCRIPT = dict(pair.split("=") for pair in table("others")["by_script"].split())


def ends_sentence(text: str) -> bool:
    """Whether a sign that ends a sentence is after the last word of `text`."""
    after = takewhile(lambda letter: not (letter.isalnum() or letter == "_"), reversed(text))
    return any(letter in TERMINAL for letter in after)


def ends_without_signs(text: str) -> bool:
    """Whether the script of `text` has no signs after sentences."""
    return len(_WITHOUT_SIGNS.findall(text)) > len(text) / 2


def letters_in(text: str) -> float:
    """Count the letters of `text`, those of Han, kana and Hangul as 2.5 each."""
    if text.isascii():
        return float(len(text))
    return len(text) + (_DENSE_LETTERS - 1) * len(_DENSE.findall(text))


def script_of(letter: str) -> str:
    """Return a character's script: "LATIN", "CJK", "HANGUL"; "" if unnamed."""
    return unicodedata.name(letter, "").partition(" ")[0]


def main_script(text: str) -> str:
    """Return the script of most letters; "KANA" if a tenth of them are."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[script_of(letter)] += count
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > sum(scripts.values()) / 10:
        return "KANA"
    return scripts.most_common(1)[0][0] if scripts else ""


def language_of_script(text: str) -> str | None:
    """Return the language of `text` if its script belongs to a single one."""
    return _BY_SCRIPT.get(main_script(text))
