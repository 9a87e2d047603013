"""Signing in with a real OpenID provider on loopback, and what an attacker would try."""

import re
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from server.config import Settings
from server.store import open_store
from tests.contract.access.test_proxy import bearer
from tests.oidc_provider import CLIENT, SECRET, running_provider
from tests.servers import running_server

OWN = {"Sec-Fetch-Site": "same-origin"}
PATH = "/desk"  # the server's pages are below a path, so that this is tried too


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Start a provider, and a team server that trusts it."""
    data_folder = tmp_path_factory.mktemp("oidc")
    secret = data_folder / "secret"
    secret.write_text(f"{SECRET}\n")
    with (
        running_provider() as provider,
        running_server(
            data_folder,
            host="0.0.0.0",
            UNABRIDGED_ADDRESS=f"https://x.example{PATH}",
            UNABRIDGED_OIDC_ISSUER=provider.issuer,
            UNABRIDGED_OIDC_CLIENT=CLIENT,
            UNABRIDGED_OIDC_SECRET_FILE=str(secret),
            UNABRIDGED_READERS="group:Desk,cy",
            UNABRIDGED_EDITORS="group:feeds",
            UNABRIDGED_ADMINS="eve",
        ) as server,
    ):
        yield provider, server


@pytest.fixture
def provider(running):
    """Return the provider, without faults."""
    faultless = running[0]
    faultless.person = {"preferred_username": "Ada", "groups": ["desk"]}
    faultless.told, faultless.wrong, faultless.forge, faultless.asked = {}, {}, "", {}
    return faultless


class Browser:
    """A browser as far as it matters here: cookies, and no redirect that nobody looked at."""

    def __init__(self, base):
        self.client = httpx2.Client(base_url=base, trust_env=False, timeout=30)

    def get(self, path, **options):
        return self.client.get(path, **options)

    def leaves(self, following="/saved"):
        """Begin to sign in; return the provider's address."""
        answer = self.get("/sign-in/with", params={"next": following})
        assert answer.status_code == 303, answer.text
        attempt = answer.headers["Set-Cookie"]
        assert "HttpOnly" in attempt
        assert "SameSite=Lax" in attempt
        assert "Path=/;" in attempt
        # The server is reached by plain http here, so that this jar would keep a Secure cookie.
        assert "Secure" in attempt
        value = re.search(r"__Host-unabridged_attempt=([^;]*)", attempt)[1]
        self.attempt = {"Cookie": f"__Host-unabridged_attempt={value}"}
        return answer.headers["Location"]

    def signs_in_at(self, address):
        """Return the path and query that the provider sends back to."""
        location = httpx2.get(address, trust_env=False, timeout=60).headers["Location"]
        assert location.startswith(f"https://x.example{PATH}/sign-in/back?")
        return location.removeprefix(f"https://x.example{PATH}")

    def comes_back(self, path, **headers):
        return self.get(path, headers={**self.attempt, **headers})

    def signs_in(self, following="/saved"):
        answer = self.comes_back(self.signs_in_at(self.leaves(following)))
        cookies = answer.headers.get("Set-Cookie", "")
        session = re.search(r"__Host-unabridged_session=([^;]+)", cookies)
        self.session = {"Cookie": f"__Host-unabridged_session={session[1]}"} if session else {}
        return answer


@pytest.fixture
def browser(running, provider):
    new_browser = Browser(running[1].base)
    yield new_browser
    new_browser.client.close()


def status(browser):
    answer = browser.get("/v1/status", headers={**browser.session, **OWN})
    assert answer.status_code == 200
    return answer.json()["token"]


def refused(answer, *words):
    """No session was made, and the page says why."""
    assert answer.status_code in (401, 403)
    assert "unabridged_session" not in answer.headers.get("Set-Cookie", "")
    page = re.search(r'role="alert">(.*?)</p>', answer.text)[1]
    for word in words:
        assert word in page


