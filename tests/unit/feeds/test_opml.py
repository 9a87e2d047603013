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
    found = read_opml(f"<opml><body>{outlines}</body></opml>".encode(), "mine.opml")
    assert list(found.feeds) == ["https://a.example/f"]
    assert found.unusable == ["https://[", "http://"]


@pytest.mark.parametrize(
    "address",
    ["feed", "/feed.xml", "a.example/feed", "ftp://a.example/f", "http://nonsense/f", "x:y"],
)
def test_what_is_no_web_address_becomes_no_feed(address):
    outlines = f'<opml><body><outline xmlUrl="{address}"/></body></opml>'
    found = read_opml(outlines.encode(), "mine.opml")
    assert (found.feeds, found.unusable) == ({}, [address])


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
    written = write_opml(feeds)
    assert read_opml(written, "out.opml").feeds == {url: folders for _, url, folders in feeds}
    assert written.count(b'"News"') == 2  # its text and its title
    assert "Bote &amp; &lt;Söhne&gt;".encode() in written
    assert read_opml(write_opml([]), "out.opml").feeds == {}
