"""Requests beyond those of the contract tests."""

import json

import pytest
from pydantic import ValidationError

from server.model import ArticleSearchRequest


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
