"""The operator's page and the sign-in page below a path: axe finds nothing, no script is needed."""

import secrets
import time
from dataclasses import replace
from typing import Any

import pytest
from pydantic_core import to_json

from server.config import Settings
from server.store import Grant, SavedComparison, SignedIn, moment, open_store
from server.watch import ping
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS
from tests.e2e.drivers.started import in_looks
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.site.test_reading import _axe
from tests.oidc_provider import CLIENT, SECRET, running_provider
from tests.servers import free_port, running_server

pytestmark = pytest.mark.browser
LOOKS = {"light": {"width": 1400}, "dark": {"width": 1400, "dark": True}}
PHONE = {"width": 360, "height": 800}
SECRETS: dict[str, str] = {}  # of tokens, by their names


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Address of a server below a path that keeps some of everything."""
    data_folder = tmp_path_factory.mktemp("desk")
    store = open_store(Settings(data=data_folder))
    now = time.time()
    for name in ("Bote", "Faro", "O jornal que tem um nome muito comprido e mais algumas palavras"):
        store.feeds.add_feed(f"https://{len(name)}.example/feed", name, 600, now + 3_600)
    feed = store.feeds.feeds()[0]
    error = "https://4.example/feed answers with status 503 (Service Unavailable). Try again later."
    store.feeds.polled(
        replace(feed, failures=4, last_error=error, articles=1_712, due=now + 900), [], now
    )
    grant = Grant("Ada", ("compare", "index", "admin"), per_day=500)
    ada, SECRETS["Ada"] = store.tokens.create(grant)
    store.tokens.create(Grant("Bo's browser", ("compare",), maker="user:bo", account="user:bo"))
    store.sessions.begin(SignedIn("user:bo"), 5)
    about = ("A summary", "https://a.example/", None, None, "summary", moment(), moment(days=9))
    store.comparisons.save(SavedComparison("c1", *about), to_json({}), "user:bo")
    hook = store.hooks.add("https://desk.example/in", ["page.changed"], ada)
    store.hooks.put(ping(hook), now + 3_600)
    store.close()
    port = free_port()
    with (
        running_provider() as provider,
        running_server(
            data_folder,
            port=port,
            UNABRIDGED_ADDRESS=f"http://127.0.0.1:{port}/desk",
            UNABRIDGED_FEEDS_POLL="0",
            UNABRIDGED_OIDC_ISSUER=provider.issuer,
            UNABRIDGED_OIDC_CLIENT=CLIENT,
            UNABRIDGED_OIDC_SECRET=SECRET,
        ) as running,
    ):
        yield f"{running.base}/desk"


def sign_in(visitor: Visitor) -> None:
    """Sign in as Ada, by her token."""
    visitor.opens("/docs")
    form = f"new URLSearchParams({{token: {SECRETS['Ada']!r}}})"
    post = f"fetch('/desk/sign-in', {{method: 'POST', body: {form}}}).then(answer => answer.ok)"
    assert visitor.browser.page(post)


@in_looks("variant", LOOKS, chromium=LOOKS, firefox=["light"])
def test_axe_finds_nothing_on_the_operators_page(browser: Any, desk: str, variant: str) -> None:
    visitor = Visitor(browser, desk)
    sign_in(visitor)
    visitor.opens("/admin")
    try:
        assert _axe(visitor, LOOKS[variant], f"site-admin-{variant}") == []
        assert visitor.browser.page("document.scripts.length") == 0
        words = visitor.browser.page("document.body.innerText")
        for word in ("Bote", "4 times in a row", "1712", "Ada", "bo", "desk.example", "backup"):
            assert word in words
        # All forms are open. On a phone tables scroll within themselves, so that axe can't decide
        # about hidden cells.
        visitor.browser.page("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert _axe(visitor, LOOKS[variant], f"site-admin-open-{variant}") == []
        visitor.hands.dress(**LOOKS[variant] | PHONE)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visitor.browser.page(wide) <= 0
        for width in (360, 1400) if PICTURES else ():
            visitor.hands.dress(**LOOKS[variant] | {"width": width, "height": 3600})
            name = f"site-admin-{width}-{variant}-{visitor.browser.name}.png"
            visitor.hands.shoot(SCREENSHOTS / name)
    finally:
        visitor.hands.undress()


def test_a_token_is_created_and_shown_once(browser: Any, desk: str) -> None:
    visitor = Visitor(browser, desk)
    sign_in(visitor)
    visitor.opens("/admin")
    name = f"Cy {secrets.token_hex(2)}"  # of its own, when it runs a second time
    visitor.browser.page(f"document.querySelector('input[name=name]').value = '{name}'")
    visitor.browser.page("document.querySelector('button[value=create]').click()")
    words = "document.body.innerText.match(/unab_[\\w-]{43}/)"
    # Firefox may take the end of this load for that of the next page.
    secret = visitor.waits_for(f"document.readyState === 'complete' && {words}")[0]
    assert visitor.browser.page("document.querySelector('[role=status] code').innerText") == secret
    visitor.opens("/admin")
    assert visitor.browser.page(words) is None
    quota = f"document.querySelector('summary[aria-label^=\"Change: {name}\"]').parentElement"
    visitor.browser.page(f"{quota}.querySelector('input').value = '-1'")
    visitor.browser.page(f"{quota}.querySelector('button[value=revoke]').click()")
    visitor.waits_for(
        f"document.readyState === 'complete' && !{quota.removesuffix('.parentElement')}"
    )


@in_looks("variant", LOOKS, chromium=LOOKS, firefox=["light"])
def test_axe_finds_nothing_where_people_sign_in(browser: Any, desk: str, variant: str) -> None:
    visitor = Visitor(browser, desk)
    visitor.opens("/docs")
    visitor.browser.page("fetch('/desk/sign-out', {method: 'POST'}).then(answer => answer.ok)")
    visitor.opens("/sign-in?next=/saved")
    try:
        look = LOOKS[variant] | (PHONE if variant == "dark" else {})
        assert _axe(visitor, look, f"site-sign-in-{variant}") == []
        links = "[...document.querySelectorAll('a[href], link[href], form[action]')]"
        paths = f"{links}.map(one => new URL(one.href || one.action).pathname)"
        assert all(path.startswith("/desk/") for path in visitor.browser.page(paths))
    finally:
        visitor.hands.undress()
