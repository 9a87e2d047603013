import json
from pathlib import Path
from typing import Any

import pytest

from server.web.routes.compare_page import page_given

# The same cases hold for pages with scripts: tests/extension/given.test.mjs.
CASES = json.loads((Path(__file__).parents[2] / "given.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["given"]))
def test_a_field_holds_an_address_or_a_text(case: dict[str, Any]) -> None:
    page = page_given(case["given"])
    assert (page and page.model_dump(exclude_none=True)) == case["page"]
