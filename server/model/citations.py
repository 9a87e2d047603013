"""The checked citations of a text."""

from dataclasses import dataclass, field
from typing import Literal

from server.model.alignment import Alignment
from server.model.article import Article

# `told`: the linked page says so; `differs`: in part, or with a difference; `not_there`: the page
# has nothing of it; `unreadable`: the page could not be read.
CitationOutcome = Literal["told", "differs", "not_there", "unreadable"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence with a link, checked against the linked page.

    `sentence` indexes `Article.sentences`; `passages` are the linked page's sentences that come
    nearest, best first; `alignment` is null where the page could not be read, as `detail` says.
    Where the page has only a part of the sentence, `detail` says which words it does not have.
    """

    sentence: int
    url: str
    outcome: CitationOutcome
    alignment: Alignment | None = None
    passages: list[str] = field(default_factory=list)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Citations:
    """An article and its citations, in order."""

    page: Article
    citations: list[Citation]
