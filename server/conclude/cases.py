"""The cases that decide what a page is, by its search and its source.

``judge`` reads the page alone: what it claims to be. What is known later can show what it is: the
page calls for a story that can't be read, or the source was compared. Each case says what it makes
of the page; the first that applies is decided.

``conclude`` may be called at every stage with what is known by then. It always starts from the
page's own verdict, so that no correction builds on an earlier one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from server.conclude import evidence as reasons
from server.conclude.comparison import (
    FEW_SENTENCES,
    HARDLY_FOUND,
    MOSTLY_FOUND,
    WHOLE_SOURCE,
    Overlap,
    SourceComparison,
    has_part_of_source,
    is_borne_out,
    is_mostly_found,
    overlap_of,
)
from server.conclude.evidence import LIKELY, SURE, UNDECIDED, Way
from server.conclude.origin import basis_with, is_own, origin_of
from server.model import (
    Alignment,
    Answer,
    Article,
    Candidate,
    Evidence,
    Label,
    Origin,
    Outcome,
    Search,
    Verdict,
)
from server.verdict import answer_of, credited_outlets, is_retold, name_of

# Shares, 0..1, from which an overlap counts; measured on the answers of
# tests.bench.whole.answers (docs/decisions.md).
COPIED = 0.75  # of the found sentences: a copy or an excerpt, not a summary
PARTLY_COPIED = 0.5  # of the found sentences; with fewer, "mostly in other words"
WHOLE_PAGE = 0.9  # of the page's sentences: a copy adds next to nothing
NEARLY_CONTAINED = 0.6  # of the page's information, in other coverage

# Lengths.
LONGER_PAGE = 1.3  # times the source: such a page has a report of its own
SHORT_TEXT = 100  # words; a longer text is hardly a retelling by chance
VERY_SHORT_TEXT = 30  # words; so little may be retold from any coverage


class Case(StrEnum):
    """Why a verdict was corrected, or why not."""

    AS_JUDGED = "as_judged"  # nothing that is known contradicts it

    # The source was not read. Only "whole" is too much to say then.
    CALL_UNREAD = "call_unread"  # the page calls for its story, so it isn't the story
    SOURCE_UNREAD = "source_unread"  # how much of it the page has is not known
    TOLD_ELSEWHERE = "told_elsewhere"  # a few sentences that a longer report has, too

    # The source was compared.
    OTHER_TEXT = "other_text"  # not the report that the page credits: it proves nothing
    NOTHING_SHARED = "nothing_shared"  # the page points to it, and has none of it
    NOT_BORNE_OUT = "not_borne_out"  # it was found by its words, and has too little of the page
    LITTLE_SHARED = "little_shared"  # the page calls for it, and has little of it
    TOO_SHORT = "too_short"  # a sentence or two, found only in part
    COPY = "copy"  # word for word, and all of the source
    EXCERPT = "excerpt"  # word for word, but only a part of the source
    SUMMARY = "summary"  # in other words
    OTHER_COVERAGE = "other_coverage"  # it only shares the story: it isn't the source


# Relations of candidates that tell the page's story without being its source.
TELLING = frozenset({"same_story", "retelling", "copy"})

# Cases in which the compared text isn't the page's source.
NO_SOURCE = frozenset({Case.OTHER_COVERAGE, Case.NOTHING_SHARED, Case.NOT_BORNE_OUT})


class Call(NamedTuple):
    """A page's words that send the reader to its story, and the story's address."""

    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A search for the source, as far as a conclusion rests on it."""

    search: Search
    # The page's call for a story that could not be read.
    unread_call: Call | None = None
    # The source is known by its text in the index, but could not be opened.
    is_unread: bool = False
    # Nothing but the page's length or its links gave a reason to search: a whole page needs none.
    is_optional: bool = False

    @property
    def nearest(self) -> Candidate | None:
        """The best candidate, if none is the source."""
        if self.search.source or not self.search.candidates:
            return None
        return self.search.candidates[0]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a page is by all that is known, and the case that was decided."""

    case: Case
    verdict: Verdict
    # Whose report the page is.
    origin: Origin | None
    search: Search | None

    @property
    def has_source(self) -> bool:
        """Whether the compared text stays the page's source."""
        return self.case not in NO_SOURCE


