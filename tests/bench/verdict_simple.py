"""The simple signals that public projects use, as baselines for the verdict."""

from collections.abc import Callable

from server.page.document import Reading
from server.verdict.signals.truncation import shape_of

MARKERS = (
    "subscribe", "subscription", "paywall", "premium", "register", "sign in to", "log in to",
    "continue reading", "read more", "full article", "full story", "members only",
    "to keep reading",
)  # fmt: skip
FEWEST_WORDS = 110


def _marked(reading: Reading) -> bool:
    """One of thirteen generic markers anywhere on the page."""
    runs = reading.document.text_map.runs if reading.document else []
    text = " ".join(run.text for run in runs).casefold()
    return any(marker in text for marker in MARKERS)


def _ellipsis(reading: Reading) -> bool:
    return shape_of(reading.article.text, None) in ("ellipsis", "bracketed_ellipsis")


SIMPLE: dict[str, Callable[[Reading], bool]] = {
    "13 markers on the page": _marked,
    "declared not free": lambda reading: reading.article.access.declared_free is False,
    "ends with an ellipsis": _ellipsis,
    f"under {FEWEST_WORDS} words": lambda reading: reading.article.words < FEWEST_WORDS,
}
