"""What the search asks of a provider: a web search or news archive that its operator switched on.

A provider is pure: it words the request and reads the answer. guarded.py sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.urls import LONGEST

_MOST = 1_000  # characters of a title, a date or a name


@dataclass(frozen=True, slots=True)
class Result:
    """An article that a provider names; `published` is ISO 8601."""

    url: str
    title: str
    published: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request, or with `body` a POST one.

    `headers` may hold a key, and so may `url`: neither is ever shown.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Provider(Protocol):
    """One search service, as its documentation describes it."""

    @property
    def name(self) -> str:
        """Its code: in settings, requests, answers."""

    @property
    def title(self) -> str:
        """Its name in sentences."""

    def word(self, question: str) -> str:
        """As much of `question` as the provider takes, word for word as it will be sent."""

    def request(self, words: str) -> Request:
        """The request that looks for `words`."""

    def results(self, answer: Any) -> list[Result]:
        """What an answer's JSON names; raises ValueError where it is not what is documented."""


def shortened(question: str, most: int) -> str:
    """The first words of `question` that `most` characters hold; no quotation is left open."""
    question = " ".join(question.split())
    if len(question) > most:
        question = question[: most + 1].rpartition(" ")[0] or question[:most]
    return question if question.count('"') % 2 == 0 else question.replace('"', "")


def listed(answer: Any, *path: str) -> list[dict[str, Any]]:
    """The objects at `path` in an answer; raises ValueError where there is no list of them."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise ValueError(f"no list {'.'.join(path)}")
    return [entry for entry in answer if isinstance(entry, dict)]


def is_web_address(url: str) -> bool:
    """Whether `url` leads to a page of the web."""
    return url.lower().startswith(("http://", "https://"))


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Result | None:
    """A result, where there is a web address and a title; what else is no text is left out."""
    if not (isinstance(url, str) and isinstance(title, str) and title.strip()):
        return None
    if not is_web_address(url) or len(url) > LONGEST:
        return None
    return Result(url, title.strip()[:_MOST], _text(published), _text(publisher))


def _text(value: Any) -> str | None:
    return value[:_MOST] if isinstance(value, str) and value else None
