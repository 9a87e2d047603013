"""Machine-readable dates in ISO 8601, with the zone where it is known."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT)?)?(?!\d)",
    re.IGNORECASE,
)
# Archives have articles from before the web.
_FIRST_YEAR = 1990


def iso_date(value: Any) -> str | None:
    """Return ISO 8601: a day, or a time with its zone; without one, the day."""
    iso = local_date(value)
    has_zone = iso is not None and datetime.fromisoformat(iso).tzinfo is not None
    return iso if has_zone or iso is None else iso[:10]


def local_date(value: Any) -> str | None:
    """Return `value` as ISO 8601, with its zone if any; None for no date."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    try:
        match = _ISO.match(value)
        if not match:
            return parsedate_to_datetime(value).isoformat()
        year, month, day, time, zone = match.groups()
        if time is None:
            return date.fromisoformat(f"{year}-{month}-{day}").isoformat()
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}{_zone(zone)}").isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def is_possible(iso: str) -> bool:
    """Return whether an article on the web can have this date: not in the future."""
    latest = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return str(_FIRST_YEAR) <= iso[:10] <= latest


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    return "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
