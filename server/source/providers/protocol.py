"""What the search asks of a provider: a web search or news archive that its operator switched on.

A provider is pure: it words the request and reads the answer. guarded.py sends it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Result:
    """An article that a provider names; `published` is ISO 8601."""

    url: str
    title: str
    published: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request; `headers` may hold a key, and so may `url`: neither is ever shown."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """One search service, as its documentation describes it."""

    @property
    def name(self) -> str:
        """Its code: in settings, requests, answers."""

    @property
    def title(self) -> str:
        """Its name in sentences."""

    def word(self, phrases: Sequence[str]) -> str:
        """The words for this provider: `phrases`, each exact, as it wants them written."""

    def request(self, words: str) -> Request:
        """The request that looks for `words`."""

    def results(self, answer: Any) -> list[Result]:
        """What an answer's JSON names; raises ValueError where it is not what is documented."""


def quoted(phrases: Sequence[str], most: int) -> str:
    """`phrases` in quotation marks where they have spaces, as many as `most` characters hold."""
    words = ""
    for phrase in phrases:
        plain = " ".join(phrase.replace('"', " ").split())
        piece = f'"{plain}"' if " " in plain else plain
        if plain and len(words) + len(piece) + 1 <= most:
            words = f"{words} {piece}".strip()
    return words


def listed(answer: Any, *path: str) -> list[dict[str, Any]]:
    """The objects at `path` in an answer; raises ValueError where there is no list of them."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise ValueError(f"no list {'.'.join(path)}")
    return [entry for entry in answer if isinstance(entry, dict)]


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Result | None:
    """A result, where there is an address and a title; what else is no text is left out."""
    if not (isinstance(url, str) and isinstance(title, str) and url and title.strip()):
        return None
    return Result(
        url,
        title.strip(),
        published if isinstance(published, str) and published else None,
        publisher if isinstance(publisher, str) and publisher else None,
    )
