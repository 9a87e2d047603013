"""The inputs of calls: pydantic models that refuse unknown fields."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    FailFast,
    Field,
    StrictBool,
    Tag,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic.json_schema import SkipJsonSchema
from typing_extensions import TypeAliasType

from server.model.search import SERVICES

# `feeds` opens annotated feeds alone: its token stands in their addresses.
Scope = Literal["compare", "index", "admin", "feeds"]
# HTTP statuses of pages that come with a refusal: it may hold a story's beginning.
REFUSALS = frozenset({401, 402, 403, 451})
UNPAID = frozenset({401, 402})  # those for want of an account or money


def _readable(address: str) -> str:
    try:
        urlsplit(address)
    except ValueError:
        raise ValueError(f"{address[:100]} is no address of a page") from None
    return address


Address = Annotated[str, Field(max_length=8192), AfterValidator(_readable)]


def _number(value: object) -> object:
    """Refuse values that only pydantic takes for numbers, not JSON Schema."""
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    if isinstance(value, str):
        raise ValueError("a number is written without quotation marks")
    return value


Place = Annotated[int, Field(ge=0), BeforeValidator(_number)]
HttpStatus = Annotated[int, Field(ge=100, le=599), BeforeValidator(_number)]
Minutes = Annotated[int, Field(ge=0, le=10_080), BeforeValidator(_number)]
ItemNumber = Annotated[int, Field(ge=0, le=1000), BeforeValidator(_number)]


_TAG = r"^(?:[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*)?$"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?"
# The days of each month as a pattern: what the contract lets through is what is taken.
_MONTH_DAY = (
    r"(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8])"
)
_LEAP_YEAR = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = rf"(?:\d{{4}}-(?:{_MONTH_DAY})|{_LEAP_YEAR}-02-29)"
_ISO = rf"^(?:\d{{4}}(?:-(?:0[1-9]|1[0-2]))?|{_DATE}(?:[Tt ]{_TIME})?)?$"


def _matches(pattern: str, expected: str) -> Callable[[str], str]:
    """Return a validator of strings; its error names what is `expected`, and how to write it."""
    expression = re.compile(pattern, re.ASCII)

    def validate(value: str) -> str:
        if not expression.fullmatch(value):
            raise ValueError(f"{value[:40]} is no {expected}")
        return value

    return validate


_WEB = r"^https?://[^\s/]\S*$"
WebAddress = Annotated[
    str,
    Field(max_length=8192, json_schema_extra={"pattern": _WEB}),
    AfterValidator(_readable),
    AfterValidator(_matches(_WEB, "web address; it begins with https:// or http://")),
]
Language = Annotated[
    str,
    Field(max_length=64, json_schema_extra={"pattern": _TAG}),
    AfterValidator(_matches(_TAG, "language; write its tag, such as en or pt-BR")),
]
Moment = Annotated[
    str,
    Field(max_length=64, json_schema_extra={"pattern": _ISO}),
    AfterValidator(_matches(_ISO, "date; write it as 2026-11-28 or 2026-11-28T09:30:00Z")),
]


_SERVICE = f"^({'|'.join(SERVICES)})$"
Service = Annotated[
    str,
    Field(json_schema_extra={"pattern": _SERVICE}),
    AfterValidator(_matches(_SERVICE, f"search service; there are {', '.join(SERVICES)}")),
]


class Input(BaseModel):
    """An input of a call: unknown fields are refused.

    What its validators check is in its schema too, as far as JSON Schema can say it: `not` leaves
    it one object, of which generators of clients make one class.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


# A character that `str.strip` leaves, for programs that know fewer spaces than Python.
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"


def _none_of(fields: dict[str, JsonDict]) -> JsonDict:
    """Return the condition that not each of `fields` is other than its schema."""
    return {"not": {"properties": {name: {"not": schema} for name, schema in fields.items()}}}


_SOME_TEXT: JsonDict = {"pattern": NOT_BLANK, "type": "string"}
_GIVEN: JsonDict = {"not": {"type": "null"}}
_TOO_MANY_SOURCES: JsonDict = {
    "not": {
        "properties": {"source": _GIVEN, "sources": {"minItems": 5}},
        "required": ["source", "sources"],
    }
}


