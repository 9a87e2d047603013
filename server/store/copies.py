"""Articles with nearly the same text: one hit, with the credited or the earliest one in front.

Two texts are copies when most of the shorter one's runs of five words are in the other. True
copies of news share far fewer than all of them (NEWS-COPY, Silcock et al. 2023), so the runs are
counted in the shorter text only.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from server.store.protocols import Hit, IndexArticle

_RUN = 5
_SHARED = 0.6  # of the shorter text's runs
_LONG = 7  # letters of a word that a run begins with
_FEWEST = 8  # runs a text needs to be told from others by them


Run = tuple[str, ...]


@dataclass(slots=True)
class Scored:
    """An article with its score, and the words of its text."""

    score: float
    article: IndexArticle
    whole: bool
    words: list[str]


def group(scored: Iterable[Scored], limit: int) -> list[Hit]:
    """At most `limit` hits of `scored` (best first), copies behind the one to be credited."""
    groups: list[list[Scored]] = []
    sizes: list[int] = []
    owner: dict[Run, int] = {}  # of each run of words: the first group that has it
    contents: dict[Run, int] = {}
    for found in scored:
        runs: set[Run] = _runs(found.words) if found.whole else set()
        home = contents.get(tuple(found.words)) if found.whole else None
        if home is None:
            home = _home(runs, sizes, owner)
        if home is not None:
            groups[home].append(found)
            continue
        if found.whole:
            contents[tuple(found.words)] = len(groups)
        owner.update(dict.fromkeys(runs - owner.keys(), len(groups)))
        groups.append([found])
        sizes.append(len(runs))
    return [_hit(members) for members in groups[:limit]]


def _runs(words: list[str]) -> set[Run]:
    """Runs of five words: those that begin with a long word, a fifth of all, are enough.

    In scripts whose terms are pairs of characters no word is long: there all are taken.
    """
    starts = [at for at, word in enumerate(words) if len(word) >= _LONG]
    if len(starts) < len(words) // 20:
        starts = list(range(len(words)))
    return {tuple(words[at : at + _RUN]) for at in starts}


def _home(runs: set[Run], sizes: list[int], owner: dict[Run, int]) -> int | None:
    """The group that shares enough of its runs with these, if there is one."""
    shared = Counter(owner[run] for run in runs & owner.keys())
    for group_number, count in shared.most_common(1):
        shorter = min(sizes[group_number], len(runs))
        if shorter >= _FEWEST and count >= _SHARED * shorter:
            return group_number
    return None


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
