"""The search for a source, its result, and the finders: all ways to look, in order of cost."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from server.model.article import Message
from server.model.serial import read_rows

FinderKind = Literal["page", "local", "publisher", "search", "archive"]


class FinderInfo(NamedTuple):
    """A finder's code, its title for people, where it looks, and whether its words quote the page.

    `kind`: `page` reads the page itself, `local` asks this server's index, `publisher` reads the
    feed or site map of a publisher that the page names, `search` sends words of the page to a
    search service, `archive` sends the address of a page that is gone.
    """

    name: str
    title: str
    kind: FinderKind
    quotes: bool = False


FINDER_TABLE = read_rows("server.model", "finders.json", FinderInfo)
FINDERS = tuple(finder.name for finder in FINDER_TABLE)
PAGE_FINDERS = tuple(finder.name for finder in FINDER_TABLE if finder.kind == "page")
# Search services of third parties: name and title.
SERVICES = {finder.name: finder.title for finder in FINDER_TABLE if finder.kind == "search"}
QUOTING = frozenset(finder.name for finder in FINDER_TABLE if finder.quotes)
# Those that find by words, not by addresses in the page.
SEARCHES = frozenset(
    finder.name for finder in FINDER_TABLE if finder.kind in ("local", "publisher", "search")
)

Outcome = Literal["source", "same_story", "not_found", "not_needed"]

Relation = Literal["source", "copy", "retelling", "same_story", "unverified", "mismatch"]

# How the report that a page is from is known: the page credits it or calls for it, the request gave
# it, or the comparison shows it.
OriginBy = Literal["credit", "call", "given", "comparison"]

# The reason of a candidate's relation.
Reason = Literal[
    "confirmed", "called", "same_text", "names_its_source", "same_event", "later",
    "another_is_named", "no_match", "other_language", "too_little", "cut", "no_text", "not_read",
]  # fmt: skip

# `nothing`: it was asked and found nothing. `failed`: it could not be asked.
TurnOutcome = Literal["source", "not_confirmed", "nothing", "not_asked", "failed"]

Access = Literal["open", "document", "paywalled", "unreachable", "not_fetched"]


@dataclass(frozen=True, slots=True)
class FoundBy:
    """A finder's reason for a candidate; `quote` are the page's words that led there.

    `message` words it for the reader.
    """

    finder: str
    says: str
    quote: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    message: Message = field(default_factory=lambda: Message(""))

    def __post_init__(self) -> None:
        """Word it."""
        object.__setattr__(self, "message", self._worded())

    def _worded(self) -> Message:
        if service := SERVICES.get(self.finder):
            return Message("finder_service", [service])
        quote = self.params.get("text") or self.quote
        if before := self.params.get("by_way_of"):
            hosts = [urlsplit(url).netloc for url in self.params.get("way") or [before]]
            return Message("by_way_of", [" → ".join(filter(None, hosts))], quote or "", self.says)
        if "similarity" in self.params:
            return Message("said_elsewhere")
        if quote and self.finder in QUOTING:
            return Message(f"finder_{self.finder}", quote=quote, says=self.says)
        return Message(f"finder_{self.finder}_plain", says=self.says)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may hold the full story, and its relation to the page.

    `relation`: `source` (the page retells it or is cut from it), `copy` (the same text elsewhere),
    `retelling` (has the story, but the page credits another's report), `same_story` (other
    coverage of the event), `mismatch` (another text), `unverified` (could not be decided);
    `why_code` and `why` give the reason. `confidence` (0..1) is that of the relation, 0 without
    one. `containment` (0..1) is the share of the page's information in the candidate, `margin` its
    lead over the best other candidate; both are null where it was not read. `access`: whether the
    server could open it; a `document` is in pages (PDF). `problem` is the type of the problem that
    kept it closed, `http_status` what its site answered. `retells`: whose report it retells by its
    own words.
    """

    url: str
    title: str | None
    publisher: str | None
    published: str | None
    relation: Relation
    confidence: float
    found_by: list[FoundBy]
    access: Access
    containment: float | None
    margin: float | None
    why_code: Reason
    why: str
    retells: str | None = None
    problem: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A finder's turn: its outcome, number of `candidates` and time (`ms`)."""

    finder: str
    outcome: TurnOutcome
    candidates: int
    ms: int
    detail: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Search services that could look further if the reader allows it.

    `words[i]` is exactly what `providers[i]` would receive.
    """

    providers: list[str]
    words: list[list[str]]


@dataclass(frozen=True, slots=True)
class SearchItem:
    """One story of a page of several, with the pages that it links (`urls`, best first).

    `start` and `end` index `Article.text`; both are null where the extraction lacks the story.
    """

    title: str
    text: str
    start: int | None
    end: int | None
    urls: list[str]
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Origin:
    """The report that a page is from: headline, original and first basis credit name it.

    `url` is its address. `read`: its text is the one that the page was compared with.
    """

    name: str
    host: str | None
    url: str | None
    by: OriginBy
    read: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The search for the full story, and its candidates (best first, at most 10).

    `outcome`: `source` (its address is `source`), `same_story` (only other coverage), `not_found`,
    `not_needed` (the page is whole, or no article). `tried` lists the finders' turns. `items` are
    the stories of a page of several, which has no single source; compare one of them by its place
    in the list (`item`). `lead` is the place of the story that the page is about, where the others
    are only beside it; the source is then that of the lead. `origin` is null where it is not known.
    """

    outcome: Outcome
    source: str | None
    candidates: list[Candidate]
    tried: list[Tried]
    offer: Offer | None = None
    items: list[SearchItem] = field(default_factory=list)
    lead: int | None = None
    origin: Origin | None = None
