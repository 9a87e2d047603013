"""Queries to the engine: the rarity of terms, then the articles with the heaviest ones."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from server.store.index import day_ids
from server.store.index.choice import MOST_CANDIDATES, SELECTIVE, most_rows, pairs, rarity
from server.store.index.opensearch.cluster_layout import key_of
from server.store.index.ranking import Asked

Json = dict[str, Any]


def counting(asked: Sequence[Asked], since: int | None, until: int | None) -> Json:
    """Return a query that counts the articles of a window, and those with each term."""
    filters = {str(number): _has(term) for number, term in enumerate(asked)}
    body: Json = {"size": 0, "track_total_hits": True, "query": {"bool": _window(since, until)}}
    return {**body, "aggs": {"terms": {"filters": {"filters": filters}}}} if asked else body


def rare_and_common(asked: Sequence[Asked], answer: Json) -> tuple[list[Asked], list[Asked]]:
    """Split the terms that occur into rare and common ones; set their rarity."""
    total = int(answer["hits"]["total"]["value"])
    rare: list[Asked] = []
    common: list[Asked] = []
    for number, term in enumerate(asked):
        found = int(answer["aggregations"]["terms"]["buckets"][str(number)]["doc_count"])
        term.idf = rarity(total, found)
        if found:
            (rare if found < most_rows(asked) else common).append(term)
    return rare, common


def gathering(
    rare: Sequence[Asked],
    common: Sequence[Asked],
    window: tuple[int | None, int | None],
    exclude: Collection[str],
) -> Json | None:
    """Return a query for the articles with the heaviest terms, without their texts.

    An article needs a rare term, or two common ones where there are few rare ones; its common
    terms add to its weight. None where no term distinguishes articles.
    """
    enough = [_weighs([term], term.weight * term.idf) for term in rare]
    if len(rare) < SELECTIVE:
        enough += [_weighs([one, other], heavy) for one, other, heavy in pairs(common)]
    if not enough:
        return None
    return {
        "size": MOST_CANDIDATES,
        "_source": {"excludes": ["kept.text"]},
        "query": {
            "bool": {
                **_window(*window),
                "must": [{"bool": {"should": enough, "minimum_should_match": 1}}],
                "should": [_weighs([term], term.weight * term.idf) for term in common],
                "must_not": [{"ids": {"values": [key_of(url) for url in exclude]}}],
            }
        },
    }


def with_ids(keys: Iterable[str], fields: Sequence[str], most: int) -> Json:
    """Return a query for at most `most` articles by ids; no `fields`: all."""
    return {"size": most, "_source": list(fields) or True, "query": {"ids": {"values": list(keys)}}}


def older_than(day: int) -> Json:
    """Return a query for articles published before `day`, or undated and added before."""
    dated = {"range": {"day": {"lt": day}}}
    undated = {"range": {"day": {"gte": day_ids.undated(0), "lt": day_ids.undated(day)}}}
    return {"query": {"bool": {"should": [dated, undated], "minimum_should_match": 1}}}


def _has(term: Asked) -> Json:
    if len(term.words) == 1:
        return {"term": {"words": term.words[0]}}
    return {"match_phrase": {"words": " ".join(term.words)}}


def _weighs(terms: Sequence[Asked], weight: float) -> Json:
    has = [_has(term) for term in terms]
    which = has[0] if len(has) == 1 else {"bool": {"filter": has}}
    return {"constant_score": {"filter": which, "boost": weight}}


def _window(since: int | None, until: int | None) -> Json:
    """Return filters for articles dated between two days, and undated ones since."""
    if since is None and until is None:
        return {"filter": [{"match_all": {}}]}
    dated: Json = {"lt": day_ids.undated(0)} if until is None else {"lte": until}
    if since is not None:
        dated["gte"] = since
    undated = {"gte": day_ids.undated(since or 0)}
    either = [{"range": {"day": dated}}, {"range": {"day": undated}}]
    return {"filter": [{"bool": {"should": either, "minimum_should_match": 1}}]}