def test_a_person_signs_in_uses_the_pages_and_signs_out(browser, provider):
    redirect = browser.get("/saved")
    assert redirect.headers["Location"] == f"{PATH}/sign-in?next=/saved"
    for path in ("/", "/pair"):
        assert f'href="{PATH}/sign-in?next={path}"' in browser.get(path).text
    form = browser.get("/sign-in?next=/saved").text
    assert f'href="{PATH}/sign-in/with?next=/saved"' in form
    assert "127.0.0.1" in form
    answer = browser.signs_in()
    assert answer.status_code == 200
    assert f'content="0; url={PATH}/saved"' in answer.text
    cookies = answer.headers.get_list("Set-Cookie")
    session = next(cookie for cookie in cookies if "__Host-unabridged_session=u" in cookie)
    assert all(word in session for word in ("HttpOnly", "Secure", "SameSite=Strict"))
    assert "Path=/;" in session
    assert "Domain" not in session
    assert "Max-Age" not in session
    assert any("__Host-unabridged_attempt=;" in cookie for cookie in cookies)
    assert (status(browser)["name"], status(browser)["scopes"]) == ("ada", ["compare"])
    assert browser.get("/saved", headers=browser.session).status_code == 200
    pair = browser.get("/pair", headers=browser.session).text
    assert "/sign-out" in pair
    assert 'type="password"' not in pair
    out = browser.client.post("/sign-out", headers={**browser.session, **OWN})
    assert out.status_code == 303
    # The session is over on the server too, whoever kept the cookie.
    assert browser.get("/saved", headers=browser.session).status_code == 302


def test_a_session_is_for_pages_alone_and_pairs_an_extension(browser, running):
    browser.signs_in()
    secret = browser.session["Cookie"].partition("=")[2]
    assert browser.get("/v1/status", headers=bearer(secret)).status_code == 401
    assert browser.get("/v1/status", headers=browser.session).status_code == 401
    for site in ("cross-site", "same-site"):
        foreign = {**browser.session, "Sec-Fetch-Site": site}
        assert browser.get("/v1/status", headers=foreign).status_code == 403
    pairing = browser.client.post(
        "/v1/pairings", json={"scopes": ["compare"]}, headers={**browser.session, **OWN}
    )
    claimed = browser.client.post(
        "/v1/pairings/claim", json={"code": pairing.json()["code"]}
    ).json()
    assert claimed["scopes"] == ["compare"]
    assert browser.get("/v1/status", headers=bearer(claimed["token"])).is_success
    more = {"scopes": ["admin"]}
    widened = browser.client.post("/v1/pairings", json=more, headers={**browser.session, **OWN})
    assert widened.status_code == 403
    # Who leaves the team is signed out, and what they paired ends.
    store = open_store(Settings(data=running[1].log.parent))
    assert store.tokens.revoke("user:ada") == 1
    assert store.sessions.end_all_of("user:ada") >= 1
    store.close()
    assert browser.get("/v1/status", headers=bearer(claimed["token"])).status_code == 401
    assert browser.get("/saved", headers=browser.session).status_code == 302


@pytest.mark.parametrize(
    ("person", "scopes"),
    [
        ({"preferred_username": "cy"}, ["compare"]),
        ({"preferred_username": "bo", "groups": ["Feeds", 7]}, ["compare", "index"]),
        ({"preferred_username": "EVE", "groups": "none"}, ["compare", "index", "admin"]),
    ],
)
def test_roles_come_from_names_and_groups(browser, provider, person, scopes):
    provider.person = person
    browser.signs_in()
    assert status(browser)["scopes"] == scopes
    admin = browser.get("/admin", headers=browser.session)
    assert admin.status_code == (200 if "admin" in scopes else 401)


def test_what_the_token_lacks_is_asked_of_user_info(browser, provider):
    provider.person, provider.told = {}, {"preferred_username": "gil", "groups": ["desk"]}
    browser.signs_in()
    assert status(browser)["name"] == "gil"
    provider.told["sub"] = "8"
    refused(browser.signs_in(), "two different people")


def test_who_is_on_no_list_stays_outside(browser, provider):
    provider.person = {"preferred_username": "mallory", "groups": ["other"]}
    refused(browser.signs_in(), "mallory", "UNABRIDGED_READERS")


@pytest.mark.parametrize("name", [None, "", "a b", "user:ada", "x" * 101, 7, ["ada"], "<b>"])
def test_a_name_that_can_not_be_one_is_refused(browser, provider, name):
    provider.person = {"preferred_username": name, "groups": ["desk"]}
    refused(browser.signs_in(), "UNABRIDGED_OIDC_NAME")


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},  # without azp
        {"aud": None},
        {"azp": "another"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3_600},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 3_600},
        {"iat": int(time.time()) + 3_600},
        {"sub": None},
        {"at_hash": "wrong"},
    ],
    ids=" ".join,  # by the claim: a time in a name differs between processes
)
def test_a_token_whose_claims_do_not_hold_is_refused(browser, provider, wrong):
    provider.wrong = wrong
    refused(browser.signs_in(), "does not hold")


