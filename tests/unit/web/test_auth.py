"""The need of a token: one decision for calls, pages and forms."""

import base64
from contextlib import nullcontext
from dataclasses import replace

import pytest
from flask import Flask, g, request

from server.config import Settings
from server.errors import InsufficientScope, StoreUnavailable
from server.model import PairingRequest
from server.store import LOCAL_ACCOUNT, Token, moment
from server.web import auth, contract
from server.web.origins import Proxies
from server.web.routes.sign_in import granted

HOME = Settings(bind="127.0.0.1:8750")
LOCAL_HOST = {"Host": "127.0.0.1:8750"}
HTTP_1_0 = {"SERVER_PROTOCOL": "HTTP/1.0"}


class Store:
    """A token store with one token or none; `away` while its database does not answer."""

    def __init__(self, *, made: bool) -> None:
        self.made = made
        self.away = False
        self.spent: list[str] = []
        self.quota = 100

    def any_made(self) -> bool:
        if self.away:
            raise StoreUnavailable("The database is away.")
        return self.made

    def find(self, secret: str) -> Token | None:
        known = Token("1", "Ada", ("compare",), per_day=self.quota, used=len(self.spent))
        return known if self.made and secret == "right" else None

    def spend(self, token: Token) -> bool:
        self.spent.append(token.name)
        return len(self.spent) <= self.quota

    def valid(self) -> int:
        return int(self.made)


class NobodySignedIn:
    """A store of sessions without any."""

    def find(self, _secret: str) -> None:
        return None


def caller(settings: Settings = HOME, *, made: bool = False, store: Store | None = None):
    """Return a client of an application with the decisive calls."""
    app = Flask("test")
    proxies = Proxies(settings)
    contract.answer_problems(app)
    auth.register(app, settings, store or Store(made=made), NobodySignedIn(), proxies)

    @app.get("/v1/status")
    def status() -> str:
        return str(g.token.name)

    @app.get("/page")
    def page() -> dict[str, object]:
        auth.visit()
        return {"needs": auth.needs_token(), "owner": g.token.name if g.token else None}

    @app.post("/form")
    def form() -> str:
        auth.enter(request.form.get("token", ""))
        return str(g.token.name)

    @app.route("/v1/extract", methods=["GET", "POST"])
    def extract() -> str:
        auth.require("compare")
        if request.method == "POST":
            auth.charge()()
        return str(g.token.name)

    @app.route("/v1/comparisons/<_>", methods=["GET", "DELETE"])
    @app.get("/v1/stories.atom")
    @app.post("/v1/pairings/claim")
    def no_token(_: str = "") -> str:
        return str(g.token.name if g.token else "nobody")

    @app.get("/readyz")
    def ready() -> dict[str, object]:
        return {"notes": proxies.notes()}

    return app.test_client()


def decisions(client, headers=None, environ=None, **about) -> list[bool]:
    """Return whether the call, the page and the form let this caller in without a token."""
    ask = {
        "headers": {**LOCAL_HOST, **(headers or {})},
        "environ_overrides": {"REMOTE_ADDR": "127.0.0.1", **(environ or {})},
        **about,
    }
    call = client.get("/v1/status", **ask)
    page = client.get("/page", **ask).json
    form = client.post("/form", **ask)
    assert {call.status_code, form.status_code} <= {200, 401}
    assert page["needs"] == (page["owner"] is None)
    return [call.status_code == 200, not page["needs"], form.status_code == 200]


def test_on_a_persons_own_machine_nothing_needs_a_token():
    assert decisions(caller()) == [True, True, True]


@pytest.mark.parametrize(
    "client",
    [
        caller(made=True),
        caller(replace(HOME, address="https://unabridged.example")),
        caller(replace(HOME, proxies=("127.0.0.1",))),
    ],
    ids=["a token", "an address", "a proxy"],
)
def test_what_says_that_others_use_the_server_demands_tokens_of_all(client):
    assert decisions(client) == [False, False, False]
    detail = client.get("/v1/status", headers=LOCAL_HOST).json["detail"]
    assert "UNABRIDGED_LOCAL=1" in detail
    assert "settings" in detail


