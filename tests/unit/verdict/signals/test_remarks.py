"""Remarks: each row sees its example, and a wrong row is named."""

from itertools import chain

import pytest

from server.model import checked
from server.verdict.signals.remarks import RemarkRow, remarks_of, rows
from tests.unit.verdict.stories import ENGLISH, page, prose, remarked, view_of

EVERY = [*chain.from_iterable(rows().values())]


def seen_by(row, before="", after=""):
    html = page(before + prose(ENGLISH) + after).partition("<!-- the HTML ends here -->")[0]
    remark = row.first(remarks_of(view_of(html)))
    return remark and row.signal(remark)


@pytest.mark.parametrize("row", EVERY, ids=lambda row: f"{row.code}:{row.kind}: {row.example[:60]}")
def test_each_row_sees_its_example(row):
    found = seen_by(row, after=row.example) or seen_by(row, before=row.example)
    assert (found.code, found.kind) == (row.code, row.kind)
    assert not seen_by(row), "the same story without the line"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"code": "says_nothing"}, "code: Input should be "),
        ({"code": "says_summary", "quote": "all"}, "has: Field required"),
        (
            {"code": "says_summary", "has": "head", "says": "", "example": "", "not": "tail"},
            "not: Un",
        ),
        ({"code": "says_summary", "has": "heads", "says": "", "example": ""}, "has: .heads. is"),
    ],
)
def test_a_wrong_row_is_named(row, says):
    with pytest.raises(ValueError, match=f"^RemarkRow 7 of remarks.json, {says}"):
        checked(row, "RemarkRow 7 of remarks.json", RemarkRow)


def test_a_story_alone_says_nothing():
    assert remarked(view_of(page(prose(ENGLISH)))) == []
