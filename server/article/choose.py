"""Which candidate is the article.

trafilatura, in general. Where it took little of the page's running text, readability-lxml is
asked too, and believed if it has more than twice as much and that includes what trafilatura
has. docs/decisions/extraction.md has the measurements.
"""

from itertools import chain, islice

from lxml.html import HtmlElement

from server.article.candidates import Candidate, by_readability, by_trafilatura
from server.article.document import TextMap

# Folded characters below which a candidate is as good as none, so need not be agreed with.
_LITTLE = 200
# Folded characters from which a text node counts as running text.
_RUNNING = 40


def choose(tree: HtmlElement, text_map: TextMap) -> Candidate:
    """The better of the candidates for `tree`; its paragraphs may be empty."""
    first = by_trafilatura(tree)
    if len(first.folded) >= running_text(text_map) / 2:
        return first
    second = by_readability(tree)
    return second if is_more_of_the_same(first, second) else first


def running_text(text_map: TextMap) -> int:
    """Folded characters of the page in long text nodes outside links."""
    return sum(
        run.end - run.start
        for run in text_map.runs
        if run.end - run.start >= _RUNNING and not _in_link(run.element)
    )


def _in_link(element: HtmlElement) -> bool:
    near = islice(chain([element], element.iterancestors()), 4)
    return any(ancestor.tag == "a" for ancestor in near)


def is_more_of_the_same(first: Candidate, second: Candidate) -> bool:
    """Whether `second` has over twice the text of `first`, and most of that."""
    if len(first.folded) >= len(second.folded) / 2:
        return False
    if len(first.folded) < _LITTLE:
        return True
    return _contained(first, second) >= len(first.folded) / 2


def _contained(first: Candidate, second: Candidate) -> int:
    """Folded characters in paragraphs of `first` that `second` has too."""
    found = 0
    for paragraph in first.paragraphs:
        one = Candidate("", [paragraph]).folded
        found += len(one) if one in second.folded else 0
    return found
