"""The whole answer to a page, the checked citations of a text, and a story of many texts."""

from dataclasses import dataclass, field
from typing import Any, Literal

from server.model.alignment import Alignment, Change
from server.model.article import Article, Verdict, Warning
from server.model.search import Search
from server.model.serial import serializer

Side = Literal["page", "source"]
# `differs`: another number, name, date … in the sentence; `reworded`: other words.
VersionChangeKind = Literal["headline", "differs", "reworded", "gone", "added"]


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A sentence that changed: as it was, as it is, and where the two differ.

    `headline` is of the text's title. `before` is null for an added sentence, `after` for one that
    is gone. In `changes`, `page` is a part of `after` and `source` of `before`.
    """

    kind: VersionChangeKind
    before: str | None
    after: str | None
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Version:
    """A text of a saved comparison as it was seen later; `says` is its weightiest change."""

    side: Side
    seen: str
    says: str
    changes: list[VersionChange]


@dataclass(frozen=True, slots=True)
class GistClause:
    """A part of the sentence that a comparison comes to.

    `code` names a pattern: `says`, `words`, `only` (the worst change, with the words of both
    sides), `differs` (sentences, counted), `opening`, `first`, `same`, `copy` (word for word),
    `retells`, `retells_it`, `left_out`; of several originals `says_by`, `words_by` (with the name
    of the one that says otherwise), `only_any`, `differs_any`. `params` are in the order of the
    pattern. `page` and `source` are the indices of the sentences to show as evidence.
    """

    code: str
    params: dict[str, Any]
    page: int | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Gist:
    """The comparison in a sentence: the worst change and the omissions, as far as sure.

    `says` is an English sentence; `clauses` are its one or two parts.
    """

    says: str
    clauses: list[GistClause] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer.

    `id` is null unless the comparison was saved. `search` is null where none was made, `source`
    where none was found, `alignment` where nothing could be compared. Faults on the way are in
    `warnings`; the other stages are there all the same. `sources` is there where several were
    compared or asked for: the first is `source`. `gist` is null where nothing was compared.
    `versions` are those of a saved one's page and original that were seen since, by its owner or a
    webhook's watcher, oldest first.
    """

    id: str | None
    engine: str
    page: Article
    verdict: Verdict
    search: Search | None
    source: Article | None
    alignment: Alignment | None
    timings_ms: dict[str, int]
    warnings: list[Warning]
    sources: list[Article] = field(default_factory=list)
    gist: Gist | None = None
    versions: list[Version] = field(default_factory=list)

    __pydantic_serializer__ = serializer(optional=("sources", "versions"))


