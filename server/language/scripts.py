"""What scripts write within a word and at the end of a sentence."""

import re
import unicodedata

# Vowel signs, accents and joiners, which `\w` leaves out of words.
MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
JOINERS = "\u200c\u200d"
WORD = rf"\w[\w{MARKS}{JOINERS}]*"

KANA = "\u3040-\u30ff"
HAN = "\u4e00-\u9fff"  # the characters in common use
HANGUL = "\uac00-\ud7af"
THAI = "\u0e00-\u0e7f"
# Scripts of which a character is compared like a word: Thai to Khmer, kana, Han, Hangul.
DENSE = (
    f"{THAI}\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007{KANA}\u31f0-\u31ff"
    f"\u3400-\u4dbf{HAN}{HANGUL}\uf900-\ufaff\U00020000-\U0002fa1f"
)

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
