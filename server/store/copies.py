"""Articles with nearly the same text: one hit, with the credited or the earliest one in front.

Two texts are copies when most of the shorter one's runs of five words are in the other. True
copies of news share far fewer than all of them (NEWS-COPY, Silcock et al. 2023), so the runs are
counted in the shorter text only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from server.store.protocols import Hit, IndexArticle

_RUN = 5
_SHARED = 0.6  # of the shorter text's runs
_FEWEST = 25  # runs a text needs to be told from others by them


@dataclass(slots=True)
class Scored:
    """An article with its score, and the words of its text; `content` is its text's hash."""

    score: float
    article: IndexArticle
    whole: bool
    content: bytes
    words: list[str]


@dataclass(slots=True)
class _Group:
    members: list[Scored]
    runs: set[int] = field(default_factory=set)


def group(scored: Iterable[Scored], limit: int) -> list[Hit]:
    """At most `limit` hits of `scored` (best first), copies behind the one to be credited."""
    groups: list[_Group] = []
    for found in scored:
        runs = _runs(found.words) if found.whole else set()
        home = next((one for one in groups if _alike(one, found, runs)), None)
        if home:
            home.members.append(found)
        else:
            groups.append(_Group([found], runs))
    return [_hit(one.members) for one in groups[:limit]]


def _runs(words: list[str]) -> set[int]:
    return set(map(hash, zip(*(words[at:] for at in range(_RUN)), strict=False)))


def _alike(one: _Group, found: Scored, runs: set[int]) -> bool:
    if found.whole and found.content == one.members[0].content:
        return True
    shorter = min(len(one.runs), len(runs))
    return shorter >= _FEWEST and len(one.runs & runs) >= _SHARED * shorter


def _hit(members: list[Scored]) -> Hit:
    """The hit of a group: under the address that the others credit, or the earliest one."""
    first = min(
        members,
        key=lambda one: (
            not _is_credited(one, members),
            one.article.published or "9999",
            -one.score,
        ),
    )
    article = first.article
    return Hit(
        url=article.url,
        title=article.title,
        lead=article.lead,
        publisher=article.publisher,
        published=article.published,
        language=article.language,
        score=round(members[0].score, 4),
        copies=[member.article.url for member in members if member is not first],
        whole=first.whole,
    )


def _is_credited(one: Scored, members: list[Scored]) -> bool:
    """Whether another member names `one` as the original."""
    return any(
        other is not one and other.article.canonical_url == one.article.url for other in members
    )
