"""Pairing: a link made on the server's page sets up the extension, once, in both browsers."""

from collections.abc import Iterator
from typing import Any

import pytest

from server.config import Settings
from server.store.records import Grant
from server.store.store import Store, open_store
from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.started import in_looks
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.site.test_reading import VARIANTS, _axe
from tests.servers import running_server

pytestmark = pytest.mark.browser
SAID = "document.getElementById('notice').textContent"
LINK = "document.getElementById('link').value"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path_factory.mktemp("team")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def token(store: Store) -> str:
    """Create a token of Ada's."""
    return store.tokens.create(Grant("Ada", ("compare",)))[1]


@pytest.fixture(scope="module")
def team(store: Store, token: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a team's server, which needs a token."""
    data_folder = store.sql._database.path.parent  # type: ignore[attr-defined]  # SQLite's
    with running_server(data_folder, host="0.0.0.0") as running:
        yield running.base


def fill(reader: Reader, **fields: str) -> None:
    """Types into the page's fields and presses its button."""
    for name, words in fields.items():
        reader.browser.page(f"void (document.getElementById({name!r}).value = {words!r})")
    reader.browser.page("void document.querySelector('button[type=submit]').click()")


def settings_say(reader: Reader, typed: str) -> str:
    """Return the settings' message about the entered server address."""
    reader.browser.open(reader.browser.extension_page("options.html"))
    reader.waits_for_page("document.getElementById('server').value !== ''")
    fill(reader, server=typed)
    result = "document.getElementById('result').textContent"
    reader.waits_for_page(f"!['', 'Asking the server…'].includes({result})")
    return str(reader.browser.page(result))


def stored(reader: Reader) -> Any:
    """Server and token as the settings show them when they are opened anew."""
    reader.browser.open(reader.browser.extension_page("options.html"))
    reader.waits_for_page("document.getElementById('server').value !== ''")
    return [
        reader.browser.page(f"document.getElementById({name!r}).value")
        for name in ("server", "token")
    ]


def test_a_link_made_on_the_servers_page_sets_up_the_extension_once(
    reader: Reader, team: str, token: str, store: Store
) -> None:
    reader.browser.open(f"{team}/pair?lang=en")
    reader.waits_for_page("document.body.dataset.state === 'ready'")
    fill(reader, token="unab_wrong")
    reader.waits_for_page(f"{SAID}.includes('The server wants a valid token')")
    fill(reader, token=token, name="Bo")
    reader.waits_for_page(f"{SAID}.includes('paste it into')")
    link = str(reader.browser.page(LINK))
    assert link.startswith(f"{team}/pair#")

    assert "It works: unabridged/" in settings_say(reader, link)
    server, secret = stored(reader)
    assert server == team
    paired = store.tokens.find(secret)
    assert paired is not None
    assert (paired.name, paired.scopes) == ("Bo", ("compare",))

    reader.browser.configure(server, secret)  # gives the reader's leave beside
    reader.checks("original.html")
    reader.sees("No sign of a longer version")

    assert "used already" in settings_say(reader, link)
    assert stored(reader) == [team, secret]


def test_who_signed_in_makes_a_link_without_the_token(
    reader: Reader, team: str, token: str, store: Store
) -> None:
    reader.browser.open(f"{team}/sign-in?lang=en")
    for path, fields in (("/sign-in", {"token": token}), ("/sign-out", {})):
        body = f"new URLSearchParams({fields})"
        post = f"fetch({path!r}, {{method: 'POST', body: {body}}}).then(answer => answer.ok)"
        assert reader.browser.page(post)
        reader.browser.open(f"{team}/pair?lang=en")
        reader.waits_for_page("document.body.dataset.state === 'ready'")
        asks_for_token = reader.browser.page("document.getElementById('token') !== null")
        assert asks_for_token == (path == "/sign-out")
        if not asks_for_token:
            reader.browser.page("void document.querySelector('#make button').click()")
            reader.waits_for_page(f"{SAID}.includes('paste it into')")
            code = str(reader.browser.page(LINK)).partition("#")[2]
            assert store.pairings.claim(code)[1].scopes == ("compare",)


def test_a_link_opened_in_a_browser_says_what_it_is_for(reader: Reader, team: str) -> None:
    reader.browser.open(f"{team}/pair?lang=en#some-code")
    reader.waits_for_page(f"{SAID}.includes('paste it into')")
    assert reader.browser.page(LINK) == f"{team}/pair#some-code"
    assert not reader.browser.page("document.getElementById('make').checkVisibility()")
    hebrew_link = "document.querySelector('footer a[lang=he]').href"
    assert str(reader.browser.page(hebrew_link)).endswith("?lang=he#some-code")


def test_each_way_that_pairing_fails_is_told_and_changes_nothing(
    reader: Reader, team: str, store: Store
) -> None:
    before = stored(reader)
    expired = store.pairings.make(Grant("Cy", ("compare",)), minutes=-1)[0]
    for link, words in {
        f"{team}/pair#{expired}": "The pairing link has expired",
        f"{team}/pair#never-made": "No such pairing link",
        "http://127.0.0.1:9/pair#code": "No answer from the server",
        "http://team.test/pair#code": "not encrypted",
        f"http://localhost:{reader.pages.port}/pair#code": "Not an Unabridged server",
    }.items():
        assert words in settings_say(reader, link)
    assert stored(reader) == before


def test_a_refused_token_is_worded_by_its_reason(reader: Reader, team: str, store: Store) -> None:
    _, indexer = store.tokens.create(Grant("Di", ("index",)))
    _, expired = store.tokens.create(Grant("Ed", ("compare",), expires="2026-01-01T00:00:00+00:00"))
    _, spent = store.tokens.create(Grant("Flo", ("compare",), per_day=1))
    record = store.tokens.find(spent)
    assert record is not None
    assert store.tokens.spend(record)
    for secret, words in {
        "unab_wrong": "The server wants a valid token",
        expired: "The token has expired",
        indexer: "The token may not do this",
        spent: "Your quota is used up",
    }.items():
        reader.browser.configure(team, secret)
        reader.checks("original.html")
        reader.sees(words)


@in_looks("variant", VARIANTS, chromium=["light", "narrow-dark-rtl"], firefox=["light"])
def test_axe_finds_nothing_on_the_page_that_makes_links(
    reader: Reader, team: str, token: str, variant: str
) -> None:
    language, look = VARIANTS[variant]
    visitor = Visitor(reader.browser, team)
    visitor.opens(f"/pair?lang={language}")
    visitor.waits_for("document.body.dataset.state === 'ready'")
    fill(reader, token=token)
    visitor.waits_for("document.getElementById('link').checkVisibility()")
    try:
        assert _axe(visitor, look, f"site-pair-{variant}") == []
    finally:
        visitor.hands.undress()
