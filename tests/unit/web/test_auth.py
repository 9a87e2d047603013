"""The need of a token: one decision for calls, pages and forms."""

import base64
from contextlib import nullcontext
from dataclasses import replace

import pytest
from flask import Flask, g, request

from server.config import Settings
from server.errors import InsufficientScope
from server.model import PairingRequest
from server.store import LOCAL_ACCOUNT, SignedIn, Token, moment
from server.web import auth, problems
from server.web.origins import Proxies
from server.web.routes.sign_in import granted

HOME = Settings(bind="127.0.0.1:8750")
LOCAL_HOST = {"Host": "127.0.0.1:8750"}
OWNER_SECRET = "unab_of_the_owner"
# Whoever can reach it: anybody, over a network or through a proxy.
FOR_OTHERS = (
    Settings(bind="0.0.0.0:8750"),
    replace(HOME, address="https://unabridged.example"),
    replace(HOME, proxies=("127.0.0.1",)),
    replace(HOME, oidc_issuer="https://id.example"),
)


class Store:
    """A token store with one token or none."""

    def __init__(self, *, has_token: bool = True) -> None:
        self.made = has_token
        self.spent: list[str] = []
        self.quota = 100

    def find(self, secret: str) -> Token | None:
        return self.by_id("1") if secret == "right" else None

    def by_id(self, key: str) -> Token | None:
        token = Token("1", "Ada", ("compare",), per_day=self.quota, used=len(self.spent))
        return token if self.made and key == "1" else None

    def spend(self, token: Token) -> bool:
        self.spent.append(token.name)
        return len(self.spent) <= self.quota

    def valid(self) -> int:
        return int(self.made)


class KnownSessions:
    """A store of sessions; each secret is its holder's name."""

    def find(self, secret: str) -> SignedIn | None:
        return SignedIn(secret) if secret in ("1", "2", "local", "user:bo") else None


def caller(settings: Settings = HOME, *, store: Store | None = None):
    """Return a client of an application with the decisive calls."""
    app = Flask("test")
    proxies = Proxies(settings)
    problems.answer_problems(app)
    owner = "" if settings.serves_others else OWNER_SECRET
    auth.register(app, settings, store or Store(), KnownSessions(), proxies, owner)

    def name() -> str:
        return str(g.token.name if g.token else "nobody")

    @app.get("/v1/status")
    @app.post("/v1/extract")
    def keeps_nothing() -> str:
        if request.method == "POST":
            auth.charge()()
        return name()

    @app.route("/v1/me", methods=["GET", "DELETE"])
    @app.route("/v1/comparisons/<id>", methods=["GET", "DELETE"])
    @app.get("/v1/stories.atom")
    @app.post("/v1/pairings/claim")
    @app.get("/v1/tokens")
    def keeps(**_: str) -> str:
        return name()

    @app.get("/metrics")
    def metrics() -> str:
        auth.require("admin")
        return name()

    @app.get("/admin")
    @app.get("/page")
    def page() -> dict[str, object]:
        auth.visit()
        return {"needs": auth.needs_token(), "visitor": name()}

    @app.post("/form")
    def form() -> str:
        auth.enter(request.form.get("token", ""), keeps=False)
        return name()

    @app.post("/kept")
    def kept() -> str:
        auth.enter()
        return name()

    @app.get("/readyz")
    def ready() -> dict[str, object]:
        return {"notes": proxies.notes()}

    return app.test_client()


def asked(client, path, method="GET", peer="127.0.0.1", cookie="", **headers):
    """Return the status of an answer, and whom the caller counts as or the problem's type."""
    if cookie:
        client.set_cookie(f"unabridged_session_{HOME.port}", cookie, domain="127.0.0.1")
    request_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.open(
        path,
        method=method,
        headers={**LOCAL_HOST, **request_headers},
        environ_overrides={"REMOTE_ADDR": peer},
    )
    refused = (answer.json or {}).get("type", "") if answer.is_json else ""
    return answer.status_code, refused.removeprefix("/problems/") or answer.text


ANYONE = (200, auth.ANYONE.name)
UNAUTHORIZED = (401, "unauthorized")


