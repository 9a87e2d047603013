"""The project's nouns: the results of each stage, one module per stage.

The answers are frozen dataclasses with the field names of the API, and their docstrings are its
documentation (docs/openapi.json, /docs); the inputs are pydantic models that refuse unknown
fields. Import from here.
"""

from server.model.alignment import (
    FINDING_HEADINGS,
    NOT_COMPARED,
    AccountEntry,
    AccountState,
    Alignment,
    Change,
    ChangeKind,
    Elsewhere,
    Figures,
    Finding,
    FurtherSource,
    LeftOut,
    OpinionOffer,
    OpinionQuestion,
    PageSentence,
    SecondOpinion,
    SentenceLabel,
    SentencePart,
    Shared,
    SourceSpan,
    Span,
)
from server.model.article import (
    Article,
    ArticleAccess,
    ArticlePage,
    Claim,
    FoundIn,
    Message,
    MetadataConflict,
    OutlinePart,
    OutlineRole,
    Sentence,
    Stage,
    Warning,
    iso_day,
)
from server.model.change_kinds import (
    CHANGE_KINDS,
    COUNTED_KINDS,
    DIFFERING_KINDS,
    DOUBTS,
    HARD_KINDS,
    KIND_GRAVITY,
    KIND_TITLES,
    KINDS,
    SHADES,
    change_name,
)
from server.model.citations import (
    Citation,
    CitationOutcome,
    Citations,
    Reference,
    SkippedLinks,
    SkipReason,
)
from server.model.comparison import (
    Comparison,
    Gist,
    GistClause,
    Side,
    Version,
    VersionChange,
    VersionChangeKind,
)
from server.model.counted import counted
from server.model.linear_model import LinearModel, chance, linear_models
from server.model.memory import remembered, remembering
from server.model.requests import (
    MOST_SOURCES,
    REFUSALS,
    UNPAID,
    AlignRequest,
    ArticleInput,
    ArticleSearchRequest,
    ArticlesRequest,
    ClaimRequest,
    CompareRequest,
    DocumentInput,
    FeedRequest,
    FindRequest,
    PageInput,
    PageRequest,
    PairingRequest,
    Scope,
    SearchOptions,
    SentencesInput,
)
from server.model.rows import Words, checked, read_rows, read_table, words_of
from server.model.search import (
    FINDER_TITLES,
    FINDERS,
    PAGE_FINDERS,
    SEARCHES,
    SERVICES,
    Access,
    Candidate,
    FoundBy,
    Offer,
    Origin,
    OriginBy,
    Outcome,
    Reason,
    Relation,
    Search,
    SearchItem,
    Tried,
    TurnOutcome,
)
from server.model.serial import fields_of, json_object, json_value
from server.model.verdict import (
    ANSWER_OF,
    COUNTED_SIGNALS,
    LABEL_OF,
    Answer,
    Basis,
    BasisKind,
    Credit,
    Evidence,
    Ground,
    Label,
    Role,
    Verdict,
)
