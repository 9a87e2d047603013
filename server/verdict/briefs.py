"""Finds the page's own brief among others, each of which ends with the link to its report.

A page whose headline is one brief's may tell others below it ("Also today"). Its source is the link
of its own brief, and the others say nothing about it. Nothing here depends on a word but the calls
that end a brief ("Read the full story").
"""

from collections.abc import Iterable, Iterator

from server.page.records import NO_RANK
from server.page.view import PageView
from server.text.calls import find_phrases
from server.verdict.digest_items import STORY, ItemLine, Segment, lines_of

FEWEST_BRIEFS = 2  # the page's own, and another
LINES_AFTER = 3  # lines after the text in which the last link may be


def own_brief(view: PageView) -> list[Segment]:
    """Return the page's own brief and the others, in order; [] where it has not several.

    Every story of the text has to end with its link: in an article that links its sources as it
    goes, what is after the last of them is its own. The headline is about the first brief alone.
    """
    if not _may_have_briefs(view):
        return []
    lines = lines_of(view.blocks)
    text = lines[view.first : view.last + 1 + LINES_AFTER]
    briefs = [brief for brief in _divide(text) if brief.prose >= STORY]
    if len(briefs) < FEWEST_BRIEFS or not all(brief.links for brief in briefs):
        return []
    own_story, *other_stories = briefs
    if not _are_apart(briefs) or _has_heading(own_story, view) or not _are_set_off(other_stories):
        return []
    title = ItemLine.words_of(view.article.title or "")
    if len(title & own_story.words) <= max(len(title & story.words) for story in other_stories):
        return []
    own_story.title = next(
        (line for line in lines[: view.first] if line.rank == 1), own_story.title
    )
    return briefs


def _may_have_briefs(view: PageView) -> bool:
    """Whether the text links several stories elsewhere: most pages end here."""
    blocks = view.blocks[view.first : view.last + 1 + LINES_AFTER]
    links = {link.url for block in blocks for link in block.links if link.elsewhere}
    return len(links) >= FEWEST_BRIEFS


def _divide(lines: Iterable[ItemLine]) -> Iterator[Segment]:
    """Yield the stories of `lines`, each up to its link; a heading begins one, too."""
    story: list[ItemLine] = []
    has_prose = is_linked = False
    for line in lines:
        if line.block.is_beside or line.block.is_closed:
            continue
        is_heading = line.rank < NO_RANK
        if story and (is_heading or (line.is_prose and has_prose and is_linked)):
            yield _segment(story)
            story, has_prose, is_linked = [], False, False
        story.append(line)
        has_prose = has_prose or line.is_prose
        is_linked = is_linked or line.names_source
    if story:
        yield _segment(story)


def _segment(lines: list[ItemLine]) -> Segment:
    """Return a story with the links that lead to its report: not those within its sentences."""
    first = lines[0]
    title = first if first.rank < NO_RANK or first.opens_with_lead else None
    links = []
    for line in lines:
        if line.names_source or line.rank < NO_RANK:
            links += line.links
    return Segment(lines, title, links)


def _are_apart(briefs: list[Segment]) -> bool:
    """Whether the first has an address and elements of its own."""
    addresses = [{link.url for link in brief.links} for brief in briefs]
    elements = [{line.block.element for line in brief.lines} for brief in briefs]
    return all(
        addresses[0].isdisjoint(address) and elements[0].isdisjoint(element)
        for address, element in zip(addresses[1:], elements[1:], strict=True)
    )


def _has_heading(brief: Segment, view: PageView) -> bool:
    """Whether a brief has another heading than the page's: then the page's is of all of them."""
    heading = brief.title
    return heading is not None and heading.text != view.article.title


def _are_set_off(briefs: list[Segment]) -> bool:
    """Whether each brief has a title, ends with a call, or is in a list below one that has."""
    is_below = False
    for brief in briefs:
        is_set_off = brief.title is not None or _ends_with_call(brief)
        if not is_set_off and not (is_below and brief.lines[0].block.element.tag == "li"):
            return False
        is_below = True
    return True


def _ends_with_call(brief: Segment) -> bool:
    calls = {"read_full", "continue_reading", "original"}
    return any(line.links and calls & find_phrases(line.text).keys() for line in brief.lines)
