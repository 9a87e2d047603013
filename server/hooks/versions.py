"""Later versions of a saved comparison's page and original."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from server.engine import Engine, Session
from server.errors import Problem
from server.model import Article, PageInput, Side, Version, VersionChange, Warning
from server.tasks import summary_of, version_changes
from server.text.sentences import count_words

# Of a counted sentence: shorter ones are labels and buttons.
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 12


class SavedText(NamedTuple):
    """A page or original as it was last seen."""

    side: Side
    url: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """New versions with their sentences, and warnings about texts that can't be read."""

    versions: list[tuple[Version, list[str]]]
    warnings: list[Warning]


def seen_again(
    engine: Engine, saved: Sequence[SavedText], cancelled: threading.Event
) -> LookedAgain:
    """Fetch the texts anew and return what changed."""
    session, seen = Session(engine, cancelled), LookedAgain([], [])
    for text in saved:
        try:
            article = session.extract(PageInput(url=text.url))
            changes = session.run("align", version_changes, text.sentences, article)
        except Problem as problem:
            seen.warnings.append(problem.as_warning())
            continue
        if version := version_of(text.side, changes, is_counted):
            seen.versions.append((version, sentences_of(article)))
    return seen


def version_of(
    side: Side, changes: Sequence[VersionChange], counts: Callable[[str], bool]
) -> Version | None:
    """Return the version with the changes of sentences that count; None without any."""
    kept = [one for one in changes if any(counts(text) for text in (one.after, one.before) if text)]
    if not kept:
        return None
    # To the microsecond, so that no two are the same.
    return Version(side, datetime.now(UTC).isoformat(), summary_of(side, kept), kept)


def sentences_of(article: Article) -> list[str]:
    """Return the sentences that a later version is compared with."""
    return [sentence.text for sentence in article.sentences]


def is_counted(sentence: str) -> bool:
    """Return whether a sentence is no label, in languages without spaces too."""
    is_long = len(sentence.split()) >= _FEWEST_WORDS
    return is_long or count_words(sentence, None) >= _FEWEST_LETTERS
