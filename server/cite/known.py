"""Recognises a sentence that cites something in a later state of its text."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from server.cite.answers import Citations
from server.text.lexicon import fold

LIKENESS = 60.0  # of 100 (tests.bench.claims.anchors): above, an edited sentence is the same
FARTHEST = 60  # sentences on each side of its place that a sentence may have moved to


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


def known_citations(checked: Citations) -> Iterator[Known]:
    """Yield each sentence with a page that it cites, to know it again after edits."""
    for citation in checked.citations:
        sentence = checked.page.sentences[citation.sentence].text
        for reference in citation.references:
            passage = claim_digest(reference.passage or "")
            yield Known(sentence, reference.url, reference.outcome, passage)


def match_sentences(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Return for each sentence of `after` which one of `before` it was, or None.

    Sentences with the same words are paired first, in order; then the most alike, those nearest
    their place first among equals.
    """
    old_by_digest: dict[str, list[int]] = defaultdict(list)
    for old in range(len(before) - 1, -1, -1):
        old_by_digest[claim_digest(before[old])].append(old)
    old_by_new: list[int | None] = []
    for text in after:
        same = old_by_digest[claim_digest(text)]
        old_by_new.append(same.pop() if same else None)
    taken = set(old_by_new)
    unpaired_old = [old for old in range(len(before)) if old not in taken]
    unpaired_new = [new for new, old in enumerate(old_by_new) if old is None]
    for _, _, new, old in sorted(_alike(before, after, unpaired_old, unpaired_new)):
        if old_by_new[new] is None and old not in taken:
            old_by_new[new] = old
            taken.add(old)
    return old_by_new


def _alike(
    before: Sequence[str], after: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> list[tuple[float, float, int, int]]:
    """Return the pairs that may be one sentence: unlikeness, distance, new and old place."""
    if not olds or not news:
        return []
    scores = process.cdist(
        [after[new] for new in news],
        [before[old] for old in olds],
        scorer=fuzz.ratio,
        score_cutoff=LIKENESS,
    )
    ratio = len(before) / len(after)
    pairs = []
    for row, column in zip(*scores.nonzero(), strict=True):
        new, old = news[row], olds[column]
        distance = abs(old - new * ratio)
        if distance <= FARTHEST:
            pairs.append((-float(scores[row, column]), distance, new, old))
    return pairs


def is_news(reported: Sequence[Known], current: Sequence[Known]) -> list[bool]:
    """Return which of `current` say something that `reported` does not: a new claim or outcome."""
    known_by_sentence: dict[str, list[Known]] = defaultdict(list)
    for claim in reported:
        known_by_sentence[claim.says].append(claim)
    before, after = list(known_by_sentence), list(dict.fromkeys(claim.says for claim in current))
    old_by_sentence = dict(zip(after, match_sentences(before, after), strict=True))
    news = []
    for claim in current:
        old = old_by_sentence[claim.says]
        earlier = known_by_sentence[before[old]] if old is not None else []
        earlier_outcomes = {(old_claim.url, old_claim.outcome) for old_claim in earlier}
        news.append((claim.url, claim.outcome) not in earlier_outcomes)
    return news