@pytest.mark.parametrize("made", [False, True])
def test_while_the_database_is_away_the_last_answer_holds(made):
    store = Store(made=made)
    client = caller(store=store)
    expected = decisions(client)
    store.away = True
    assert decisions(client) == expected == [not made] * 3
    unknown = caller(store=store)
    assert unknown.get("/v1/status", headers=LOCAL_HOST).status_code == 503


def test_local_lets_this_machine_in_without_a_token_but_no_proxy():
    settings = replace(
        HOME, local=True, address="https://unabridged.example", proxies=("127.0.0.1",)
    )
    client = caller(settings, made=True)
    assert decisions(client) == [True, True, True]
    assert decisions(client, {"X-Forwarded-For": "127.0.0.1"}) == [False, False, False]
    assert decisions(client, environ=HTTP_1_0) == [False, False, False]
    assert decisions(client, environ={"REMOTE_ADDR": "192.0.2.1"}) == [False, False, False]


def test_http_1_0_is_never_local_and_is_noted():
    client = caller()
    assert client.get("/readyz", headers=LOCAL_HOST).json == {"notes": []}
    assert decisions(client, environ=HTTP_1_0) == [False, False, False]
    refused = client.get("/v1/status", headers=LOCAL_HOST, environ_overrides=HTTP_1_0)
    assert "HTTP/1.0" in refused.json["detail"]
    ready = client.get("/readyz", headers={"Host": ""}, environ_overrides=HTTP_1_0)
    assert [note for note in ready.json["notes"] if "HTTP/1.0" in note]


@pytest.mark.parametrize(
    "header", ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "x-forwarded-proto"]
)
@pytest.mark.parametrize("settings", [HOME, replace(HOME, proxies=("10.0.0.0/8",), local=True)])
def test_a_forwarding_header_of_a_stranger_is_refused_everywhere_but_for_probes(header, settings):
    client = caller(settings)
    for path in ("/v1/status", "/page"):
        refused = client.get(path, headers={**LOCAL_HOST, header: "127.0.0.1"})
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/untrusted_proxy")
        assert "UNABRIDGED_PROXIES" in refused.json["detail"]
    ready = client.get("/readyz", headers={**LOCAL_HOST, header: "127.0.0.1"})
    assert [note for note in ready.json["notes"] if "UNABRIDGED_PROXIES" in note]


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_a_trusted_proxy_passes_on_requests_under_the_servers_own_name(peer):
    client = caller(replace(HOME, proxies=("10.0.0.0/8",)), made=True)
    asked = client.get(
        "/v1/status",
        headers={
            "Host": "unabridged.example",
            "X-Forwarded-For": "192.0.2.7",
            "Authorization": "Bearer right",
        },
        environ_overrides={"REMOTE_ADDR": peer},
    )
    assert (asked.status_code, asked.text) == (200, "Ada")


def test_a_web_page_of_another_name_is_still_refused():
    assert caller().get("/v1/status", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "[",
        "[::1",
        "[]",
        "[::1]evil",
        "evil@127.0.0.1",
        "127.0.0.1#evil",
        "127.0.0.1/.evil",
        "127.0.0.1:abc",
        "127.0.0.1:8750:1",
        "127.0.0.1 evil",
    ],
)
@pytest.mark.parametrize("settings", [HOME, Settings(bind="0.0.0.0:8750")])
def test_a_host_that_is_no_name_and_port_is_malformed(host, settings):
    headers = {"Host": host, "Origin": "http://127.0.0.1:8750"}
    answer = caller(settings).get("/v1/status", headers=headers)
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/malformed_request")