class Passage(Input):
    """A part of the article, by its place in `Article.text` or by its words.

    `start` and `end` are code points, `end` exclusive.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                _none_of({"text": _SOME_TEXT, "start": {"type": "integer"}}),
                _none_of({"text": _SOME_TEXT, "end": {"type": "integer"}}),
            ]
        }
    )

    start: Place | None = None
    end: Place | None = None
    text: str | None = Field(None, max_length=100_000, description="As a reader selected it.")

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        placed = self.start is not None and self.end is not None and self.start < self.end
        if not placed and not (self.text and self.text.strip()):
            raise ValueError("give start and end, the end after the start, or the text")
        return self


class PageInput(Input):
    """A page from a caller; with `html` or `text` it is not fetched."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                _none_of(dict.fromkeys(("url", "html", "text"), _SOME_TEXT)),
                {
                    "not": {
                        "properties": {"html": {"type": "string"}, "text": {"type": "string"}},
                        "required": ["html", "text"],
                    }
                },
            ]
        }
    )

    url: Address | None = Field(None, description="Where the page is, or came from.")
    html: str | None = Field(None, description="The page's HTML, as the browser shows it.")
    text: str | None = Field(None, description="The page's text, where there is no HTML.")
    title: str | None = Field(None, max_length=4096)
    language: Language | None = Field(None, description="BCP 47, for example `pt-BR`.")
    published: Moment | None = Field(None, description="ISO 8601.")
    passage: Passage | None = Field(None, description="Compare only this part of the page.")
    status: HttpStatus | None = Field(None, description="HTTP status of the page.")
    is_article: StrictBool | None = Field(
        None,
        description="Whether a reader says that it is an article, whatever it looks like: its "
        "source is looked for, and it is neither `no_article` nor `complete`.",
    )

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        contents = (self.url, self.html, self.text, self.content)
        if not any(content and content.strip() for content in contents):
            raise ValueError("give at least one of url, html or text")
        if self.html is not None and self.text is not None:
            raise ValueError("give html or text, not both")
        return self

    @property
    def sent_by_reader(self) -> bool:
        """Whether the caller sent the content, which is kept private."""
        return self.html is not None or self.text is not None

    @property
    def content(self) -> str:
        """The bytes sent or fetched, which identify it; "" before."""
        return self.html or self.text or ""

    @property
    def is_plain_text(self) -> bool:
        """Whether it is a text without markup, which shows no links or cuts."""
        return self.html is None and self.text is not None


class DocumentInput(PageInput):
    """A document in pages (PDF): fetched, or from a file; no caller of the API sends one."""

    document: bytes

    @property
    def sent_by_reader(self) -> bool:
        """Always true: nothing is left to fetch."""
        return True

    @property
    def content(self) -> str:
        """The digest of its bytes."""
        return sha256(self.document).hexdigest()

    @property
    def is_plain_text(self) -> bool:
        """Never: it is whole, and says so."""
        return False


class SentencesInput(Input):
    """A text that the caller has split into sentences."""

    sentences: Annotated[list[str], FailFast()] = Field(max_length=20_000)
    language: Language | None = Field(None, description="BCP 47.")
    published: Moment | None = Field(None, description="ISO 8601.")

    @property
    def sent_by_reader(self) -> bool:
        """Always true: the caller sent the text, which is kept private."""
        return True


class SearchOptions(Input):
    """The services that may be used to find a source."""

    providers: list[Service] = Field(
        default_factory=list,
        max_length=20,
        description="The search services that may see words of a page that a reader sent, by "
        "their names in `search.offer.providers`. Without it none of them is asked.",
    )


class PageRequest(Input):
    """The input of extract and verdict."""

    page: PageInput


class ArticleInput(Input):
    """An article for the index."""

    url: WebAddress = Field(description="Its address.")
    title: str = Field("", max_length=4096, description="Without it, what its HTML says.")
    text: str | None = Field(None, description="Its whole text.")
    html: str | None = Field(None, description="Its page, where there is no text.")
    lead: str | None = Field(None, max_length=8192, description="Its beginning or summary.")
    published: Moment | None = Field(None, description="ISO 8601.")
    publisher: str | None = Field(None, max_length=1024)
    language: Language | None = Field(None, description="BCP 47.")


class ArticlesRequest(Input):
    """Up to 1,000 articles for the index, each checked on its own."""

    articles: list[Any] = Field(
        max_length=1000,
        description="What is not an ArticleInput is rejected without keeping out the rest.",
        json_schema_extra={"items": {"anyOf": [{"$ref": "#/components/schemas/ArticleInput"}, {}]}},
    )


class FindRequest(Input):
    """The input of find."""

    page: PageInput
    search: SearchOptions = SearchOptions()


MOST_SOURCES = 5  # compared with a page
_SEVERAL = "Up to five originals, the first first; with `source`, which comes first, four more."

OPINION_LEAVE = (
    "Whether a model beyond this server may see sentences of a text that a reader sent (`html`, "
    "`text`, `sentences`) for a second opinion; it matters only where the operator set one up."
)


