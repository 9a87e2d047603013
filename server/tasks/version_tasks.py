"""Work on two versions of one text: what changed, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from server.align import align
from server.model import Article, PageSentence, VersionChange, VersionChangeKind
from server.tasks.text_tasks import text_of

_SAYS = {
    "differs": "now reads “{after}” instead of “{before}”",
    "reworded": "now reads “{after}” instead of “{before}”",
    "gone": "no longer says “{before}”",
    "added": "now also says “{after}”",
}
_NAMES = {"page": "The page", "source": "The original"}
_LONGEST = 200  # characters of a sentence in a summary


def version_changes(before: Sequence[str], after: Article) -> list[VersionChange]:
    """Return the sentences of `after` that `before` lacks, then those that are gone."""
    earlier = replace(text_of(after), sentences=list(before))
    aligned = align(text_of(after), earlier)
    known, kept = set(map(_plain, before)), {_plain(one.text) for one in after.sentences}
    changes, used = list[VersionChange](), set[int]()
    for sentence, found in zip(after.sentences, aligned.sentences, strict=False):
        if _plain(sentence.text) in known:
            continue
        at = _earlier(found, before, kept, used)
        used |= set() if at is None else {at}
        changes.append(_change(found, at, before, sentence.text))
    gone = (one for at, one in enumerate(before) if at not in used and _plain(one) not in kept)
    return [*changes, *(VersionChange("gone", one, None, []) for one in gone)]


def summary_of(side: str, changes: Sequence[VersionChange]) -> str:
    """Say in a sentence what changed, the weightiest first."""
    first, *others = sorted(changes, key=lambda one: get_args(VersionChangeKind).index(one.kind))
    said = _SAYS[first.kind].format(before=_short(first.before), after=_short(first.after))
    more = f", and {len(others)} more changed" if others else ""
    return f"{_NAMES[side]} {said}{more}" + ("." if more or not said.endswith(".”") else "")


def _earlier(
    found: PageSentence, before: Sequence[str], kept: set[str], used: set[int]
) -> int | None:
    """Return the sentence that became this one: like it, and no longer there."""
    if found.finding in ("not_found", "note"):
        return None
    free = (at for at in found.source if at not in used and _plain(before[at]) not in kept)
    return next(free, None)


def _change(
    found: PageSentence, at: int | None, before: Sequence[str], after: str
) -> VersionChange:
    if at is None:
        return VersionChange("added", None, after, [])
    kind: VersionChangeKind = "differs" if found.finding == "differs" else "reworded"
    inside = [one for one in found.changes if one.source is None or one.source.sentence == at]
    return VersionChange(kind, before[at], after, inside)


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


def _short(sentence: str | None) -> str:
    words = sentence or ""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
