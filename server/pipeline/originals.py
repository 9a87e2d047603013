"""The originals that a request gives, read at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from server.errors import Problem, SourceIsPage
from server.model import Article, PageInput, Warning
from server.pipeline.engine import Session, as_unopened
from server.pipeline.tasks import article_of


def read_originals(
    session: Session, inputs: Sequence[PageInput], page: Article
) -> tuple[list[Article], list[Warning]]:
    """Read several sources at once; leave out the page itself, repeats and unreadable ones.

    Returns the others, in order, and warnings; raises Problem where none can be read.
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    for number, read in enumerate(_read_all(session, inputs), 1):
        if isinstance(read, Problem):
            problems.append(read)
        elif read.text == page.text:
            problems.append(SourceIsPage(f"Source {number} has the same text as the page."))
        elif any(read.text == article.text for article in articles):
            problems.append(SourceIsPage(f"Source {number} has the same text as one before it."))
        else:
            articles.append(read)
    if not articles:
        raise problems[0]
    return articles, [problem.as_warning() for problem in problems]


def _read_all(session: Session, inputs: Sequence[PageInput]) -> list[Article | Problem]:
    """Read pages at once, in order; report the number of each one that is waited for."""
    next_number = count(2)
    session.progress("source", number=1, of=len(inputs))

    def read(page: PageInput) -> Article | Problem:
        try:
            return session.read("source", article_of, page)
        except Problem as problem:
            return as_unopened(problem.at_stage("source"), page.url)
        finally:
            if (number := next(next_number)) <= len(inputs):
                session.progress("source", number=number, of=len(inputs))

    with ThreadPoolExecutor(len(inputs)) as threads:
        return list(threads.map(read, inputs))
