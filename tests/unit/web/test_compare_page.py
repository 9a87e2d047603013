import json
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from flask import get_template_attribute, render_template_string
from lxml import html

from server import create_app
from server.config import Settings
from server.language.messages import words
from server.model import Basis, Credit, Verdict
from server.store import Grant, open_store
from server.web.routes.pages import page_given

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


def test_a_page_with_a_lead_is_about_it_and_a_retelling_leads_to_its_report(tmp_path: Path) -> None:
    lead_fields = {"title": "Tunnel opens", "url": None, "publisher": None, "published": None}
    credit = Credit("The Gazette", "gazette.example", None, "basis", "", None, None)
    verdict = Verdict("full", 0.9, [], "retells", Basis("retells", [credit]))
    items: list[dict[str, Any]] = [
        {"title": title, "candidates": []} for title in ("Lead", "Bridge")
    ]
    result = {
        "page": lead_fields | {"language": "en"},
        "verdict": asdict(verdict),
        "search": {
            "outcome": "not_found",
            "items": items,
            "lead": 0,
            "candidates": [],
            "tried": [],
        },
        "warnings": [],
    }
    app = create_app(Settings(data=tmp_path))
    with app.test_request_context("/", headers={"Host": "127.0.0.1:8750"}):
        app.preprocess_request()
        shown = render_template_string(
            '{% from "plain.html" import comparison with context %}{{ comparison(result, words) }}',
            result=result,
            words=words("en"),
        )
    page = html.fromstring(f"<div>{shown}</div>")
    assert page.findtext(".//h1") == "Retells The Gazette"
    assert page.find_class("primary") == []  # a front page is no report
    assert [
        link.text for link in page.iter("a") if link.get("href") == "https://gazette.example/"
    ] == ["gazette.example"]
    assert [heading.text for heading in page.iter("h2")] == ["Also on this page", "Bridge"]


def test_the_form_shows_a_comparison_in_words(tmp_path: Path) -> None:
    form = {
        "page": "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat.",
        "source": "The ferry Aurora sank off Brevik on Friday. Nine people were rescued by a boat. "
        "A storm had broken its engine before noon.",
    }
    app = create_app(Settings(data=tmp_path, workers=1))
    answer = app.test_client().post("/", headers={"Host": "127.0.0.1:8750"}, data=form)
    app.extensions["unabridged"].close()
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert page.findtext(".//title").startswith("Not as in the original: “The ferry Aurora sank")
    tiles = [" ".join(tile.text_content().split()) for tile in page.find_class("tile")]
    assert tiles[0] == "1 Changed"
    coverage = page.find_class("coverage-words")[0].text_content()
    assert coverage == words("en").text("coverage", 65)
    assert "A storm had broken its engine" in page.find_class("left_out")[0].text_content()


def test_an_empty_form_and_a_missing_token_are_called_so(tmp_path: Path) -> None:
    home = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1"}
    settings = Settings(data=tmp_path)
    with closing(open_store(settings)) as store:
        store.tokens.create(Grant("Ada", ("compare",)))
        client = create_app(settings).test_client()

        def sent(**form: str) -> tuple[int, str]:
            answer = client.post("/?lang=en", data=form, environ_overrides=home)
            return answer.status_code, answer.text

        status, answer_text = sent(page=" ")
        assert (status, "Give the page&#39;s address, or its text." in answer_text) == (422, True)
        status, answer_text = sent(page="https://news.example/" + "a" * 10_000)
        assert status == 422
        assert "different versions" not in answer_text
        team = replace(settings, address="https://unabridged.example")
        client = create_app(team).test_client()
        status, answer_text = sent(page="A page. It says two things.")
        assert (status, "needs a token" in answer_text) == (401, True)
        assert "revoked" not in answer_text


@pytest.mark.parametrize("item", ["9" * 5_000, "-1", "two", "٣"])
def test_a_story_that_is_not_a_number_is_a_mistake_in_a_sentence(tmp_path: Path, item: str) -> None:
    client = create_app(Settings(data=tmp_path)).test_client()
    form = {"page": "https://paper.example/digest", "item": item}
    page = client.post("/", data=form, headers={"Host": "127.0.0.1:8750"})
    assert page.status_code == 422
    assert "Choose one of the page&#39;s stories" in page.text
