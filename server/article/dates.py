"""Dates as pages write them, in ISO 8601 with the zone where it is known."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

# A fraction of a second and a zone without colon are common; fromisoformat takes both only
# from certain lengths on.
_ISO = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r"\s*(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?)?"
)


def best_date(declared: list[Any], day: str | None = None) -> str | None:
    """The first readable of `declared`; where `day` is given, one of that day, else `day`.

    A declared time of another day than the page's own date is the weaker witness.
    """
    readable = [iso for value in declared if (iso := iso_date(value))]
    if day is None:
        return next(iter(readable), None)
    return next((iso for iso in readable if iso.startswith(day)), day)


def iso_date(value: Any) -> str | None:
    """`value` as ISO 8601 (a day, or a time with zone where it has one), or None."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    try:
        found = _ISO.match(value)
        if not found:
            return parsedate_to_datetime(value).isoformat()
        day, time, zone = found.groups()
        if time is None:
            return date.fromisoformat(day).isoformat()
        return datetime.fromisoformat(f"{day}T{time}{_zone(zone)}").isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def _zone(zone: str | None) -> str:
    if zone in {None, ""}:
        return ""
    return "+00:00" if zone in {"Z", "UTC", "GMT"} else str(zone)