# `matches`: the words that carry it are in the passage, which is all that words can say; `partly`:
# some are not; `differs`: it has another value or the opposite; `not_there`: the page has too
# little of it; `not_compared`: it is in another language, or a note; `unreadable`: it could not be
# read.
CitationOutcome = Literal["matches", "partly", "differs", "not_there", "not_compared", "unreadable"]
# Why a link is not checked: it stays within the site; it leads to no page that is read, such as
# a picture or a log-in; no sentence cites it; a note that has no link; the text cites too much.
SkipReason = Literal["own_site", "not_followed", "no_sentence", "no_address", "too_many"]
# Why a page could not be read, which says nothing of the claim: it is gone (404, 410), is for
# subscribers, the site refused it, it has no text, was not there in time, or no site is there.
WhyUnreadable = Literal["gone", "walled", "refused", "no_text", "too_slow", "not_found"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks: `text` is at `start`..`end` of the sentence (code points).

    They are `verbatim` where the source has them word for word, but for "…", "[…]", the case of a
    first letter, and words in brackets. `source_text` is what the source has in their place, null
    where it has nothing like them.
    """

    start: int
    end: int
    text: str
    verbatim: bool
    source_text: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A page that a sentence cites.

    `label` is that of a note, such as "1"; `page` a page of a document; `passage` the sentences
    in a row there that come nearest, null where it has no word of weight in common, and `fragment`
    the address that opens the page at them. `detail` says why the page could not be read, or what
    the passage says otherwise or not at all. `confidence` is the share, 0..1, of claims with signs
    like these that people found borne out, where half of all were; null where words can't show it.
    `why_unreadable` is null too where the server did not try.
    """

    label: str | None
    url: str
    page: int | None
    outcome: CitationOutcome
    passage: str | None = None
    detail: str = ""
    confidence: float | None = None
    fragment: str | None = None
    why_unreadable: WhyUnreadable | None = None
    quotations: list[Quotation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence with what it cites: `outcome` is the best of its references.

    `sentence` indexes `Article.sentences`; `url` and `alignment` are those of the first
    reference; `alignment` is null where its page could not be read, and has no account of the page:
    a claim leaves out nearly all of what it cites.
    """

    sentence: int
    outcome: CitationOutcome
    references: list[Reference]
    url: str
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class SkippedLinks:
    """Links left unchecked for one reason: how many; `labels` are those of notes."""

    reason: SkipReason
    links: int
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citations:
    """An article, its citations in order, and the links that were not checked."""

    page: Article
    citations: list[Citation]
    skipped: list[SkippedLinks]


# `origin`: others rest on it; `copies`: most of its sentences are another's; `retells`: it rests on
# another's report; `cites`: it credits another for a part; `independent`: nothing shows that it
# rests on another; `unclear`: it shares a report with another, and which was first is not known.
TextRelation = Literal["origin", "copies", "retells", "cites", "independent", "unclear"]
# What shows a relation: a credit by name, sentences word for word, the same cuts of quotations.
Shows = Literal["credits", "sentences", "quotations"]


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """A reason for a text's relation: its code, in English, and the text's own words.

    `params` has the counts or the name; `of` is the other text's place, null for a publisher
    without a text in the story.
    """

    code: Shows
    says: str
    quote: str
    of: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryText:
    """A text of the story; `of` are the places of the texts that its relation names.

    `published` is as declared. `indexed` is false for the page itself where the index lacks it.
    `confidence` (0..1) is that of the relation.
    """

    url: str | None
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    relation: TextRelation
    of: list[int]
    evidence: list[TextEvidence]
    confidence: float
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class StoryOrigin:
    """A report that texts rest on, by its publisher's name; `texts` are all that rest on it.

    `text` is the place of the report itself, null where the story lacks it.
    """

    name: str
    texts: list[int]
    text: int | None = None


@dataclass(frozen=True, slots=True)
class FactPlace:
    """A sentence that gives a value, by its text."""

    text: int
    sentence: str


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value of a fact, the texts that give it, and the earliest of them by its declared time."""

    value: str
    texts: list[int]
    places: list[FactPlace]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class StoryFact:
    """A number, date or quotation of weight; several values are those in which texts differ.

    `about` are words near it.
    """

    kind: Literal["number", "date", "quotation"]
    about: str
    values: list[FactValue]

    @property
    def differs(self) -> bool:
        """Whether texts give it differently."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class StoryIndex:
    """The searched index: its articles, and the first searched day."""

    articles: int
    since: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """The texts in the index on a page's story, in time order.

    `here` is the place of the page itself, `first` that of the earliest text that has a whole
    origin, by declared times. `sure` is whether nothing speaks against the number of origins.
    `drawing` is the tree as SVG. Texts that the index lacks may say otherwise.
    """

    page: Article
    texts: list[StoryText]
    origins: list[StoryOrigin]
    facts: list[StoryFact]
    first: int | None
    here: int
    index: StoryIndex
    sure: bool
    says: str
    drawing: str = ""
    warnings: list[Warning] = field(default_factory=list)

    @property
    def lanes(self) -> int:
        """The lanes of the drawing: one an origin, further ones in the last."""
        return min(8, len(self.origins))

    def lane_of(self, at: int) -> int:
        """Return a text's lane, that of its largest origin."""
        of_it = (number for number, one in enumerate(self.origins) if at in one.texts)
        return min(next(of_it, 0), self.lanes - 1)

    def names_of(self, text: StoryText) -> str:
        """Return the publishers that a text's relation names."""
        named = [one.params["name"] for one in text.evidence if one.code == "credits"]
        shown = [self.texts[at].publisher or self.texts[at].title for at in text.of]
        return ", ".join(dict.fromkeys(shown or named))


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story of the index in a list: its first title, and how many texts and origins it has.

    `first` and `last` are the declared times of its texts, `url` the first text's address.
    """

    title: str
    url: str
    texts: int
    origins: int
    first: str | None
    last: str | None
