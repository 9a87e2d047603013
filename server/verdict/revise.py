"""Revises a verdict by the comparison with the source.

The page alone says what it claims to be. The text that was found shows what it is, whoever found
it and however short the page is.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from server.model import (
    Alignment,
    Article,
    Candidate,
    Evidence,
    Figures,
    Label,
    PageSentence,
    Verdict,
    counted,
)
from server.text.lexicon import fold
from server.verdict.basis import RETOLD
from server.verdict.judge import answer_of

# Share of the page's sentences that the source must have; below it the page is more than a
# retelling of it (tests.bench.whole.answers).
MOSTLY_FOUND = 0.5
WHOLE = 0.85  # share of the source's words in sentences that the page has: a copy
LONGER = 1.3  # times the source's words: a page this long reports on its own
# Of a comparison's word; answers said at .9 or more were right in .95 (docs/decisions.md).
CONFIDENCE, LESS_CONFIDENCE = 0.9, 0.7
FAR = 2.5  # times a text, from which another one of its address is longer
_ALIKE = 80  # folded letters with which two texts of one article begin
# In other words, half of it so, nearly word for word, word for word, all of it, as far as seen.
How = Literal["words", "some", "nearly", "same", "copy", "translated"]
_CORRECTED: frozenset[Label] = frozenset({"full", "unknown", "excerpt", "summary", "not_article"})


class Overlap(NamedTuple):
    """The overlap of a page with its source; shares are 0..1.

    `found`: of the page's sentences, whole or in part; `same`: of the found ones, word for word;
    `covered`: of the source's words; `length`: the page's words as a multiple of the source's.
    """

    found: float
    same: float
    covered: float
    length: float


def overlap_of(alignment: Alignment) -> Overlap:
    """Return the overlap of the page with its source, by the figures of their alignment."""
    figures = alignment.figures
    found = whole_of(figures) + figures.partly_found
    unknown = sum(one.is_unknown for one in alignment.sentences)  # as if nowhere in the source
    same = sum(_is_copied(one, alignment.page[one.index]) for one in alignment.sentences)
    further = (text for one in alignment.further for text in one.sentences)
    source_length = sum(map(len, (*alignment.source, *further)))
    return Overlap(
        found / max(1, figures.page_sentences + unknown),
        min(1.0, same / max(1, found)),
        figures.covered_share,
        sum(map(len, alignment.page)) / max(1, source_length),
    )


def _is_copied(one: PageSentence, sentence: str) -> bool:
    """Return whether a sentence is its source's but for a tenth of its letters."""
    own = sum(len(change.page.text) for change in one.changes if change.page)
    is_edited = one.label == "paraphrase" and bool(one.changes) and not one.shared
    is_copy = one.label in ("verbatim", "near_verbatim")
    return is_copy or (is_edited and own <= 0.1 * len(sentence))


def whole_of(figures: Figures) -> int:
    """Count the page's sentences that are found whole, with a difference or without."""
    return figures.found + figures.differs


def corrected(verdict: Verdict, alignment: Alignment, *, linked: bool) -> Verdict:
    """Revise `verdict` by the `alignment` with the page's `source`.

    Word for word and only a part of the source: an excerpt. As much as the source: a copy, so
    whole. In other words: a summary. `linked`: the page itself leads to the source.
    """
    overlap = overlap_of(alignment)
    if verdict.label not in _CORRECTED or not any(one.source for one in alignment.sentences):
        return _absent(verdict, alignment) if linked else verdict
    if linked and verdict.label == "full" and overlap.found < MOSTLY_FOUND:
        # The page calls for a longer story, but has few of its sentences.
        shown, few = _evidence(alignment, overlap, "words"), overlap.found < 0.25
        confidence = 0.5 if few else LESS_CONFIDENCE
        return _answered(verdict, "unknown" if few else "summary", confidence, shown)
    if not mostly_found(alignment):
        # Two sentences are too few for a sure answer.
        is_line = verdict.label == "full" and alignment.figures.page_sentences <= 2
        may_retell = is_line and overlap.found >= MOSTLY_FOUND
        return _answered(verdict, "unknown", 0.5) if may_retell else verdict
    if verdict.label == "full" and overlap.length > LONGER and not linked:
        return verdict
    label, how = _shown(overlap)
    shown = _evidence(alignment, overlap, how)
    if label == verdict.label:
        shown_last = replace(verdict, evidence=[*verdict.evidence, shown])
        return _answered(shown_last, label, verdict.confidence)
    doubts = [replace(one, weight=min(one.weight, 0.0)) for one in verdict.evidence]
    return _answered(replace(verdict, evidence=doubts), label, CONFIDENCE, shown)


