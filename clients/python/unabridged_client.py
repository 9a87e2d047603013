"""A typed client of an Unabridged server; written by generate.py from docs/openapi.json.

    from unabridged_client import Client

    client = Client("https://unabridged.example", token="unab_…")
    print(client.verdict({"page": {"url": "https://news.example/story"}})["verdict"]["label"])

It needs nothing but Python 3.11 or newer. Every error of the server is a ProblemError, and so is
no answer at all (`status` 0).
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast
from urllib.parse import quote, urlencode


class ProblemError(Exception):
    """The server's refusal: RFC 9457, with `type` from a closed list."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")
        self.type = str(problem.get("type", ""))
        self.status = int(problem.get("status", 0))
        self.detail = str(problem.get("detail", ""))
        self.retryable = bool(problem.get("retryable", False))
        self.params: dict[str, Any] = dict(problem.get("params") or {})
        self.retry_after = float(problem.get("retry_after", 0.0))  # seconds, 0 if none are named


class AccountEntry(TypedDict):
    """The state of source sentence `source` on the page."""

    source: int
    state: Literal["told", "in_part", "left_out", "aside", "not_compared"]
    told_by: NotRequired[list[int]]
    rest: NotRequired[list["Span"]]
    differs: bool


class AddedFeed(TypedDict):
    """A feed that was just added, what `kind` of feed it is, and how many `items` it has."""

    id: str
    url: str
    title: str | None
    state: Literal["active", "paused", "gone"]
    added: str | None
    polled: str | None
    due: str | None
    articles: int
    newest: str | None
    failures: int
    minutes: int | None
    last_error: str | None
    kind: str
    items: int


class AddedHook(TypedDict):
    """A webhook that was just made; its `secret` signs messages, and is shown only now."""

    id: str
    url: str
    events: list[str]
    owner: str
    created: str
    state: Literal["active", "gone"]
    waiting: int
    failed: int
    last_error: str | None
    secret: str


class AddedToken(TypedDict):
    """A token that was just made; `token` is its secret, shown only now."""

    id: str
    name: str
    scopes: list[Literal["compare", "index", "admin", "feeds"]]
    created: str
    expires: str | None
    last_used: str | None
    per_day: int | None
    maker: str | None
    used: int
    token: str


class AlignRequest(TypedDict):
    """The input of align: a page and its source or sources, or texts split into sentences."""

    page: "TextInput"
    source: NotRequired["TextInput"]
    sources: NotRequired[list["TextInput"]]
    opinion: NotRequired[bool]


class Alignment(TypedDict):
    """The page's sentences over the source's; `page` and `source` are the sentences in order."""

    order: Literal["monotone", "free"]
    sentences: list["PageSentence"]
    left_out: list["LeftOut"]
    figures: "Figures"
    page: list[str]
    source: list[str]
    withheld: NotRequired[list[int]]
    opinion_offer: "OpinionOffer | None"
    warnings: NotRequired[list["ApiWarning"]]
    further: NotRequired[list["FurtherSource"]]
    not_compared: NotRequired[list[int]]
    account: NotRequired[list["AccountEntry"]]


class Article(TypedDict):
    """The main content of a page, with its author, publisher and dates."""

    url: str | None
    canonical_url: str | None
    title: str | None
    authors: list[str]
    publisher: str | None
    published: str | None
    modified: str | None
    language: str | None
    text: str
    sentences: list["Sentence"]
    words: int
    access: "ArticleAccess"
    extractor: str
    warnings: NotRequired[list["ApiWarning"]]
    metadata: NotRequired[dict[str, "MetadataConflict"]]
    pages: NotRequired[list["ArticlePage"]]


class ArticleAccess(TypedDict):
    """The publisher's declaration; `declared_free` is null without one."""

    declared_free: bool | None


class ArticleInput(TypedDict):
    """An article for the index."""

    url: str
    title: NotRequired[str]
    text: NotRequired[str | None]
    html: NotRequired[str | None]
    lead: NotRequired[str | None]
    published: NotRequired[str | None]
    publisher: NotRequired[str | None]
    language: NotRequired[str | None]


class ArticlePage(TypedDict):
    """A part of `Article.text` on one page of a document; a page with notes has several."""

    number: int
    start: int
    end: int


class ArticlesAdded(TypedDict):
    """How many articles are new, changed or as they were, and which were rejected."""

    added: int
    updated: int
    unchanged: int
    rejected: list["Rejected"]


class ArticlesRequest(TypedDict):
    """Up to 1,000 articles for the index, each checked on its own."""

    articles: list["ArticleInput | Any"]


class Basis(TypedDict):
    """Whose report a text is, and the publishers that it credits, the surest first."""

    kind: Literal["own", "retells", "compiles", "agency", "document", "unclear"]
    credits: NotRequired[list["Credit"]]


class Bridge(TypedDict):
    """A bridge to the feed reader at `url`, in which `name` reads; without token and secret."""

    id: str
    kind: Literal["miniflux", "feeds"]
    url: str
    name: str
    language: str
    created: str
    signed: bool
    entries: dict[str, int]
    failures: int
    refused: int
    last_error: str | None
    troubled: list["TroubledEntry"]


