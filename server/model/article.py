"""An article as it was read from a page."""

from dataclasses import dataclass, field
from typing import Any, Literal

Stage = Literal["request", "article", "verdict", "source", "align"]

FoundIn = Literal[
    "json_ld",
    "microdata",
    "rdfa",
    "opengraph",
    "twitter",
    "meta",
    "heading",
    "title_element",
    "byline",
    "time",
    "text",
    "address",
    "link",
    "html",
]


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the API's word for it
    """Something that went wrong on the way without stopping it; `type` is one of the problems."""

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


@dataclass(frozen=True, slots=True)
class ArticleAccess:
    """What the publisher declares: `declared_free` is null where it declares nothing."""

    declared_free: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says about itself, and which part of the page says so."""

    value: str
    found_in: FoundIn


@dataclass(frozen=True, slots=True)
class MetadataConflict:
    """Where a fact about an article was found, and what else the page says instead."""

    found_in: FoundIn
    others: list[Claim]


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says: its main content and who published it when.

    `url` is where it was read, `canonical_url` what the page calls its own address. Dates are ISO
    8601, `language` is BCP 47; what is not known is null. `text` is the paragraphs joined by two
    line feeds; `sentences` cover it in order. `extractor` names the library that found the text.
    `metadata` has an entry for `title`, `authors`, `published`, `modified` or `publisher` where
    the page contradicts itself.
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
