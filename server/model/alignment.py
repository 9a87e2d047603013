"""The alignment: page sentences beside the source's, and the kinds of change."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from server.model.article import Warning
from server.model.search import FoundBy
from server.model.serial import pickled_by_fields, read_rows, serializer

SentenceLabel = Literal[
    "verbatim", "near_verbatim", "paraphrase", "fused", "partly_found", "not_found", "boilerplate",
    "translated",
]  # fmt: skip

ChangeKind = str  # one of `KINDS`

# What a sentence of either text is to the other text.
State = Literal[
    "same",  # it is there, word for word but for small words
    "reworded",  # it is there in other words, or in another language
    "changed",  # it is there with another value
    "partly",  # it is there but for a value, a name or a "not" that is named
    "added",  # the page alone has it
    "left_out",  # the source alone has it
    "aside",  # it states nothing: a note, a heading, a call
    "not_compared",  # it is in another language, and nobody knows
]
# How a page sentence is shown.
Finding = Literal["differs", "not_found", "partly", "found", "note"]
FINDINGS: dict[State, Finding] = {
    "changed": "differs",
    "added": "not_found",
    "partly": "partly",
    "reworded": "found",
    "same": "found",
    "aside": "note",
    "not_compared": "note",
}
# How the page has a source sentence; `changed` is said beside it.
AccountState = Literal["told", "in_part", "left_out", "aside", "not_compared"]


class ChangeKindFacts(NamedTuple):
    """One kind of change.

    `differs`: a sentence with it is shown and counted as differing. `hard`: one value replaces
    another, which `concern` puts first. `one` and `many` are its English names. `codes` are its
    shades, in `params["code"]`; `doubts` those ("" for none) that were right in less than two of
    three cases or seen in fewer than eight (tests/bench/align/rules.py): a sentence with one is
    shown as partly in the original. `named` shades have a heading of their own, and are graver
    than the kind.
    """

    kind: str
    one: str
    many: str
    differs: bool
    hard: bool
    codes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


# The gravest first: it names the sentence.
CHANGE_KINDS = tuple(read_rows("server.model", "change_kinds.json", ChangeKindFacts))
KINDS = tuple(facts.kind for facts in CHANGE_KINDS)
KIND_TITLES = {facts.kind: (facts.one, facts.many) for facts in CHANGE_KINDS}
KIND_GRAVITY = {facts.kind: gravity for gravity, facts in enumerate(CHANGE_KINDS)}
COUNTED_KINDS = tuple(facts.kind for facts in CHANGE_KINDS if facts.differs)
HARD_KINDS = frozenset(facts.kind for facts in CHANGE_KINDS if facts.hard)
DIFFERING_KINDS = frozenset(COUNTED_KINDS)
DOUBTS = frozenset((facts.kind, code) for facts in CHANGE_KINDS for code in facts.doubts)
SHADES = tuple(shade for facts in CHANGE_KINDS for shade in facts.named)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; offsets are code points in that sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A piece of a source sentence; offsets are code points in that sentence."""

    sentence: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that reads differently in the page and in its source.

    `page` is null where only the source has the words, `source` where only the page has them.
    `says` is an English sentence. `params` has the words of both sides as `page` and `source`, and
    where a kind has shades, a `code`: `opposite` (a negation by an opposite word), `one_sided` (a
    "not" that only the page has), `condition` and `attribution` (a condition, or who claims it, is
    left out), `added_doubt` (the page doubts what the source states).
    """

    kind: ChangeKind
    page: Span | None
    source: SourceSpan | None
    says: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in headings: a shade that has one, else its kind."""
        code = str(self.params.get("code", ""))
        return code if code in SHADES else self.kind

    @property
    def is_sure(self) -> bool:
        """Whether it is right often enough to be called a difference."""
        is_doubt = (self.kind, self.params.get("code", "")) in DOUBTS
        return self.kind in DIFFERING_KINDS and not is_doubt

    @property
    def is_difference(self) -> bool:
        """Whether it is a sure change with both sides: one in the place of the other."""
        return self.is_sure and bool(self.page and self.source)


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The answer of the operator's model on a sentence, shown beside the evidence.

    `supported` says whether the source bears it out (null: the answer can't be read), `source` by
    which of its sentences.
    """

    by: str
    supported: bool | None
    source: list[int]


@dataclass(frozen=True, slots=True)
class OpinionQuestion:
    """A page sentence that a model would be asked about, with the source sentences it would get."""

    sentence: int
    source: list[int]


@dataclass(frozen=True, slots=True)
class OpinionOffer:
    """Words that a model beyond this server would be sent, if the reader gives leave (`opinion`).

    `by` is the model's name, `to` the host it runs on.
    """

    by: str
    to: str
    questions: list[OpinionQuestion]


@dataclass(frozen=True, slots=True)
class Shared:
    """The informative words that a page sentence and its sources have in common."""

    page: list[Span]
    source: list[SourceSpan]


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A piece of a page sentence and the source sentence that it comes from."""

    start: int
    end: int
    source: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A further source beside a page sentence that the first does not bear out.

    `source` is the place of that source, from 1; `sentences`, `changes` and `parts` index its
    sentences. The other fields are as in PageSentence.
    """

    source: int
    sentences: list[int]
    label: SentenceLabel
    score: float
    state: State
    missing: list[Span]
    changes: list[Change]
    shared: Shared | None = None
    parts: list[SentencePart] = field(default_factory=list)

    __pydantic_serializer__ = serializer(derived=("finding",))

    @property
    def finding(self) -> Finding:
        """How the sentence is shown beside this source."""
        return FINDINGS[self.state]


@dataclass(frozen=True, slots=True)
class PageSentence:
    """A sentence of the page and where it comes from.

    `label`: `verbatim` (all its words in a row in the source), `near_verbatim` (with changes),
    `paraphrase`, `fused` (from several sentences), `translated` (placed by meaning),
    `partly_found` (with words that the source lacks), `not_found`, `boilerplate` (a note of the
    page, no statement). `source` has the source sentences that it rests on, best first; `score` is
    the similarity to them (0..1);
    `concern` orders what to look at first (0..1, no probability); `opinion` is null unless the
    operator switched a model on; `shared` is there where less than 60 % of the words are as in the
    source, so that `changes` says no difference word by word.

    `state` is what the sentence is to the source. By it `finding` is the one way in which the
    sentence is shown, and `heading` the code of its heading: `label_…` by its label
    (`label_other_words` of one that is `partly_found`, `label_verbatim_piece` of a piece of a
    longer sentence), `change_…` by its gravest change; that of a `not_compared` one is
    `label_not_compared`. `missing` marks words that the whole source has in no form. `parts` says
    which piece of a sentence that rests on several source sentences comes from which.

    `elsewhere` is there where a further source bears the sentence out better, best first: then
    `state` and `missing` hold over all sources, `heading` is `elsewhere_…` by the finding, and
    `label`, `source`, `score` and `changes` stay those of the first source.
    """

    index: int
    label: SentenceLabel
    source: list[int]
    score: float
    concern: float
    missing: list[Span]
    changes: list[Change]
    opinion: SecondOpinion | None = None
    shared: Shared | None = None
    state: State = "same"
    heading: str = ""
    parts: list[SentencePart] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)

    __pydantic_serializer__ = serializer(optional=("elsewhere",), derived=("finding",))

    @property
    def finding(self) -> Finding:
        """How the sentence is shown."""
        return FINDINGS[self.state]

    @property
    def is_found_whole(self) -> bool:
        """Whether a source has all of it, not only most of its words."""
        lacks_words = self.label == "partly_found" and not self.elsewhere
        return self.finding == "found" and not lacks_words

    @property
    def is_unknown(self) -> bool:
        """Whether it is in another language and could not be compared."""
        return self.state == "not_compared"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """The state of source sentence `source` on the page.

    `told` and `in_part`: page sentences rest on it (`told_by`), or the page has most of its words;
    `rest` are the pieces that the page then lacks. `left_out`: the page lacks it. `aside`: a
    heading, a call or a credit, which is not a statement. `not_compared`: in another language.
    `differs`, there where it holds: a page sentence gives a value of it otherwise.
    """

    source: int
    state: AccountState
    told_by: list[int] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)
    differs: bool = False

    __pydantic_serializer__ = serializer(optional=("differs",))


@dataclass(frozen=True, slots=True)
class FurtherSource:
    """Sentences of a further source, or its evidence alone; `source` counts from 1.

    `found_by` says what led to it; null where it was given. Its `account` knows only what page
    sentences rest on: the rest is `not_compared`.
    """

    source: int
    sentences: list[str]
    found_by: FoundBy | None = None
    account: list[AccountEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source sentence (an index) that the page leaves out, or its piece `span`.

    Rank 1 is the most important; `why_code` and `why` say what makes it so, "" where nothing does.
    `about` is the earlier source sentence that says whom one speaks of that begins with "she".
    """

    source: int
    rank: int
    why: str
    why_code: str
    span: Span | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts a reader understands.

    By `finding`: page_sentences = found + differs + partly_found + not_found (notes are not
    counted); verbatim is part of found. By `account`: `told` + `told_in_part` + `left_out` +
    `not_compared` = source_sentences (an `aside` is not counted), used = `told` + `told_in_part`.
    covered_share is the share (0..1) of the source's words that the page has, of a sentence that it
    has a piece of word for word those of the piece; `left_out_words` counts those of whole
    sentences and of the `rest` of others; minutes of reading are at 230 words (500 letters where
    these are counted) a minute; `changed` counts by kind what differs: a value in the place of
    another, in a sentence that `differs`.
    """

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
    differs: int = 0
    told: int = 0
    told_in_part: int = 0
    left_out: int = 0
    not_compared: int = 0


def percent_of(share: float) -> int:
    """Return a share (0..1) in percent; that of a part is never 0 or 100."""
    return round(100 * share) if share in (0, 1) else min(99, max(1, round(100 * share)))


@dataclass(frozen=True, slots=True)
class Alignment:
    """The page's sentences over the source's; `page` and `source` are the sentences in order.

    `order` is `monotone` where the page follows the source's order. `withheld` lists the source
    sentences that somebody else's link does not show: they are "" in `source`. `warnings` says what
    was cut or not compared, where the alignment is the whole answer; in a comparison they are among
    its own. `opinion_offer` is there where a model could be asked that needs the reader's leave.
    `further` is there where the page was compared with several sources: `left_out` and the figures
    of the source are those of the first, the figures of the page's sentences hold over all.
    `account` has an entry for each sentence of the first source, in order: all that is said of what
    the page has and leaves out is read from it. `left_out` ranks its sentences that are left out
    and the pieces that others lack. `not_compared` repeats those that nobody knows of, where the
    languages differ.
    """

    order: Literal["monotone", "free"]
    sentences: list[PageSentence]
    left_out: list[LeftOut]
    figures: Figures
    page: list[str]
    source: list[str]
    withheld: list[int] = field(default_factory=list)
    opinion_offer: OpinionOffer | None = None
    warnings: list[Warning] = field(default_factory=list)
    further: list[FurtherSource] = field(default_factory=list)
    not_compared: list[int] = field(default_factory=list)
    account: list[AccountEntry] = field(default_factory=list)

    __pydantic_serializer__ = serializer(optional=("further", "not_compared"))


pickled_by_fields(AccountEntry, Change, PageSentence, SentencePart, SourceSpan, Span)
