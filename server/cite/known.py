"""Recognises a sentence that cites something in a later state of its text."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from server.model import Citations
from server.text.lexicon import fold

LIKENESS = 60.0  # of 100 (tests.bench.claims.anchors): above, an edited sentence is the same


class Known(NamedTuple):
    """A reported claim: its sentence, a source, the outcome there, and the passage's digest."""

    says: str
    url: str
    outcome: str
    passage: str


def claim_digest(text: str) -> str:
    """Return a short digest of the words of `text`, whatever their case and spaces."""
    words = " ".join(fold(text).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def known_citations(found: Citations) -> Iterator[Known]:
    """Yield each sentence with a page that it cites, to know it again after edits."""
    for one in found.citations:
        says = found.page.sentences[one.sentence].text
        for each in one.references:
            yield Known(says, each.url, each.outcome, claim_digest(each.passage or ""))


def anchored(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Return for each sentence of `after` which one of `before` it was, or None.

    Sentences with the same words are paired first, in order; then the most alike, those nearest
    their place first among equals.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(len(before) - 1, -1, -1):
        places[claim_digest(before[at])].append(at)
    found: list[int | None] = []
    for text in after:
        same = places[claim_digest(text)]
        found.append(same.pop() if same else None)
    taken = set(found)
    left = [at for at in range(len(before)) if at not in taken]
    new = [at for at, was in enumerate(found) if was is None]
    for _, _, at, was in sorted(_alike(before, after, left, new)):
        if found[at] is None and was not in taken:
            found[at] = was
            taken.add(was)
    return found


def _alike(
    before: Sequence[str], after: Sequence[str], left: Sequence[int], new: Sequence[int]
) -> list[tuple[float, float, int, int]]:
    """Return the pairs that may be one sentence: unlikeness, distance, new and old place."""
    if not left or not new:
        return []
    scores = process.cdist(
        [after[at] for at in new],
        [before[at] for at in left],
        scorer=fuzz.ratio,
        score_cutoff=LIKENESS,
    )
    ratio = len(before) / len(after)
    pairs = []
    for row, column in zip(*scores.nonzero(), strict=True):
        at, was = new[row], left[column]
        distance = abs(was - at * ratio)
        if distance <= 60:  # sentences on each side of its place that a sentence may have moved to
            pairs.append((-float(scores[row, column]), distance, at, was))
    return pairs


def is_news(known: Sequence[Known], seen: Sequence[Known]) -> list[bool]:
    """Return which of `seen` say something that `known` does not: a new claim or outcome."""
    places: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        places[one.says].append(one)
    before, after = list(places), list(dict.fromkeys(one.says for one in seen))
    was = dict(zip(after, anchored(before, after), strict=True))
    news = []
    for one in seen:
        at = was[one.says]
        same = places[before[at]] if at is not None else []
        news.append(not any(each.url == one.url and each.outcome == one.outcome for each in same))
    return news
