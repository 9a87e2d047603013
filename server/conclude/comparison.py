"""A page compared with its source, and how much of each is in the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from server.model import (
    PAGE_FINDERS,
    Alignment,
    Article,
    Candidate,
    Figures,
    FoundBy,
    PageSentence,
    Verdict,
)

# Shares, 0..1, from which an overlap counts; measured on the answers of
# tests.bench.whole.answers (docs/decisions.md).
MOSTLY_FOUND = 0.5  # of the page's sentences; with fewer, it reports on its own
WHOLE_SOURCE = 0.85  # of the source's words: nothing that matters is missing
RETOUCHED = 0.1  # of a sentence's letters: it still counts as word for word
HARDLY_FOUND = 0.25  # of the page's sentences; with fewer, only a link speaks for the source

FEW_SENTENCES = 2  # too few for a sure answer


@dataclass(frozen=True, slots=True)
class SourceComparison:
    """A page's source, and the page aligned with it."""

    source: Article | Candidate
    alignment: Alignment
    # The finder's reason; None if the reader gave the source.
    found_by: FoundBy | None = None
    # The page itself sends its reader there.
    is_called: bool = False
    # What the reader gave beside the first source: the page compiles them all.
    further: Sequence[Article] = ()

    @property
    def is_given(self) -> bool:
        """Whether the reader gave the source."""
        return self.found_by is None

    @property
    def pointer(self) -> FoundBy | None:
        """The page's own words that lead to the source."""
        if self.found_by and self.found_by.finder in PAGE_FINDERS:
            return self.found_by
        return None


class Overlap(NamedTuple):
    """How much of each text is in the other."""

    found: float  # share of the page's sentences that the source has, whole or in part
    copied: float  # share of those that it has word for word
    covered: float  # share of the source's words that the page has
    length: float  # letters of the page for each letter of its sources


def overlap_of(alignment: Alignment) -> Overlap:
    """Measure how much the page has of its source, and the source of the page."""
    figures = alignment.figures
    found = found_whole(figures) + figures.partly_found
    # In another language and not compared: as if the source did not have it.
    unknown = sum(sentence.is_unknown for sentence in alignment.sentences)
    copied = sum(
        _is_copied(sentence, alignment.page[sentence.index]) for sentence in alignment.sentences
    )

    page_length = sum(len(text) for text in alignment.page)
    source_length = sum(len(text) for text in alignment.source)
    for further in alignment.further:
        source_length += sum(len(text) for text in further.sentences)

    return Overlap(
        found=found / max(1, figures.page_sentences + unknown),
        copied=min(1.0, copied / max(1, found)),
        covered=figures.covered_share,
        length=page_length / max(1, source_length),
    )


def found_whole(figures: Figures) -> int:
    """Count the page's sentences that the source has, with a difference or without."""
    return figures.found + figures.differs


def is_mostly_found(alignment: Alignment) -> bool:
    """Whether the source has half of the page's sentences, at least one of them whole."""
    return overlap_of(alignment).found >= MOSTLY_FOUND and has_a_whole_sentence(alignment)


def has_a_whole_sentence(alignment: Alignment) -> bool:
    """Whether the source has more of a sentence of the page than most of its words."""
    lacking = sum(
        sentence.finding == "found" and not sentence.is_found_whole
        for sentence in alignment.sentences
    )
    return found_whole(alignment.figures) > lacking


def is_borne_out(comparison: SourceComparison) -> bool:
    """Whether the alignment bears out that the page was made from what was found for it.

    Of what the page itself points to a sentence is enough. What was only found has to have a part
    of the page, and each sentence of a short text, which has few words of its own.
    """
    alignment = comparison.alignment
    is_unknown = any(sentence.is_unknown for sentence in alignment.sentences)
    if comparison.is_given or is_unknown or not alignment.figures.page_sentences:
        return True
    if comparison.pointer:
        return any(sentence.source for sentence in alignment.sentences)
    is_short = alignment.figures.page_sentences <= FEW_SENTENCES
    least = 1.0 if is_short else HARDLY_FOUND
    return overlap_of(alignment).found >= least and has_a_whole_sentence(alignment)


def has_part_of_source(verdict: Verdict, alignment: Alignment) -> bool:
    """Whether a page that is called whole lacks some of its source."""
    return verdict.label == "full" and alignment.figures.covered_share < WHOLE_SOURCE


def _is_copied(sentence: PageSentence, text: str) -> bool:
    if sentence.label in ("verbatim", "near_verbatim"):
        return True
    if sentence.label != "paraphrase" or not sentence.changes or sentence.shared:
        return False
    changed = sum(len(change.page.text) for change in sentence.changes if change.page)
    return changed <= RETOUCHED * len(text)
