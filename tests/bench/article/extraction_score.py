"""Scores extraction so that the numbers compare with published ones.

Texts: precision and recall of 4-gram token shingles, each averaged over the pages, F1 of the
two averages (scrapinghub/article-extraction-benchmark); Chinese, Japanese and Thai letters are
tokens. Segments: precision and recall of segments that must and must not be in the text
(adbar/trafilatura).
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_LETTER = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_LETTER}]|[^\W{_LETTER}]+")
_SHINGLE = 4
_WRECKED = 0.5


@dataclass(frozen=True)
class Score:
    """Counts of one page: what was rightly there, wrongly there, and missing."""

    right: int
    wrong: int
    missing: int

    @property
    def f1(self) -> float:
        """Return the page's own F1; 1 where nothing was asked for and nothing given."""
        total = 2 * self.right + self.wrong + self.missing
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class Summary:
    """Scores of a set of pages."""

    precision: float
    recall: float
    wrecked: int

    @property
    def f1(self) -> float:
        """F1 of mean precision and mean recall."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


def score_text(text: str, reference: str) -> Score:
    """`text` against a page's `reference` text."""
    text_shingles, reference_shingles = _shingles(text), _shingles(reference)
    right = sum((text_shingles & reference_shingles).values())
    return Score(right, text_shingles.total() - right, reference_shingles.total() - right)


def score_segments(text: str, wanted: list[str], unwanted: list[str]) -> Score:
    """`text` against segments; white space does not matter."""
    text = _flat(text)
    right = sum(_flat(segment) in text for segment in wanted)
    wrong = sum(_flat(segment) in text for segment in unwanted)
    return Score(right, wrong, len(wanted) - right)


def mean_over_pages(scores: list[Score]) -> Summary:
    """Precision and recall averaged over the pages where they are defined."""
    precisions = [s.right / (s.right + s.wrong) for s in scores if s.right + s.wrong]
    recalls = [s.right / (s.right + s.missing) for s in scores if s.right + s.missing]
    return Summary(
        sum(precisions) / max(1, len(precisions)),
        sum(recalls) / max(1, len(recalls)),
        sum(s.f1 < _WRECKED for s in scores),
    )


def over_all_segments(scores: list[Score]) -> Summary:
    """Precision and recall of the segments of all pages together."""
    right = sum(s.right for s in scores)
    wrong = sum(s.wrong for s in scores)
    missing = sum(s.missing for s in scores)
    return Summary(right / ((right + wrong) or 1), right / ((right + missing) or 1), 0)


def title_is_right(title: str | None, expected: str) -> bool:
    """Equal, or at least four fifths of the tokens of both in common."""
    tokens, expected_tokens = set(_tokens(title or "")), set(_tokens(expected))
    return (
        title == expected
        or len(tokens & expected_tokens) >= 0.8 * len(tokens | expected_tokens) > 0
    )


def authors_are_right(authors: list[str], expected: Any) -> bool:
    """Every name that was asked for is found."""
    names = expected if isinstance(expected, list) else re.split(r"\s*[;,]\s*", expected.strip())
    together = " ".join(authors).casefold()
    return all(name.casefold() in together for name in names)


def date_is_right(date: str | None, expected: str) -> bool:
    """Return whether both have the same day, each in its own zone."""
    try:
        return (date or "")[:10] == datetime.fromisoformat(expected).date().isoformat()
    except ValueError:
        return (date or "")[:10] == expected[:10]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    count = max(1, len(tokens) - _SHINGLE + 1) if tokens else 0
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(count))


def _flat(text: str) -> str:
    return " ".join(text.split())
