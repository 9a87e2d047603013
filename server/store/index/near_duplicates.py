"""Groups near copies of an article into one hit, under the credited or earliest one.

Two texts are copies when most of the shorter one's runs of five words are in the other. True
copies of news share far fewer than all of them (NEWS-COPY, Silcock et al. 2023), so the runs are
counted in the shorter text only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.store.records import MOST_HITS, Hit, IndexArticle, Within

_RUN = 5  # words
_SHARED = 0.6  # of the shorter text's runs
_LONG = 7  # letters of a word that a run begins with
_FEWEST = 8  # runs a text needs to be distinguished from others by them
_FEW = 30  # runs that begin with a long word, below which all runs are compared
_LIKELY = 0.4  # of the shorter text's long words, below which no two texts are copies


Run = tuple[str, ...]


@dataclass(slots=True)
class Scored:
    """An article with its score, and the words of its text."""

    score: float
    article: IndexArticle
    whole: bool
    words: list[str]


class _Text:
    """The words and word runs of a text, for comparing it with others."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._long = [at for at, word in enumerate(words) if len(word) >= _LONG]
        # In scripts whose terms are pairs of characters no word is long, and short texts have few.
        self._is_sparse = len(self._long) < max(_FEW, len(words) // 20)
        self._known: dict[tuple[bool, int], frozenset[Run]] = {}

    def is_copy(self, other: "_Text") -> bool:
        """Return whether most runs of the shorter text are in the longer one."""
        if self._words == other._words:
            return True
        every = self._is_sparse or other._is_sparse
        # Copies share the words that their runs begin with, which costs less to see.
        first, others = (text._runs(1, every=every) for text in (self, other))
        if len(first & others) < _LIKELY * min(len(first), len(others)):
            return False
        own_runs, other_runs = (text._runs(_RUN, every=every) for text in (self, other))
        shorter = min(len(own_runs), len(other_runs))
        return shorter >= _FEWEST and len(own_runs & other_runs) >= _SHARED * shorter

    def _runs(self, length: int, *, every: bool) -> frozenset[Run]:
        """Return the runs of `length` words; in long texts only those from long words on."""
        key = every, length
        if key not in self._known:
            starts = range(len(self._words)) if every else self._long
            runs = (tuple(self._words[at : at + length]) for at in starts)
            self._known[key] = frozenset(runs)
        return self._known[key]


def group(scored: Iterable[Scored], within: Within) -> list[Hit]:
    """Return the hits of `scored` (best first) up to the limit, near copies merged."""
    groups: list[tuple[_Text | None, list[Scored]]] = []
    for found in scored:
        text = _Text(found.words) if found.whole else None
        for first, members in groups:
            if text and first and first.is_copy(text):
                members.append(found)
                break
        else:
            groups.append((text, [found]))
    return [_hit(members) for _, members in groups[: within.get("limit", MOST_HITS)]]


def _hit(members: list[Scored]) -> Hit:
    """Return the hit of a group, under its credited or earliest address."""
    first = min(members, key=lambda one: _order(one, members))
    copies = [member.article.url for member in members if member is not first]
    return hit_of(first.article, round(members[0].score, 4), whole=first.whole, copies=copies)


def hit_of(article: IndexArticle, score: float, *, whole: bool, copies: Sequence[str] = ()) -> Hit:
    """Return an article as a search result."""
    about = (article.url, article.title, article.lead)
    known = (article.publisher, article.published, article.language)
    return Hit(*about, *known, score, list(copies), whole)


def _order(one: Scored, members: list[Scored]) -> tuple[bool, str, float]:
    """Sort those first whom another member names as the original, then the earliest."""
    others = (other.article.canonical_url for other in members if other is not one)
    return one.article.url not in others, one.article.published or "9999", -one.score
