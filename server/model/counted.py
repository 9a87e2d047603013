"""Numbers with their English nouns; the words of the interface are in server/language."""

import re

# After these letters a plural has "es", and a "y" becomes "ies".
_HISSES = re.compile(r"(?:s|x|ch|sh)$")
_Y = re.compile(r"(?<=[^aeiou])y$")


def counted(number: float, noun: str) -> str:
    """Return "1 story", "2 stories" or "1,200 stories"."""
    shown = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    if number == 1:
        return f"{shown} {noun}"
    plural = _Y.sub("ie", noun) if _Y.search(noun) else _HISSES.sub(r"\g<0>e", noun)
    return f"{shown} {plural}s"
