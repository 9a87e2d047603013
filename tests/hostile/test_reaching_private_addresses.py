"""Every known way to a private address ends before a connection; a hit is a connection."""

import contextlib
import itertools
import threading

import httpx2
import pytest
from hostile_servers import PUBLIC, answer, redirect, routes

from server.errors import BlockedAddress, FetchFailed, InvalidAddress, Problem

REFUSED = (BlockedAddress, InvalidAddress, FetchFailed)


def test_the_victim_can_be_reached_by_a_client_without_a_policy(victim):
    assert (
        httpx2.get(f"http://127.0.0.1:{victim.port}/", trust_env=False, timeout=60).status_code
        == 200
    )
    assert victim.connections == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[::1%25lo]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "127。0。0。1",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "127.0.0.%31",
        "0x7f.1",
        "127.0.0.1.",
        "00000000177.0.0.1",
        "pub.test@127.0.0.1",
        "pub.test:80@127.0.0.1",
        "@127.0.0.1",
        "127.0.0.1\\@pub.test",
        "pub.test\\@127.0.0.1",
        "127.0.0.1#@pub.test",
        "ⓛocalhost",
        "localhost\t",
        "127.0.0.1\x00.pub.test",
    ],
)
def test_no_spelling_of_loopback_is_reached(host, victim, fetcher):
    with pytest.raises(REFUSED):
        fetcher(victim).fetch(f"http://{host}:{victim.port}/")
    assert victim.connections == 0


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, "127.0.0.1"],
        [PUBLIC, "::1"],
    ],
    ids=" ".join,
)
def test_a_name_with_any_private_answer_is_refused_whole(answers, victim, listen, fetcher):
    public = listen(answer(), PUBLIC)
    with pytest.raises(BlockedAddress):
        fetcher(public, names={"evil.test": answers}).fetch(f"http://evil.test:{victim.port}/")
    assert (victim.connections, public.connections) == (0, 0)


def rebinding(first: int):
    """Return a name that is public for `first` look-ups, then leads to loopback."""
    count = itertools.count()
    return lambda: [PUBLIC] if next(count) < first else ["127.0.0.1"]


@pytest.fixture
def shared_port(victim, listen, monkeypatch):
    """Start a public site on the victim's own port, so that rebinding would reach it."""
    site = victim.__class__(answer(), port=victim.port).listen(PUBLIC)
    yield site
    site.stop()


@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_a_name_that_changes_its_answer_never_leads_to_the_victim(
    first, victim, shared_port, fetcher
):
    door = fetcher(shared_port, names={"rebind.test": rebinding(first)}, respect_robots=True)
    for _ in range(4):
        with contextlib.suppress(BlockedAddress):
            door.fetch(f"http://rebind.test:{victim.port}/")
    assert victim.connections == 0
    assert (shared_port.connections > 0) == (first > 0)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://rebind.test:{port}/",
        "http://private.test:{port}/",
        "//127.0.0.1:{port}/x",
        "//127.1:{port}/x",
        "\\\\127.0.0.1:{port}\\",
        "/\\127.0.0.1:{port}/",
        "http:127.0.0.1:{port}",
        "http://pub.test@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@pub.test/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/_x",
        "javascript:alert(1)",
        "http://pub.test:99999/",
        "http://pub.test:6379/",
        "http://",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_redirect_is_judged_like_an_address_of_its_own(location, victim, listen, fetcher):
    site = listen(redirect(location.format(port=victim.port)))
    names = {"rebind.test": rebinding(0), "private.test": ["127.0.0.1"]}
    with pytest.raises(Problem) as caught:
        fetcher(site, names=names).fetch(f"http://pub.test:{site.port}/")
    # The last: what can be read as a path of the same site stays there.
    assert caught.value.slug in {"blocked_address", "invalid_address", "too_many_redirects"}
    assert victim.connections == 0


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/", "//localhost:{port}/"])
def test_a_refresh_in_the_page_is_judged_too(target, victim, listen, fetcher):
    html = f'<meta http-equiv="refresh" content="0; url={target.format(port=victim.port)}">'
    site = listen(answer(html.encode()))
    with pytest.raises(BlockedAddress):
        fetcher(site).fetch(f"http://pub.test:{site.port}/")
    assert victim.connections == 0


def test_robots_txt_can_not_be_used_to_get_inside(victim, listen, fetcher):
    site = listen(
        routes({"/robots.txt": redirect(f"http://127.0.0.1:{victim.port}/"), "/a": answer()})
    )
    page = fetcher(site, respect_robots=True).fetch(f"http://pub.test:{site.port}/a")
    assert page.status == 200
    assert victim.connections == 0


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_ignored(variable, victim, listen, fetcher, monkeypatch):
    monkeypatch.setenv(variable, f"http://127.0.0.1:{victim.port}")
    site = listen(answer())
    assert fetcher(site).fetch(f"http://pub.test:{site.port}/").status == 200
    assert victim.connections == 0


def test_an_odd_port_of_a_public_address_is_refused_before_any_look_up(fetcher):
    was_looked_up = threading.Event()
    names = {"odd.test": lambda: was_looked_up.set() or ["93.184.216.34"]}
    with pytest.raises(BlockedAddress, match="Port 6379"):
        fetcher(names=names).fetch("http://odd.test:6379/")
    assert not was_looked_up.is_set()


def test_what_the_operator_opens_is_open_on_that_port_only(listen, victim, fetcher):
    site, neighbour = listen(answer()), listen(answer())
    door = fetcher(site)
    assert door.fetch(f"http://pub.test:{site.port}/").status == 200
    with pytest.raises(BlockedAddress):
        door.fetch(f"http://pub.test:{neighbour.port}/")
    with pytest.raises(BlockedAddress):
        door.fetch(f"http://pub.test:{victim.port}/")
    assert neighbour.connections == 0


def test_built_in_pages_open_nothing_else_on_loopback(victim, listen, fetcher):
    base = f"http://127.0.0.1:{victim.port}"
    site = listen(redirect(f"{base}/sample/a"))
    door = fetcher(site, pages={f"{base}/sample/a": "<p>ours</p>"})
    assert door.fetch(f"{base}/sample/a").html == "<p>ours</p>"
    assert door.fetch(f"{base}/sample/a?utm_source=x#part").html == "<p>ours</p>"
    assert door.fetch(f"http://pub.test:{site.port}/").url == f"{base}/sample/a"
    for path in ("/sample/b", "/sample/a/", "/sample", "/", "/sample/a?x=1", "/sample/../sample"):
        with pytest.raises(BlockedAddress):
            door.fetch(base + path)
    with pytest.raises(BlockedAddress):
        door.fetch(f"http://localhost:{victim.port}/sample/a")
    assert victim.connections == 0


def test_the_host_header_keeps_name_and_port(listen, fetcher):
    site = listen(answer())
    fetcher(site).fetch(f"http://pub.test:{site.port}/")
    assert f"\r\nHost: pub.test:{site.port}\r\n".encode() in site.requests[0]
