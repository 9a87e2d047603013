"""A bridge is connected, cleared and removed on the operator's page, without scripts."""

from contextlib import closing
from dataclasses import replace

import pytest
from lxml import html

from server import create_app
from server.config import Settings
from server.store import LOCAL_ACCOUNT, BridgeEntry, SignedIn, open_store
from tests.contract.bridge.miniflux_stand_in import SECRET, TOKEN
from tests.servers import free_port

HOME = {"Host": "127.0.0.1:8750"}


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, workers=1)


@pytest.fixture
def browser(settings):
    """Return a browser in which the server's owner is signed in."""
    app = create_app(settings)
    client = app.test_client()
    with closing(open_store(settings)) as store:
        secret = store.sessions.begin(SignedIn(LOCAL_ACCOUNT), 1)
    client.set_cookie("unabridged_session_8750", secret, domain="127.0.0.1")
    yield client
    app.extensions["unabridged"].close()


def form_to(browser, path):
    """Return the fields of a form of the page, as a browser would send them."""
    return fields_of(browser.get("/admin", headers=HOME).text, path)


def fields_of(page, path):
    """Return the fields of a page's form to `path`."""
    forms = html.fromstring(page).forms
    return dict(next(form for form in forms if form.action == path).form_values())


def kept_in(settings):
    with closing(open_store(settings)) as store:
        return store.bridges.bridges()


def test_a_miniflux_is_connected_cleared_and_removed(browser, settings, reader):
    assert "There is no bridge to a feed reader yet." in browser.get("/admin", headers=HOME).text
    form = form_to(browser, "/admin/bridges/new")
    assert form == {"language": "en", "last": "20"}  # the other fields are empty
    form |= {"do": "add", "url": f"{reader.url}/", "token": f" {TOKEN} ", "language": "de"}
    pressed = browser.post("/admin/bridges/new", headers=HOME, data=form)
    assert (pressed.status_code, pressed.location) == (303, "/admin#bridges")
    (bridge,) = kept_in(settings)
    assert (bridge.name, bridge.url, bridge.language) == ("iris", reader.url, "de")
    shown = browser.get("/admin", headers=HOME).text
    assert f"/v1/bridges/{bridge.id}/entries</code> (needs its secret)" in shown
    assert TOKEN not in shown

    with closing(open_store(settings)) as store:
        entry = BridgeEntry(bridge.id, "7", "1", "Wire", "https://wire.example/7", "A <b>dock</b>")
        store.bridges.put([entry], 0.0)
        store.bridges.save(replace(entry, state="marked", last_error="It is <i>edited</i>."))
    browser.post("/admin/bridges/new", headers=HOME, data={**form, "secret": SECRET})
    (signed,) = kept_in(settings)
    assert (signed.id, signed.secret) == (bridge.id, SECRET)
    shown = browser.get("/admin", headers=HOME).text
    assert "needs its secret" not in shown
    assert SECRET not in shown
    assert "A &lt;b&gt;dock&lt;/b&gt; (marked): It is &lt;i&gt;edited&lt;/i&gt;." in shown

    path = f"/admin/bridges/{bridge.id}"
    assert browser.post(path, headers=HOME, data={"do": "clear"}).status_code == 303
    assert kept_in(settings)[0].entries == {"clearing": 1}
    assert browser.post(path, headers=HOME, data={"do": "remove"}).status_code == 303
    assert kept_in(settings) == []


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"token": "another key"}, 422, "refuses the token (401)"),
        ({"url": "reader.example"}, 422, "url"),
        ({"url": "ftp://reader.example"}, 422, "http"),
        ({"token": " "}, 422, "make an API key in the reader"),
        ({"last": "501"}, 422, "less than or equal to 500"),
        ({"last": "some"}, 422, "“some” is not a whole number"),
    ],
)
def test_a_reader_that_cannot_be_connected_is_refused_in_a_sentence(
    browser, settings, reader, wrong, status, said
):
    form = {
        "do": "add",
        "url": reader.url,
        "token": TOKEN,
        "language": "en",
        "last": "20",
        **wrong,
    }
    refused = browser.post("/admin/bridges/new", headers=HOME, data=form)
    assert refused.status_code == status
    page = html.fromstring(refused.text)
    (alert,) = page.xpath("//*[@role='alert']/text()")
    assert said in alert
    assert kept_in(settings) == []
    # What was typed is there to be corrected, but for the secrets.
    fields = fields_of(refused.text, "/admin/bridges/new")
    kept = {name: form[name] for name in ("url", "language", "last")}
    assert fields == kept
    assert page.xpath("//details[@open]//input[@id='reader']")


def test_an_address_where_nothing_answers_is_refused_in_a_sentence(browser, settings):
    form = {"do": "add", "url": f"http://127.0.0.1:{free_port()}", "token": TOKEN, "last": "0"}
    refused = browser.post("/admin/bridges/new", headers=HOME, data=form)
    assert refused.status_code == 502
    assert "The reader could not be asked" in refused.text
    assert kept_in(settings) == []
