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
class Judgement:
    """What is said of an entry, None for nothing, with the comparison it rests on.

    `may_improve`: something could not be read, which may be there another time.
    """

    line: EntryLine | None
    comparison: Comparison
    may_improve: bool = False


def judge(
    engine: Engine, page: PageInput, services: list[str], cancelled: threading.Event
) -> Judgement:
    """Judge the page of an entry; raise Problem where it can't be read.

    Its words go to no search services but `services`.
    """
    options = SearchOptions(providers=services)
    events = compare(engine, CompareRequest(page=page, search=options), cancelled)
    comparison = next(event.comparison for event in events if isinstance(event, Done))
    line = line_of(comparison)
    if line is None or _is_found_only(line, comparison):
        line = _same_story(engine, page, cancelled) or line
    may_improve = any(warning.retryable for warning in comparison.warnings)
    return Judgement(line, comparison, may_improve)


def line_of(comparison: Comparison) -> EntryLine | None:
    """Return the line on an answer; None where the entry is whole, or nothing is sure."""
    search, verdict = comparison.search, comparison.verdict
    if search and search.items and search.lead is None:
        count = len(search.items)
        return EntryLine("stories", count=count) if count >= FEWEST_STORIES else None
    if verdict.confidence < SURE_ANSWER:
        return None
    if verdict.answer == "incomplete":
        return _cut(comparison)
    if verdict.answer == "retells":
        return _retold(comparison)
    return None


def _cut(comparison: Comparison) -> EntryLine | None:
    if comparison.verdict.label == "paywalled":
        return EntryLine("subscribers")
    search, origin = comparison.search, comparison.search and comparison.search.origin
    url = (search and search.source) or (origin and origin.url) or ""
    page = {normalise(address) for address in comparison.page.addresses}
    if url and normalise(url) not in page:
        name = origin.name if origin and origin.url == url else host_of(url) or ""
        return EntryLine("excerpt", name=name, url=url)
    return EntryLine("excerpt") if comparison.verdict.label == "excerpt" else None


def _retold(comparison: Comparison) -> EntryLine | None:
    origin = comparison.search.origin if comparison.search else None
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


def _same_story(engine: Engine, page: PageInput, cancelled: threading.Event) -> EntryLine | None:
    """Return the line on a page that repeats an earlier text of the index."""
    try:
        return line_of_story(story_of(engine, page, cancelled))
    except Problem:
        return None  # the page itself was read: what fails is the search for others


def line_of_story(story: Story) -> EntryLine | None:
    """Return the line on a text that repeats an earlier one of its story; None where none does."""
    own = story.texts[story.here]
    if own.relation not in _REPEATS or own.confidence < SURE_RELATION:
        return None
    for place in sorted(own.of):  # texts come in the order of their times
        other = story.texts[place]
        is_earlier = place < story.here
        if is_earlier and other.indexed and other.url and other.published:
            name = other.publisher or host_of(other.url) or ""
            return EntryLine("same_story", name=name, url=other.url, title=other.title)
    return None