@dataclass(frozen=True, slots=True)
class Correction:
    """What a case makes of a verdict."""

    case: Case
    label: Label
    confidence: float
    evidence: list[Evidence]
    # The answer if the label's own doesn't hold.
    answer: Answer | None = None
    # The page may go on elsewhere, by its own words.
    is_doubtful: bool = False

    def apply(self, verdict: Verdict) -> Verdict:
        """Return the corrected verdict; whose report it is stays as it was."""
        answer = self.answer or answer_of(
            self.label, is_retold=is_retold(verdict.basis), is_doubtful=self.is_doubtful
        )
        return Verdict(self.label, self.confidence, self.evidence, answer, verdict.basis)


def conclude(
    page: Article,
    verdict: Verdict,
    lookup: Lookup | None = None,
    comparison: SourceComparison | None = None,
) -> Conclusion:
    """Correct the page's own ``verdict`` by the search for its source and by the source.

    A source that was compared says more than the search, which then counts for nothing.
    """
    if comparison is None:
        return _by_search(page, verdict, lookup)

    search = lookup.search if lookup else None
    if not is_borne_out(comparison):
        return _not_borne_out(page, verdict, comparison, search)

    origin = origin_of(verdict, page, comparison)
    if origin and not origin.read:
        return Conclusion(Case.OTHER_TEXT, verdict, origin, search)

    correction = correction_by_source(verdict, comparison)
    corrected = correction.apply(verdict) if correction else verdict
    origin = origin_of(corrected, page, comparison)
    if search and _is_other_coverage(verdict, corrected, origin, comparison):
        search = _as_same_story(search)
        return Conclusion(Case.OTHER_COVERAGE, verdict, origin_of(verdict, page), search)

    credited = _credited_to(origin, corrected, page, comparison)
    return Conclusion(_case_of(correction), credited, origin, search)


def _case_of(correction: Correction | None) -> Case:
    return correction.case if correction else Case.AS_JUDGED


# The search


def _by_search(page: Article, verdict: Verdict, lookup: Lookup | None) -> Conclusion:
    """Conclude from a search alone, or from the page alone."""
    if lookup is None:
        return Conclusion(Case.AS_JUDGED, verdict, origin_of(verdict, page), None)
    correction = correction_by_search(page, verdict, lookup)
    corrected = correction.apply(verdict) if correction else verdict
    search = lookup.search
    if lookup.is_optional and corrected.answer == "complete" and search.outcome == "not_found":
        search = replace(search, outcome="not_needed")
    return Conclusion(_case_of(correction), corrected, origin_of(corrected, page), search)


def correction_by_search(page: Article, verdict: Verdict, lookup: Lookup) -> Correction | None:
    """Correct "whole" where the source was looked for and not read."""
    if verdict.label != "full":
        return None

    if lookup.unread_call:
        quote, url = lookup.unread_call
        evidence = reasons.with_reason(reasons.unread_call(quote, url), verdict)
        return Correction(Case.CALL_UNREAD, "summary", LIKELY, evidence, is_doubtful=True)

    if lookup.is_unread:
        return Correction(Case.SOURCE_UNREAD, "unknown", UNDECIDED, verdict.evidence)

    if lookup.nearest and _may_be_retold_from(lookup.nearest, page):
        evidence = [reasons.told_elsewhere(lookup.nearest.url), *verdict.evidence]
        return Correction(Case.TOLD_ELSEWHERE, "unknown", UNDECIDED, evidence)

    return None