@pytest.mark.parametrize("forge", ["none", "HS256", "key"])
def test_a_token_that_somebody_else_signed_is_refused(browser, provider, forge):
    provider.forge = forge
    refused(browser.signs_in(), "does not hold")


def test_a_provider_may_change_its_key_but_an_unknown_one_is_refused(browser, provider, running):
    browser.signs_in()
    old = provider.key
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    try:
        refused(browser.signs_in(), "does not hold")
    finally:
        provider.key = old
    assert browser.signs_in().status_code == 200


def test_a_stranger_s_answer_ends_no_sign_in(browser, provider, running):
    mallory = Browser(running[1].base)
    theirs = mallory.signs_in_at(mallory.leaves())
    browser.leaves()
    # Somebody else's code and state; then this browser's state with somebody else's code.
    refused(browser.comes_back(theirs), "began in another browser")
    address = browser.leaves()
    state = parse_qs(urlsplit(address).query)["state"][0]
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    refused(browser.comes_back(f"/sign-in/back?code={code}&state={state}"), "did not confirm")
    mallory.client.close()


# What a server of a sibling's name may set for the parent domain: browsers refuse it `__Host-`
# alone, also without a name or in other letters, and some take spaces of Unicode for no space.
OF_A_SIBLING = [
    "unabridged_{kind}=",
    "unabridged_{kind}_{port}=",
    "__Secure-unabridged_{kind}=",
    "__host-unabridged_{kind}=",
    "\u2000__Host-unabridged_{kind}=",
    "\u3000__Host-unabridged_{kind}=",
    "\x85__Host-unabridged_{kind}=",
    "\xa0__Host-unabridged_{kind}=",
    "__Host-unabridged_{kind}\u2000=",
    "=__Host-unabridged_{kind}=",
    "$Version=1, __Host-unabridged_{kind}=",
    'a="b, __Host-unabridged_{kind}=',
]


def sent(browser, path, cookies):
    """Return status and text of an answer to a page's own request with these cookies, as bytes."""
    head = f"GET {path} HTTP/1.1\r\nHost: x.example\r\nSec-Fetch-Site: same-origin\r\n"
    port = browser.client.base_url.port
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        head += "Connection: close\r\nCookie: "
        connection.sendall(head.encode() + cookies + b"\r\n\r\n")
        with connection.makefile("rb") as stream:
            answer = stream.read().decode()
    return int(answer.split()[1]), answer


@pytest.mark.parametrize("form", OF_A_SIBLING)
def test_a_sibling_s_cookie_is_neither_an_attempt_nor_a_session(browser, provider, running, form):
    def hostile(kind, own):
        value = own["Cookie"].partition("=")[2]
        return (form.format(kind=kind, port=running[1].port) + value).encode()

    mallory = Browser(running[1].base)
    theirs = mallory.signs_in_at(mallory.leaves())
    status, page = sent(browser, theirs, hostile("attempt", mallory.attempt))
    assert status == 401
    assert "began in another browser" in page
    assert "unabridged_session" not in page
    # Nor is it taken for the attempt that the browser has.
    attempt = hostile("attempt", mallory.attempt)
    back = browser.signs_in_at(browser.leaves())
    status, page = sent(browser, back, attempt + b"; " + browser.attempt["Cookie"].encode())
    assert status == 200
    assert "__Host-unabridged_session=u" in page

    mallory.signs_in()
    provider.person = {"preferred_username": "bo", "groups": ["desk"]}
    browser.signs_in()
    session = hostile("session", mallory.session)
    assert sent(browser, "/v1/status", session)[0] == 401
    status, answer = sent(
        browser, "/v1/status", session + b"; " + browser.session["Cookie"].encode()
    )
    assert status == 200
    assert '"name":"bo"' in answer
    mallory.client.close()


@pytest.mark.parametrize("cookie", [b"a=\xff", b"\xff=a", b"\xc3\x28; a=b", b"=", b";;,"])
def test_cookies_that_are_not_text_are_as_none(browser, cookie):
    assert sent(browser, "/", cookie)[0] == 200
    assert sent(browser, "/sign-in/back?state=a", cookie)[0] == 401


