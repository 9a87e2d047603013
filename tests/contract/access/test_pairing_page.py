"""The page by which an extension is connected: one press of who is signed in."""

import hashlib

import httpx2
import pytest

CODE = "a code of the extension's own, which nobody else knows"
OWN = {"Sec-Fetch-Site": "same-origin"}


def digest_of(code):
    return hashlib.sha256(code.encode()).hexdigest()


@pytest.fixture
def browser(server):
    """Yield a browser in which the owner is signed in."""
    token = server.owner["Authorization"].partition(" ")[2]
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as signed_in:
        assert signed_in.post("/sign-in", data={"token": token}, headers=OWN).status_code == 303
        yield signed_in


def claimed(client, code):
    answer = client.post("/v1/pairings/claim", json={"code": code})
    return answer.status_code, answer.json()


def test_an_extension_is_connected_by_a_press_of_who_is_signed_in(browser, server):
    digest = digest_of(CODE)
    address = f"/pair?connect={digest}&lang=en"
    page = browser.get(address)
    assert page.status_code == 200
    assert f"{int(digest[:8], 16) % 1000:03}" in page.text  # the extension shows it too
    assert claimed(browser, CODE)[1]["type"] == "/problems/pairing_unknown"
    for _ in range(2):  # a press may be a double one
        pressed = browser.post("/pair", data={"connect": digest}, headers=OWN)
        assert pressed.status_code == 200
    status, paired = claimed(browser, CODE)
    assert (status, paired["scopes"]) == (200, ["compare"])
    bearer = {"Authorization": f"Bearer {paired['token']}"}
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as extension:
        assert extension.get("/v1/comparisons", headers=bearer).status_code == 200
        assert extension.get("/v1/tokens", headers=bearer).status_code == 403
    assert claimed(browser, CODE)[1]["type"] == "/problems/pairing_used"


def test_nobody_else_connects_anything(browser, server):
    digest = digest_of("another code")
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as stranger:
        answer = stranger.get(f"/pair?connect={digest}")
        assert f"url=/sign-in?next=%2Fpair%3Fconnect%3D{digest}" in answer.text
        assert stranger.post("/pair", data={"connect": digest}, headers=OWN).status_code == 401
    for site in ("cross-site", "same-site"):
        foreign = {"Sec-Fetch-Site": site}
        assert browser.post("/pair", data={"connect": digest}, headers=foreign).status_code == 403
        # A page of another site that leads here is nobody; the sign-in asks its browser again.
        answer = browser.get(f"/pair?connect={digest}", headers=foreign)
        assert f"url=/sign-in?next=%2Fpair%3Fconnect%3D{digest}" in answer.text
    assert claimed(browser, "another code")[0] == 404


@pytest.mark.parametrize("digest", ["x", "A" * 64, "0" * 63, "0" * 65, "<script>"])
def test_what_is_not_a_digest_is_not_a_page(browser, digest):
    assert browser.get("/pair", params={"connect": digest}).status_code == 404
    assert browser.post("/pair", data={"connect": digest}, headers=OWN).status_code == 404
