"""The operator's page: read without scripts, by whoever may, and nothing of a feed is markup."""

import re
import time
from dataclasses import replace

import pytest
from flask import render_template
from lxml import html

from server import create_app
from server.config import Settings
from server.language.messages import words
from server.store import Grant, open_store

HOME = {"Host": "127.0.0.1:8750"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def settings(tmp_path):
    made = Settings(data=tmp_path)
    store = open_store(made)
    store.feeds.add_feed("https://bote.example/feed", f"Bote {EVIL}", 600, time.time())
    feed = store.feeds.feeds()[0]
    poll = replace(feed, failures=4, last_error=f"Broken {EVIL}", articles=17)
    store.feeds.polled(poll, [], time.time())
    store.close()
    return made


def client(settings):
    app = create_app(settings)
    return app.test_client()


def tokens(settings):
    store = open_store(settings)
    _, compare = store.tokens.create(Grant("Bo", ("compare",), per_day=5))
    _, admin = store.tokens.create(Grant(f"Ada {EVIL}", ("compare", "admin")))
    store.close()
    return compare, admin


def test_on_ones_own_machine_it_is_there_with_what_the_server_keeps(settings):
    answer = client(settings).get("/admin", headers=HOME)
    assert answer.status_code == 200
    assert EVIL not in answer.text
    page = html.fromstring(answer.text)
    cells = [" ".join(" ".join(row.itertext()).split()) for row in page.iter("tr")]
    feed = next(cell for cell in cells if cell.startswith("Bote"))
    assert " 17 " in feed
    assert f"4 times in a row: Broken {EVIL}" in feed
    assert "database unabridged.sqlite3" in cells
    assert any(cell.startswith("last backup none") for cell in cells)
    assert "There is no valid token." in answer.text


def test_every_table_has_a_caption_and_headings_and_the_page_no_script(settings):
    tokens(settings)
    page = html.fromstring(client(replace(settings, local=True)).get("/admin", headers=HOME).text)
    tables = page.xpath("//table")
    assert len(tables) == 4
    assert all(table.xpath("caption") for table in tables)
    assert all(cell.get("scope") for cell in page.iter("th"))
    assert all(row.xpath("th") for row in page.iter("tr"))
    assert page.xpath("//script") == []
    assert page.xpath("//h1 | //main")


def test_with_tokens_it_wants_one_of_an_admin_in_a_form_that_needs_no_script(settings):
    compare, admin = tokens(settings)
    browser = client(settings)
    page = html.fromstring(browser.get("/admin", headers=HOME).text)
    assert page.forms[0].method == "POST"
    assert [field.name for field in page.forms[0].iter("input")] == ["token"]
    assert page.xpath("//label/@for") == ["token"]
    for secret, status, said in (
        ("wrong", 401, "unknown or was revoked"),
        (compare, 403, "lacks the scope"),
        ("", 401, ""),
    ):
        refused = browser.post("/admin", headers=HOME, data={"token": secret})
        assert refused.status_code == status
        assert said in refused.text
        assert "Bote" not in refused.text
    shown = browser.post("/admin", headers=HOME, data={"token": admin})
    assert shown.status_code == 200
    assert "Bote" in shown.text
    assert "0 of 5" in shown.text
    assert admin not in shown.text
    assert EVIL not in shown.text
    cross = {**HOME, "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/admin", headers=cross, data={"token": admin}).status_code == 403


def test_a_person_needs_the_role(settings):
    behind = replace(settings, proxies=("10.0.0.1",), user_header="Remote-User", admins=("ada",))
    browser = client(behind)
    proxy = {"environ_overrides": {"REMOTE_ADDR": "10.0.0.1"}}
    host = {"Host": "unabridged.example"}
    ada = browser.get("/admin", headers={**host, "Remote-User": "ada"}, **proxy)
    assert (ada.status_code, "Bote" in ada.text) == (200, True)
    bo = browser.get("/admin", headers={**host, "Remote-User": "bo"}, **proxy)
    assert (bo.status_code, "Bote" in bo.text) == (401, False)
    assert re.search("“bo” is signed in", bo.text)


def test_of_postgresql_no_password_is_shown(settings, monkeypatch):
    app = create_app(settings)
    kept = next(
        cell.cell_contents
        for cell in app.view_functions["pages.visit"].__closure__
        if hasattr(cell.cell_contents, "checks")
    )
    shown = replace(
        kept,
        settings=replace(settings, database="postgresql://ada:secretword@db.example/unabridged"),
    )
    with app.test_request_context("/admin", headers=HOME):
        app.preprocess_request()
        page = render_template("admin.html", words=words("en"), kept=shown)
    assert "<td>PostgreSQL at db.example</td>" in page
    assert "secretword" not in page
