"""Versions of saved pages: what changed between two looks at one, in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event
from typing import Any, get_args

from pydantic_core import from_json, to_json

from server.align import Text, align
from server.errors import BodyIncomplete, Problem
from server.model import (
    Article,
    Change,
    PageInput,
    PageSentence,
    Side,
    Version,
    VersionChange,
    VersionChangeKind,
    Warning,
)
from server.pipeline import Engine, Session, text_of
from server.source import JudgedPage
from server.store import Hooks, WatchedText
from server.text.lines import is_note
from server.text.sentences import count_words
from server.verdict import is_for_subscribers


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """New versions of texts with their articles, and warnings about those that can't be read."""

    versions: list[tuple[WatchedText, Version, Article]]
    warnings: list[Warning]


def seen_again(
    engine: Engine, texts: Sequence[tuple[WatchedText, Text]], cancelled: Event
) -> LookedAgain:
    """Fetch texts, each with what it last said, anew and return what changed."""
    session, revisit = Session(engine, cancelled), LookedAgain([], [])
    for text, before in texts:
        try:
            article = read_whole(session, text.url or "").article
            changes = session.run("align", version_changes, before, article)
        except Problem as problem:
            revisit.warnings.append(problem.as_warning())
            continue
        if version := version_of(text.side, changes):
            revisit.versions.append((text, version, article))
    return revisit


def read_whole(session: Session, url: str) -> JudgedPage:
    """Return the page at `url`; raise Problem where a wall hides some: that is not gone."""
    examined = session.examine(PageInput(url=url))
    if is_for_subscribers(examined.verdict):
        raise BodyIncomplete(f"{url} shows only its beginning without a subscription.")
    return examined


def last_text(store: Hooks, text: WatchedText, saved: Mapping[str, Any]) -> Text:
    """Return a text as last seen, at first as it is `saved` in its comparison."""
    first = saved_text(text, saved)
    if not (later := store.last_version(text)):
        return first
    version = from_json(later)
    return Text(version["sentences"], title=version.get("title", first.title))


def saved_text(text: WatchedText, saved: Mapping[str, Any]) -> Text:
    """Return a text as it is `saved` in its comparison."""
    side = saved.get(text.side) or {}
    sentences = [sentence["text"] for sentence in side.get("sentences") or ()]
    return Text(sentences, title=side.get("title"))


def keep_version(store: Hooks, text: WatchedText, version: Version, article: Article) -> None:
    """Save a version, with what a later one is compared with."""
    sentences = [sentence.text for sentence in article.sentences]
    body = {"version": version, "title": article.title, "sentences": sentences}
    store.add_version(text, version.seen, to_json(body))


def version_of(side: Side, changes: Sequence[VersionChange]) -> Version | None:
    """Return the version with these changes; None without any."""
    if not changes:
        return None
    # To the microsecond, so that no two are the same.
    time = datetime.now(UTC).isoformat()
    return Version(side, time, summary_of(side, changes), list(changes))


_SAYS = {
    "headline": "has the headline “{after}” instead of “{before}”",
    "differs": "now reads “{after}” instead of “{before}”",
    "reworded": "now reads “{after}” instead of “{before}”",
    "gone": "no longer says “{before}”",
    "added": "now also says “{after}”",
}
_LONGEST = 200  # characters of a sentence in a summary
_STATED = re.compile(r"[.。।۔][\"'”’»)」』]*\s*$")  # calls end in "!" or in nothing


def version_changes(before: Text, after: Article) -> list[VersionChange]:
    """Return a changed headline, the sentences that `before` lacks, then those that are gone.

    Labels and buttons are left out: short texts that end as no sentence, or ask for something.
    """
    now = text_of(after)
    changes = [*_headline(before, now), *_sentences(before, now)]
    language = after.language
    return [
        change
        for change in changes
        if change.kind == "headline"
        or any(
            is_long(text) or (is_counted(text) and not is_note(text, language))
            for text in filter(None, (change.after, change.before))
        )
    ]


def _headline(before: Text, after: Text) -> Iterator[VersionChange]:
    was, now = before.title, after.title
    if was and now and _plain(was) != _plain(now):
        (headline,) = align(
            replace(after, sentences=[now]), replace(after, sentences=[was])
        ).sentences
        yield VersionChange("headline", was, now, list(map(_since, headline.changes)))


def _sentences(before: Text, after: Text) -> list[VersionChange]:
    earlier = before.sentences
    aligned = align(after, replace(after, sentences=list(earlier)))
    earlier_words, later_words = set(map(_plain, earlier)), set(map(_plain, after.sentences))
    unchanged = {index for index, text in enumerate(earlier) if _plain(text) in later_words}
    changes, used = list[VersionChange](), set[int]()
    for sentence, compared in zip(after.sentences, aligned.sentences, strict=False):
        if _plain(sentence) in earlier_words:
            continue
        # The sentence that became this one: like it, and no longer there.
        index = None
        if compared.finding not in ("not_found", "note"):
            free = [place for place in compared.source if place not in used | unchanged]
            index = next(iter(free), None)
        if index is not None:
            used.add(index)
        changes.append(_change(compared, index, earlier, sentence))
    for index, text in enumerate(earlier):
        if index not in used | unchanged:
            changes.append(VersionChange("gone", text, None, []))
    return changes


def is_long(sentence: str) -> bool:
    """Whether a sentence is too long for a label, in languages without spaces too."""
    return len(sentence.split()) >= 4 or count_words(sentence, None) >= 12


def is_counted(sentence: str) -> bool:
    """Whether a sentence is not a label: it is long, or ends as a sentence."""
    is_statement = count_words(sentence, None) >= 2  # "He resigned."
    return is_long(sentence) or (is_statement and _STATED.search(sentence) is not None)


def summary_of(side: str, changes: Sequence[VersionChange]) -> str:
    """Say in a sentence what changed, the weightiest first."""
    first, *others = sorted(
        changes, key=lambda change: get_args(VersionChangeKind).index(change.kind)
    )
    sentence = _SAYS[first.kind].format(before=_short(first.before), after=_short(first.after))
    more = f", and {len(others)} more changed" if others else ""
    name = "The page" if side == "page" else "The original"
    return f"{name} {sentence}{more}" + ("." if more or not sentence.endswith(".”") else "")


def _change(
    compared: PageSentence, index: int | None, before: Sequence[str], after: str
) -> VersionChange:
    if index is None:
        return VersionChange("added", None, after, [])
    kind: VersionChangeKind = "differs" if compared.finding == "differs" else "reworded"
    inside = [
        change
        for change in compared.changes
        if change.source is None or change.source.sentence == index
    ]
    return VersionChange(kind, before[index], after, list(map(_since, inside)))


def _since(change: Change) -> Change:
    """Word a change between two versions of one text."""
    now, was = (side and f"“{side.text}”" for side in (change.page, change.source))
    sentence = f"{now} is new." if now else f"{was} is gone."
    return replace(
        change, says=f"It says {now}, and said {was} before." if now and was else sentence
    )


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


def _short(sentence: str | None) -> str:
    words = sentence or ""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
