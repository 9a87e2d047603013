"""Days of ISO 8601 times."""

from datetime import date


def iso_day(time: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time; None if missing or unreadable."""
    try:
        return date.fromisoformat((time or "")[:10])
    except ValueError:
        return None
