import httpx2
import pytest

from server.errors import Cancelled, FetchFailed
from server.net.budget import Budget
from server.net.robots import Robots

RULES = """
User-agent: *
Disallow: /private

User-agent: unabridged
Disallow: /not-for-unabridged
Allow: /private/open
"""


def allowed(path: str, status: int = 200, text: str = RULES) -> bool:
    url = httpx2.URL("https://e.com" + path)
    return Robots().allows(url, lambda _: (status, text), Budget(5))


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
    asked = []

    def read(url):
        asked.append(str(url))
        raise FetchFailed("no")

    robots, url = Robots(), httpx2.URL("https://e.com:8443/a")
    assert robots.allows(url, read, Budget(5))
    assert robots.allows(url, read, Budget(5))
    assert asked == ["https://e.com:8443/robots.txt"] * 2


def test_a_caller_who_went_away_is_not_taken_for_a_missing_file():
    def read(url):
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        Robots().allows(httpx2.URL("https://e.com/"), read, Budget(5))


def test_rules_are_kept_by_origin_and_not_without_bound():
    robots, asked = Robots(), []

    def read(url):
        asked.append(str(url))
        return 200, RULES

    for host in [*(f"https://h{n}.com/a" for n in range(600)), "https://h599.com/b"]:
        assert robots.allows(httpx2.URL(host), read, Budget(5))
    assert len(asked) == 600
    assert len(robots._kept) <= 500
    robots.allows(httpx2.URL("https://h0.com/a"), read, Budget(5))
    assert len(asked) == 601