@pytest.mark.parametrize("cookie", ["", "unabridged_attempt=", "unabridged_attempt=[1]",
                                    'unabridged_attempt={"state":1}'])  # fmt: skip
@pytest.mark.parametrize("query", ["", "?state=", "?code=1&state=%C3%A9"])
def test_an_answer_without_a_question_is_refused(browser, cookie, query):
    answer = browser.get(f"/sign-in/back{query}", headers={"Cookie": cookie} if cookie else {})
    refused(answer, "began in another browser")


def test_a_code_is_good_once(browser, provider):
    return_path = browser.signs_in_at(browser.leaves())
    assert browser.comes_back(return_path).status_code == 200
    refused(browser.comes_back(return_path), "did not confirm")


def test_the_answer_of_another_provider_and_a_refusal_are_told(browser, provider):
    return_path = browser.signs_in_at(browser.leaves())
    refused(browser.comes_back(f"{return_path}&iss=https://evil.example"), "another provider")
    state = parse_qs(urlsplit(browser.leaves()).query)["state"][0]
    denied = f"/sign-in/back?error=access_denied&state={state}"
    refused(browser.comes_back(denied), "did not sign you in")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/e.x",
    ],
)
def test_it_leads_nowhere_else(browser, provider, target):
    answer = browser.signs_in(target)
    assert answer.status_code == 200
    assert f'content="0; url={PATH}/"' in answer.text
    form = browser.get("/sign-in", params={"next": target}).text
    assert "evil" not in form.replace("%5C", "")


def test_the_log_names_nobody_and_no_code(browser, provider, running):
    return_path = browser.signs_in_at(browser.leaves())
    browser.comes_back(return_path)
    provider.forge = "key"
    browser.signs_in()
    logged = running[1].log.read_text()
    assert "The sign-in provider's token is refused" in logged
    code = parse_qs(urlsplit(return_path).query)["code"][0]
    for word in (code, SECRET, "ada", "Ada", "mallory"):
        assert word not in logged


def settings_for(provider) -> dict[str, str]:
    """Return the settings of a server whose people sign in at `provider`."""
    return {
        "UNABRIDGED_OIDC_ISSUER": provider.issuer,
        "UNABRIDGED_OIDC_CLIENT": CLIENT,
        "UNABRIDGED_ADDRESS": "https://x.example",
    }


def test_a_provider_that_hangs_holds_four_threads_and_is_left_alone(tmp_path):
    with running_provider() as provider:
        provider.answers.clear()
        options = {**settings_for(provider), "UNABRIDGED_THREADS": "8"}
        # For as long as strangers come, and as what failed is remembered.
        longer = {f"server.team.sign_in.{name}_SECONDS": 60.0 for name in ("", "_FAILED")}
        with (
            running_server(tmp_path, sooner=longer, **options) as server,
            httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as client,
            ThreadPoolExecutor(40) as strangers,
        ):
            calls = [strangers.submit(client.get, "/sign-in/with") for _ in range(40)]
            answered = islice(as_completed(calls), 36)
            assert {call.result().status_code for call in answered} == {503}
            assert client.get("/healthz").status_code == 200
            assert sum(call.done() for call in calls) == 36, (
                "who has a place waits for the provider"
            )
            provider.hangs_up = True
            provider.answers.set()
            assert Counter(call.result().status_code for call in calls) == {503: 36, 502: 4}
            # What failed is not asked again at once.
            provider.hangs_up = False
            assert client.get("/sign-in/with").status_code == 502


def test_a_provider_that_does_not_answer_is_said(tmp_path):
    with running_provider() as provider:
        provider.answers.clear()
        sooner = {"server.team.sign_in._SECONDS": 0.5}
        with running_server(tmp_path, sooner=sooner, **settings_for(provider)) as server:
            answer = httpx2.get(f"{server.base}/sign-in/with", trust_env=False, timeout=60)
        assert "did not answer" in answer.text
        provider.answers.set()


@pytest.mark.parametrize("sub", ["", None])
def test_a_token_that_names_nobody_is_refused(browser, provider, sub):
    provider.wrong = {"sub": sub}
    refused(browser.signs_in(), "does not hold")