def _absent(verdict: Verdict, alignment: Alignment) -> Verdict:
    """Return the verdict on a page that calls for a text which has none of its sentences."""
    if verdict.label not in _CORRECTED or not alignment.figures.page_sentences:
        return verdict
    says = "The page leads to another text, which has none of its sentences."
    params = {"how": "none", "used": 0, "total": len(alignment.source)}
    shown = Evidence("alignment_shows", says, None, None, 0.0, params)
    evidence = [shown, *_not_of_a_whole(verdict)]
    return replace(verdict, label="unknown", confidence=0.5, answer="unsure", evidence=evidence)


def mostly_found(alignment: Alignment) -> bool:
    """Return whether at least half of the page's sentences are in the source, one of them whole."""
    return overlap_of(alignment).found >= MOSTLY_FOUND and whole_of(alignment.figures) > 0


def _answered(
    verdict: Verdict,
    label: Label,
    confidence: float,
    shown: Evidence | None = None,
    *,
    is_doubtful: bool = False,
) -> Verdict:
    """Return `verdict` with another label, the answer that goes with it, and what shows it."""
    if label == "full":  # what the page says of more to read is not overruled
        is_text = any(one.signal == "bare_text" for one in verdict.evidence)
        is_doubtful = is_text or verdict.answer == "incomplete"
    is_retold = verdict.basis.kind in RETOLD
    answer = answer_of(label, is_retold=is_retold, is_doubtful=is_doubtful)
    evidence = [shown, *_not_of_a_whole(verdict)] if shown else verdict.evidence
    return replace(verdict, label=label, confidence=confidence, answer=answer, evidence=evidence)


def of_text(verdict: Verdict) -> Verdict:
    """Revise `verdict` on a text without its page, of which nothing shows that it is whole."""
    if verdict.answer not in ("complete", "unsure"):
        return verdict
    says = "A text alone can't show whether it is whole."
    shown = Evidence("bare_text", says, None, None, 0.0)
    evidence = [shown, *_not_of_a_whole(verdict)]
    return replace(verdict, evidence=evidence, answer="unsure", confidence=0.5)


def called_elsewhere(verdict: Verdict, quote: str | None, url: str) -> Verdict:
    """Revise `verdict` where the page calls for its story at `url`, which could not be read.

    A page that says so is not taken at its word that it is whole: it is a summary, less surely.
    """
    if verdict.label != "full" or not quote:
        return verdict
    says = f"The page leads to its story at {url} (“{quote}”), which could not be read."
    shown = Evidence("links_to_original", says, quote, None, LESS_CONFIDENCE, {"url": url})
    return _answered(verdict, "summary", LESS_CONFIDENCE, shown, is_doubtful=True)


def source_unread(verdict: Verdict, quote: str | None, url: str) -> Verdict:
    """Revise `verdict` where the source's text is in the index but could not be opened.

    How much of it the page has is not known then: nothing is headed "full" above it. `quote` is the
    page's own call for it, if it has one.
    """
    if verdict.label != "full":
        return verdict
    called = called_elsewhere(verdict, quote, url)
    return _answered(verdict, "unknown", 0.5) if called is verdict else called


def longer_known(verdict: Verdict, page: Article, known: str) -> Verdict:
    """Revise `verdict` where the index has a far longer text of the same address, mostly a feed's.

    Both begin alike, so that another story at that address says nothing.
    """
    is_longer = len(known) >= FAR * len(page.text)
    begins = fold(page.text)[:_ALIKE] if is_longer else ""
    if len(begins) < _ALIKE or begins not in fold(known)[: 2 * _ALIKE]:
        return verdict
    says = "The site's feed or the server's index has much more of this text."
    shown = Evidence("longer_known", says, None, None, CONFIDENCE)
    is_paid = page.access.declared_free is False
    return _answered(verdict, "paywalled" if is_paid else "excerpt", CONFIDENCE, shown)