class CompareRequest(Input):
    """The input of compare: a page and, if known, its source or sources."""

    model_config = ConfigDict(json_schema_extra=_TOO_MANY_SOURCES)

    page: PageInput
    source: PageInput | None = None
    sources: list[PageInput] = Field(
        default_factory=list,
        max_length=MOST_SOURCES,
        description=f"{_SEVERAL} One alone is as in `source`: others are looked for with `find`.",
    )
    find: StrictBool = Field(
        True,
        description="Whether to look for the source, and after one source, found or given, for "
        "others that have what it lacks; after two or more given ones nothing is looked for.",
    )
    item: ItemNumber | None = Field(
        None, description="Of a page of several stories this one (`search.items`)."
    )
    search: SearchOptions = SearchOptions()
    opinion: StrictBool = Field(False, description=OPINION_LEAVE)
    save: StrictBool | Literal["link"] = Field(
        False, description='true: keep the comparison; "link": its id opens it without a token.'
    )

    @model_validator(mode="after")
    def _has_few_sources(self) -> Self:
        _check_count(self.originals)
        return self

    @property
    def originals(self) -> list[PageInput]:
        """All given sources, `source` first."""
        return _in_order(self.source, self.sources)


S = TypeVar("S")


def _check_count(sources: Sequence[object]) -> None:
    if len(sources) > MOST_SOURCES:
        raise ValueError(f"give {MOST_SOURCES} sources at most, `source` included")


def _in_order(source: S | None, sources: list[S]) -> list[S]:
    """Put `source` before `sources`, unless it is the first of them."""
    return sources if source is None or sources[:1] == [source] else [source, *sources]


def _kind_of_text(value: Any) -> str:
    has_sentences = "sentences" in value if isinstance(value, dict) else False
    return "sentences" if has_sentences or isinstance(value, SentencesInput) else "page"


TextInput = TypeAliasType(
    "TextInput",
    Annotated[
        Annotated[SentencesInput, Tag("sentences")] | Annotated[PageInput, Tag("page")],
        Discriminator(_kind_of_text),
    ],
)


class AlignRequest(Input):
    """The input of align: a page and its source or sources, or texts split into sentences."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                {"not": {"properties": {"source": {"type": "null"}, "sources": {"maxItems": 0}}}},
                _TOO_MANY_SOURCES,
            ]
        }
    )

    page: TextInput
    source: TextInput | SkipJsonSchema[None] = None
    sources: list[TextInput] = Field(
        default_factory=list, max_length=MOST_SOURCES, description=_SEVERAL
    )
    opinion: StrictBool = Field(False, description=OPINION_LEAVE)

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not self.originals:
            raise ValueError("give source, or sources with one text at least")
        _check_count(self.originals)
        return self

    @property
    def originals(self) -> list[PageInput | SentencesInput]:
        """All given sources, `source` first."""
        return _in_order(self.source, self.sources)


def _in_a_line(name: str) -> str:
    line = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if not line:
        raise ValueError("a token's name has 1 to 100 letters; use its owner's name")
    return line


# No control characters but spaces, which become one.
_NAME = r"^[^\x00-\x08\x0e-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x08\x0e-\x1f\x7f]*$"
TokenName = Annotated[
    str,
    Field(min_length=1, max_length=100, json_schema_extra={"pattern": _NAME}),
    AfterValidator(_matches(_NAME, "name of a token; write 1 to 100 letters or signs")),
    AfterValidator(_in_a_line),
]
Count = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_number)]


class QuotaRequest(Input):
    """A token's daily quota, for the tokens paired from it too."""

    per_day: Count = Field(description="Most calls in a day (UTC); 0: any number.")


class TokenRequest(Input):
    """A token to create: whose it is, its rights, its end and its daily quota."""

    name: TokenName = Field(description="Whose.")
    scopes: list[Scope] = Field(["compare"], min_length=1, max_length=4)
    days: Count = Field(0, description="Until it ends; 0: it doesn't.")
    per_day: Count = Field(0, description="Most calls in a day (UTC); 0: any number.")


class PairingRequest(Input):
    """A pairing link to create: the name and scopes of its token."""

    name: TokenName | None = Field(None, description="Whose; without it, the caller's own name.")
    scopes: list[Scope] = Field(
        ["compare"], min_length=1, max_length=4, description="At most the caller's own."
    )


class ClaimRequest(Input):
    """A pairing code to exchange for a token."""

    code: str = Field(min_length=1, max_length=200, description="The part after # in the link.")


