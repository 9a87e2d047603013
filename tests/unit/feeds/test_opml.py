import tracemalloc

import pytest

from server.errors import UnreadableFeed
from server.feeds.opml import read_opml, write_opml
from tests.unit.feeds import samples


def test_the_feeds_of_a_list_are_named_once_each():
    assert list(read_opml(samples.OPML.encode(), "mine.opml").feeds) == [
        "https://bote.example/feed",
        "https://faro.example/feed.json",
    ]


def test_addresses_that_are_none_are_named():
    outlines = "".join(
        f'<outline xmlUrl="{url}"/>' for url in ("https://a.example/f", "https://[", "http://")
    )
    subscriptions = read_opml(f"<opml><body>{outlines}</body></opml>".encode(), "mine.opml")
    assert list(subscriptions.feeds) == ["https://a.example/f"]
    assert subscriptions.unusable == ["https://[", "http://"]


@pytest.mark.parametrize(
    "address",
    ["feed", "/feed.xml", "a.example/feed", "ftp://a.example/f", "http://nonsense/f", "x:y"],
)
def test_what_is_not_a_web_address_becomes_no_feed(address):
    outlines = f'<opml><body><outline xmlUrl="{address}"/></body></opml>'
    subscriptions = read_opml(outlines.encode(), "mine.opml")
    assert (subscriptions.feeds, subscriptions.unusable) == ({}, [address])


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("feed://a.example/f", "https://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("http://localhost:8000/f", "http://localhost:8000/f"),
        ("http://192.0.2.7/f", "http://192.0.2.7/f"),
    ],
)
def test_the_addresses_that_readers_write_are_read(address, feed):
    outlines = f'<opml><body><outline xmlUrl="{address}"/></body></opml>'
    assert read_opml(outlines.encode(), "mine.opml").feeds == {feed: ()}


@pytest.mark.parametrize("body", [samples.RSS, "words", "", samples.BILLION_LAUGHS])
def test_another_file_is_refused_with_its_name(body):
    with pytest.raises(UnreadableFeed, match=r"mine\.opml"):
        read_opml(body.encode(), "mine.opml")


def test_what_is_written_is_read_again_in_its_folders():
    feeds = [
        ("Bote & <Söhne>\0", "https://bote.example/feed?a=1&b=2", ("News", "Häfen & Küsten")),
        (None, "https://faro.example/f", ()),
        ("Faro", "https://faro.example/g", ("News",)),
        ("Kurier", "https://kurier.example/g", ("News", "Häfen & Küsten")),
    ]
    opml_file = write_opml(feeds)
    assert read_opml(opml_file, "out.opml").feeds == {url: folders for _, url, folders in feeds}
    assert opml_file.count(b'"News"') == 2  # its text and its title
    assert "Bote &amp; &lt;Söhne&gt;".encode() in opml_file
    assert read_opml(write_opml([]), "out.opml").feeds == {}


def opml(body: str) -> bytes:
    return f"<opml><body>{body}</body></opml>".encode()


def feeds_of(count: int) -> str:
    return "".join(f'<outline xmlUrl="https://a.example/{number}"/>' for number in range(count))


def test_a_folder_costs_its_length_once_however_many_feeds_are_in_it():
    tracemalloc.start()
    subscriptions = read_opml(
        opml(f'<outline text="{"x" * 500_000}">{feeds_of(200)}</outline>'), "a.opml"
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(subscriptions.feeds.values()) == {("x" * 200,)}
    assert peak < 5_000_000


def test_folders_in_folders_are_kept_to_a_depth():
    deep = '<outline text="x">' * 200 + feeds_of(3) + "</outline>" * 200
    assert set(read_opml(opml(deep), "a.opml").feeds.values()) == {("x",) * 20}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (opml(feeds_of(10_003)), "10,003 feeds; only the first 10,000"),
        (opml('<outline text="x">' * 300 + feeds_of(1) + "</outline>" * 300), "may be missing"),
        (opml(feeds_of(3))[:-9], "may be missing"),
    ],
)
def test_what_is_left_out_of_a_file_is_said(body, message):
    (remark,) = read_opml(body, "a.opml").remarks
    assert message in remark


def test_hostile_names_and_addresses_come_back_from_a_list():
    name = "=cmd|' /C calc'!A0 <b>&amp; \u202egnp.exe \u200b\"'` \U0001f600"
    feeds = [
        (name, "https://a.example/?q=%22%3E%3Cscript%3E&b='", (name, "@" + name)),
        ("\ud800", "http://127.0.0.1/f", ("-",)),
    ]
    subscriptions = read_opml(write_opml(feeds), "a.opml")
    assert list(subscriptions.feeds) == [url for _, url, _ in feeds]
    assert subscriptions.feeds["http://127.0.0.1/f"] == ("-",)
    assert [len(feed) for feed in subscriptions.feeds.values()] == [2, 1]
    assert "\u202e" not in str(subscriptions.feeds)
    assert subscriptions.remarks == []