def test_on_its_own_machine_what_keeps_nothing_needs_no_token_and_all_else_does():
    client = caller()
    for method, path in (("GET", "/v1/status"), ("POST", "/v1/extract"), ("POST", "/form")):
        assert asked(client, path, method) == ANYONE
    for method, path in (
        ("GET", "/v1/me"),
        ("DELETE", "/v1/me"),
        ("DELETE", "/v1/comparisons/key"),
        ("GET", "/v1/stories.atom"),
        ("GET", "/v1/tokens"),
        ("GET", "/metrics"),
        ("POST", "/kept"),
    ):
        assert asked(client, path, method) == UNAUTHORIZED
    refused = client.get("/v1/me", headers=LOCAL_HOST)
    assert "unabridged open" in refused.json["detail"]
    page = client.get("/page", headers=LOCAL_HOST).json
    assert page == {"needs": False, "visitor": "nobody"}


@pytest.mark.parametrize("settings", FOR_OTHERS)
def test_a_server_that_others_can_reach_needs_a_token_for_all(settings):
    client = caller(settings)
    for method, path in (
        ("GET", "/v1/status"),
        ("POST", "/v1/extract"),
        ("POST", "/form"),
        ("POST", "/kept"),
        ("GET", "/v1/me"),
        ("GET", "/metrics"),
    ):
        assert asked(client, path, method) == UNAUTHORIZED
    bearer = {"Authorization": f"Bearer {OWNER_SECRET}"}
    assert asked(client, "/v1/status", **bearer) == UNAUTHORIZED
    assert asked(client, "/v1/status", Authorization="Bearer right") == (200, "Ada")
    assert client.get("/page", headers=LOCAL_HOST).json["needs"]


@pytest.mark.parametrize("peer", ["192.0.2.1", "::ffff:192.0.2.1", ""])
def test_who_comes_from_elsewhere_needs_a_token_however_the_server_is_bound(peer):
    assert asked(caller(), "/v1/extract", "POST", peer) == UNAUTHORIZED
    assert asked(caller(), "/form", "POST", peer) == UNAUTHORIZED


@pytest.mark.parametrize("address", ["http://127.0.0.1:8750/unabridged", "http://localhost:8750"])
def test_an_address_of_this_machine_lets_nobody_else_in(address):
    assert asked(caller(replace(HOME, address=address)), "/v1/extract", "POST") == ANYONE


def test_the_owners_token_may_do_all():
    bearer = {"Authorization": f"Bearer {OWNER_SECRET}"}
    for path in ("/v1/me", "/v1/tokens", "/metrics", "/v1/status"):
        assert asked(caller(), path, **bearer) == (200, auth.OWNER.name)
    assert asked(caller(), "/v1/me", Authorization=f"Bearer {OWNER_SECRET}x") == UNAUTHORIZED


FOREIGN = ("cross-site", "same-site")


@pytest.mark.parametrize("site", FOREIGN)
def test_a_page_of_another_site_may_not_even_ask(site):
    client = caller()
    bearer = {"Authorization": "Bearer right", "Sec_Fetch_Site": site}
    for path in ("/v1/status", "/v1/me", "/v1/comparisons/key", "/metrics", "/admin"):
        assert asked(client, path, **bearer) == (403, "forbidden")
    own = {"Origin": "http://127.0.0.1:8750", "Sec_Fetch_Site": site}  # by http, of https
    assert asked(client, "/v1/status", **own) == (403, "forbidden")
    assert asked(client, "/form", "POST", Sec_Fetch_Site=site) == (403, "forbidden")


@pytest.mark.parametrize("site", FOREIGN)
@pytest.mark.parametrize("origin", ["moz-extension://0b1c-2d", "https://desk.example"])
def test_extensions_and_named_origins_may_call_though_they_are_not_pages_of_ours(site, origin):
    client = caller(replace(HOME, origins=("https://desk.example",)))
    assert asked(client, "/v1/status", Origin=origin, Sec_Fetch_Site=site) == ANYONE
    assert asked(client, "/v1/me", Origin=origin, Sec_Fetch_Site=site) == UNAUTHORIZED


