"""What goes into an alignment: a text as sentences, and what is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text as sentences in reading order.

    `language` is a BCP 47 tag and `published` an ISO 8601 time, both as declared; `notes` are
    the indices of sentences known to be notes of the page ("Read the full story on ...");
    `names` are those of its authors and publisher.
    """

    sentences: Sequence[str]
    language: str | None = None
    published: str | None = None
    title: str | None = None
    notes: frozenset[int] = frozenset()
    names: Sequence[str] = ()


def is_blank(sentence: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(character.isspace() or not character.isprintable() for character in sentence)