def _may_be_retold_from(candidate: Candidate, page: Article) -> bool:
    if page.words > SHORT_TEXT or candidate.relation == "mismatch":
        return False
    is_same_story = candidate.relation == "same_story" or page.words <= VERY_SHORT_TEXT
    return is_same_story and (candidate.containment or 0.0) >= NEARLY_CONTAINED


# The comparison


def correction_by_source(verdict: Verdict, comparison: SourceComparison) -> Correction | None:
    """Correct a verdict by the comparison with the source."""
    alignment, is_called = comparison.alignment, comparison.is_called
    if verdict.label == "paywalled":
        return None  # the publisher's own word

    if not any(sentence.source for sentence in alignment.sentences):
        # Of a text that was only found, this says nothing about the page.
        return _nothing_shared(comparison, verdict) if is_called else None

    overlap = overlap_of(alignment)
    if verdict.label == "full" and is_called and overlap.found < MOSTLY_FOUND:
        return _little_shared(overlap, alignment, verdict)

    if not is_mostly_found(alignment):
        return _too_short(overlap, alignment, verdict)

    if verdict.label == "full" and overlap.length > LONGER_PAGE and not is_called:
        return _as_compared(overlap, alignment, verdict)  # it reports on its own

    return _shown_by(overlap, alignment, verdict)


def _nothing_shared(comparison: SourceComparison, verdict: Verdict) -> Correction | None:
    if not comparison.alignment.figures.page_sentences:
        return None
    reason = reasons.nothing_shared(comparison.alignment, name_of(comparison.source))
    evidence = reasons.with_comparison(reason, verdict)
    return Correction(Case.NOTHING_SHARED, "unknown", UNDECIDED, evidence, answer="unsure")


def _little_shared(overlap: Overlap, alignment: Alignment, verdict: Verdict) -> Correction:
    reason = reasons.comparison_shows(alignment, overlap, "words")
    evidence = reasons.with_comparison(reason, verdict)
    if overlap.found < HARDLY_FOUND:
        return Correction(Case.LITTLE_SHARED, "unknown", UNDECIDED, evidence)
    return Correction(Case.LITTLE_SHARED, "summary", LIKELY, evidence)


def _too_short(overlap: Overlap, alignment: Alignment, verdict: Verdict) -> Correction | None:
    is_short = alignment.figures.page_sentences <= FEW_SENTENCES
    if verdict.label == "full" and is_short and overlap.found >= MOSTLY_FOUND:
        reason = reasons.comparison_shows(alignment, overlap, _way_of(overlap)[2])
        evidence = [*reasons.without_bare_text(verdict.evidence), reason]
        return Correction(Case.TOO_SHORT, "unknown", UNDECIDED, evidence)
    return _as_compared(overlap, alignment, verdict)


def _as_compared(overlap: Overlap, alignment: Alignment, verdict: Verdict) -> Correction | None:
    """Give what was compared for a reason, where the text alone could show nothing."""
    if not reasons.has_signal(verdict, "bare_text"):
        return None
    reason = reasons.comparison_shows(alignment, overlap, _way_of(overlap)[2])
    evidence = reasons.with_comparison(reason, verdict)
    return Correction(Case.AS_JUDGED, verdict.label, verdict.confidence, evidence, verdict.answer)


def _shown_by(overlap: Overlap, alignment: Alignment, verdict: Verdict) -> Correction:
    """Label a page that has its source's sentences by how it has them."""
    case, label, way = _way_of(overlap)
    reason = reasons.comparison_shows(alignment, overlap, way)
    evidence_of_page = reasons.without_bare_text(verdict.evidence)
    if label == verdict.label:
        confidence = verdict.confidence
        evidence = [*evidence_of_page, reason]
    else:
        confidence = SURE
        evidence = [reason]
        for earlier in reasons.without_whole_text(evidence_of_page):
            # What spoke for the earlier label doesn't speak for this one.
            evidence.append(replace(earlier, weight=min(earlier.weight, 0.0)))
    # A copy is whole, unless the page itself says that there is more.
    may_go_on = verdict.answer == "incomplete" or reasons.has_signal(verdict, "bare_text")
    return Correction(case, label, confidence, evidence, is_doubtful=label == "full" and may_go_on)


