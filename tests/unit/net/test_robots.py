import httpx2
import pytest

from server.errors import Cancelled, FetchFailed
from server.net.budget import Budget
from server.net.robots import MOST_BYTES, Robots
from tests.processor import takes_at_most

RULES = """
User-agent: *
Disallow: /private

User-agent: unabridged
Disallow: /not-for-unabridged
Allow: /private/open
"""


def allowed(path: str, status: int = 200, text: str = RULES) -> bool:
    url = httpx2.URL("https://e.com" + path)
    return Robots().allows(url, lambda _: (status, text), Budget(60))


@pytest.mark.parametrize(
    ("path", "allows"),
    [("/a", True), ("/not-for-unabridged/x", False), ("/private", True), ("/robots.txt", True)],
)
def test_the_group_that_names_this_program_is_its_own(path, allows):
    assert allowed(path) is allows


def test_the_group_for_all_counts_where_none_names_this_program():
    assert not allowed("/private/x", text="User-agent: *\nDisallow: /private")
    assert allowed("/private/x", text="User-agent: otherbot\nDisallow: /")


@pytest.mark.parametrize(
    ("status", "allows"), [(404, True), (403, True), (304, True), (503, False)]
)
def test_a_missing_file_allows_and_a_broken_site_does_not(status, allows):
    assert allowed("/a", status) is allows


def test_a_site_that_can_not_be_reached_gets_no_verdict_and_is_asked_again():
    requested_urls = []

    def read(url):
        requested_urls.append(str(url))
        raise FetchFailed("no")

    robots, url = Robots(), httpx2.URL("https://e.com:8443/a")
    assert robots.allows(url, read, Budget(60))
    assert robots.allows(url, read, Budget(60))
    assert requested_urls == ["https://e.com:8443/robots.txt"] * 2


def test_a_caller_who_went_away_is_not_taken_for_a_missing_file():
    def read(url):
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        Robots().allows(httpx2.URL("https://e.com/"), read, Budget(60))


def test_rules_are_kept_by_origin_and_not_without_bound():
    robots, requested_urls = Robots(), []
    # Some 200 KB each, once read.
    text = RULES + "".join(f"Disallow: /{n:0200}\n" for n in range(500))

    def read(url):
        requested_urls.append(str(url))
        return 200, text

    for host in [*(f"https://h{n}.com/a" for n in range(100)), "https://h99.com/b"]:
        assert robots.allows(httpx2.URL(host), read, Budget(60))
    assert len(requested_urls) == 100
    assert 20 <= len(robots._kept._kept) <= 45
    robots.allows(httpx2.URL("https://h0.com/a"), read, Budget(60))
    assert len(requested_urls) == 101


GROUPS = [
    # what is written, a path, and whether we may have it
    ("User-agent: a\nUser-agent: unabridged/1.0\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/x",
     False),
    ("User-agent: UNABRIDGED\nDisallow:\n\nUser-agent: *\nDisallow: /", "/x", True),
    ("User-agent: unabridgedbot\nDisallow: /\n", "/x", True),
    ("User-agent: *\nDisallow: /a\nSitemap: https://e.com/s\nDisallow: /b\n", "/b", False),
    ("User-agent: *\nDisallow: /a\nUser-agent: b\nDisallow: /x", "/x", True),
    ("Disallow: /x\n", "/x", True),
    ("User-agent: *\rDisallow: /x # not this\r", "/x", False),
    ("User-agent *\nDisallow /x", "/x", False),
    ("User-agent: *\nDisallow: /x\nAllow: /x", "/x", True),
    ("User-agent: *\nAllow: /x\nDisallow: /x/y", "/x/y/z", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
    ("User-agent: *\nDisallow: /ä", "/%C3%A4/b", False),
    ("User-agent: *\nDisallow: /%7Ea%2f", "/~a%2Fb", False),
    ("User-agent: *\nDisallow: /~a/", "/%7ea%2fb", True),
    ("User-agent: *\nDisallow: /*?id=", "/a?id=1", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "allows"), GROUPS)
def test_groups_and_patterns_are_read_as_the_standard_has_them(text, path, allows):
    assert allowed(path, text=text) is allows


HOSTILE = {
    "agents": "User-agent: {n}\n" * 9_000 + "User-agent: *\n" + "Disallow: /{n}\n" * 9_000,
    "a long line": "User-agent: *\nDisallow: /" + "a" * 500_000,
    "stars": "User-agent: *\n" + ("Disallow: /" + "*a" * 990 + "b\n") * 250,
    "stars and ends": "User-agent: *\n" + ("Disallow: " + "*a" * 980 + "$\n") * 250,
    "empty lines": "\n" * 512_000,
    "comments": "#" * 512_000,
    "escapes": "User-agent: *\n" + ("Disallow: /" + "%41" * 660 + "\n") * 250,
    "spaces": "User-agent: *\nDisallow: " + " " * 500_000 + "/\n",
    "one rule often": "User-agent: *\n" + "Disallow: /a\n" * 39_000,
    "letters beyond ASCII": "User-agent: *\n" + ("Disallow: /" + "ä" * 1_900 + "\n") * 130,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_made_to_be_slow_or_large_is_not(kind):
    lines = HOSTILE[kind].split("\n")
    text = "\n".join(line.replace("{n}", str(n)) for n, line in enumerate(lines))[:MOST_BYTES]
    url = httpx2.URL("https://e.com/" + "a" * 8_000)

    def asks_twice() -> None:
        robots = Robots()
        robots.allows(url, lambda _: (200, text), Budget(60))
        robots.allows(url, lambda _: (200, text), Budget(60))
        assert robots._kept._bytes < 4_000_000

    assert takes_at_most(2, asks_twice)
