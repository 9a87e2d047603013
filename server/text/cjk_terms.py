"""Terms of texts without spaces between words, and of Korean, whose particles stick to nouns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from server.language.data import section
from server.language.scripts import HAN, HANGUL, THAI

# Particles, pronouns and verb endings between the words that carry the meaning.
_GLUE = "".join(section("zh", "particles").split())
_HAN = re.compile(f"(?:(?![{_GLUE}])[{HAN}]){{2,}}")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_HANGUL = re.compile(f"[{HANGUL}]{{2,}}")
_THAI = re.compile(f"[{THAI}]{{4,}}")
_PARTICLE = re.compile(f"(?:{'|'.join(section('ko', 'particles').split())})$")


class CjkTerm(NamedTuple):
    """A term, and how much it is worth in a search."""

    term: str
    worth: float


def dense_terms(lines: Iterable[str]) -> list[CjkTerm]:
    """Return Chinese, Japanese, Thai and Korean terms with their worth, more for frequent ones."""
    counted = Counter(term for line in lines for term in _terms(line))
    return [CjkTerm(term, 0.5 * count**0.5 * _length(term)) for term, count in counted.items()]


def _length(term: str) -> float:
    """Weigh a term by its length, as longer ones are rarer: 1 for a pair, 2 for six and more."""
    return min(2.0, 0.5 + len(term) / 4)


def _terms(line: str) -> Iterator[str]:
    yield from _KATAKANA.findall(line)
    for run in _HAN.findall(line):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    for run in _HANGUL.findall(line):
        bare = _PARTICLE.sub("", run)
        yield bare if len(bare) > 1 else run
    for run in _THAI.findall(line):
        yield from (run[at : at + 4] for at in range(0, len(run) - 3, 2))
