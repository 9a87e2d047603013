"""Later versions of a saved comparison's page and original."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json

from server.engine import Engine, Session
from server.errors import BodyIncomplete, Problem
from server.model import Article, PageInput, Side, Version, VersionChange, Warning
from server.store import Hooks, Watched
from server.tasks import summary_of, version_changes
from server.text.sentences import count_words
from server.verdict import is_for_subscribers

# Of a counted sentence: shorter ones are labels and buttons.
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 12


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """New versions of texts with their articles, and warnings about those that can't be read."""

    versions: list[tuple[Watched, Version, Article]]
    warnings: list[Warning]


def seen_again(
    engine: Engine, texts: Sequence[tuple[Watched, Sequence[str]]], cancelled: threading.Event
) -> LookedAgain:
    """Fetch texts, each with its last sentences, anew and return what changed."""
    session, seen = Session(engine, cancelled), LookedAgain([], [])
    for text, sentences in texts:
        try:
            article = read_whole(session, text.url or "")
            changes = session.run("align", version_changes, sentences, article)
        except Problem as problem:
            seen.warnings.append(problem.as_warning())
            continue
        if version := version_of(text.side, changes, is_counted):
            seen.versions.append((text, version, article))
    return seen


def read_whole(session: Session, url: str) -> Article:
    """Return the article at `url`; raise Problem where a wall hides some: that is not gone."""
    examined = session.examine(PageInput(url=url))
    if is_for_subscribers(examined.verdict):
        raise BodyIncomplete(f"{url} shows only its beginning without a subscription.")
    return examined.article


def last_sentences(store: Hooks, text: Watched, saved: Mapping[str, Any]) -> list[str]:
    """Return a text's sentences as last seen, at first as they are `saved` in its comparison."""
    if later := store.last_version(text):
        return list(from_json(later)["sentences"])
    return saved_sentences(text, saved)


def saved_sentences(text: Watched, saved: Mapping[str, Any]) -> list[str]:
    """Return a text's sentences as they are `saved` in its comparison."""
    return [sentence["text"] for sentence in (saved.get(text.side) or {}).get("sentences") or ()]


def keep_version(store: Hooks, text: Watched, version: Version, article: Article) -> None:
    """Save a version, with the sentences that a later one is compared with."""
    sentences = [sentence.text for sentence in article.sentences]
    store.add_version(text, version.seen, to_json({"version": version, "sentences": sentences}))


def version_of(
    side: Side, changes: Sequence[VersionChange], counts: Callable[[str], bool]
) -> Version | None:
    """Return the version with the changes of sentences that count; None without any."""
    kept = [one for one in changes if any(counts(text) for text in (one.after, one.before) if text)]
    if not kept:
        return None
    # To the microsecond, so that no two are the same.
    return Version(side, datetime.now(UTC).isoformat(), summary_of(side, kept), kept)


def is_counted(sentence: str) -> bool:
    """Return whether a sentence is no label, in languages without spaces too."""
    is_long = len(sentence.split()) >= _FEWEST_WORDS
    return is_long or count_words(sentence, None) >= _FEWEST_LETTERS