@pytest.mark.parametrize("host", ["127.0.0.1", "LOCALHOST:1", "localhost.:8750", "[::1]:8750"])
def test_all_names_of_this_machine_are_its_own(host):
    assert caller().get("/v1/status", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8750", 200),
        ("https://127.0.0.1:8750", 200),
        ("chrome-extension://abcdefgh", 200),
        ("moz-extension://0b1c-2d", 200),
        ("ftp://127.0.0.1:8750", 403),
        ("chrome-extension:///", 403),
        ("chrome-extension://a/b", 403),
        ("null", 403),
    ],
)
def test_only_web_origins_of_this_server_and_extensions_may_call(origin, status):
    answer = caller().get("/v1/status", headers={**LOCAL_HOST, "Origin": origin})
    assert answer.status_code == status


def test_without_a_token_a_pairing_gives_compare_for_a_while():
    grant = granted(PairingRequest(scopes=["compare"]), auth.LOCAL)
    assert grant.scopes == ("compare",)
    assert moment(days=1) < str(grant.expires) < moment(days=366)
    assert grant.account == LOCAL_ACCOUNT
    for scope in ("index", "admin"):
        with pytest.raises(InsufficientScope, match="tokens create"):
            granted(PairingRequest(scopes=["compare", scope]), auth.LOCAL)


def test_a_pairing_has_its_makers_scopes_days_and_quota_at_most():
    maker = Token("7", "Ada", ("compare", "index"), expires=moment(days=3), per_day=5, account="1")
    grant = granted(PairingRequest(scopes=["index"]), maker)
    assert (grant.scopes, grant.expires, grant.per_day) == (("index",), maker.expires, 5)
    assert (grant.maker, grant.account) == ("7", "1")
    with pytest.raises(InsufficientScope):
        granted(PairingRequest(scopes=["admin"]), maker)


def status_of(client, method, path, cookie=None, **headers):
    """Return the status, and whom the caller counts as."""
    if cookie:
        client.set_cookie(auth.COOKIE, cookie, domain="127.0.0.1")
    answer = client.open(
        path,
        method=method,
        headers={**LOCAL_HOST, **{name.replace("_", "-"): one for name, one in headers.items()}},
        environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
    )
    return answer.status_code, answer.text if answer.status_code == 200 else ""


BASIC = f"Basic {base64.b64encode(b'feeds:right').decode()}"


@pytest.mark.parametrize(
    ("host", "signs_in", "made", "starts"),
    [
        ("127.0.0.1", False, False, True),
        ("0.0.0.0", False, False, False),
        ("0.0.0.0", False, True, True),
        ("0.0.0.0", True, False, True),
        ("127.0.0.1", True, True, True),
    ],
)
def test_beyond_loopback_it_starts_with_a_token_or_a_way_to_sign_in(host, signs_in, made, starts):
    for setting, value in (("oidc_issuer", "https://id.example"), ("user_header", "Remote-User")):
        settings = replace(HOME, **{setting: value if signs_in else ""})
        refused = nullcontext() if starts else pytest.raises(SystemExit, match=host)
        with refused:
            auth.require_tokens_beyond_loopback(host, settings, Store(made=made))


def test_calls_that_work_are_counted_for_their_token_until_its_quota_is_used_up():
    store = Store(made=True)
    client, bearer = caller(store=store), {"Authorization": "Bearer right"}
    store.quota = 1
    assert status_of(client, "GET", "/v1/extract", **bearer) == (200, "Ada")
    assert store.spent == []
    assert status_of(client, "POST", "/v1/extract", **bearer) == (200, "Ada")
    assert status_of(client, "POST", "/v1/extract", **bearer) == (429, "")
    assert store.spent == ["Ada"]


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)],
)
def test_a_form_of_another_site_is_refused(site, status):
    assert status_of(caller(), "POST", "/form", Sec_Fetch_Site=site)[0] == status


