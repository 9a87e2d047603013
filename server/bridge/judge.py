"""What is said of an entry: the engine's answer to its page, as one line or as none.

Nothing is decided here but what is sure enough to be written above somebody's text, and in which
order: a page of several stories; what is cut; whose report it is; the same story in another feed.
"""

import threading
from dataclasses import dataclass, replace

from server.bridge.line import EntryLine
from server.errors import Problem
from server.model import CompareRequest, Comparison, PageInput, SearchOptions
from server.pipeline import Done, Engine, compare
from server.story import Story, story_of
from server.urls import host_of, normalise

# Least chance, 0..1, of an answer that is written above an entry, and of a relation between two
# texts: a line above somebody's text accuses, so that fewer and surer ones are better.
SURE_ANSWER, SURE_RELATION = 0.8, 0.8
# Fewest stories of a page of several: two are often one with a box beside it.
FEWEST_STORIES = 3
# Relations of a text that tells another's story over again.
_REPEATS = frozenset({"copies", "retells"})


@dataclass(frozen=True, slots=True)
class PossibleLine:
    """A line with the chance, 0..1, that it is right."""

    line: EntryLine
    chance: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What may be said of an entry, with the comparison it rests on.

    `answer` is what the page's answer says, `story` whether the index has its story already; None
    for nothing, or where it was not looked for. `may_improve`: something could not be read, which
    may be there another time.
    """

    comparison: Comparison
    answer: PossibleLine | None
    story: PossibleLine | None
    may_improve: bool

    @property
    def line(self) -> EntryLine | None:
        """The line, None where nothing is sure.

        A text whose page names nobody is the same story as an earlier one rather than its
        retelling.
        """
        answer, story = _sure(self.answer, SURE_ANSWER), _sure(self.story, SURE_RELATION)
        return answer if answer and not _is_found_only(answer, self.comparison) else story or answer


def _sure(line: PossibleLine | None, least: float) -> EntryLine | None:
    return line.line if line and line.chance >= least else None


def judge(
    engine: Engine, page: PageInput, services: list[str], cancelled: threading.Event
) -> Judgement:
    """Judge the page of an entry; raise Problem where it can't be read.

    Its words go to no search services but `services`.
    """
    options = SearchOptions(providers=services)
    events = compare(engine, CompareRequest(page=page, search=options), cancelled)
    comparison = next(event.comparison for event in events if isinstance(event, Done))
    may_improve = any(warning.retryable for warning in comparison.warnings)
    alone = Judgement(comparison, line_of(comparison), None, may_improve)
    if alone.line and not _is_found_only(alone.line, comparison):
        return alone
    try:
        story = story_of(engine, page, cancelled)
    except Problem as problem:
        # The page itself was read: what fails is the search for others.
        return replace(alone, may_improve=may_improve or problem.retryable)
    return replace(alone, story=line_of_story(story))


def line_of(comparison: Comparison) -> PossibleLine | None:
    """Return the line on an answer; None where the entry is whole, or nothing is known."""
    search, verdict = comparison.search, comparison.verdict
    line = None
    if search and search.items and search.lead is None:
        count = len(search.items)
        return (
            PossibleLine(EntryLine("stories", count=count), 1.0)
            if count >= FEWEST_STORIES
            else None
        )
    if verdict.answer == "incomplete":
        line = _line_of_cut(comparison)
    if verdict.answer == "retells":
        line = _line_of_retelling(comparison)
    return PossibleLine(line, _chance_of(comparison)) if line else None


def _chance_of(comparison: Comparison) -> float:
    """Return the chance, 0..1, that the page is another's report or goes on elsewhere.

    A source to which the page itself leads, and which was compared, shows it whatever the label: a
    summary is often hard to tell from an excerpt, and the verdict's chance is that of its label.
    """
    chance, search = comparison.verdict.confidence, comparison.search
    origin = search.origin if search else None
    if search is None or comparison.source is None or origin is None or origin.by == "comparison":
        return chance
    matches = (match.confidence for match in search.candidates if match.url == search.source)
    return max(chance, *matches, 0.0)


def _line_of_cut(comparison: Comparison) -> EntryLine | None:
    if comparison.verdict.label == "paywalled":
        return EntryLine("subscribers")
    search = comparison.search
    origin = search.origin if search else None
    url = (search.source if search else None) or (origin.url if origin else None)
    own_addresses = {normalise(address) for address in comparison.page.addresses}
    if url and normalise(url) not in own_addresses:
        name = origin.name if origin and origin.url == url else host_of(url) or ""
        return EntryLine("excerpt", name=name, url=url)
    return EntryLine("excerpt") if comparison.verdict.label == "excerpt" else None


def _line_of_retelling(comparison: Comparison) -> EntryLine | None:
    origin = comparison.search.origin if comparison.search else None
    if comparison.verdict.basis.kind == "agency":
        return None  # papers carry it whole: there is no better place to read it
    if comparison.verdict.basis.kind == "compiles":
        return EntryLine("compiles")
    if origin is None or not origin.name:
        return None
    line = EntryLine("retells", name=origin.name, url=origin.url or "")
    source, alignment = comparison.source, comparison.alignment
    if not origin.read or source is None:
        return line
    line = replace(line, url=source.url or line.url, title=source.title or "")
    if alignment is None or alignment.not_compared:
        return line
    left_out = sum(entry.span is None for entry in alignment.left_out)
    return replace(line, left_out=left_out, total=alignment.figures.source_sentences)


def _is_found_only(line: EntryLine, comparison: Comparison) -> bool:
    """Whether the page itself names nobody: the text was found by its words."""
    origin = comparison.search.origin if comparison.search else None
    return line.kind in ("retells", "excerpt") and (origin is None or origin.by == "comparison")


def line_of_story(story: Story) -> PossibleLine | None:
    """Return the line on a text that repeats an earlier one of its story; None where none does."""
    own = story.texts[story.here]
    if own.relation not in _REPEATS:
        return None
    for place in sorted(own.of):  # texts come in the order of their times
        other = story.texts[place]
        is_earlier = place < story.here
        if is_earlier and other.indexed and other.url and other.published:
            name = other.publisher or host_of(other.url) or ""
            line = EntryLine("same_story", name=name, url=other.url, title=other.title)
            return PossibleLine(line, own.confidence)
    return None
