"""GDELT DOC 2.0 (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts): three months of news.

It needs no key and often gives no answer: it sheds load with status 429. Faults of a query come as
plain text with status 200.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result, listed, result_of, shortened

_MOST_CHARACTERS = 240  # of a query
_SHORTEST = 3  # characters of a word; it refuses shorter ones
_SEEN = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")


@dataclass(frozen=True, slots=True)
class Gdelt:
    """GDELT's article list."""

    base: str = "https://api.gdeltproject.org"
    name: str = "gdelt"
    title: str = "GDELT"

    def word(self, question: str) -> str:
        """Return the question without words that are too short for it."""
        long = [word for word in question.split() if len(word.strip('"')) >= _SHORTEST]
        return shortened(" ".join(long), _MOST_CHARACTERS)

    def request(self, words: str) -> Request:
        """Return a request for the ten best articles for `words`."""
        query = {"query": words, "mode": "artlist", "format": "json"}
        query |= {"maxrecords": "10", "sort": "hybridrel"}
        return Request(f"{self.base}/api/v2/doc/doc?{urlencode(query)}")

    def results(self, answer: Any) -> list[Result]:
        """Return the articles, best first; without any, it answers an empty object."""
        if answer == {}:
            return []
        made = (
            result_of(
                hit.get("url"), hit.get("title"), _time(hit.get("seendate")), hit.get("domain")
            )
            for hit in listed(answer, "articles")
        )
        return [result for result in made if result]


def _time(seen: Any) -> str | None:
    match = _SEEN.fullmatch(seen) if isinstance(seen, str) else None
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else None
