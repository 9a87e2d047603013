"""Later versions of a saved comparison's page and original."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json

from server.align import Text
from server.errors import BodyIncomplete, Problem
from server.model import Article, PageInput, Side, Version, VersionChange, Warning
from server.pipeline.engine import Engine, Session
from server.pipeline.tasks import Examined, summary_of, version_changes
from server.store import Hooks, Watched
from server.verdict import is_for_subscribers


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """New versions of texts with their articles, and warnings about those that can't be read."""

    versions: list[tuple[Watched, Version, Article]]
    warnings: list[Warning]


def seen_again(
    engine: Engine, texts: Sequence[tuple[Watched, Text]], cancelled: threading.Event
) -> LookedAgain:
    """Fetch texts, each with what it last said, anew and return what changed."""
    session, seen = Session(engine, cancelled), LookedAgain([], [])
    for text, before in texts:
        try:
            article = read_whole(session, text.url or "").article
            changes = session.run("align", version_changes, before, article)
        except Problem as problem:
            seen.warnings.append(problem.as_warning())
            continue
        if version := version_of(text.side, changes):
            seen.versions.append((text, version, article))
    return seen


def read_whole(session: Session, url: str) -> Examined:
    """Return the page at `url`; raise Problem where a wall hides some: that is not gone."""
    examined = session.examine(PageInput(url=url))
    if is_for_subscribers(examined.verdict):
        raise BodyIncomplete(f"{url} shows only its beginning without a subscription.")
    return examined


def last_text(store: Hooks, text: Watched, saved: Mapping[str, Any]) -> Text:
    """Return a text as last seen, at first as it is `saved` in its comparison."""
    first = saved_text(text, saved)
    if not (later := store.last_version(text)):
        return first
    kept = from_json(later)
    return Text(kept["sentences"], title=kept.get("title", first.title))


def saved_text(text: Watched, saved: Mapping[str, Any]) -> Text:
    """Return a text as it is `saved` in its comparison."""
    side = saved.get(text.side) or {}
    sentences = [sentence["text"] for sentence in side.get("sentences") or ()]
    return Text(sentences, title=side.get("title"))


def keep_version(store: Hooks, text: Watched, version: Version, article: Article) -> None:
    """Save a version, with what a later one is compared with."""
    sentences = [sentence.text for sentence in article.sentences]
    kept = {"version": version, "title": article.title, "sentences": sentences}
    store.add_version(text, version.seen, to_json(kept))


def version_of(side: Side, changes: Sequence[VersionChange]) -> Version | None:
    """Return the version with these changes; None without any."""
    if not changes:
        return None
    # To the microsecond, so that no two are the same.
    seen = datetime.now(UTC).isoformat()
    return Version(side, seen, summary_of(side, changes), list(changes))
