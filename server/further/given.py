"""Reads several originals, and compares what the first lacks with the others."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import TypeVar

from server.align import ComparedFurther, Text, filled, gaps_of
from server.engine import Progress, Session, unopened
from server.errors import Problem, SourceIsPage
from server.model import Alignment, Article, PageInput, Warning
from server.tasks import article_of, check_some

T = TypeVar("T")
A = TypeVar("A")
_LEAST_SIZE = 5_000  # letters


def read_originals(
    session: Session, given: Sequence[PageInput], page: Article
) -> tuple[list[Article], list[Warning]]:
    """Read several sources at once; leave out the page itself, repeats and unreadable ones.

    Returns the others, in order, and warnings; raises Problem where none can be read.
    """
    found: list[Article] = []
    warnings: list[Warning] = []
    problems: list[Problem] = []
    read = at_once(_counted(session, len(given)), given)
    for number, (one, article) in enumerate(zip(given, read, strict=True), 1):
        same = f"Source {number} has the same text"
        if isinstance(article, Problem):
            problems.append(unopened(article.at("source"), one.url))
        elif article.text == page.text:
            problems.append(SourceIsPage(f"{same} as the page."))
        elif any(article.text == other.text for other in found):
            warnings.append(SourceIsPage(f"{same} as one before it.").as_warning())
        else:
            found.append(article)
    if not found:
        raise problems[0]
    return found, [*(one.as_warning() for one in problems), *warnings]


def _counted(session: Session, total: int) -> Callable[[PageInput], Article]:
    """Return a reader of sources that reports how many are read."""
    done = count(2)
    session.report(Progress("source", number=1, of=total))

    def read(one: PageInput) -> Article:
        try:
            return session.read("source", article_of, one)
        finally:
            if (number := next(done)) <= total:
                session.report(Progress("source", number=number, of=total))

    return read


def at_once(function: Callable[[A], T], values: Sequence[A]) -> list[T | Problem]:
    """Return what `function` makes of each value, or its problem; raise Cancelled."""

    def result(value: A) -> T | Problem:
        try:
            return function(value)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(max_workers=max(1, len(values))) as threads:
        return list(threads.map(result, values))


def _size(text: Text) -> int:
    """Return a text's letters, and some for each text: even a word takes time."""
    return _LEAST_SIZE + sum(map(len, text.sentences))


def compare_further(
    session: Session, page: Text, first: Alignment, further: Sequence[tuple[int, Text]]
) -> tuple[Alignment, list[Warning]]:
    """Fill what the first source does not bear out from `further` ones, by their numbers.

    A sentence that one of these has word for word is from it, unless the first has it so too.
    Returns the alignment, and warnings about the further sources.
    """
    gaps, check = gaps_of(first), partial(check_some, copied=True)
    whole = sum(_size(text) for _, text in further) or 1

    def compare(source: tuple[int, Text]) -> ComparedFurther:
        number, text = source
        share = _size(text) / whole  # all together take as long as the first may
        return session.run("align", check, number, page, text, gaps, share=share)

    found = at_once(compare, further)
    compared = [one for one in found if not isinstance(one, Problem)]
    warnings = [warning for one in compared for warning in one.remarks]
    warnings += [one.as_warning() for one in found if isinstance(one, Problem)]
    return filled(first, compared), warnings
