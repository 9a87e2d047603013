"""The later versions of a saved comparison's page and original."""

from dataclasses import dataclass
from typing import Literal

from server.model.alignment import Change

Side = Literal["page", "source"]
# `differs`: another number, name, date … in the sentence; `reworded`: other words.
VersionChangeKind = Literal["differs", "reworded", "gone", "added"]


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A sentence that changed: as it was, as it is, and where the two differ.

    `before` is null for an added one, `after` for one that is gone. In `changes`, `page` is a part
    of `after` and `source` of `before`.
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