def _way_of(overlap: Overlap) -> tuple[Case, Label, Way]:
    """Tell how a page has its source's sentences, and what that makes it."""
    if overlap.copied >= COPIED:
        if overlap.covered < WHOLE_SOURCE or overlap.found < WHOLE_PAGE:
            return Case.EXCERPT, "excerpt", "same"
        return Case.COPY, "full", "copy" if overlap.covered == 1 else "same"
    return Case.SUMMARY, "summary", "some" if overlap.copied >= PARTLY_COPIED else "words"


def _is_other_coverage(
    judged: Verdict, corrected: Verdict, origin: Origin | None, comparison: SourceComparison
) -> bool:
    """Whether the page only shares its story with what was found.

    A page that reports on its own beside what another one has is not a copy, excerpt or summary of
    that. Not so if the page calls for it, or if the reader gave it.
    """
    if comparison.is_given or credited_outlets(judged.basis):
        return False
    if origin is None:
        return True
    return origin.by != "call" and has_part_of_source(corrected, comparison.alignment)


def _as_same_story(search: Search) -> Search:
    """Return the search with its source as other coverage."""
    as_other = partial(replace, relation="same_story", why_code="same_event", why="")
    return _without_source(search, as_other)


def _not_borne_out(
    page: Article, verdict: Verdict, comparison: SourceComparison, search: Search | None
) -> Conclusion:
    """Conclude that what was compared isn't the source; what a page calls for is named as such."""
    if comparison.pointer:
        case = Case.NOTHING_SHARED
        as_other = partial(replace, relation="mismatch", why_code="no_match", why="")
    else:
        case = Case.NOT_BORNE_OUT
        as_other = partial(replace, relation="unverified", why_code="too_little", why="")
    correction = correction_by_source(verdict, comparison) if comparison.pointer else None
    corrected = correction.apply(verdict) if correction else verdict
    origin = origin_of(verdict, page)
    if origin and origin.by == "call" and not credited_outlets(verdict.basis):
        origin = None
    return Conclusion(
        case, corrected, origin, _without_source(search, as_other) if search else None
    )


def _without_source(search: Search, as_other: Callable[[Candidate], Candidate]) -> Search:
    """Return the search without its source, which becomes a candidate of another relation.

    Those that tell the story come first.
    """
    candidates = [
        as_other(candidate) if candidate.relation == "source" else candidate
        for candidate in search.candidates
    ]
    candidates.sort(key=lambda candidate: candidate.relation not in TELLING)
    is_told = bool(candidates) and candidates[0].relation in TELLING
    tried = [
        replace(turn, outcome="not_confirmed") if turn.outcome == "source" else turn
        for turn in search.tried
    ]
    outcome: Outcome = "same_story" if is_told else "not_found"
    return replace(search, outcome=outcome, source=None, candidates=candidates, tried=tried)


def _credited_to(
    origin: Origin | None, verdict: Verdict, page: Article, comparison: SourceComparison
) -> Verdict:
    """Credit a compared page to its origin, so that headline and first credit agree.

    Without anything in common the page isn't retold, but it isn't complete either.
    """
    if origin and is_own(origin, page):  # a longer version, on the page's own site
        return verdict
    alignment = comparison.alignment
    is_told = is_mostly_found(alignment) and not has_part_of_source(verdict, alignment)
    answer, basis = verdict.answer, verdict.basis
    if answer == "complete":
        answer = "unsure"
    if is_told and verdict.label in ("full", "summary"):
        answer = "retells"
    if is_told or credited_outlets(basis):
        basis = basis_with(origin, verdict, comparison.further)
    return Verdict(verdict.label, verdict.confidence, verdict.evidence, answer, basis)
