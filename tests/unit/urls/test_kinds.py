import pytest

from server.model import validate_as
from server.urls import is_story, may_follow, page_key
from server.urls.kinds import KindRow, rows


@pytest.mark.parametrize(
    "path",
    [
        *("/login", "/abo", "/abonnement", "/mein-konto/anmelden", "/suscripcion", "/preise"),
        *("/membership/join", "/pricing", "/shop", "/my-account", "/giris-yap", "/support-us"),
    ],
)
def test_account_and_shop_pages_are_not_followed(path):
    assert not may_follow(f"https://gazette.example{path}")
    assert not may_follow(f"https://gazette.example{path}/?from=story")


@pytest.mark.parametrize("host", ["login", "abo", "shop", "subscribe", "accounts"])
def test_hosts_of_accounts_and_shops_are_not_followed(host):
    assert not may_follow(f"https://{host}.gazette.example/2026/story")


@pytest.mark.parametrize(
    "path",
    [
        *("/2026/abo-prices-rise-again", "/news/shop-fire-in-ellery", "/offers-of-peace-refused"),
        *("/plans/2026/bridge-is-late", "/join/2026/a-story-of-two-towns"),
    ],
)
def test_a_word_in_a_storys_address_is_not_an_account_page(path):
    assert may_follow(f"https://gazette.example{path}")


@pytest.mark.parametrize("path", ["/news/tunnel-opens", "/local/harbour-closes/"])
def test_two_words_below_a_folder_are_a_story(path):
    assert is_story(f"https://gazette.example{path}")


@pytest.mark.parametrize(
    "path",
    ["/about-us", "/topics/climate-change", "/tag/harbour-tunnel", "/en/contact-page", "/a-b"],
)
def test_two_words_of_a_list_or_section_are_none(path):
    assert not is_story(f"https://gazette.example{path}")


def test_twins_of_a_page_have_one_key():
    twins = {
        page_key(address)
        for address in (
            "http://www.gazette.example/a",
            "https://gazette.example/a/",
            "https://gazette.example/a?utm_source=x",
        )
    }
    assert twins == {"gazette.example/a"}


ROWS = [row for listed in rows().values() for row in listed]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind}: {row.part}")
def test_each_row_fits_its_examples(row):
    assert all(map(row.fits, row.examples))
    assert not any(map(row.fits, row.others))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"kind": "moat"}, "kind: Input should be 'action', "),
        ({"kind": "shop", "part": "roof"}, "part: Input should be 'address', "),
        ({"kind": "shop", "part": "path", "pattern": "shop"}, "examples: Field required"),
        ({"kind": "shop", "part": "path", "pattern": "("}, "pattern: Input should be a valid reg"),
    ],
)
def test_a_wrong_row_is_named(row, message):
    with pytest.raises(ValueError, match=f"^Row 3 of kinds.json, {message}"):
        validate_as(row, "Row 3 of kinds.json", KindRow)