def test_a_cookie_signs_in_on_the_servers_own_pages_alone():
    client = caller(made=True)
    own = {"Sec_Fetch_Site": "same-origin"}
    assert status_of(client, "POST", "/form", cookie="wrong")[0] == 401
    assert status_of(client, "GET", "/v1/status", **own)[0] == 401
    assert status_of(client, "POST", "/form", cookie="right") == (200, "Ada")
    assert status_of(client, "GET", "/v1/status", **own) == (200, "Ada")
    assert status_of(client, "GET", "/v1/status", Sec_Fetch_Site="cross-site")[0] == 401
    assert status_of(client, "GET", "/v1/status")[0] == 401


def test_a_token_that_is_typed_counts_before_the_cookie():
    client = caller(made=True)
    client.set_cookie(auth.COOKIE, "right", domain="127.0.0.1")
    typed = client.post(
        "/form",
        data={"token": "wrong"},
        headers=LOCAL_HOST,
        environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
    )
    assert typed.status_code == 401


def test_a_name_and_a_password_are_a_token_for_feed_readers_alone():
    client = caller(made=True)
    assert status_of(client, "GET", auth.STORIES_ATOM, Authorization=BASIC) == (200, "Ada")
    assert status_of(client, "GET", "/v1/status", Authorization=BASIC)[0] == 401
    assert (
        status_of(client, "GET", auth.STORIES_ATOM, Authorization="Digest username=right")[0] == 401
    )


def test_only_a_link_and_a_code_open_anything_without_a_token():
    client = caller(made=True)
    for method in ("GET", "HEAD"):
        assert status_of(client, method, "/v1/comparisons/key")[0] == 200
    assert status_of(client, "POST", auth.CLAIM) == (200, "nobody")
    assert status_of(client, "DELETE", "/v1/comparisons/key")[0] == 401
    assert status_of(client, "GET", auth.CLAIM)[0] in (401, 405)
    # Even on one's own machine a wrong token is refused.
    assert status_of(caller(), "GET", "/v1/status", Authorization="Other right")[0] == 401


def test_while_nothing_can_be_known_a_page_asks_for_a_token():
    store = Store(made=False)
    store.away = True
    with Flask("test").test_request_context():
        g.needs_token = store.any_made
        assert auth.needs_token()


def test_an_extensions_preflight_is_answered_and_nothing_is_allowed_to_others():
    client = caller()
    asked = {
        **LOCAL_HOST,
        "Origin": "moz-extension://abc",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }
    environ = {"REMOTE_ADDR": "127.0.0.1"}
    answer = client.options("/v1/extract", headers=asked, environ_overrides=environ)
    assert answer.status_code == 204
    allowed = {name: one for name, one in answer.headers if name.startswith("Access-Control")}
    assert allowed == {
        "Access-Control-Allow-Origin": "moz-extension://abc",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Max-Age": "600",
        "Access-Control-Allow-Private-Network": "true",
    }
    assert "Origin" in answer.headers["Vary"]
    plain = client.get("/v1/status", headers=asked, environ_overrides=environ)
    assert [name for name, _ in plain.headers if name.startswith("Access-Control")] == [
        "Access-Control-Allow-Origin"
    ]
    del asked["Access-Control-Request-Private-Network"]
    public = client.options("/v1/extract", headers=asked, environ_overrides=environ)
    assert "Access-Control-Allow-Private-Network" not in public.headers


def test_the_address_that_others_use_is_an_origin_of_its_own():
    settings = replace(HOME, address="https://unabridged.example/path", local=True)
    status, _ = status_of(
        caller(settings), "GET", "/v1/status", Origin="https://unabridged.example"
    )
    assert status == 200
    assert (
        status_of(caller(settings), "GET", "/v1/status", Origin="https://a://unabridged.example")[0]
        == 403
    )


def test_an_address_of_ipv6_is_a_name_of_this_machine():
    assert caller().get("/v1/status", headers={"Host": "[::1]:8750"}).status_code == 200
