"""What scripts write within a word and at the end of a sentence."""

import re
import unicodedata

# Vowel signs, accents and joiners, which `\w` leaves out of words.
MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
JOINERS = "\u200c\u200d"
WORD = rf"\w[\w{MARKS}{JOINERS}]*"

# Signs that end a sentence: Latin, Greek and Cyrillic; Han and kana; Arabic and Urdu; Indic;
# Armenian; Ethiopic; Burmese; Khmer; Tibetan.
TERMINAL = ".!?…。！？．｡؟۔।॥։።፧။។៕།"
# Those that need no space after them.
CLOSE_TERMINAL = "。！？．｡"
# Scripts that end most sentences with a space at best: Thai and Lao.
_WITHOUT_SIGNS = re.compile("[\u0e00-\u0eff]")


def ends_without_signs(text: str) -> bool:
    """Whether `text` is in a script in which sentences have no sign at their end."""
    return len(_WITHOUT_SIGNS.findall(text)) > len(text) / 2