def reported_elsewhere(verdict: Verdict, words: int, best: Candidate | None) -> Verdict:
    """Revise `verdict` on a page of `words` words that other coverage mostly contains.

    A few sentences that a longer report has too may be its retelling: that is not known.
    """
    # One to three sentences or so.
    if verdict.label != "full" or words > 100 or best is None:
        return verdict
    is_near = best.relation == "same_story" or words <= 30
    if not is_near or best.relation == "mismatch" or (best.containment or 0.0) < 0.6:
        return verdict
    says = f"The text is short, and {best.url} tells most of what it says."
    shown = Evidence("short_text", says, None, None, 0.5, {})
    return _answered(replace(verdict, evidence=[shown, *verdict.evidence]), "unknown", 0.5)


def is_part_of_it(verdict: Verdict, alignment: Alignment) -> bool:
    """Return whether a page that is called full has only a part of the source."""
    return verdict.label == "full" and alignment.figures.covered_share < WHOLE


def _not_of_a_whole(verdict: Verdict) -> list[Evidence]:
    """Return its evidence except for a whole text, which the source disproves."""
    return [one for one in verdict.evidence if one.signal != "whole_text"]


def _shown(overlap: Overlap) -> tuple[Label, How]:
    """Return the label that the overlap supports, and how the page has the source's sentences."""
    if overlap.same < 0.75:  # of the found sentences; more are an excerpt or a copy
        return "summary", "words" if overlap.same < 0.5 else "some"
    if overlap.covered >= WHOLE and overlap.found >= 0.9:
        return "full", "copy" if overlap.covered == 1 else "same"
    return "excerpt", "same"


# How the page has its source's sentences, in words.
_WORDED: dict[How, str] = {
    "copy": "Has all of the original, word for word.",
    "same": "Has {sentences} word for word.",
    "nearly": "Has {sentences} word for word, or nearly.",
    "some": "Has {sentences}.",
    "words": "Has {sentences}, mostly in other words.",
    "translated": "Has at least {sentences}, in another language.",
}


def _evidence(alignment: Alignment, overlap: Overlap, how: How) -> Evidence:
    """Return the evidence of the alignment, quoting a sentence that both texts have."""
    figures, whole = alignment.figures, whole_of(alignment.figures)
    if how not in ("words", "some") and figures.verbatim < whole + figures.partly_found:
        how = "nearly"
    if alignment.not_compared or any(one.is_unknown for one in alignment.sentences):
        how = "translated"
    others = [one for one in alignment.further if one.found_by is None]
    given = {one.source for one in others}
    entries = (entry for one in alignment.sentences for entry in one.elsewhere[:1])
    rest_on = {(one.source, at) for one in entries if one.source in given for at in one.sentences}
    used = figures.used + len(rest_on)
    total = figures.source_sentences + sum(len(one.sentences) for one in others)
    if others and how == "copy":
        how = "same"
    whose = "originals'" if others else "original's"
    says = _WORDED[how].format(sentences=f"{used} of the {whose} {counted(total, 'sentence')}")
    if figures.differs:
        differ = "sentence differs" if figures.differs == 1 else "sentences differ"
        subject = "It differs" if whole == 1 else f"{figures.differs} {differ}"
        says += f" {subject} in a fact."
    params: dict[str, int | float | str] = {
        "how": how + ("_all" if others else ""),
        "used": used,
        "total": total,
        "sentences": figures.page_sentences,
        "found": whole + figures.partly_found,
        "same": figures.verbatim,
        "covered": round(overlap.covered, 2),
    }
    shared = [one for one in alignment.sentences if one.source]
    best = next((one for one in shared if one.finding == "found"), shared[0])
    quote = alignment.page[best.index]
    return Evidence("alignment_shows", says, quote, None, CONFIDENCE, params)
