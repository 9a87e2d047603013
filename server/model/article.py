"""An article as it was read from a page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from server.model.serial import pickled_by_fields, without_empty

Stage = Literal["request", "article", "verdict", "source", "align"]

FoundIn = Literal[
    "json_ld", "microdata", "rdfa", "opengraph", "twitter", "meta", "heading", "title_element",
    "byline", "time", "text", "address", "link", "html",
]  # fmt: skip

_MOST_JUDGED = 200  # sentences; few stories have more


@dataclass(frozen=True, slots=True)
class Message:
    """Words for the reader, in any language.

    `key` names a message of `/words/{language}.json`: `key` itself, or with a first number in
    `params` its plural form, such as `key_other`. Its values are `params` in order, then `quote`,
    which is in the page. `says` is the same in English, for those without the message; "" where
    every client has it.
    """

    key: str
    params: list[str | int | float] = field(default_factory=list)
    quote: str | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the API's word for it
    """A fault that did not stop the request; `type` is one of the problems."""

    type: str
    stage: Stage
    detail: str
    retryable: bool = False
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article; `text` is exactly `Article.text[start:end]` (code points)."""

    text: str
    start: int
    end: int
    paragraph: int


pickled_by_fields(Sentence)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A part of `Article.text` on one page of a document; a page with notes has several."""

    number: int
    start: int
    end: int


OutlineRole = Literal[
    "body", "call", "wall", "picture", "related", "comments", "menu", "footer", "other"
]


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A stretch of a page with one role, and how many characters of text it has.

    `sentence` is the index of a body's first sentence in the article. A `call` leads to more of the
    story, a `wall` asks to subscribe or sign in; `related` is other stories and offers.
    """

    role: OutlineRole
    characters: int
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleAccess:
    """The publisher's declaration; `declared_free` is null without one."""

    declared_free: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that a page states about itself, and where it states it."""

    value: str
    found_in: FoundIn


@dataclass(frozen=True, slots=True)
class MetadataConflict:
    """The part of the page that a fact was taken from, and contradicting claims."""

    found_in: FoundIn
    others: list[Claim]


@dataclass(frozen=True, slots=True)
class Article:
    """The main content of a page, with its author, publisher and dates.

    `url` is its address, `canonical_url` the one that the page gives itself. Dates are ISO 8601,
    `language` is BCP 47; unknown facts are null. `text` is the paragraphs joined by two line feeds;
    `sentences` cover it in order. `extractor` names the library that found the text. `metadata` has
    an entry for `title`, `authors`, `published`, `modified` or `publisher` where the page
    contradicts itself. `pages` are those of a document in pages (PDF), in the order of the text.
    `outline` is the page from top to bottom, at most 40 parts, where the whole page was judged.
    """

    url: str | None
    canonical_url: str | None
    title: str | None
    authors: list[str]
    publisher: str | None
    published: str | None
    modified: str | None
    language: str | None
    text: str
    sentences: list[Sentence]
    words: int
    access: ArticleAccess
    extractor: str
    warnings: list[Warning] = field(default_factory=list)
    metadata: dict[str, MetadataConflict] = field(default_factory=dict)
    pages: list[ArticlePage] = field(default_factory=list)
    outline: list[OutlinePart] = field(default_factory=list)

    __pydantic_serializer__ = without_empty("outline")

    @property
    def beginning(self) -> list[Sentence]:
        """Its first sentences, by which a page is judged: a bound of work for long ones."""
        return self.sentences[:_MOST_JUDGED]

    def page_at(self, place: int) -> int | None:
        """Return the page of a document that `place` in the text is on."""
        return next((one.number for one in self.pages if one.start <= place < one.end), None)


def iso_day(time: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time; None if missing or unreadable."""
    try:
        return date.fromisoformat((time or "")[:10])
    except ValueError:
        return None
