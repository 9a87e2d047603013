"""The article index in an OpenSearch cluster.

The engine keeps words and texts and names candidates; ranking.py decides which are read and how
they are ranked, as for SQLite. A search takes two of the engine's, the second with texts.

There is one index per sixteen days, like SQLite's tables. Articles have the words of SQLite's
index, from the same tokenizer, so that the engine splits at spaces only. The fields of an answer
are stored with them and not searched.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Unpack

from server.errors import Busy, FetchProblem, PageTooLarge, Problem, StorageFull, StoreUnavailable
from server.model import counted, json_value, read_table
from server.store.index import partitions, ranking
from server.store.index.ranking import QueryTerm
from server.store.index.tokenizer import body_of, complete, tokens
from server.store.records import Added, Hit, IndexArticle, SearchLimits, Term

if TYPE_CHECKING:
    from server.net.session import NamedService

Json = dict[str, Any]
_Versions = dict[str, list[tuple[str, str]]]  # by id: index and version

_PERIOD_DAYS = partitions.first_day(1)
_NAME = re.compile(r"-articles-(?P<undated>undated-)?(?P<day>\d{4}-\d\d-\d\d)")
_FIELDS = [field.name for field in fields(IndexArticle)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Blocks of a full disk: on an index, and on making more of them.
_FULL = ("TOO_MANY_REQUESTS/12/", "FORBIDDEN/12/", "FORBIDDEN/10/")
# Indexes that an article may be in, after interrupted calls.
_HOMES = 4
# Indexes named in one address, whose line has 4,096 bytes at most.
_MOST_NAMED = 40
# Articles looked up and put in at once.
_BATCH = 1_000
# Bytes of one call; OpenSearch advises 5 to 15 MB.
_CALL_BYTES = 5_000_000
_WHOLE = "ignore_unavailable=true&allow_no_indices=true&allow_partial_search_results=false"


@dataclass(frozen=True, slots=True)
class Layout:
    """Names and settings of the indexes, all of which begin with `prefix`."""

    prefix: str
    shards: int
    replicas: int

    @property
    def every(self) -> str:
        """Pattern of all indexes that hold articles."""
        return f"{self.prefix}-articles-*"

    @property
    def about(self) -> str:
        """Index that holds the cluster's identity."""
        return f"{self.prefix}-about"

    def home(self, day: int) -> str:
        """Return the name of the index for articles of `day`, a slot."""
        return self._of_period(partitions.period_of_day(day))

    def within(self, since: int | None, until: int | None, today: int) -> str:
        """Return the indexes that may hold articles published between two days."""
        latest = today + 1 if until is None else min(until, today + 1)
        names = [self.every]
        if since is not None:
            dated = range(partitions.period_of_day(since), partitions.period_of_day(latest) + 1)
            first, last = (partitions.undated(day) for day in (max(0, since), today))
            undated = range(partitions.period_of_day(first), partitions.period_of_day(last) + 1)
            if 0 < len(dated) + len(undated) <= _MOST_NAMED:
                names = [self._of_period(period) for period in (*dated, *undated)]
        return ",".join(names)

    def body(self) -> dict[str, Any]:
        """Return the settings and mappings of an index for articles."""
        body: dict[str, Any] = read_table(__package__, "cluster.json")
        sizes = {"number_of_shards": self.shards, "number_of_replicas": self.replicas}
        return {**body, "settings": {**body["settings"], **sizes}}

    def _of_period(self, period: int) -> str:
        day = partitions.first_day(period)
        first = _EPOCH + timedelta(days=partitions.age(day))
        undated = "undated-" if day != partitions.age(day) else ""
        return f"{self.prefix}-articles-{undated}{first:%Y-%m-%d}"


def last_day(name: str) -> int | None:
    """Return the last day, since 1970, of an index; None for another index."""
    match = _NAME.search(name)
    if not match:
        return None
    first = datetime.fromisoformat(match["day"]).replace(tzinfo=UTC)
    return (first - _EPOCH).days + _PERIOD_DAYS - 1


