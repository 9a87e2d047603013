"""Requests beyond those of the contract tests."""

import json

import pytest
from pydantic import ValidationError

from server.model import ArticleSearchRequest, FindRequest, PageInput


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_is_written_as_one(name):
    def read(day):
        return getattr(
            ArticleSearchRequest.model_validate_json(json.dumps({"terms": ["quay"], name: day})),
            name,
        )

    assert read("2026-03-03").isoformat() == "2026-03-03"
    assert read(None) is None
    for day in (0, 0.0, 1_700_000_000, "0", "soon", "2026-02-30", "2026-03-03T00:00", True, ["x"]):
        with pytest.raises(ValidationError):
            read(day)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"language": "klingon"}, "klingon is no language; write its tag"),
        ({"published": "2026-13-45"}, "2026-13-45 is no date; write it as 2026-11-28"),
        ({"published": "yesterday"}, "yesterday is no date"),
        ({"html": "<p>It is late.</p>"}, "give html or text, not both"),
    ],
)
def test_unreadable_fields_of_a_page_are_refused(fields, asked):
    with pytest.raises(ValidationError) as caught:
        PageInput.model_validate({"text": "It is late.", **fields})
    assert asked in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "pt_BR"},
        {"language": "zh-Hant-TW"},
        {"language": ""},
        {"published": "2026"},
        {"published": "2026-11-28T09:30:00.123+01:00"},
        {"published": "2026-11-28 09:30Z"},
    ],
)
def test_tags_and_moments_of_a_page_are_read(fields):
    assert PageInput.model_validate({"text": "It is late.", **fields})


def test_unknown_search_service_is_refused_with_the_known_ones():
    page = {"text": "It is late."}
    with pytest.raises(ValidationError, match="bing is no search service; there are peer, searx"):
        FindRequest.model_validate({"page": page, "search": {"providers": ["bing"]}})