@pytest.mark.parametrize("site", FOREIGN)
def test_what_a_page_of_another_site_opens_it_opens_as_nobody(site):
    client = caller()
    client.set_cookie(f"unabridged_session_{HOME.port}", "1", domain="127.0.0.1")
    page = client.get("/page", headers={**LOCAL_HOST, "Sec-Fetch-Site": site})
    assert (page.status_code, page.json["visitor"]) == (200, "nobody")
    assert client.get("/page", headers=LOCAL_HOST).json["visitor"] == "Ada"


@pytest.mark.parametrize(
    ("cookie", "visitor"),
    [("1", "Ada"), ("local", auth.OWNER.name), ("user:bo", "bo"), ("2", "nobody"), ("", "nobody")],
)
def test_a_session_is_its_holders(cookie, visitor):
    client = caller()
    client.set_cookie(f"unabridged_session_{HOME.port}", cookie, domain="127.0.0.1")
    assert client.get("/page", headers=LOCAL_HOST).json["visitor"] == visitor


def test_a_session_of_the_owner_ends_where_others_can_reach_the_server():
    client = caller(FOR_OTHERS[2])
    client.set_cookie(f"unabridged_session_{HOME.port}", "local", domain="127.0.0.1")
    assert client.get("/page", headers=LOCAL_HOST).json["visitor"] == "nobody"


def test_a_cookie_signs_in_on_the_servers_own_pages_alone():
    client = caller(FOR_OTHERS[2])
    own = {"Sec_Fetch_Site": "same-origin"}
    assert asked(client, "/form", "POST", cookie="wrong") == UNAUTHORIZED
    assert asked(client, "/v1/status", **own) == UNAUTHORIZED
    assert asked(client, "/form", "POST", cookie="1") == (200, "Ada")
    assert asked(client, "/v1/status", **own) == (200, "Ada")
    assert asked(client, "/v1/status", Sec_Fetch_Site="none") == UNAUTHORIZED
    assert asked(client, "/v1/status") == UNAUTHORIZED


def test_a_token_is_not_a_session():
    assert asked(caller(), "/kept", "POST", cookie="right") == UNAUTHORIZED


@pytest.mark.parametrize(
    ("settings", "environ", "name"),
    [
        (HOME, {}, "unabridged_session_8750"),
        (Settings(bind="127.0.0.1:9000"), {}, "unabridged_session_9000"),
        (replace(HOME, address="https://unabridged.example"), {}, "__Host-unabridged_session"),
        (HOME, {"wsgi.url_scheme": "https"}, "__Host-unabridged_session"),
    ],
)
def test_by_https_no_other_host_can_set_the_cookie(settings, environ, name):
    with Flask("test").test_request_context(environ_overrides=environ):
        g.settings = settings
        assert auth.cookie_name("session") == name


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_a_proxy_passes_on_requests_under_the_servers_own_name(peer):
    client = caller(replace(HOME, proxies=("10.0.0.0/8",)))
    answer = client.get(
        "/v1/status",
        headers={
            "Host": "unabridged.example",
            "X-Forwarded-For": "192.0.2.7",
            "Authorization": "Bearer right",
        },
        environ_overrides={"REMOTE_ADDR": peer},
    )
    assert (answer.status_code, answer.text) == (200, "Ada")


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
def test_a_host_that_is_not_a_name_and_port_is_malformed(host, settings):
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


def test_what_the_owner_pairs_ends_and_has_the_owners_account():
    grant = granted(PairingRequest(scopes=["compare"]), auth.OWNER)
    assert grant.scopes == ("compare",)
    assert moment(days=89) < str(grant.expires) < moment(days=91)
    assert grant.account == LOCAL_ACCOUNT


def test_a_pairing_has_its_makers_scopes_days_and_quota_at_most():
    maker = Token("7", "Ada", ("compare", "index"), expires=moment(days=3), per_day=5, account="1")
    grant = granted(PairingRequest(scopes=["index"]), maker)
    assert (grant.scopes, grant.expires, grant.per_day) == (("index",), maker.expires, 5)
    assert (grant.maker, grant.account) == ("7", "1")
    with pytest.raises(InsufficientScope):
        granted(PairingRequest(scopes=["admin"]), maker)


BASIC = f"Basic {base64.b64encode(b'feeds:right').decode()}"