def key_of(url: str) -> str:
    """Return the id of the article at `url`."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class OpenSearchArticles:
    """The index in the cluster at the end of `connection`; safe for threads and servers.

    Articles are found by every search once add_articles returns. Where it raises, some of its
    articles may be kept: adding them again is harmless, since an article is known by its address.
    Raises StoreUnavailable, StorageFull and Busy.
    """

    kind = "OpenSearch"

    def __init__(self, connection: "NamedService", shape: Layout) -> None:
        self._connection, self._shape = connection, shape
        self.close = connection.close

    def add_articles(self, articles: Iterable[IndexArticle]) -> list[Added]:
        """Add articles; return a status for each."""
        waiting, outcomes = iter(list(articles)), list[Added]()
        while batch := list(islice(waiting, _BATCH)):
            outcomes += self._add(batch)
        return outcomes

    def search_articles(
        self, terms: Sequence[Term], *, page: str = "", **within: Unpack[SearchLimits]
    ) -> list[Hit]:
        """Return the best articles for `terms` and the text `page`, as SqliteArticles does."""
        asked, window = ranking.asked_terms(terms), partitions.window(within)
        where = self._shape.within(*window, partitions.today())
        if not asked:
            return []
        every = {"size": 0, "track_total_hits": True, "query": {"bool": _window(*window)}}
        filters = {"filters": {str(number): _has(term) for number, term in enumerate(asked)}}
        counts = self._search(where, {**every, "aggs": {"terms": {"filters": filters}}})
        if not counts["hits"]["total"]["value"]:
            return []
        rare, common = _rare_and_common(asked, counts)
        gathering = _gathering(rare, common, window, within.get("exclude", ()))
        if gathering is None:
            return []
        hits = self._search(where, gathering)["hits"]["hits"]
        if not all(map(_is_whole, hits)):  # leads cost less to read, so that more of them are
            more = {**gathering, "size": ranking.MOST_CANDIDATES}
            hits = self._search(where, more)["hits"]["hits"]
        read = [
            (_article_of(hit["_source"]["kept"]), _is_whole(hit))
            for hit in ranking.likely(_with_weights(hits))
        ]
        return ranking.group(ranking.rank(asked, ranking.of_page(page), read), within)

    def recent_articles(self, since: str, most: int) -> list[IndexArticle]:
        """Return articles published (undated ones: added) since an ISO day, the latest first."""
        first = partitions.day_number(since) or 0
        where = self._shape.within(first, None, partitions.today())
        latest = [{"came": "desc"}, {"day": "desc"}]
        recent = {"size": most, "sort": latest, "query": {"bool": _window(first, None)}}
        hits = self._search(where, recent)["hits"]["hits"]
        return [_article_of(hit["_source"]["kept"]) for hit in hits]

    def article_text(self, url: str) -> IndexArticle | None:
        """Return the article at `url` with its text, for matching only."""
        answer = self._search(self._shape.every, _with_ids([key_of(url)], [], _HOMES))
        hits = sorted(answer["hits"]["hits"], key=lambda hit: -int(hit["_source"]["came"]))
        return _article_of(hits[0]["_source"]["kept"]) if hits else None

    def prune_articles(self, *, older_than_days: int, max_bytes: int | None) -> int:
        """Drop whole indexes, and the last days of the oldest; return the article count.

        Beyond `max_bytes` (without replicas) the oldest sixteen days go, never the only ones.
        """
        oldest = partitions.today() - older_than_days
        dropped, remaining = 0, list[tuple[str, int, int]]()
        for name, size, count in self._indexes():
            if (last_day(name) or 0) < oldest:
                dropped += self._drop(name, count)
            else:
                remaining.append((name, size, count))
        # A full disk lets whole indexes go, and nothing else.
        total = sum(size for _, size, _ in remaining)
        while max_bytes is not None and len(remaining) > 1 and total > max_bytes:
            name, size, count = remaining.pop(0)
            total -= size
            dropped += self._drop(name, count)
        if remaining:
            path = f"/{self._shape.every}/_delete_by_query?conflicts=proceed&refresh=true"
            came = {"gte": partitions.undated(0), "lt": partitions.undated(oldest)}
            either = [{"range": {"day": {"lt": oldest}}}, {"range": {"day": came}}]
            old = {"query": {"bool": {"should": either, "minimum_should_match": 1}}}
            dropped += int(self.ask("POST", path, old)["deleted"])
        return dropped

    def count_articles(self) -> int:
        """Return the number of articles; raise StoreUnavailable where a shard fails."""
        answer = self.ask("POST", f"/{self._shape.every}/_count", {})
        shards = answer["_shards"]
        if shards["failed"]:
            raise StoreUnavailable(
                f"The article index lacks answers from {shards['failed']} of "
                f"{counted(shards['total'], 'shard')}. Its operator has to look at the cluster.",
                retry_after=5,
            )
        return int(answer["count"])

    def size(self) -> int:
        """Return the bytes of the index, without its replicas."""
        return sum(size for _, size, _ in self._indexes())

    def identity(self) -> str:
        """Return a name that changes when the index is replaced."""
        where = f"/{self._shape.about}/_doc/identity"
        document = self.ask("GET", where, expected=("404",))
        if document is None:
            self._make(self._shape.about)
            identity = {"kept": {"identity": secrets.token_hex(8)}}
            path = f"/{self._shape.about}/_create/identity"
            self.ask("PUT", path, identity, expected=("409",))
            document = self.ask("GET", where)
        return str(document["_source"]["kept"]["identity"])

    def check(self) -> None:
        """Raise if any part of the index can't be read, or is not as this version makes it."""
        self.count_articles()
        for name, mapping in self._mappings().items():
            self._check_mapping(name, mapping)

    def inspect(self) -> None:
        """Do nothing: a cluster looks after its own files."""

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        expected: tuple[str, ...] = (),
    ) -> Any:
        """Return the answer to one call; None for an error or status in `expected`.

        A body in bytes is operations, one a line.
        """
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        content = json.dumps(body).encode() if isinstance(body, Mapping) else body
        place = self._connection.place
        try:
            status, answered = self._connection.call(method, path, content, kind)
        except (FetchProblem, PageTooLarge) as problem:
            why = problem.detail
            if problem.slug == "deadline_exceeded":
                why = "it took longer than UNABRIDGED_INDEX_SECONDS."
            raise StoreUnavailable(
                f"The article index at {place} does not answer: {why} Comparisons go on without "
                "it; its operator has to look if it stays so.",
                retry_after=5,
            ) from problem
        answer = json_value(answered or b"{}")
        if status >= 300:
            error = answer.get("error") if isinstance(answer, dict) else None
            if str(status) in expected or _type_and_reason(error)[0] in expected:
                return None
            raise self._refusal(status, error)
        if answer is None:
            raise StoreUnavailable(
                f"{place} answers with something else than JSON: no OpenSearch is there. Check "
                "UNABRIDGED_INDEX."
            )
        return answer

    def _bulk(self, lines: Iterable[bytes]) -> None:
        """Run the operations in `lines`, whose results searches find at once.

        Raises for the first that failed; those before and after it may have been done.
        """
        content = b"".join(line + b"\n" for line in lines)
        answer = self.ask("POST", "/_bulk?refresh=wait_for", content)
        for result in (next(iter(item.values())) for item in answer["items"]):
            if "error" in result:  # a delete of what another server has deleted has none
                raise self._refusal(result["status"], result["error"])

    def _refusal(self, status: int, error: Any) -> Problem:
        """Return the problem for an error status, with the engine's reason."""
        place = self._connection.place
        kind, reason = _type_and_reason(error)
        why = f"status {status}, {kind}: {reason}".removesuffix(", : ").replace(", : ", ", ")
        if any(mark in f"{kind} {reason}" for mark in _FULL):
            return StorageFull(
                f"The disks of the article index at {place} are full ({why}). Add some or lower "
                "UNABRIDGED_INDEX_DAYS: the cluster lifts its block once it has room.",
                retry_after=60,
            )
        if status in (401, 403):
            return StoreUnavailable(
                f"The article index at {place} refuses this server ({why}). Check "
                "UNABRIDGED_INDEX_USER, UNABRIDGED_INDEX_PASSWORD and UNABRIDGED_INDEX_KEY, and "
                "that they may read, write, create and delete indexes of UNABRIDGED_INDEX_NAME."
            )
        if status == 429:
            return Busy(
                f"The article index at {place} has too much to do ({why}). Try again in a moment.",
                retry_after=5,
            )
        if kind == "index_not_found_exception":
            return StoreUnavailable(
                f"An index was dropped at {place} while it was written to. Try again.",
                retry_after=1,
            )
        return StoreUnavailable(
            f"The article index at {place} can't be used ({why}). Try again in a moment; if it "
            "stays so, its operator has to look.",
            retry_after=5,
        )

    def _add(self, articles: list[IndexArticle]) -> list[Added]:
        completed = [complete(article) for article in articles]
        present = self._versions({key_of(article.url) for article, _ in completed})
        article_by_key: dict[str, tuple[IndexArticle, bytes]] = {}
        outcomes: list[Added] = []
        for article, version in completed:
            key = key_of(article.url)
            if key in article_by_key:
                versions = {article_by_key[key][1].hex()}
            else:
                versions = {present_version for _, present_version in present[key]}
            if version.hex() in versions:
                outcomes.append("unchanged")
                continue
            outcomes.append("updated" if versions else "added")
            article_by_key[key] = article, version
        self._write(list(self._operations(article_by_key, present)))
        return outcomes

    def _operations(
        self, article_by_key: dict[str, tuple[IndexArticle, bytes]], present: _Versions
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the operations by index: insert first, then delete elsewhere."""
        today = partitions.today()
        for key, (article, version) in article_by_key.items():
            day = partitions.slot(article.published, today)
            home = self._shape.home(day)
            fields = {name: getattr(article, name) for name in _FIELDS}
            document = {
                "day": day,
                "came": today,
                "version": version.hex(),
                "words": [" ".join(tokens(article.title)), " ".join(tokens(body_of(article)))],
                "kept": fields | {"whole": bool(article.text)},
            }
            body = json.dumps(document, ensure_ascii=False)
            yield home, _operation("index", home, key) + b"\n" + body.encode("utf-8", "replace")
            for index, _ in present[key]:
                if index != home:
                    yield index, _operation("delete", index, key)

    def _write(self, operations: list[tuple[str, bytes]]) -> None:
        mappings = self._mappings() if operations else {}
        for name in {name for name, _ in operations}:
            if name not in mappings:
                self._make(name)
            else:
                self._check_mapping(name, mappings[name])
        lines, size = list[bytes](), 0
        for _, line in operations:
            if lines and size + len(line) > _CALL_BYTES:
                self._bulk(lines)
                lines, size = [], 0
            lines.append(line)
            size += len(line)
        if lines:
            self._bulk(lines)

    def _make(self, name: str) -> None:
        """Create an index, unless another server just did."""
        self.ask(
            "PUT", f"/{name}", self._shape.body(), expected=("resource_already_exists_exception",)
        )

    def _mappings(self) -> dict[str, Json]:
        answer = self.ask("GET", f"/{self._shape.every}/_mapping")
        return {name: about["mappings"] for name, about in answer.items()}

    def _check_mapping(self, name: str, mapping: Json) -> None:
        """Raise where an index has its fields otherwise than this version."""
        present = mapping.get("properties", {})
        expected = self._shape.body()["mappings"]["properties"]
        changed = [field for field, kind in expected.items() if present.get(field) != kind]
        if changed:
            raise StoreUnavailable(
                f"The article index {name} at {self._connection.place} maps {', '.join(changed)} "
                "otherwise than this version of Unabridged, so that searches would miss its "
                "articles. Delete it: the feeds fill it again."
            )

    def _versions(self, keys: Collection[str]) -> _Versions:
        versions_by_key: _Versions = {key: [] for key in keys}
        body = _with_ids(keys, ["version"], _HOMES * len(keys))
        for hit in self._search(self._shape.every, body)["hits"]["hits"]:
            versions_by_key[hit["_id"]].append((hit["_index"], hit["_source"]["version"]))
        return versions_by_key

    def _search(self, where: str, body: Json) -> Any:
        return self.ask("POST", f"/{where}/_search?{_WHOLE}", body)

    def _indexes(self) -> list[tuple[str, int, int]]:
        """Return name, bytes and articles of each index, oldest first."""
        path = f"/_cat/indices/{self._shape.every}"
        form = "format=json&bytes=b&h=index,pri.store.size,docs.count"
        answer = self.ask("GET", f"{path}?{form}")
        indexes = [
            (index["index"], int(index["pri.store.size"] or 0), int(index["docs.count"] or 0))
            for index in answer
            if last_day(index["index"]) is not None
        ]
        return sorted(indexes, key=lambda index: last_day(index[0]) or 0)

    def _drop(self, name: str, count: int) -> int:
        return 0 if self.ask("DELETE", f"/{name}", expected=("404",)) is None else count


def _operation(what: str, index: str, key: str) -> bytes:
    return json.dumps({what: {"_index": index, "_id": key}}).encode()


def _with_weights(hits: Iterable[Any]) -> Iterator[tuple[Any, float, bool]]:
    """Yield each article's first hit with its weight and whether its text is known."""
    ids = set()
    for hit in hits:
        if hit["_id"] not in ids:
            ids.add(hit["_id"])
            yield hit, float(hit["_score"]), _is_whole(hit)


def _is_whole(hit: Any) -> bool:
    return bool(hit["_source"]["kept"].get("whole"))


def _type_and_reason(error: Any) -> tuple[str, str]:
    if not isinstance(error, dict):  # a call that the engine lacks is answered by a sentence
        return "", str(error or "")[:200]
    # Of a search the first cause says more than "all shards failed".
    cause = next(iter(error.get("root_cause") or ()), error)
    return str(cause.get("type") or "")[:80], str(cause.get("reason") or "")[:200]


def _article_of(source: Mapping[str, Any]) -> IndexArticle:
    """Return the article of a stored document, perhaps without its text."""
    return IndexArticle(**{name: source[name] for name in _FIELDS if name in source})


def _rare_and_common(
    asked: Sequence[QueryTerm], answer: Json
) -> tuple[list[QueryTerm], list[QueryTerm]]:
    """Split the terms that occur into rare and common ones; set their rarity."""
    total = int(answer["hits"]["total"]["value"])
    rare: list[QueryTerm] = []
    common: list[QueryTerm] = []
    for number, term in enumerate(asked):
        count = int(answer["aggregations"]["terms"]["buckets"][str(number)]["doc_count"])
        term.idf = ranking.rarity(total, count)
        if 0 < count < ranking.most_rows(asked):
            rare.append(term)
        elif count:
            common.append(term)
    return rare, common


def _gathering(
    rare: Sequence[QueryTerm],
    common: Sequence[QueryTerm],
    window: tuple[int | None, int | None],
    exclude: Collection[str],
) -> Json | None:
    """Return a query for the articles with the heaviest terms.

    An article needs a rare term, or two common ones where there are few rare ones; its common
    terms add to its weight. None where no term distinguishes articles.
    """
    enough = [_weighs([term], term.weight * term.idf) for term in rare]
    if len(rare) < ranking.SELECTIVE:
        for first, second, joint_weight in ranking.pairs(common):
            enough.append(_weighs([first, second], joint_weight))
    if not enough:
        return None
    return {
        "size": ranking.MOST_READ,
        "query": {
            "bool": {
                **_window(*window),
                "must": [{"bool": {"should": enough, "minimum_should_match": 1}}],
                "should": [_weighs([term], term.weight * term.idf) for term in common],
                "must_not": [{"ids": {"values": [key_of(url) for url in exclude]}}],
            }
        },
    }


def _with_ids(keys: Iterable[str], fields: Sequence[str], limit: int) -> Json:
    """Return a query for at most `limit` articles by ids; no `fields`: all."""
    return {
        "size": limit,
        "_source": list(fields) or True,
        "query": {"ids": {"values": list(keys)}},
    }


def _has(term: QueryTerm) -> Json:
    if len(term.words) == 1:
        return {"term": {"words": term.words[0]}}
    return {"match_phrase": {"words": " ".join(term.words)}}


def _weighs(terms: Sequence[QueryTerm], weight: float) -> Json:
    has = [_has(term) for term in terms]
    which = has[0] if len(has) == 1 else {"bool": {"filter": has}}
    return {"constant_score": {"filter": which, "boost": weight}}


def _window(since: int | None, until: int | None) -> Json:
    """Return filters for articles dated between two days, and undated ones since."""
    if since is None and until is None:
        return {"filter": [{"match_all": {}}]}
    dated: Json = {"lt": partitions.undated(0)} if until is None else {"lte": until}
    if since is not None:
        dated["gte"] = since
    undated = {"gte": partitions.undated(since or 0)}
    either = [{"range": {"day": dated}}, {"range": {"day": undated}}]
    return {"filter": [{"bool": {"should": either, "minimum_should_match": 1}}]}
