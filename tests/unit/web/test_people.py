"""People whom a proxy signed in: believed from trusted proxies alone, with their role's scopes."""

from dataclasses import replace

import pytest
from flask import g

from server.config import Settings
from server.errors import Forbidden
from server.store import Visitor, moment
from server.web.auth import People
from server.web.origins import Proxies
from tests.unit.web.test_auth import caller

SETTINGS = Settings(
    bind="0.0.0.0:8750",
    proxies=("10.0.0.0/8",),
    user_header="Remote-User",
    editors=("Bo",),
    admins=("ada@a.example",),
)
PROXY = {"REMOTE_ADDR": "10.1.2.3"}
HOST = {"Host": "unabridged.example"}


def person(name, settings=SETTINGS, environ=PROXY, **headers):
    """Return the answer of /v1/status for the person that a proxy calls `name`."""
    return caller(settings).get(
        "/v1/status", headers={**HOST, "Remote-User": name, **headers}, environ_overrides=environ
    )


def test_a_person_needs_no_token_for_calls_pages_and_forms():
    client = caller(SETTINGS)
    for name, is_known in (("Cy", True), (" ", False), (None, False)):
        headers = {**HOST, **({"Remote-User": name} if name else {})}
        request_options = {"headers": headers, "environ_overrides": PROXY}
        status = 200 if is_known else 401
        assert client.get("/v1/me", **request_options).status_code == status
        assert client.post("/kept", **request_options).status_code == status
        assert client.get("/page", **request_options).json == {
            "needs": not is_known,
            "visitor": "cy" if is_known else "nobody",
        }
        foreign = {**request_options, "headers": {**headers, "Sec-Fetch-Site": "cross-site"}}
        assert client.get("/page", **foreign).json["visitor"] == "nobody"


def test_the_header_counts_from_trusted_proxies_alone():
    refused = person("Ada", environ={"REMOTE_ADDR": "192.0.2.1"})
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/untrusted_proxy")
    for settings in (replace(SETTINGS, user_header=""), replace(SETTINGS, user_header="X-Else")):
        assert person("Ada", settings).status_code == 401


def test_a_token_counts_before_the_person_and_a_password_for_the_proxy_does_not():
    assert person("cy", Authorization="Bearer right").text == "Ada"
    assert person("cy", Authorization="Bearer wrong").status_code == 401
    assert person("cy", Authorization="Basic Y3k6c2VjcmV0").text == "cy"
    nobody = caller(SETTINGS).get(
        "/v1/status",
        headers={**HOST, "Authorization": "Basic Y3k6c2VjcmV0"},
        environ_overrides=PROXY,
    )
    assert nobody.status_code == 401


@pytest.mark.parametrize("name", ["a b", "ada,bo", "<b>", "x" * 101, "ada/../bo", "user:bo"])
def test_a_name_that_cannot_be_one_is_refused(name):
    refused = person(name)
    assert (refused.status_code, refused.json["type"]) == (401, "/problems/unauthorized")
    assert "Remote-User" in refused.json["detail"]


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("cy", ("compare",)),
        ("BO", ("compare", "index")),
        ("Ada@A.example", ("compare", "index", "admin")),
    ],
)
def test_a_role_is_its_scopes_and_what_is_paired_ends(name, scopes):
    client = caller(SETTINGS)
    with client:
        client.get("/v1/status", headers={**HOST, "Remote-User": name}, environ_overrides=PROXY)
        assert g.token.scopes == scopes
        assert g.token.id == g.token.account == f"user:{name.lower()}"
        assert moment(days=89) < g.token.expires < moment(days=91)


def test_a_header_without_proxies_to_believe_is_refused_at_start():
    with pytest.raises(ValueError, match="UNABRIDGED_PROXIES"):
        Settings.from_env({"UNABRIDGED_USER_HEADER": "Remote-User"})


@pytest.mark.parametrize(
    ("name", "status"), [("cy", 200), ("Bo", 200), ("ada@a.example", 200), ("dora", 403)]
)
def test_with_a_list_of_readers_nobody_else_comes_in(name, status):
    assert person(name, replace(SETTINGS, readers=("Cy",))).status_code == status
    assert person(name).status_code == 200


@pytest.mark.parametrize(
    ("reader", "sent", "enters"),
    [
        ("group:Desk", "dESK", True),
        ("group:Straße 7", "STRAẞE 7", True),
        ("group:desk", "des\u212a", False),
        ("group:des\u212a", "desk", False),
        ("group:des\u212a", "des\u212a", True),
        ("group:ångström", "\u212bngström", False),
        ("group:\u03b8", "\u03f4", False),
        ("group:office", "o\ufb03ce", False),
        ("group:desk", "desk ", False),
        ("ada", "ada", False),
    ],
)
def test_a_group_is_compared_as_exactly_as_a_name(reader, sent, enters):
    settings = Settings(bind="0.0.0.0:8750", readers=(reader,))
    people = People(settings, Proxies(settings))
    if enters:
        assert people.person(Visitor("cy", (sent,))).scopes == ("compare",)
    else:
        with pytest.raises(Forbidden):
            people.person(Visitor("cy", (sent,)))