@pytest.mark.parametrize(
    ("host", "signs_in", "has_token", "starts"),
    [
        ("127.0.0.1", False, False, True),
        ("0.0.0.0", False, False, False),
        ("0.0.0.0", False, True, True),
        ("0.0.0.0", True, False, True),
        ("127.0.0.1", True, True, True),
    ],
)
def test_beyond_loopback_it_starts_with_a_token_or_a_way_to_sign_in(
    host, signs_in, has_token, starts
):
    for setting, value in (("oidc_issuer", "https://id.example"), ("user_header", "Remote-User")):
        settings = replace(HOME, **{setting: value if signs_in else ""})
        refused = nullcontext() if starts else pytest.raises(SystemExit, match=host)
        with refused:
            auth.require_tokens_beyond_loopback(host, settings, Store(has_token=has_token))


def test_calls_that_work_are_counted_for_their_token_until_its_quota_is_used_up():
    store = Store()
    client, bearer = caller(store=store), {"Authorization": "Bearer right"}
    store.quota = 1
    assert asked(client, "/v1/status", **bearer) == (200, "Ada")
    assert store.spent == []
    assert asked(client, "/v1/extract", "POST", **bearer) == (200, "Ada")
    assert asked(client, "/v1/extract", "POST", **bearer) == (429, "quota_exceeded")
    assert store.spent == ["Ada"]


def test_a_token_that_is_typed_counts_before_the_cookie():
    client = caller()
    client.set_cookie(f"unabridged_session_{HOME.port}", "1", domain="127.0.0.1")
    typed = client.post("/form", data={"token": "wrong"}, headers=LOCAL_HOST)
    assert typed.status_code == 401


def test_a_name_and_a_password_are_a_token_for_feed_readers_alone():
    client = caller()
    assert asked(client, auth.STORIES_ATOM, Authorization=BASIC) == (200, "Ada")
    assert asked(client, "/v1/status", Authorization=BASIC) == UNAUTHORIZED
    assert asked(client, auth.STORIES_ATOM, Authorization="Digest username=right") == UNAUTHORIZED


@pytest.mark.parametrize("settings", [HOME, *FOR_OTHERS])
def test_only_a_link_and_a_code_open_anything_without_a_token(settings):
    client = caller(settings)
    for method in ("GET", "HEAD"):
        assert asked(client, "/v1/comparisons/key", method)[0] == 200
    assert asked(client, "/v1/pairings/claim", "POST") == (200, "nobody")
    assert asked(client, "/v1/comparisons/key", "DELETE") == UNAUTHORIZED
    # A wrong token is refused, also where none is needed.
    assert asked(client, "/v1/status", Authorization="Other right") == UNAUTHORIZED


def test_an_extensions_preflight_is_answered_and_nothing_is_allowed_to_others():
    client = caller()
    preflight = {
        **LOCAL_HOST,
        "Origin": "moz-extension://abc",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }
    environ = {"REMOTE_ADDR": "127.0.0.1"}
    answer = client.options("/v1/extract", headers=preflight, environ_overrides=environ)
    assert answer.status_code == 204
    allowed = {name: value for name, value in answer.headers if name.startswith("Access-Control")}
    assert allowed == {
        "Access-Control-Allow-Origin": "moz-extension://abc",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Max-Age": "600",
        "Access-Control-Allow-Private-Network": "true",
    }
    assert "Origin" in answer.headers["Vary"]
    plain = client.get("/v1/status", headers=preflight, environ_overrides=environ)
    assert [name for name, _ in plain.headers if name.startswith("Access-Control")] == [
        "Access-Control-Allow-Origin"
    ]
    del preflight["Access-Control-Request-Private-Network"]
    public = client.options("/v1/extract", headers=preflight, environ_overrides=environ)
    assert "Access-Control-Allow-Private-Network" not in public.headers


def test_the_address_that_others_use_is_an_origin_of_its_own():
    client = caller(replace(HOME, address="https://unabridged.example/path"))
    bearer = {"Authorization": "Bearer right"}
    own, foreign = "https://unabridged.example", "https://a://unabridged.example"
    assert asked(client, "/v1/status", Origin=own, **bearer) == (200, "Ada")
    assert asked(client, "/v1/status", Origin=foreign, **bearer) == (403, "forbidden")


def test_an_address_of_ipv6_is_a_name_of_this_machine():
    assert caller().get("/v1/status", headers={"Host": "[::1]:8750"}).status_code == 200
