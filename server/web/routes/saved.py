"""Saved comparisons: for their owner, or for anyone with the link.

A linked comparison shows no more of somebody else's original than the sentences that the page
uses, as evidence, and the most important omitted ones up to a limit. The others are withheld.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from itertools import chain
from typing import Any, Literal, get_args

from flask import Blueprint, Response, g, request
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from server.align import finding_of
from server.config import Settings
from server.errors import NotFound, StoreProblem
from server.further import evidence, only, quoted
from server.hooks import LookedAgain, keep_version, last_sentences, seen_again
from server.model import ANSWER_OF, KINDS, Alignment, Change, Comparison, Side, Version
from server.store import Comparisons, OwnData, SavedComparison, Store, Watched, moment
from server.text.sentences import count_words
from server.verdict import gist_of
from server.web.admission import Desk
from server.web.contract import answer, whole_number

Save = bool | Literal["link"]
Keep = Callable[[Comparison, Save], Comparison]


def owner() -> str:
    """Return the caller's id; "" for a link opened without a token."""
    token = g.get("token")
    return str(token.id) if token else ""


def keeper(store: Comparisons, settings: Settings) -> Keep:
    """Return a function that saves a comparison for this request's caller.

    It returns the comparison with its id of 128 random bits, and works after the request's context
    is gone. Where the store can't be reached, the comparison gets a warning instead.
    """
    whose = owner()

    def keep(comparison: Comparison, save: Save) -> Comparison:
        if not save:
            return comparison
        kept = replace(comparison, id=secrets.token_urlsafe(16))
        try:
            store.save(_entry(kept, settings, by_link=save == "link"), to_json(kept), whose)
        except StoreProblem as problem:
            return replace(comparison, warnings=[*comparison.warnings, problem.as_warning()])
        return kept

    return keep


def _entry(comparison: Comparison, settings: Settings, *, by_link: bool) -> SavedComparison:
    page, source, key = comparison.page, comparison.source, str(comparison.id)
    sources = comparison.sources or ([source] if source else [])
    titles = [each.title for each in sources if each.title]
    return SavedComparison(
        id=key,
        title=page.title,
        url=page.url,
        source_title="; ".join(titles) or None,
        source_url=source.url if source else None,
        label=comparison.verdict.told,
        created=moment(),
        expires=moment(days=settings.saved_days),
        link=key if by_link else None,
        link_expires=moment(days=settings.link_days) if by_link else None,
    )


def load(store: Comparisons, settings: Settings, key: str, whose: str) -> bytes:
    """Return `whose` saved comparison, or the view of its link `key`; raise NotFound."""
    opened = store.open(key, whose)
    if opened is None:
        raise NotFound(
            "There is no comparison here: it was never saved, is somebody else's, has expired, or "
            "its link was revoked."
        )
    current = _current(from_json(opened.body))
    versions = [from_json(body)["version"] for body in store.versions(str(current.id))]
    current = replace(current, versions=_VERSIONS.validate_python(versions))
    is_whole = opened.mine or settings.link_whole_sources
    return to_json(current if is_whole else linked(current, key))


_COMPARISON: TypeAdapter[Comparison] = TypeAdapter(Comparison)
_VERSIONS: TypeAdapter[list[Version]] = TypeAdapter(list[Version])


def _current(saved: dict[str, Any]) -> Comparison:
    """Return what an older server saved (as JSON, changed in place) as this one would."""
    try:
        saved["verdict"].setdefault("answer", ANSWER_OF[saved["verdict"]["label"]])
        for sentence in saved["alignment"]["sentences"] if saved["alignment"] else ():
            _finding(sentence)
        read = _COMPARISON.validate_python(saved)
        return replace(read, gist=gist_of(read.verdict, read.alignment, read.sources))
    except (ValidationError, LookupError, TypeError, AttributeError) as error:
        raise NotFound(
            "This comparison was saved by a version that this server can't read; compare again."
        ) from error


def _finding(sentence: dict[str, Any]) -> None:
    gone = [change for change in sentence["changes"] if change["kind"] not in KINDS]
    for change in gone:
        change["kind"] = "wording"
    for change in sentence["changes"]:
        if change.get("params", {}).get("code") == "hedge":  # once a shade of `wording`
            change["kind"] = "hedge"
    if gone or not sentence.get("heading"):
        changes = [Change(**change) for change in sentence["changes"]]
        sentence.update(finding_of(sentence["label"], changes)._asdict())


