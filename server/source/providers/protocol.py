"""The interface of a provider: a web search or news archive that its operator switched on.

A provider is pure: it builds the request and reads the answer. finder.py sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.source.finders.protocol import SearchQuery
from server.source.lead import Lead
from server.urls import LONGEST

_MOST = 1_000  # characters of a title, a date or a name


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request, or with `body` a POST one.

    `headers` and `url` may contain a key: neither is ever shown.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Provider:
    """A search service, as its documentation describes it.

    `name` is its code in settings, requests and answers, `title` its name in sentences.
    """

    name: str
    title: str
    asked_with = "the words {}"

    def word(self, question: str) -> str:
        """Return as much of `question` as the provider accepts, as it will be sent."""
        return question

    def questions(self, query: SearchQuery) -> list[str]:
        """Return what may be asked about a page, as it will be sent, the best first."""
        return [words for words in dict.fromkeys(map(self.word, query.questions)) if words]

    def request(self, words: str, published: str | None = None) -> Request:
        """Return the request that searches for `words` of a page of that day."""
        raise NotImplementedError

    def results(self, answer: Any) -> list[Lead]:
        """Return an answer's results; raise ValueError where it is undocumented."""
        raise NotImplementedError


def shortened(question: str, most: int) -> str:
    """Cut `question` to `most` characters, at a word and with closed quotations."""
    question = " ".join(question.split())
    if len(question) > most:
        question = question[: most + 1].rpartition(" ")[0] or question[:most]
    return question if question.count('"') % 2 == 0 else question.replace('"', "")


def listed(answer: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects at `path` in an answer; raise ValueError without a list."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise ValueError(f"no list {'.'.join(path)}")
    return [entry for entry in answer if isinstance(entry, dict)]


def is_web_address(url: str) -> bool:
    """Return whether `url` leads to a page of the web."""
    return url.lower().startswith(("http://", "https://"))


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Lead | None:
    """Return the lead of a hit, if there is a web address and a title; drop other values."""
    if not (isinstance(url, str) and isinstance(title, str) and title.strip()):
        return None
    if not is_web_address(url) or len(url) > LONGEST:
        return None
    title, publisher = title.strip()[:_MOST], _text(publisher)
    return Lead(url, "", "", title=title, publisher=publisher, published=_text(published))


def _text(value: Any) -> str | None:
    return value[:_MOST] if isinstance(value, str) and value else None
