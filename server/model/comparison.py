"""The whole answer to a page, and the versions seen of what was saved."""

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
    """A sentence of the headline that a comparison comes to.

    `code` names a pattern: the worst of the page is `says` (the words of both sides), `only` (words
    that the original has not) or `differs` (a sentence whose words can't be told apart); where
    nothing is, `left_out` quotes the weightiest omission. How much of the original the page has is
    `share` or `same` (word for word), in percent of its words, `whole` or `copy`. Of several
    originals they are `says_by` (with the name of the one that says otherwise), `only_any` and
    `differs_any`. `params` are in the order of the pattern; of `left_out` also the number of
    sentences that are left out whole. `page` and `source` are the indices of the sentences to show
    as evidence.
    """

    code: str
    params: dict[str, Any]
    page: int | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Gist:
    """The headline of a comparison: the worst of it, and how much of the original there is.

    `says` is English; `clauses` are its one or two sentences.
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