def add_routes(calls: Blueprint, desk: Desk, kept: Store) -> None:
    """Add the routes under /v1/comparisons, and /v1/me."""
    store, settings = kept.comparisons, desk.engine.settings

    @calls.get("/v1/comparisons")
    def listed() -> Response:
        limit = whole_number("limit")
        entries = store.listed(owner(), limit + 1, whole_number("before") or None)
        following = str(entries[limit - 1].number) if len(entries) > limit else None
        shown = [describe(entry) for entry in entries[:limit]]
        return answer({"comparisons": shown, "next": following})

    @calls.get("/v1/comparisons/<key>")
    def saved(key: str) -> Response:
        return Response(load(store, settings, key, owner()), mimetype="application/json")

    @calls.delete("/v1/comparisons/<key>")
    def forget(key: str) -> Response:
        return _done(found=store.delete(key, owner()))

    @calls.put("/v1/comparisons/<key>/link")
    def link(key: str) -> Response:
        entry = store.link(key, owner(), moment(days=settings.link_days))
        return answer(describe(entry)) if entry else _done(found=False)

    @calls.delete("/v1/comparisons/<key>/link")
    def unlink(key: str) -> Response:
        return _done(found=store.unlink(key, owner()))

    _add_own_data(calls, kept.own_data)
    _add_versions(calls, desk, kept)


def _add_own_data(calls: Blueprint, own_data: OwnData) -> None:
    @calls.get("/v1/me")
    def all_of_it() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="unabridged.json"'}
        parts = own_data.document(owner())
        whole = chain([next(parts)], parts)  # what fails at once is a problem
        return Response(whole, mimetype="application/json", headers=headers)

    @calls.delete("/v1/me")
    def forget_all() -> Response:
        own_data.delete(owner())
        return Response(status=204)


def describe(entry: SavedComparison) -> dict[str, Any]:
    """Return a saved comparison for a list; `link` is a path on this server."""
    shown = asdict(entry)
    del shown["number"]
    if entry.link:
        shown["link"] = f"{request.script_root}/c/{entry.link}"
    if entry.link_expires:
        shown["link_expires"] = min(entry.link_expires, entry.expires)
    return shown


def _done(*, found: bool) -> Response:
    if not found:
        raise not_found()
    return Response(status=204)


def not_found() -> NotFound:
    """Return the problem of an id without a comparison of the caller's."""
    return NotFound("You have no comparison with this id; GET /v1/comparisons lists yours.")


def _add_versions(calls: Blueprint, desk: Desk, store: Store) -> None:
    @calls.post("/v1/comparisons/<key>/versions")
    def look(key: str) -> Response:
        opened = store.comparisons.open(key, owner())
        if opened is None or not opened.mine:
            raise not_found()
        saved = from_json(opened.body)
        texts = [(text, last_sentences(store.hooks, text, saved)) for text in _texts(saved)]
        # Nothing is fetched of pasted texts, so that their comparison counts as no call.
        seen = desk.run(seen_again, texts) if texts else LookedAgain([], [])
        for text, version, article in seen.versions:
            keep_version(store.hooks, text, version, article)
        shown = from_json(load(store.comparisons, desk.engine.settings, key, owner()))
        shown["warnings"] += from_json(to_json(seen.warnings))
        return answer(shown)


def _texts(saved: dict[str, Any]) -> Iterator[Watched]:
    """Yield the texts of a comparison that can be fetched."""
    for side in get_args(Side):
        url = (saved[side] or {}).get("url")
        if url and url.startswith(("http://", "https://")):
            yield Watched(saved["id"], url, side=side)


# Limits of shown omitted sentences: their number, and their share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def linked(comparison: Comparison, key: str) -> Comparison:
    """Reduce `comparison` to the view of the link `key`.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`; the
    source's text has only the others. Of further sources only the evidence is left.
    """
    # Versions of the original would show more of it.
    versions = [one for one in comparison.versions if one.side == "page"]
    comparison = replace(comparison, id=key, versions=versions)
    source, alignment = comparison.source, comparison.alignment
    if source is None:
        return comparison
    used = quoted(alignment) if alignment else {}
    shown = _shown(alignment, used[0], source.language) if alignment else set[int]()
    if alignment:
        further = [
            replace(one, sentences=only(one.sentences, used.get(one.source, ())))
            for one in alignment.further
        ]
        withheld = [place for place in range(len(alignment.source)) if place not in shown]
        seen = only(alignment.source, shown)
        alignment = replace(alignment, source=seen, withheld=withheld, further=further)
    source = evidence(source, shown)
    others = enumerate(comparison.sources[1:], 1)
    sources = [source, *(evidence(article, used.get(number, ())) for number, article in others)]
    sources = sources if comparison.sources else []
    return replace(comparison, source=source, alignment=alignment, sources=sources)


def _shown(alignment: Alignment, used: set[int], language: str | None) -> set[int]:
    """Return the source sentences that a link shows, given the `used` ones."""
    opinions = (sentence.opinion.source for sentence in alignment.sentences if sentence.opinion)
    shown = used.union(*opinions)
    words = [count_words(text, language) for text in alignment.source]
    room = LEFT_OUT_SHARE * sum(words)
    for entry in sorted(alignment.left_out, key=lambda entry: entry.rank)[:MOST_LEFT_OUT]:
        if words[entry.source] <= room:
            room -= words[entry.source]
            shown.add(entry.source)
    return shown
