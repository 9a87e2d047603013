"""Reads several originals, and compares what the first lacks with the others."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from server.align import Text, filled, gaps_of
from server.errors import Problem, SourceIsPage
from server.model import Alignment, Article, PageInput, Warning
from server.pipeline.engine import Progress, Session, unopened
from server.pipeline.tasks import article_of, check_further


def read_originals(
    session: Session, given: Sequence[PageInput], page: Article
) -> tuple[list[Article], list[Warning]]:
    """Read several sources at once; leave out the page itself, repeats and unreadable ones.

    Returns the others, in order, and warnings; raises Problem where none can be read.
    """
    found: list[Article] = []
    warnings: list[Warning] = []
    problems: list[Problem] = []
    done = count(2)
    session.report(Progress("source", number=1, of=len(given)))

    def read(one: PageInput) -> Article | Problem:
        try:
            return session.read("source", article_of, one)
        except Problem as problem:
            return problem
        finally:
            if (number := next(done)) <= len(given):
                session.report(Progress("source", number=number, of=len(given)))

    with ThreadPoolExecutor(max_workers=max(1, len(given))) as threads:
        read_ones = list(threads.map(read, given))
    for number, (one, article) in enumerate(zip(given, read_ones, strict=True), 1):
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


def compare_further(
    session: Session, page: Text, first: Alignment, further: Sequence[tuple[int, Text]]
) -> tuple[Alignment, list[Warning]]:
    """Fill what the first source does not bear out from `further` ones, by their numbers.

    A sentence that one of these has word for word is from it, unless the first has it so too.
    Returns the alignment, and warnings about the further sources.
    """
    if not further:
        return first, []
    try:
        compared, late = session.run(
            "align", check_further, page, further, gaps_of(first), session.settings.align_seconds
        )
    except Problem as problem:
        return first, [problem.as_warning()]
    remarks = (warning for one in compared for warning in one.remarks)
    return filled(first, compared), [*remarks, *(one.as_warning() for one in late)]
