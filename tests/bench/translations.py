"""How well sentences of a translation are placed, with the extra `languages` and without it.

    python -m tests.bench.translations FOLDER

FOLDER holds parallel texts, one sentence a line: line by line `harbour.en.txt` and
`harbour.ja.txt` say the same. For each pair of languages: the share of sentences whose first source
is the right line ("first right"), and of sentences that are placed in another text, where none
belongs ("placed in a wrong text").
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from server.align import Text, align, with_vectors
from server.language import vectors

WRONG = 3  # other texts that each one is laid over


class Count(NamedTuple):
    """Sentences that were right, of how many."""

    right: int = 0
    of: int = 0

    def plus(self, right: int, of: int) -> "Count":
        """Return the sum of both."""
        return Count(self.right + right, self.of + of)

    def __str__(self) -> str:
        return f"{self.right / max(1, self.of):.3f} ({self.right}/{self.of})"


def read(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return the sentences of each text by its name and language."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for path in sorted(folder.glob("*.*.txt")):
        name, tag = path.name.removesuffix(".txt").rsplit(".", 1)
        found[name][tag] = path.read_text("utf-8").splitlines()
    return found


def placed(page: Text, source: Text, *, by_meaning: bool) -> list[list[int]]:
    """Return the source sentences of each page sentence."""
    if by_meaning:
        page, source = with_vectors(page, source, _encode, vectors.covers)
    return [sentence.source for sentence in align(page, source).sentences]


@cache
def _encoded(sentences: tuple[str, ...]) -> vectors.Vectors:
    return vectors.encode(sentences)


def _encode(sentences: Sequence[str]) -> vectors.Vectors:
    return _encoded(tuple(sentences))


def measured(
    texts: dict[str, dict[str, list[str]]], *, by_meaning: bool
) -> Iterator[tuple[str, Count, Count]]:
    """For each pair of languages the counts of first right, and of placed in a wrong text."""
    tags = sorted({tag for text in texts.values() for tag in text})
    for one, other in permutations(tags, 2):
        both = [text for text in texts.values() if one in text and other in text]
        first, wrong = Count(), Count()
        for number, text in enumerate(both):
            page = Text(text[one], one)
            found = placed(page, Text(text[other], other), by_meaning=by_meaning)
            right = sum(sources[:1] == [at] for at, sources in enumerate(found))
            first = first.plus(right, len(found))
            for step in range(1, min(WRONG, len(both) - 1) + 1):
                away = Text(both[(number + step) % len(both)][other], other)
                found = placed(page, away, by_meaning=by_meaning)
                wrong = wrong.plus(sum(map(bool, found)), len(found))
        yield f"{one} -> {other}", first, wrong


def main() -> None:
    """Print a table for each way."""
    if len(sys.argv) != 2 or not (texts := read(Path(sys.argv[1]))):
        sys.exit(f"{__doc__}\nNo files such as harbour.en.txt were found; nothing was measured.")
    ways = [False, True] if vectors.is_installed() else [False]
    for by_meaning in ways:
        print("with the extra `languages`" if by_meaning else "names and numbers alone")
        print(f"  {'page -> source':16} {'first right':20} placed in a wrong text")
        for pair, first, wrong in measured(texts, by_meaning=by_meaning):
            print(f"  {pair:16} {first!s:20} {wrong}")


if __name__ == "__main__":
    main()