class BridgeRequest(TypedDict):
    """A bridge to a feed reader; one that is there already gets this token and secret."""

    kind: NotRequired[Literal["miniflux"]]
    url: str
    token: str
    secret: NotRequired[str]
    language: NotRequired[str]
    last: NotRequired[int]


class Bridges(TypedDict):
    """All bridges."""

    bridges: list["Bridge"]


class Candidate(TypedDict):
    """A page that may hold the full story, and its relation to the page."""

    url: str
    title: str | None
    publisher: str | None
    published: str | None
    relation: Literal["source", "copy", "retelling", "same_story", "unverified", "mismatch"]
    confidence: float
    found_by: list["FoundBy"]
    access: Literal["open", "document", "paywalled", "unreachable", "not_fetched"]
    containment: float | None
    margin: float | None
    why_code: Literal[
        "confirmed",
        "called",
        "same_text",
        "names_its_source",
        "same_event",
        "later",
        "another_is_named",
        "no_match",
        "other_language",
        "too_little",
        "cut",
        "no_text",
        "not_read",
    ]
    why: str
    retells: str | None
    problem: str | None
    http_status: int | None


class Change(TypedDict):
    """Something that reads differently in the page and in its source."""

    kind: Literal[
        "negation", "number", "quote", "name", "date", "role", "scope", "hedge", "wording"
    ]
    page: "Span | None"
    source: "SourceSpan | None"
    says: str
    params: NotRequired[dict[str, Any]]


class Citation(TypedDict):
    """A sentence with what it cites: `outcome` is the best of its references."""

    sentence: int
    outcome: Literal["matches", "partly", "differs", "not_there", "not_compared", "unreadable"]
    references: list["Reference"]
    url: str
    alignment: "Alignment | None"


class Citations(TypedDict):
    """An article, its citations in order, and the links that were not checked."""

    page: "Article"
    citations: list["Citation"]
    skipped: list["SkippedLinks"]


