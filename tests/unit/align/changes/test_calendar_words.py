"""A month or weekday that the source lacks: another day, or one that its date gives."""

import pytest

from server.align import Text, align
from tests.unit.align.beside import FILLER

VOTE = "The council of Orlund votes on the new tram line"
SOURCE = "A vote of the council of Orlund on the tram line, which is new, was set"


def dates(page: str, source: str, published: str | None = None) -> list[str]:
    """Return the dates of the page that the source lacks."""
    text = Text([source, *FILLER], "en", published=published)
    (sentence,) = align(Text([page], "en"), text).sentences
    return [c.page.text for c in sentence.changes if c.kind == "date" and c.page]


@pytest.mark.parametrize(
    ("page", "source", "published", "expected"),
    [
        (f"{VOTE} on Friday.", f"{SOURCE} for Tuesday.", None, ["Friday"]),
        (f"{VOTE} on Friday.", f"{SOURCE} for this week.", None, []),  # its date may give it
        (f"{VOTE} on Friday.", f"{SOURCE} for Tuesday, not Friday.", None, []),
        (f"{VOTE} in August.", f"{SOURCE} for 4 March.", None, ["August"]),
        (f"{VOTE} in August.", f"{SOURCE} for next month.", "2026-07-03", []),
        (f"{VOTE} in January.", f"{SOURCE} for last month.", "2026-02-03", []),
        (f"{VOTE} in January.", f"{SOURCE} for the week.", "2026-12-03", []),
        (f"{VOTE} in August.", f"{SOURCE} for next month.", "2026-02-03", ["August"]),
    ],
)  # fmt: skip
def test_only_a_day_or_month_that_nothing_gives_is_lacking(page, source, published, expected):
    assert dates(page, source, published) == expected
