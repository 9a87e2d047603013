"""Sentences of news as a reader ends them, in fifteen languages."""

from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

UNSPACED = ("ja", "zh")


class Case(NamedTuple):
    """A paragraph as the sentences that a reader sees in it."""

    language: str
    held_out: bool
    sentences: tuple[str, ...]

    @property
    def paragraph(self) -> str:
        """Return the sentences as one text."""
        return ("" if self.language in UNSPACED else " ").join(self.sentences)

    @property
    def ends(self) -> set[int]:
        """Return where sentences end within the paragraph (code points but spaces)."""
        return inner_ends(self.sentences)


def inner_ends(sentences: tuple[str, ...] | list[str]) -> set[int]:
    """Boundaries between `sentences`, counted in characters that are no white space."""
    ends, position = set(), 0
    for sentence in sentences[:-1]:
        position += len("".join(sentence.split()))
        ends.add(position)
    return ends


def cases() -> Iterator[Case]:
    """Every case of sentences.txt."""
    language = ""
    text = resources.files(__package__).joinpath("sentences.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("== "):
            language = line[3:]
        elif line and not line.startswith("#"):
            sentences = tuple(line.removeprefix("~ ").split(" | "))
            yield Case(language, line.startswith("~ "), sentences)
