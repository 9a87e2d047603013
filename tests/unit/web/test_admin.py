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
    assert len(tables) == 5
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


def test_buttons_pause_resume_refresh_edit_and_remove_a_feed_without_scripts(settings):
    browser = client(settings)

    def press(do, **fields):
        answer = browser.post(path, headers=HOME, data={"do": do, **fields})
        assert (answer.status_code, answer.location) == (303, "/admin#feeds")
        return kept()

    def kept():
        store = open_store(settings)
        feeds = store.feeds.feeds()
        store.close()
        return feeds[0] if feeds else None

    path = f"/admin/feeds/{kept().id}"
    page = html.fromstring(browser.get("/admin", headers=HOME).text)
    assert [form.action for form in page.forms] == [path, path]
    assert all(button.get("aria-label") for button in page.iter("button"))
    assert press("pause").state == "paused"
    assert "never: it is paused" in browser.get("/admin", headers=HOME).text
    refused = browser.post(path, headers=HOME, data={"do": "refresh"})
    assert (refused.status_code, "resume it" in refused.text) == (422, True)
    assert press("resume").state == "active"
    assert press("edit", url=kept().url, minutes="90").every == 5_400
    refused = browser.post(path, headers=HOME, data={"do": "edit", "minutes": "2"})
    assert (refused.status_code, "10 minutes or more" in refused.text) == (422, True)
    assert press("edit", url=kept().url, minutes="0").every is None
    due = kept().due
    assert press("refresh").due <= max(due, time.time())
    assert press("remove") is None
    assert browser.post(path, headers=HOME, data={"do": "pause"}).status_code == 404
    assert browser.post("/admin/tokens/x", headers=HOME, data={"do": "pause"}).status_code == 404


def test_buttons_need_an_admin_and_this_servers_own_page(settings):
    compare, admin = tokens(settings)
    browser = client(settings)
    store = open_store(settings)
    path = f"/admin/feeds/{store.feeds.feeds()[0].id}"
    typed = browser.post("/admin", headers=HOME, data={"token": admin})
    assert "/sign-in?next=/admin" in typed.text  # it is not kept, so that buttons need more
    assert html.fromstring(typed.text).forms == []
    for secret, headers, status in (
        (None, HOME, 401),
        (compare, HOME, 403),
        (admin, {**HOME, "Sec-Fetch-Site": "cross-site"}, 403),
        (admin, {**HOME, "Origin": "https://evil.example"}, 403),
    ):
        if secret:
            browser.set_cookie("unabridged_session", secret, domain="127.0.0.1")
        assert browser.post(path, headers=headers, data={"do": "remove"}).status_code == status
    assert store.feeds.feeds()
    assert browser.post(path, headers=HOME, data={"do": "remove"}).status_code == 303
    assert store.feeds.feeds() == []
    store.close()


def test_settings_are_shown_without_secrets(settings):
    made = replace(
        settings,
        oidc_secret="secretword",
        index_password="secretword",
        search_peers=("https://peer.example",),
        search_peer_tokens=("secretword",),
        search_searxng="https://find.example/?key=secretword",
        saved_days=77,
    )
    shown = client(made).get("/admin", headers=HOME).text
    assert "secretword" not in shown
    rows = [" ".join(row.itertext()).split() for row in html.fromstring(shown).iter("tr")]
    assert ["UNABRIDGED_SAVED_DAYS", "77", "the", "operator"] in rows
    assert ["UNABRIDGED_OIDC_SECRET", "…", "the", "operator"] in rows
    assert ["UNABRIDGED_SEARCH_SEARXNG", "https://find.example/?…", "the", "operator"] in rows
    assert ["UNABRIDGED_LINK_DAYS", "30", "default"] in rows
    database = Settings(database="postgresql://ada:secretword@db/x?password=secretword")
    assert ("UNABRIDGED_DATABASE", "postgresql://…@db/x?…", True) in database.shown()


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
