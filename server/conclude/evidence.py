"""The evidence that a conclusion adds to the page's own, and its words."""

from collections.abc import Sequence
from typing import Literal

from server.conclude.comparison import Overlap, found_whole
from server.model import Alignment, Evidence, Figures, PageSentence, Verdict, counted, percent_of

# Weights, and the confidence of the answers that rest on them: of those that were given at 0.9 or
# more, 0.95 were right (docs/decisions.md).
SURE = 0.9
LIKELY = 0.7
UNDECIDED = 0.5

# How the page has its source's sentences; the key of a message, and the message.
Wording = Literal["copy", "same", "nearly", "some", "words", "translated"]
WORDINGS: dict[Wording, str] = {
    "copy": "Has all of the original, word for word.",
    "same": "Has {extent}, word for word.",
    "nearly": "Has {extent}, word for word, or nearly.",
    "some": "Has {extent}.",
    "words": "Has {extent}, mostly in other words.",
    "translated": "Has at least {extent}, in another language.",
}


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
    """Word that a text came without its page."""
    return Evidence("bare_text", "A text alone can't show whether it is whole.", None, None, 0.0)


def longer_known() -> Evidence:
    """Word that a longer text is known at the page's address."""
    message = "The site's feed or the server's index has much more of this text."
    return Evidence("longer_known", message, None, None, SURE)


def unread_call(quote: str, url: str) -> Evidence:
    """Word that the page calls for a story that could not be read."""
    message = f"The page leads to its story at {url} (“{quote}”), which could not be read."
    return Evidence("links_to_original", message, quote, None, LIKELY, {"url": url})


def told_elsewhere(url: str) -> Evidence:
    """Word that a longer report has what a short text says."""
    message = f"The text is short, and {url} tells most of what it says."
    return Evidence("short_text", message, None, None, UNDECIDED)


def nothing_shared(alignment: Alignment, name: str) -> Evidence:
    """Word that a text of `name`, which the page calls for, has none of the page's sentences."""
    message = f"It leads to {name}, which has none of its sentences."
    params = {"how": "none", "used": 0, "total": len(alignment.source), "name": name}
    return Evidence("alignment_shows", message, None, None, 0.0, params)


def comparison_shows(alignment: Alignment, overlap: Overlap, wording: Wording) -> Evidence:
    """Say how much the page has of its sources, and quote a sentence that both have.

    Of one source by words, of several or of a translation by sentences.
    """
    figures = alignment.figures
    found = found_whole(figures) + figures.partly_found
    given = [source for source in alignment.further if source.found_by is None]
    used = figures.used + _used_of(alignment, {source.source for source in given})
    total = figures.source_sentences + sum(len(source.sentences) for source in given)

    if wording in ("copy", "same") and figures.verbatim < found:
        wording = "nearly"
    if alignment.not_compared or any(sentence.is_unknown for sentence in alignment.sentences):
        wording = "translated"
    if wording == "copy" and given:  # all of the first source, but not of the others
        wording = "same"

    whose = "originals'" if given else "original's"
    extent = f"{used} of the {whose} {counted(total, 'sentence')}"
    percent = percent_of(figures.covered_share)
    is_by_words = not given and wording in ("same", "nearly", "some", "words")
    if is_by_words:
        extent = f"{percent}% of the original"
    message = WORDINGS[wording].format(extent=extent) + _difference_note(figures)
    params: dict[str, int | float | str] = {
        "how": f"{wording}_all" if given else wording,
        "used": used,
        "total": total,
        "sentences": figures.page_sentences,
        "found": found,
        "same": figures.verbatim,
        "covered": round(overlap.covered, 2),
    }
    if is_by_words:
        params["percent"] = percent
    quote = alignment.page[_shared_sentence(alignment).index]
    return Evidence("alignment_shows", message, quote, None, SURE, params)


def _used_of(alignment: Alignment, sources: set[int]) -> int:
    """Count the sentences of further sources that the page's sentences rest on."""
    used: set[tuple[int, int]] = set()
    for sentence in alignment.sentences:
        for entry in sentence.elsewhere[:1]:  # the best of the further sources
            if entry.source in sources:
                used.update((entry.source, index) for index in entry.sentences)
    return len(used)


def _difference_note(figures: Figures) -> str:
    if not figures.differs:
        return ""
    if found_whole(figures) == 1:
        return " It differs in a fact."
    noun = "sentence differs" if figures.differs == 1 else "sentences differ"
    return f" {figures.differs} {noun} in a fact."


def _shared_sentence(alignment: Alignment) -> PageSentence:
    shared = [sentence for sentence in alignment.sentences if sentence.source]
    return next((sentence for sentence in shared if sentence.finding == "found"), shared[0])