# One line, without the commas between tags where people type them.
_LABEL = r"^[^\x00-\x1f\x7f,]*[^\x00-\x20\x7f,][^\x00-\x1f\x7f,]*$"
SavedTag = Annotated[
    str,
    Field(max_length=50, json_schema_extra={"pattern": _LABEL}),
    AfterValidator(_matches(_LABEL, "tag; write it in a line, without commas")),
    AfterValidator(lambda tag: tag.strip(" ")),
]
SavedTags = Annotated[
    list[SavedTag], Field(max_length=20), AfterValidator(lambda tags: list(dict.fromkeys(tags)))
]
SavedTitle = Annotated[str, Field(max_length=4096)]
SavedNote = Annotated[str, Field(max_length=5000)]


class SavedChange(Input):
    """A change of a saved comparison by its owner; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    title: SavedTitle | None = Field(None, description="As lists show it; null: the page's own.")
    tags: SavedTags = Field([], description="All of them, the present ones too.")
    note: SavedNote = Field("", description="A text for its owner.")

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("give at least one of title, tags or note")
        return self


class ImportedComparison(BaseModel):
    """A saved comparison of an export; the fields that are not named here are not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    comparison: dict[str, Any] = Field(description="Whole, as it was saved.")
    title: str | None = None
    tags: SavedTags = []
    note: SavedNote = ""
    created: Moment | None = Field(None, description="When it was saved.")
    versions: list[dict[str, Any]] = Field([], max_length=120)


class ImportRequest(BaseModel):
    """Saved comparisons to bring: all that `GET /v1/me` gives, or its `comparisons` alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    comparisons: list[ImportedComparison] = Field(min_length=1, max_length=1000)


class FeedChangeRequest(Input):
    """A change of a feed; what isn't named stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "not": {
                "properties": {"minutes": {"maximum": 9, "minimum": 1, "type": "number"}},
                "required": ["minutes"],
            },
        }
    )

    state: Literal["active", "paused"] | None = Field(
        None, description="paused: it is not polled; active: it is polled again, at once."
    )
    refresh: StrictBool = Field(False, description="Whether it is polled at once.")
    url: Annotated[str, Field(min_length=1, max_length=8192), AfterValidator(_readable)] | None = (
        Field(None, description="Another address, which is checked first.")
    )
    minutes: Minutes | None = Field(
        None, description="Between two polls, 10 or more; 0: as often as it has news."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("give at least one of state, refresh, url or minutes")
        if self.minutes is not None and 0 < self.minutes < MIN_MINUTES:
            raise ValueError(
                f"give {MIN_MINUTES} minutes or more between two polls of a site, or 0"
            )
        return self


MIN_MINUTES = 10


class HookRequest(Input):
    """A webhook: where messages go, of which events, about whose saved comparisons."""

    url: str = Field(
        min_length=1, max_length=8192, description="On a host in UNABRIDGED_HOOK_HOSTS."
    )
    events: list[str] = Field(
        default_factory=list, max_length=10, description="Their names; none: all of them."
    )
    whose: str = Field(
        "", max_length=120, description="A token's id, user:NAME or local; else the caller's own."
    )


def _secret(value: str) -> str:
    """Return a secret without the space around it; it is sent in a header, which bounds it."""
    value = value.strip()
    if not (value.isascii() and value.isprintable()):
        raise ValueError("a key or secret has letters, digits and signs of ASCII alone")
    return value


# What `_secret` takes, as the schema says it.
_HEADER_VALUE = r"^\s*(?:[!-~](?:[ -~]*[!-~])?)?\s*$"
Secret = Annotated[
    str,
    Field(max_length=500, json_schema_extra={"pattern": _HEADER_VALUE}),
    AfterValidator(_secret),
]


class BridgeRequest(Input):
    """A bridge to a feed reader; one that is there already gets this token and secret."""

    kind: Literal["miniflux"] = Field("miniflux", description="Which reader it is.")
    url: WebAddress = Field(description="Where the reader opens in a browser.")
    token: Secret = Field(description="An API key made in the reader.")
    secret: Secret = Field(
        "", description="The secret of its webhooks; without it, the reader is asked every minute."
    )
    language: Language = Field("en", description="Of the lines, BCP 47; English if it is unknown.")
    last: Annotated[int, Field(ge=0, le=500), BeforeValidator(_number)] = Field(
        20, description="Newest entries that get a line at once; 0: only those to come."
    )


class FeedRequest(Input):
    """A feed or news site map that fills the index."""

    url: str = Field(
        min_length=1,
        max_length=8192,
        description="Where the feed is.",
        json_schema_extra={"pattern": "^https?://"},
    )
