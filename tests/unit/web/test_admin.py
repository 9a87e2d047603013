"""The operator's page: read without scripts, by whoever may, and nothing of a feed is markup."""

import re
import time
from dataclasses import replace

import pytest
from lxml import html

from server import create_app
from server.config import Settings
from server.store import Grant, SignedIn, moment, open_store
from server.web.routes import admin

HOME = {"Host": "127.0.0.1:8750"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def settings(tmp_path):
    operator_settings = Settings(data=tmp_path)
    store = open_store(operator_settings)
    store.feeds.add_feed("https://bote.example/feed", f"Bote {EVIL}", 600, time.time())
    feed = store.feeds.feeds()[0]
    poll = replace(feed, failures=4, last_error=f"Broken {EVIL}", articles=17)
    store.feeds.polled(poll, [], time.time())
    store.close()
    return operator_settings


def client(settings, holder="local"):
    """Return a browser in which the owner, or the holder of a token, is signed in."""
    browser = create_app(settings).test_client()
    if holder:
        sign_in(browser, settings, holder)
    return browser


def sign_in(browser, settings, holder):
    store = open_store(settings)
    secret = store.sessions.begin(SignedIn(holder), 1)
    store.close()
    browser.set_cookie("unabridged_session_8750", secret, domain="127.0.0.1")


def tokens(settings):
    """Return the secrets of Bo's token and an admin's, and the ids of both."""
    store = open_store(settings)
    bo, compare = store.tokens.create(Grant("Bo", ("compare",), per_day=5))
    ada, admin = store.tokens.create(Grant(f"Ada {EVIL}", ("compare", "admin")))
    store.close()
    return compare, admin, bo, ada


def auth_of(secret):
    return {**HOME, "Authorization": f"Bearer {secret}"}


def test_its_owner_sees_what_the_server_keeps(settings):
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
    page = html.fromstring(client(settings).get("/admin", headers=HOME).text)
    tables = page.xpath("//table")
    assert len(tables) == 5
    assert all(table.xpath("caption") for table in tables)
    assert all(cell.get("scope") for cell in page.iter("th"))
    assert all(row.xpath("th") for row in page.iter("tr"))
    assert page.xpath("//script") == []
    assert page.xpath("//h1 | //main")


def test_with_tokens_it_wants_one_of_an_admin_in_a_form_that_needs_no_script(settings):
    compare, admin, *_ = tokens(settings)
    browser = client(settings, holder="")
    page = html.fromstring(browser.get("/admin", headers=HOME).text)
    assert page.forms[0].method == "POST"
    assert [field.name for field in page.forms[0].iter("input")] == ["token"]
    assert page.xpath("//label/@for") == ["token"]
    for secret, status, message in (
        ("wrong", 401, "unknown or was revoked"),
        (compare, 403, "lacks the scope"),
        ("", 401, ""),
    ):
        refused = browser.post("/admin", headers=HOME, data={"token": secret})
        assert refused.status_code == status
        assert message in refused.text
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
    browser = client(behind, holder="")
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
    assert [form.action for form in page.forms] == [
        *("/sign-out", path, path),
        *("/admin/tokens/new", "/admin/bridges/new"),
    ]
    assert all(button.get("aria-label") for button in page.xpath("//table//button"))
    assert press("pause").state == "paused"
    assert "never: it is paused" in browser.get("/admin", headers=HOME).text
    refused = browser.post(path, headers=HOME, data={"do": "refresh"})
    assert (refused.status_code, "resume it" in refused.text) == (422, True)
    assert press("resume").state == "active"
    assert press("edit", url=kept().url, minutes="90").every == 5_400
    refused = browser.post(path, headers=HOME, data={"do": "edit", "minutes": "2"})
    assert (refused.status_code, "10 minutes or more" in refused.text) == (422, True)
    refused = browser.post(path, headers=HOME, data={"do": "edit", "minutes": "often"})
    assert (refused.status_code, "“often” is not a whole number" in refused.text) == (422, True)
    assert press("edit", url=kept().url, minutes="0").every is None
    due = kept().due
    assert press("refresh").due <= max(due, time.time())
    assert press("remove") is None
    assert browser.post(path, headers=HOME, data={"do": "pause"}).status_code == 404
    assert browser.post("/admin/tokens/x", headers=HOME, data={"do": "pause"}).status_code == 404


def test_a_token_is_created_shown_once_limited_and_revoked_without_scripts(settings):
    _, admin, _, ada = tokens(settings)
    browser = client(settings, ada)
    ada = auth_of(admin)
    token_form = {"do": "create", "name": " Cy  Dee\n", "scope": ["compare", "index"]}
    created = browser.post(
        "/admin/tokens/new", headers=HOME, data={**token_form, "days": "30", "per_day": "7"}
    )
    secret = re.search(r"unab_[\w-]+", created.text)[0]
    assert (created.status_code, created.headers["Cache-Control"]) == (200, "no-store")
    assert secret not in browser.get("/admin", headers=HOME).text
    assert browser.get("/v1/feeds", headers=auth_of(secret)).status_code == 200
    listed_token = next(
        token
        for token in browser.get("/v1/tokens", headers=ada).json["tokens"]
        if token["name"] == "Cy Dee"
    )
    assert (listed_token["scopes"], listed_token["per_day"]) == (["compare", "index"], 7)
    assert listed_token["expires"][:10] == moment(days=30)[:10]
    pairing = browser.post("/v1/pairings", headers=auth_of(secret), json={}).json["code"]
    path = f"/admin/tokens/{listed_token['id']}"
    page = html.fromstring(browser.get("/admin", headers=HOME).text)
    (form,) = (form for form in page.forms if form.action == path)
    assert dict(form.form_values()) == {"per_day": "7"}
    quota = browser.post(path, headers=HOME, data={"do": "quota", "per_day": "0"})
    assert (quota.status_code, quota.location) == (303, "/admin#tokens")
    assert browser.get("/v1/status", headers=auth_of(secret)).json["token"]["per_day"] is None
    paired = browser.post("/v1/pairings/claim", headers=HOME, json={"code": pairing}).json["token"]
    assert browser.get("/v1/status", headers=auth_of(paired)).json["token"]["per_day"] is None
    assert browser.post(path, headers=HOME, data={"do": "revoke"}).status_code == 303
    assert browser.get("/v1/status", headers=auth_of(secret)).status_code == 401
    assert browser.get("/v1/status", headers=auth_of(paired)).status_code == 401
    for do in ("quota", "revoke"):
        refused = browser.post(path, headers=HOME, data={"do": do})
        assert (refused.status_code, f"no token {listed_token['id']}" in refused.text) == (
            404,
            True,
        )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": " "}, "1 to 100 letters"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"scope": []}, "scopes"),
        ({"scope": ["all"]}, "scopes"),
        ({"days": "soon"}, "“soon” is not a whole number"),
        ({"days": "-1"}, "greater than or equal to 0"),
        ({"per_day": "1.5"}, "“1.5” is not a whole number"),
        ({"per_day": "9" * 5_000}, "is not a whole number"),
        ({"per_day": "9" * 9}, "less than or equal to"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_in_a_sentence(settings, wrong, message):
    browser = client(settings)
    form = {"do": "create", "name": "Cy", "scope": ["compare"], "days": "0", "per_day": "", **wrong}
    refused = browser.post("/admin/tokens/new", headers=HOME, data=form)
    assert refused.status_code == 422
    (alert,) = html.fromstring(refused.text).xpath("//*[@role='alert']/text()")
    assert message in alert
    store = open_store(settings)
    assert store.tokens.valid() == []
    store.close()


def test_a_person_who_signed_in_is_signed_out(settings):
    store = open_store(settings)
    store.sessions.begin(SignedIn("user:bo@desk.example"), 5)
    browser = client(settings)
    page = html.fromstring(browser.get("/admin", headers=HOME).text)
    path = next(form.action for form in page.forms if "user:" in form.action)
    assert browser.post(path, headers=HOME, data={"do": "revoke"}).status_code == 303
    assert store.sessions.counts() == {"local": 1}
    store.close()


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("feeds", {"do": "remove"}),
        ("tokens", {"do": "create", "name": "Eve", "scope": "admin"}),
        ("tokens", {"do": "revoke"}),
    ],
)
def test_buttons_need_an_admin_and_this_servers_own_page(settings, kind, form):
    _, admin, bo, ada = tokens(settings)
    browser = client(settings, holder="")
    store = open_store(settings)
    rows_of_kind = {"feeds": store.feeds.feeds, "tokens": store.tokens.valid}[kind]
    before, path = rows_of_kind(), f"/admin/{kind}/{rows_of_kind()[0].id}"
    typed = browser.post("/admin", headers=HOME, data={"token": admin})
    assert "/sign-in?next=/admin" in typed.text  # it is not kept, so that buttons need more
    assert html.fromstring(typed.text).forms == []
    for holder, headers, status in (
        (None, HOME, 401),
        (bo, HOME, 403),
        (ada, {**HOME, "Sec-Fetch-Site": "cross-site"}, 403),
        (ada, {**HOME, "Origin": "https://evil.example"}, 403),
    ):
        if holder:
            sign_in(browser, settings, holder)
        assert browser.post(path, headers=headers, data=form).status_code == status
    assert [row.id for row in rows_of_kind()] == [row.id for row in before]
    assert browser.post(path, headers=HOME, data=form).status_code in (200, 303)
    assert len(rows_of_kind()) == len(before) + (1 if form["do"] == "create" else -1)
    store.close()


def test_settings_are_shown_without_secrets(settings):
    secret_settings = replace(
        settings,
        oidc_secret="secretword",
        index_password="secretword",
        opinion_key="secretword",
        search_searxng="https://find.example/?key=secretword",
        saved_days=77,
    )
    shown = client(secret_settings).get("/admin", headers=HOME).text
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
    gateway = next(
        cell.cell_contents
        for cell in app.view_functions["pages.visit"].__closure__
        if hasattr(cell.cell_contents, "checks")
    )
    shown = replace(
        gateway,
        settings=replace(settings, database="postgresql://ada:secretword@db.example/unabridged"),
    )
    with app.test_request_context("/admin", headers=HOME):
        app.preprocess_request()
        page, _ = admin._render_page(shown)
    assert "<td>PostgreSQL at db.example</td>" in page
    assert "secretword" not in page
