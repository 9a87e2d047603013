import json
from pathlib import Path
from typing import Any

import pytest
from flask import get_template_attribute

from server import create_app
from server.config import Settings
from server.language.messages import words
from server.web.routes.compare_page import page_given

# The same cases hold for pages with scripts: tests/extension/given.test.mjs.
CASES = json.loads((Path(__file__).parents[2] / "given.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["given"]))
def test_a_field_holds_an_address_or_a_text(case: dict[str, Any]) -> None:
    page = page_given(case["given"])
    assert (page and page.model_dump(exclude_none=True)) == case["page"]


def test_a_story_without_an_original_is_shown_by_its_title(tmp_path: Path) -> None:
    result = {
        "page": {"title": "Brief", "url": None, "publisher": None, "published": None},
        "search": {"items": [{"title": "Ferries go electric", "candidates": []}]},
    }
    app = create_app(Settings(data=tmp_path))
    with app.test_request_context("/"):
        shown = get_template_attribute("plain.html", "stories")(result, words("en"), None)
    assert "Ferries go electric</h2>" in shown
