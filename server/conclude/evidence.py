"""The evidence that a conclusion adds to the page's own: values, which `server.show` words."""

from collections.abc import Sequence
from typing import Literal

from server.conclude.comparison import Overlap, found_whole
from server.model import Alignment, Evidence, PageSentence, Verdict, percent_of

# Weights, and the confidence of the answers that rest on them: of those that were given at 0.9 or
# more, 0.95 were right (docs/decisions.md).
SURE = 0.9
LIKELY = 0.7
UNDECIDED = 0.5

# How the page has its source's sentences: the evidence's `how`.
Way = Literal["copy", "same", "nearly", "some", "words", "translated"]
# Ways whose extent is told by words of one source; of several, or of a translation, by sentences.
_BY_WORDS: frozenset[Way] = frozenset({"same", "nearly", "some", "words"})


def with_reason(reason: Evidence, verdict: Verdict) -> list[Evidence]:
    """Put a reason before the evidence that it leaves standing."""
    return [reason, *without_whole_text(verdict.evidence)]


def with_comparison(reason: Evidence, verdict: Verdict) -> list[Evidence]:
    """Put what a comparison shows before the evidence, which no longer is of the text alone."""
    return without_bare_text(with_reason(reason, verdict))


def without_whole_text(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Drop the evidence of a whole text, which a source disproves."""
    return [entry for entry in evidence if entry.signal != "whole_text"]


def without_bare_text(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Drop that a text alone can't show whether it is whole: a comparison shows it."""
    return [entry for entry in evidence if entry.signal != "bare_text"]


def has_signal(verdict: Verdict, signal: str) -> bool:
    """Whether the verdict has evidence of this kind."""
    return any(entry.signal == signal for entry in verdict.evidence)


def bare_text() -> Evidence:
    """Give for a reason that a text came without its page."""
    return Evidence("bare_text", "", None, None, 0.0)


def longer_known() -> Evidence:
    """Give for a reason that a longer text is known at the page's address."""
    return Evidence("longer_known", "", None, None, SURE)


def unread_call(quote: str, url: str) -> Evidence:
    """Give for a reason that the page calls for a story that could not be read."""
    return Evidence("links_to_original", "", quote, None, LIKELY, {"url": url})


def told_elsewhere(url: str) -> Evidence:
    """Give for a reason that a longer report has what a short text says."""
    return Evidence("short_text", "", None, None, UNDECIDED, {"url": url})


def nothing_shared(alignment: Alignment, name: str) -> Evidence:
    """Give for a reason that a text of `name`, which the page calls for, has none of the page."""
    params = {"how": "none", "used": 0, "total": len(alignment.source), "name": name}
    return Evidence("alignment_shows", "", None, None, 0.0, params)


def comparison_shows(alignment: Alignment, overlap: Overlap, way: Way) -> Evidence:
    """Measure how much the page has of its sources, and quote a sentence that both have."""
    figures = alignment.figures
    whole = found_whole(figures)
    found = whole + figures.partly_found
    given_sources = [source for source in alignment.further if source.found_by is None]

    if way in ("copy", "same") and figures.verbatim < found:
        way = "nearly"
    if alignment.not_compared or any(sentence.is_unknown for sentence in alignment.sentences):
        way = "translated"
    if way == "copy" and given_sources:  # all of the first source, but not of the others
        way = "same"

    params: dict[str, int | float | str] = {
        "how": f"{way}_all" if given_sources else way,
        "used": figures.used + _used_of(alignment, {source.source for source in given_sources}),
        "total": figures.source_sentences + sum(len(source.sentences) for source in given_sources),
        "sentences": figures.page_sentences,
        "found": found,
        "same": figures.verbatim,
        "covered": round(overlap.covered, 2),
    }
    if way in _BY_WORDS and not given_sources:
        params["percent"] = percent_of(figures.covered_share)
    if figures.differs:
        params |= {"whole": whole, "differs": figures.differs}
    quote = alignment.page[_shared_sentence(alignment).index]
    return Evidence("alignment_shows", "", quote, None, SURE, params)


def _used_of(alignment: Alignment, sources: set[int]) -> int:
    """Count the sentences of further sources that the page's sentences rest on."""
    used: set[tuple[int, int]] = set()
    for sentence in alignment.sentences:
        for entry in sentence.elsewhere[:1]:  # the best of the further sources
            if entry.source in sources:
                used.update((entry.source, index) for index in entry.sentences)
    return len(used)


def _shared_sentence(alignment: Alignment) -> PageSentence:
    shared = [sentence for sentence in alignment.sentences if sentence.source]
    return next((sentence for sentence in shared if sentence.finding == "found"), shared[0])
