"""The one matcher of listed words: beginnings of words, whole words and phrases of a language."""

import re
import unicodedata
from collections.abc import Iterable

from server.language.data import section
from server.model import remembered

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Letters that are often written without their signs.
        "ё": "е",
        "ı": "i",
        "\u0307": None,  # the dot that case folding leaves of a Turkish İ
        **dict.fromkeys(map(chr, range(0x064B, 0x0653)), None),  # Arabic vowel signs
        **dict(zip("âîû", "aiu", strict=True)),
    }
)
WHOLE = 1_000  # letters: all words are whole words


@remembered
def fold_words(text: str) -> str:
    """Return `text` for matching: typography and case do not matter, words stay apart."""
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    return " ".join(folded.split()).replace(" :", ":")


def is_spaced(language: str) -> bool:
    """Return whether `language` writes spaces between its words."""
    return bool(section(language, "spaces_between_words"))


class WordList:
    """Words of a language, to be found in folded text; "…" is for up to 40 characters.

    Words of up to `whole` letters are whole words, longer ones beginnings of words; a text without
    spaces between its words has them anywhere.
    """

    def __init__(self, words: Iterable[str], *, spaced: bool = True, whole: int = 0) -> None:
        listed = sorted({_folded(word) for word in words}, key=len, reverse=True)
        heads = {word.partition("…")[0].strip() for word in listed}
        # A plain search for each word is faster than one pattern of all of them.
        self._heads = [head for head in heads if not any(o in head for o in heads - {head})]
        ends = (_end(word, whole) if spaced else "" for word in listed)
        patterns = (_gaps(word) + end for word, end in zip(listed, ends, strict=True))
        before = r"(?<!\w)" if spaced else ""
        self.source = f"{before}(?:{'|'.join(patterns)})" if listed else "(?!)"
        self._pattern = re.compile(self.source)

    def found(self, folded: str) -> bool:
        """Return whether one of the words is in `folded`."""
        for head in self._heads:  # most texts have none; a generator takes twice the time
            if head in folded:
                return bool(self._pattern.search(folded))
        return False

    def several(self, folded: str) -> bool:
        """Return whether two or more different words are in `folded`."""
        if sum(head in folded for head in self._heads) < 2:
            return False
        return len(set(self._pattern.findall(folded))) > 1

    def begin(self, folded: str, within: int) -> bool:
        """Return whether a word begins in the first `within` characters of `folded`."""
        found = self._pattern.search(folded) if self.found(folded) else None
        return found is not None and found.start() <= within

    def span(self, folded: str) -> tuple[int, int] | None:
        """Return the place of the first of the words."""
        found = self._pattern.search(folded)
        return found.span() if found else None


def _folded(word: str) -> str:
    return "…".join(map(fold_words, word.split("…")))


def _gaps(word: str) -> str:
    return ".{1,40}?".join(re.escape(part.strip()) for part in word.split("…") if part.strip())


def _end(word: str, whole: int) -> str:
    return r"(?!\w)" if len(word) <= whole and word[-1].isalpha() else ""
