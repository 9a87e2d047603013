"""The whole answer to a page."""

from dataclasses import dataclass, field

from server.model.alignment import Alignment
from server.model.article import Article, Warning
from server.model.search import Search
from server.model.serial import without_empty
from server.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer.

    `id` is null unless the comparison was saved. `search` is null where none was made, `source`
    where none was found, `alignment` where nothing could be compared. Faults on the way are in
    `warnings`; the other stages are there all the same. `sources` is there where several were
    compared or asked for: the first is `source`.
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

    __pydantic_serializer__ = without_empty("sources")