class Claim(TypedDict):
    """A fact that a page states about itself, and where it states it."""

    value: str
    found_in: Literal[
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


class ClaimRequest(TypedDict):
    """A pairing code to exchange for a token."""

    code: str


class CompareRequest(TypedDict):
    """The input of compare: a page and, if known, its source or sources."""

    page: "PageInput"
    source: NotRequired["PageInput | None"]
    sources: NotRequired[list["PageInput"]]
    find: NotRequired[bool]
    item: NotRequired[int | None]
    search: NotRequired["SearchOptions"]
    opinion: NotRequired[bool]
    save: NotRequired[bool | Literal["link"]]


class Comparison(TypedDict):
    """The whole answer."""

    id: str | None
    engine: str
    page: "Article"
    verdict: "Verdict"
    search: "Search | None"
    source: "Article | None"
    alignment: "Alignment | None"
    timings_ms: dict[str, int]
    warnings: list["ApiWarning"]
    sources: NotRequired[list["Article"]]
    gist: "Gist | None"
    versions: NotRequired[list["Version"]]


class Credit(TypedDict):
    """A publisher that a page credits: with the whole report (`basis`), or with a part (`also`)."""

    name: str
    host: str | None
    url: str | None
    role: Literal["basis", "also"]
    quote: str
    start: int | None
    end: int | None


class Elsewhere(TypedDict):
    """A further source beside a page sentence that the first does not bear out."""

    source: int
    sentences: list[int]
    label: Literal[
        "verbatim",
        "near_verbatim",
        "paraphrase",
        "fused",
        "partly_found",
        "not_found",
        "boilerplate",
        "translated",
    ]
    score: float
    state: Literal[
        "same", "reworded", "changed", "partly", "added", "left_out", "aside", "not_compared"
    ]
    missing: list["Span"]
    changes: list["Change"]
    shared: "Shared | None"
    parts: NotRequired[list["SentencePart"]]
    finding: NotRequired[Literal["differs", "not_found", "partly", "found", "note"]]


class Evidence(TypedDict):
    """A piece of the page that speaks for or against a verdict."""

    signal: Literal[
        "says_summary",
        "links_to_original",
        "source_line",
        "retells_report",
        "says_excerpt",
        "more_pages",
        "cut_off_end",
        "continues_on_site",
        "cut_for_subscribers",
        "locked_part",
        "offers_access",
        "hidden_rest",
        "declared_paid",
        "longer_known",
        "http_status",
        "whole_text",
        "short_text",
        "bare_text",
        "names_publisher",
        "tells_study",
        "section_page",
        "voices_page",
        "live_page",
        "tells_others",
        "unlike_story",
        "alignment_shows",
        "notice_page",
        "consent_wall",
        "script_page",
        "media_page",
        "list_of_links",
        "home_page",
        "shop_page",
        "form_page",
        "no_text",
    ]
    says: str
    quote: str | None
    selector: str | None
    weight: float
    params: NotRequired[dict[str, Any]]
    message: NotRequired["Message"]


class FactPlace(TypedDict):
    """A sentence that gives a value, by its text."""

    text: int
    sentence: str


class FactValue(TypedDict):
    """A value of a fact, the texts that give it, and the earliest of them by its declared time."""

    value: str
    texts: list[int]
    places: list["FactPlace"]
    first: int | None


class Feed(TypedDict):
    """A feed that fills the index."""

    id: str
    url: str
    title: str | None
    state: Literal["active", "paused", "gone"]
    added: str | None
    polled: str | None
    due: str | None
    articles: int
    newest: str | None
    failures: int
    minutes: int | None
    last_error: str | None


class FeedChangeRequest(TypedDict):
    """A change of a feed; what isn't named stays."""

    state: NotRequired[Literal["active", "paused"] | None]
    refresh: NotRequired[bool]
    url: NotRequired[str | None]
    minutes: NotRequired[int | None]


class FeedRequest(TypedDict):
    """A feed or news site map that fills the index."""

    url: str


class Feeds(TypedDict):
    """All feeds."""

    feeds: list["Feed"]


class Figures(TypedDict):
    """The counts a reader understands."""

    page_sentences: int
    found: int
    verbatim: int
    partly_found: int
    not_found: int
    source_sentences: int
    used: int
    covered_share: float
    left_out_words: int
    left_out_minutes: float
    changed: dict[str, int]
    differs: int
    told: int
    told_in_part: int
    left_out: int
    not_compared: int


class FindRequest(TypedDict):
    """The input of find."""

    page: "PageInput"
    search: NotRequired["SearchOptions"]


class Found(TypedDict):
    """A page's article, what kind of page it is, and the search for its original."""

    page: "Article"
    verdict: "Verdict"
    search: "Search"


class FoundBy(TypedDict):
    """A finder's reason for a candidate; `quote` are the page's words that led there."""

    finder: Literal[
        "page_link_cta",
        "page_link_attribution",
        "canonical_elsewhere",
        "og_url_elsewhere",
        "structured_data",
        "same_publisher",
        "index",
        "attributed_publisher",
        "searxng",
        "brave",
        "guardian",
        "gdelt",
        "archive",
    ]
    says: str
    quote: str | None
    params: NotRequired[dict[str, Any]]
    message: NotRequired["Message"]


class FurtherSource(TypedDict):
    """Sentences of a further source, or its evidence alone; `source` counts from 1."""

    source: int
    sentences: list[str]
    found_by: "FoundBy | None"
    account: NotRequired[list["AccountEntry"]]


class Gist(TypedDict):
    """The headline of a comparison: the worst of it, and how much of the original there is."""

    says: str
    clauses: NotRequired[list["GistClause"]]


class GistClause(TypedDict):
    """A sentence of the headline that a comparison comes to."""

    code: str
    params: dict[str, Any]
    page: int | None
    source: int | None


class Hit(TypedDict):
    """A found article, without its text."""

    url: str
    title: str
    lead: str
    publisher: str | None
    published: str | None
    language: str | None
    score: float
    copies: list[str]
    whole: bool


class Hits(TypedDict):
    """The articles found, best first."""

    hits: list["Hit"]


class Hook(TypedDict):
    """A webhook without its secret."""

    id: str
    url: str
    events: list[str]
    owner: str
    created: str
    state: Literal["active", "gone"]
    waiting: int
    failed: int
    last_error: str | None


class HookRequest(TypedDict):
    """A webhook: where messages go, of which events, about whose saved comparisons."""

    url: str
    events: NotRequired[list[str]]
    whose: NotRequired[str]


class Hooks(TypedDict):
    """All webhooks."""

    hooks: list["Hook"]


class ImportRequest(TypedDict):
    """Saved comparisons to bring: all that `GET /v1/me` gives, or its `comparisons` alone."""

    comparisons: list["ImportedComparison"]


class Imported(TypedDict):
    """The ids of what was imported (`added`), and of what was there already (`present`)."""

    added: list[str]
    present: list[str]


class ImportedComparison(TypedDict):
    """A saved comparison of an export; the fields that are not named here are not read."""

    comparison: dict[str, Any]
    title: NotRequired[str | None]
    tags: NotRequired[list[str]]
    note: NotRequired[str]
    created: NotRequired[str | None]
    versions: NotRequired[list[dict[str, Any]]]


class Judged(TypedDict):
    """A page's article, and what kind of page it is."""

    page: "Article"
    verdict: "Verdict"


class LeftOut(TypedDict):
    """A source sentence (an index) that the page leaves out, or its piece `span`."""

    source: int
    rank: int
    why: str
    why_code: Literal["answer", "cause", "money", "quote", "number", "name", "detail"]
    span: "Span | None"
    about: int | None


class Limits(TypedDict):
    """Limits in bytes of a page, seconds, requests at a time, and days."""

    page_bytes: int
    fetch_seconds: float
    worker_seconds: float
    admitted: int
    saved_days: int
    saved_megabytes: int
    link_days: int


class ListedStory(TypedDict):
    """A story of the index in a list: its first title, and how many texts and origins it has."""

    title: str
    url: str
    texts: int
    origins: int
    first: str | None
    last: str | None


class Message(TypedDict):
    """Words for the reader, in any language."""

    key: str
    params: NotRequired[list[str | int | float]]
    quote: str | None
    says: str


class MetadataConflict(TypedDict):
    """The part of the page that a fact was taken from, and contradicting claims."""

    found_in: Literal[
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
    others: list["Claim"]


class Offer(TypedDict):
    """Search services that could look further if the reader allows it."""

    providers: list[str]
    words: list[list[str]]


class OpinionOffer(TypedDict):
    """Words that a model beyond this server would be sent, if the reader gives leave (`opinion`)."""

    by: str
    to: str
    questions: list["OpinionQuestion"]


class OpinionQuestion(TypedDict):
    """A page sentence that a model would be asked about, with the source sentences it would get."""

    sentence: int
    source: list[int]


class Origin(TypedDict):
    """The report that a page is from: headline, original and first basis credit name it."""

    name: str
    host: str | None
    url: str | None
    by: Literal["credit", "call", "given", "comparison"]
    read: bool


class OwnComparison(TypedDict):
    """A saved comparison as in lists, and whole, as it was saved."""

    id: str
    created: str
    expires: str
    comparison: dict[str, Any]
    label: NotRequired[str]
    title: NotRequired[str | None]
    url: NotRequired[str | None]
    source_title: NotRequired[str | None]
    source_url: NotRequired[str | None]
    link: NotRequired[str | None]
    tags: NotRequired[list[str]]
    note: NotRequired[str]
    versions: NotRequired[list[dict[str, Any]]]


class OwnData(TypedDict):
    """All that the server keeps of a caller; `sessions` counts where they are signed in."""

    owner: str
    made: str
    tokens: list[dict[str, Any]]
    hooks: list[dict[str, Any]]
    pairings: list[dict[str, Any]]
    sessions: int
    comparisons: list["OwnComparison"]


class OwnToken(TypedDict):
    """The caller's rights; `per_day` and `used_today` are null without a daily limit."""

    name: str
    scopes: list[Literal["compare", "index", "admin", "feeds"]]
    expires: str | None
    per_day: int | None
    used_today: int | None


class PageInput(TypedDict):
    """A page from a caller; with `html` or `text` it is not fetched."""

    url: NotRequired[str | None]
    html: NotRequired[str | None]
    text: NotRequired[str | None]
    title: NotRequired[str | None]
    language: NotRequired[str | None]
    published: NotRequired[str | None]
    passage: NotRequired["Passage | None"]
    status: NotRequired[int | None]
    is_article: NotRequired[bool | None]


class PageRequest(TypedDict):
    """The input of extract and verdict."""

    page: "PageInput"


class PageSentence(TypedDict):
    """A sentence of the page and where it comes from."""

    index: int
    label: Literal[
        "verbatim",
        "near_verbatim",
        "paraphrase",
        "fused",
        "partly_found",
        "not_found",
        "boilerplate",
        "translated",
    ]
    source: list[int]
    score: float
    concern: float
    missing: list["Span"]
    changes: list["Change"]
    opinion: "SecondOpinion | None"
    shared: "Shared | None"
    state: Literal[
        "same", "reworded", "changed", "partly", "added", "left_out", "aside", "not_compared"
    ]
    heading: str
    parts: NotRequired[list["SentencePart"]]
    elsewhere: NotRequired[list["Elsewhere"]]
    finding: NotRequired[Literal["differs", "not_found", "partly", "found", "note"]]


class PairedToken(TypedDict):
    """A token that a code was exchanged for."""

    token: str
    name: str
    scopes: list[Literal["compare", "index", "admin", "feeds"]]
    expires: str | None


class Pairing(TypedDict):
    """A `code` for one extension, and the `link` that has it."""

    code: str
    link: str
    expires: str


class PairingRequest(TypedDict):
    """A pairing link to create: the name and scopes of its token."""

    name: NotRequired[str | None]
    scopes: NotRequired[list[Literal["compare", "index", "admin", "feeds"]]]


class Passage(TypedDict):
    """A part of the article, by its place in `Article.text` or by its words."""

    start: NotRequired[int | None]
    end: NotRequired[int | None]
    text: NotRequired[str | None]


class Problem(TypedDict):
    """A problem (RFC 9457)."""

    type: Literal[
        "/problems/internal_error",
        "/problems/malformed_request",
        "/problems/invalid_request",
        "/problems/not_json",
        "/problems/unsupported_media_type",
        "/problems/request_timeout",
        "/problems/not_found",
        "/problems/method_not_allowed",
        "/problems/unauthorized",
        "/problems/token_expired",
        "/problems/insufficient_scope",
        "/problems/quota_exceeded",
        "/problems/pairing_unknown",
        "/problems/pairing_used",
        "/problems/pairing_expired",
        "/problems/pairings_full",
        "/problems/forbidden",
        "/problems/untrusted_proxy",
        "/problems/busy",
        "/problems/not_ready",
        "/problems/store_unavailable",
        "/problems/store_damaged",
        "/problems/saved_limit",
        "/problems/storage_full",
        "/problems/blocked_address",
        "/problems/invalid_address",
        "/problems/fetch_failed",
        "/problems/page_status",
        "/problems/too_many_redirects",
        "/problems/deadline_exceeded",
        "/problems/robots_disallowed",
        "/problems/offline",
        "/problems/reader_unavailable",
        "/problems/reader_refused",
        "/problems/not_a_reader",
        "/problems/page_too_large",
        "/problems/not_html",
        "/problems/leads_nowhere",
        "/problems/unreadable_html",
        "/problems/unreadable_document",
        "/problems/extraction_failed",
        "/problems/page_left_alone",
        "/problems/body_incomplete",
        "/problems/not_a_feed",
        "/problems/unreadable_feed",
        "/problems/source_is_page",
        "/problems/comparison_failed",
        "/problems/text_cut",
        "/problems/languages_differ",
        "/problems/language_guessed",
        "/problems/opinion_failed",
        "/problems/cancelled",
    ]
    title: str
    status: int
    detail: str
    stage: Literal["request", "article", "verdict", "source", "align"]
    retryable: bool
    params: NotRequired[dict[str, Any]]


class QuotaRequest(TypedDict):
    """A token's daily quota, for the tokens paired from it too."""

    per_day: int


class Quotation(TypedDict):
    """Words in quotation marks: `text` is at `start`..`end` of the sentence (code points)."""

    start: int
    end: int
    text: str
    verbatim: bool
    source_text: str | None


class Reference(TypedDict):
    """A page that a sentence cites."""

    label: str | None
    url: str
    page: int | None
    outcome: Literal["matches", "partly", "differs", "not_there", "not_compared", "unreadable"]
    passage: str | None
    detail: str
    confidence: float | None
    fragment: str | None
    why_unreadable: Literal["gone", "walled", "refused", "no_text", "too_slow", "not_found"] | None
    quotations: NotRequired[list["Quotation"]]


class Rejected(TypedDict):
    """An article that was not taken, by its `index` in the request, and why."""

    index: int
    problem: "Problem"


class SavedChange(TypedDict):
    """A change of a saved comparison by its owner; what is left out stays as it is."""

    title: NotRequired[str | None]
    tags: NotRequired[list[str]]
    note: NotRequired[str]


class SavedComparison(TypedDict):
    """A saved comparison, as lists show it."""

    id: str
    title: str | None
    url: str | None
    source_title: str | None
    source_url: str | None
    label: Literal["full", "excerpt", "paywalled", "summary", "not_article", "unknown"]
    created: str
    expires: str
    link: str | None
    link_expires: str | None
    tags: list[str]
    note: str
    imported: bool
    changed: str | None


class SavedComparisons(TypedDict):
    """A page of the caller's comparisons, newest first."""

    comparisons: list["SavedComparison"]
    tags: list[str]
    next: str | None


class Search(TypedDict):
    """The search for the full story, and its candidates (best first, at most 10)."""

    outcome: Literal["source", "same_story", "not_found", "not_needed"]
    source: str | None
    candidates: list["Candidate"]
    tried: list["Tried"]
    offer: "Offer | None"
    items: NotRequired[list["SearchItem"]]
    lead: int | None
    origin: "Origin | None"


class SearchItem(TypedDict):
    """One story of a page of several, with the pages that it links (`urls`, best first)."""

    title: str
    text: str
    start: int | None
    end: int | None
    urls: list[str]
    candidates: list["Candidate"]


class SearchOptions(TypedDict):
    """The services that may be used to find a source."""

    providers: NotRequired[list[str]]


class SecondOpinion(TypedDict):
    """The answer of the operator's model on a sentence, shown beside the evidence."""

    by: str
    supported: bool | None
    source: list[int]


class Sentence(TypedDict):
    """A sentence of an article; `text` is exactly `Article.text[start:end]` (code points)."""

    text: str
    start: int
    end: int
    paragraph: int


class SentencePart(TypedDict):
    """A piece of a page sentence and the source sentence that it comes from."""

    start: int
    end: int
    source: int


class SentencesInput(TypedDict):
    """A text that the caller has split into sentences."""

    sentences: list[str]
    language: NotRequired[str | None]
    published: NotRequired[str | None]


class Shared(TypedDict):
    """The informative words that a page sentence and its sources have in common."""

    page: list["Span"]
    source: list["SourceSpan"]


class SkippedLinks(TypedDict):
    """Links left unchecked for one reason: how many; `labels` are those of notes."""

    reason: Literal["own_site", "not_followed", "no_sentence", "no_address", "too_many"]
    links: int
    labels: NotRequired[list[str]]


class SourceSpan(TypedDict):
    """A piece of a source sentence; offsets are code points in that sentence."""

    sentence: int
    start: int
    end: int
    text: str


class Span(TypedDict):
    """A piece of a sentence; offsets are code points in that sentence."""

    start: int
    end: int
    text: str


class Status(TypedDict):
    """The server's version, features and limits, and the caller's rights."""

    name: Literal["unabridged"]
    version: str
    engine: str
    features: list[
        Literal[
            "compare",
            "sources",
            "extract",
            "verdict",
            "find",
            "align",
            "cite",
            "story",
            "stream",
            "save",
            "link",
            "own_data",
            "pairing",
            "feeds",
            "index",
            "opinion",
            "sign_in",
            "hooks",
        ]
    ]
    limits: "Limits"
    token: "OwnToken"


class Stories(TypedDict):
    """Stories of several texts in the index, those with most origins first."""

    stories: list["ListedStory"]


class Story(TypedDict):
    """The texts in the index on a page's story, in time order."""

    page: "Article"
    texts: list["StoryText"]
    origins: list["StoryOrigin"]
    facts: list["StoryFact"]
    first: int | None
    here: int
    index: "StoryIndex"
    sure: bool
    says: str
    drawing: str
    warnings: NotRequired[list["ApiWarning"]]


class StoryFact(TypedDict):
    """A number, date or quotation of weight; several values are those in which texts differ."""

    kind: Literal["number", "date", "quotation"]
    about: str
    values: list["FactValue"]


class StoryIndex(TypedDict):
    """The searched index: its articles, and the first searched day."""

    articles: int
    since: str | None


class StoryOrigin(TypedDict):
    """A report that texts rest on, by its publisher's name; `texts` are all that rest on it."""

    name: str
    texts: list[int]
    text: int | None


class StoryText(TypedDict):
    """A text of the story; `of` are the places of the texts that its relation names."""

    url: str | None
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    relation: Literal["origin", "copies", "retells", "cites", "independent", "unclear"]
    of: list[int]
    evidence: list["TextEvidence"]
    confidence: float
    indexed: bool


class TextEvidence(TypedDict):
    """A reason for a text's relation: its code, in English, and the text's own words."""

    code: Literal["credits", "sentences", "quotations"]
    says: str
    quote: str
    of: int | None
    params: NotRequired[dict[str, Any]]


TextInput: TypeAlias = "SentencesInput | PageInput"


class Token(TypedDict):
    """A token without its secret."""

    id: str
    name: str
    scopes: list[Literal["compare", "index", "admin", "feeds"]]
    created: str
    expires: str | None
    last_used: str | None
    per_day: int | None
    maker: str | None
    used: int


class TokenRequest(TypedDict):
    """A token to create: whose it is, its rights, its end and its daily quota."""

    name: str
    scopes: NotRequired[list[Literal["compare", "index", "admin", "feeds"]]]
    days: NotRequired[int]
    per_day: NotRequired[int]


class Tokens(TypedDict):
    """The valid tokens."""

    tokens: list["Token"]


class Tried(TypedDict):
    """A finder's turn: its outcome, number of `candidates` and time (`ms`)."""

    finder: Literal[
        "page_link_cta",
        "page_link_attribution",
        "canonical_elsewhere",
        "og_url_elsewhere",
        "structured_data",
        "same_publisher",
        "index",
        "attributed_publisher",
        "searxng",
        "brave",
        "guardian",
        "gdelt",
        "archive",
    ]
    outcome: Literal["source", "not_confirmed", "nothing", "not_asked", "failed"]
    candidates: int
    ms: int
    detail: str


class TroubledEntry(TypedDict):
    """An entry without a line, or that has to wait for it, and the reason as a sentence."""

    url: str
    title: str
    state: str
    reason: str


class Verdict(TypedDict):
    """Say what a page is, and why."""

    label: Literal["full", "excerpt", "paywalled", "summary", "not_article", "unknown"]
    confidence: float
    evidence: list["Evidence"]
    answer: Literal["complete", "retells", "incomplete", "no_article", "unsure"]
    basis: NotRequired["Basis"]
    grounds: NotRequired[
        list[Literal["page_says", "page_shows", "page_declares", "known", "comparison", "absence"]]
    ]
    heading: NotRequired["Message"]
    reason: NotRequired["Message"]


class Version(TypedDict):
    """A text of a saved comparison as it was seen later; `says` is its weightiest change."""

    side: Literal["page", "source"]
    seen: str
    says: str
    changes: list["VersionChange"]


class VersionChange(TypedDict):
    """A sentence that changed: as it was, as it is, and where the two differ."""

    kind: Literal["headline", "differs", "reworded", "gone", "added"]
    before: str | None
    after: str | None
    changes: list["Change"]


class ApiWarning(TypedDict):
    """A fault that did not stop the request; `type` is one of the problems."""

    type: str
    stage: Literal["request", "article", "verdict", "source", "align"]
    detail: str
    retryable: bool
    params: NotRequired[dict[str, Any]]


class Client:
    """Calls the server at `base`; `token` as the server's operator gave it.

    An answer may take so many `seconds`. A busy server is asked again when it says so, for
    `patience` seconds in all.
    """

    def __init__(
        self, base: str, token: str = "", seconds: float = 120.0, patience: float = 30.0
    ) -> None:
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base} is not the address of a server; it begins with https://.")
        self._base, self._token = base.rstrip("/"), token
        self._seconds, self._patience = seconds, patience

    def _call(self, method: str, path: str, body: object = None, **query: object) -> Any:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return self._ask(method, path, body, query)
            except ProblemError as problem:
                wait = problem.retry_after or 2.0
                is_busy = problem.status == 503 and problem.retryable
                is_early = problem.status == 429 and problem.retry_after > 0
                if not (is_busy or is_early) or time.monotonic() + wait > deadline:
                    raise
                time.sleep(wait)

    def _ask(self, method: str, path: str, body: object, query: Mapping[str, object]) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        url = self._base + path + (f"?{urlencode(given)}" if given else "")
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        # The scheme is checked in __init__.
        asked = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=self._seconds) as answer:  # noqa: S310
                read = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                problem = _problem(error.read(), error.code)
                after = error.headers.get("Retry-After", "")
            problem["retry_after"] = int(after) if after.isdecimal() else 0
            raise ProblemError(problem) from None
        except (OSError, http.client.HTTPException) as error:
            detail = f"{self._base}: {getattr(error, 'reason', error)}"
            raise ProblemError({"title": "No answer", "detail": detail}) from error
        return json.loads(read) if read else None

    def align(self, body: "AlignRequest") -> "Alignment":
        """Compare a text with another. What it keeps, adds, changes and leaves out, sentence by sentence."""
        return cast("Alignment", self._call("POST", "/v1/align", body))

    def cite(self, body: "PageRequest") -> "Citations":
        """Check a text's sentences against the pages that they cite. With `Accept: application/x-ndjson` a line comes for each source that was read."""
        return cast("Citations", self._call("POST", "/v1/cite", body))

    def compare(self, body: "CompareRequest") -> "Comparison":
        """Compare a page with its original. The answer has the verdict on the page, the search for its original, and the alignment of both. With `Accept: application/x-ndjson` it comes as one event a line, the last with the comparison."""
        return cast("Comparison", self._call("POST", "/v1/compare", body))

    def extract(self, body: "PageRequest") -> "Article":
        """Extract a page's article. Its text in sentences, its title, authors, publisher, dates and language."""
        return cast("Article", self._call("POST", "/v1/extract", body))

    def find(self, body: "FindRequest") -> "Found":
        """Find a page's original. It is looked for even if the page seems complete."""
        return cast("Found", self._call("POST", "/v1/find", body))

    def status(self) -> "Status":
        """Describe this server and the caller's rights. Its version, features and limits, and the scopes and quota of the caller's token."""
        return cast("Status", self._call("GET", "/v1/status"))

    def verdict(self, body: "PageRequest") -> "Judged":
        """Judge what kind of page this is. Complete, incomplete, a retelling or no article, with evidence that quotes the page."""
        return cast("Judged", self._call("POST", "/v1/verdict", body))

    def stories(self, since: str | None = None, limit: int | None = None) -> "Stories":
        """List the latest stories in the index. Since a day, those with most origins first, of at most the latest 1,000 articles."""
        return cast("Stories", self._call("GET", "/v1/stories", since=since, limit=limit))

    def story(self, body: "PageRequest") -> "Story":
        """List who tells a page's story. The texts in the index that tell it, which of them rest on which, their origins, and the figures in which they differ. Only a page given by its address is fetched. With `Accept: application/x-ndjson` the story is sent as it grows."""
        return cast("Story", self._call("POST", "/v1/story", body))

    def search_articles(self, q: str | None = None, limit: int | None = None) -> "Hits":
        """Search the index by words. It answers titles, addresses and leads, never whole texts."""
        return cast("Hits", self._call("GET", "/v1/articles", q=q, limit=limit))

    def add_articles(self, body: "ArticlesRequest") -> "ArticlesAdded":
        """Add articles to the index. A rejected one does not keep out the others."""
        return cast("ArticlesAdded", self._call("POST", "/v1/articles", body))

    def feeds(self) -> "Feeds":
        """List the feeds that fill the index."""
        return cast("Feeds", self._call("GET", "/v1/feeds"))

    def add_feed(self, body: "FeedRequest") -> "AddedFeed":
        """Check a feed and add it. RSS, Atom, JSON Feed, or a site map of news. `items` counts what it has now."""
        return cast("AddedFeed", self._call("POST", "/v1/feeds", body))

    def feed(self, key: str) -> "Feed":
        """Show a feed."""
        return cast("Feed", self._call("GET", f"/v1/feeds/{quote(key, safe='')}"))

    def change_feed(self, key: str, body: "FeedChangeRequest") -> "Feed":
        """Pause, resume, refresh or edit a feed. Another address is checked first."""
        return cast("Feed", self._call("PATCH", f"/v1/feeds/{quote(key, safe='')}", body))

    def remove_feed(self, key: str) -> None:
        """Remove a feed. Its articles stay in the index."""
        self._call("DELETE", f"/v1/feeds/{quote(key, safe='')}")

    def comparisons(
        self,
        limit: int | None = None,
        before: int | None = None,
        q: str | None = None,
        tag: str | None = None,
    ) -> "SavedComparisons":
        """List your saved comparisons. Newest first, or those that a search finds."""
        return cast(
            "SavedComparisons",
            self._call("GET", "/v1/comparisons", limit=limit, before=before, q=q, tag=tag),
        )

    def import_comparisons(self, body: "ImportRequest") -> "Imported":
        """Import saved comparisons. As `GET /v1/me` exports them: all, or none where one can't be read. One that you have already stays as it is. An imported one has no link."""
        return cast("Imported", self._call("POST", "/v1/comparisons", body))

    def comparison(self, key: str) -> "Comparison":
        """Show a saved comparison. Your own, or anyone's by its link, without a token. By a link its original has only the sentences that the page uses, and the most important ones that it leaves out."""
        return cast("Comparison", self._call("GET", f"/v1/comparisons/{quote(key, safe='')}"))

    def change_comparison(self, key: str, body: "SavedChange") -> "SavedComparison":
        """Change the title, tags or note of your comparison."""
        return cast(
            "SavedComparison", self._call("PATCH", f"/v1/comparisons/{quote(key, safe='')}", body)
        )

    def delete_comparison(self, key: str) -> None:
        """Delete your comparison."""
        self._call("DELETE", f"/v1/comparisons/{quote(key, safe='')}")

    def make_link(self, key: str) -> "SavedComparison":
        """Make a link to your comparison. It opens it without a token. The present link is extended; after a revoked one the new one differs."""
        return cast(
            "SavedComparison", self._call("PUT", f"/v1/comparisons/{quote(key, safe='')}/link")
        )

    def revoke_link(self, key: str) -> None:
        """Revoke the link to your comparison. The comparison stays."""
        self._call("DELETE", f"/v1/comparisons/{quote(key, safe='')}/link")

    def look_again(self, key: str) -> "Comparison":
        """Look whether the texts of your comparison changed. Page and original are fetched anew; what changed since is saved, and the comparison comes with its `versions`. A text that can't be read is a warning."""
        return cast(
            "Comparison", self._call("POST", f"/v1/comparisons/{quote(key, safe='')}/versions")
        )

    def own_data(self) -> "OwnData":
        """Export all that is kept of you. Saved comparisons, links, tokens, webhooks and sessions, also of the tokens that were paired from yours; no secret."""
        return cast("OwnData", self._call("GET", "/v1/me"))

    def delete_own_data(self) -> None:
        """Delete all that is kept of you. It signs you out everywhere; only the token itself stays, which its operator revokes."""
        self._call("DELETE", "/v1/me")

    def pair(self, body: "PairingRequest") -> "Pairing":
        """Make a link that sets up an extension. It works once, within ten minutes, for a new token with at most the caller's scopes, days and quota."""
        return cast("Pairing", self._call("POST", "/v1/pairings", body))

    def claim(self, body: "ClaimRequest") -> "PairedToken":
        """Exchange a pairing code for its token. No token is needed; the answer comes once."""
        return cast("PairedToken", self._call("POST", "/v1/pairings/claim", body))

    def bridges(self) -> "Bridges":
        """List the bridges to feed readers. With the numbers of their entries by state; no token, no secret."""
        return cast("Bridges", self._call("GET", "/v1/bridges"))

    def add_bridge(self, body: "BridgeRequest") -> "Bridge":
        """Add a bridge to a feed reader. Its token is tried first. The reader's host may be a private one; nothing else is opened by it. A bridge that is there already gets the token and the secret."""
        return cast("Bridge", self._call("POST", "/v1/bridges", body))

    def bridge(self, key: str) -> "Bridge":
        """Show a bridge."""
        return cast("Bridge", self._call("GET", f"/v1/bridges/{quote(key, safe='')}"))

    def remove_bridge(self, key: str) -> None:
        """Remove a bridge. Lines that it wrote stay: clear it first to remove them."""
        self._call("DELETE", f"/v1/bridges/{quote(key, safe='')}")

    def clear_bridge(self, key: str) -> None:
        """Remove all lines of a bridge. Entries to come get theirs; delete the bridge once its lines are gone to end that."""
        self._call("POST", f"/v1/bridges/{quote(key, safe='')}/clear")

    def hooks(self) -> "Hooks":
        """List the webhooks. With their waiting and failed messages; no secret."""
        return cast("Hooks", self._call("GET", "/v1/hooks"))

    def add_hook(self, body: "HookRequest") -> "AddedHook":
        """Add a webhook. Its secret, which signs messages, is shown only in this answer."""
        return cast("AddedHook", self._call("POST", "/v1/hooks", body))

    def hook(self, key: str) -> "Hook":
        """Show a webhook."""
        return cast("Hook", self._call("GET", f"/v1/hooks/{quote(key, safe='')}"))

    def remove_hook(self, key: str) -> None:
        """Remove a webhook with its waiting messages."""
        self._call("DELETE", f"/v1/hooks/{quote(key, safe='')}")

    def try_hook(self, key: str) -> None:
        """Send a webhook an empty message now. A problem says what its receiver answered."""
        self._call("POST", f"/v1/hooks/{quote(key, safe='')}/try")

    def tokens(self) -> "Tokens":
        """List the valid tokens. With their use; no secret."""
        return cast("Tokens", self._call("GET", "/v1/tokens"))

    def add_token(self, body: "TokenRequest") -> "AddedToken":
        """Create a token of any scope. Its secret is shown only in this answer. What worked without a token before still does."""
        return cast("AddedToken", self._call("POST", "/v1/tokens", body))

    def token(self, key: str) -> "Token":
        """Show a token."""
        return cast("Token", self._call("GET", f"/v1/tokens/{quote(key, safe='')}"))

    def limit_token(self, key: str, body: "QuotaRequest") -> "Token":
        """Change the daily quota of a token. And of those paired from it."""
        return cast("Token", self._call("PATCH", f"/v1/tokens/{quote(key, safe='')}", body))

    def revoke_token(self, key: str) -> None:
        """Revoke a token. And those paired from it; `user:NAME` signs a person out everywhere, and ends what they paired."""
        self._call("DELETE", f"/v1/tokens/{quote(key, safe='')}")


def _problem(body: bytes, status: int) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if isinstance(found, dict) and "type" in found:
        return found
    return {"title": "No answer of an Unabridged server", "status": status, "detail": ""}
