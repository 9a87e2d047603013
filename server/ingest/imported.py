"""Reads imported saved comparisons: those of another server, or of a reader's own files."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from server.errors import InvalidRequest, NotFound
from server.model import Comparison, ImportedComparison, Version
from server.present import current
from server.store import Brought, SavedComparison, moment


def entry_of(comparison: Comparison, **more: Any) -> SavedComparison:
    """Return a comparison as lists show it, with `more` of it."""
    page, source = comparison.page, comparison.source
    sources = comparison.sources or ([source] if source else [])
    titles = [each.title for each in sources if each.title]
    known = {
        "id": str(comparison.id),
        "title": page.title,
        "url": page.url,
        "source_title": "; ".join(titles) or None,
        "source_url": source.url if source else None,
        "label": comparison.verdict.public_label,
        "created": moment(),
    }
    return SavedComparison(**known | more)


class _KeptVersion(BaseModel):
    """A version with what the next one is compared with."""

    version: Version
    title: str | None = None
    sentences: list[str]


_ID = re.compile(r"[\w-]{16,64}", re.ASCII)


def brought(entries: Sequence[ImportedComparison], expires: str) -> list[Brought]:
    """Read imported comparisons; raise InvalidRequest, which names the first unreadable one."""
    return [_brought(entry, place, expires) for place, entry in enumerate(entries)]


def _brought(entry: ImportedComparison, place: int, expires: str) -> Brought:
    where = f"comparisons[{place}]"
    try:
        comparison = current(entry.comparison)
        versions = [_KeptVersion.model_validate(one) for one in entry.versions]
    except NotFound:
        raise InvalidRequest(
            f"`{where}.comparison` is not a comparison that this server can read; import what "
            "`GET /v1/me` gives."
        ) from None
    except ValidationError:
        raise InvalidRequest(f"`{where}.versions` has one that can't be read.") from None
    if comparison.id is None:  # the same file has the same one
        digest = hashlib.sha256(to_json(comparison)).digest()
        comparison = replace(comparison, id=urlsafe_b64encode(digest[:16]).rstrip(b"=").decode())
    if not _ID.fullmatch(str(comparison.id)):
        raise InvalidRequest(f"`{where}.comparison.id` is not the id of a saved comparison.")
    about = {"tags": tuple(entry.tags), "note": entry.note, "imported": True, "expires": expires}
    about |= {"title": entry.title} if entry.title else {}
    about |= {"created": _no_later_than_now(entry.created)} if entry.created else {}
    later = [
        (one.version.side, one.version.seen, one.model_dump_json(exclude_unset=True).encode())
        for one in versions
    ]
    return Brought(entry_of(comparison, **about), to_json(comparison), later)


def _no_later_than_now(given: str) -> str:
    """Write an ISO 8601 day or time as the store does."""
    try:
        time = datetime.fromisoformat(given.replace(" ", "T").replace(",", "."))
    except ValueError:
        return moment()
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return min(time.astimezone(UTC).isoformat(timespec="seconds"), moment())
