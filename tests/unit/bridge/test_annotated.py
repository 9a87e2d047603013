import calendar
import json
from datetime import datetime
from urllib.parse import urljoin

import feedparser
import pytest
from lxml import etree

from server.bridge.annotated import WrittenLine, read_feed, write_atom
from server.bridge.line import has_line, without_line
from server.store import FeedDocument

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harrow Wire</title>
<link>https://wire.example/</link><description>News</description><language>en</language>
<item><title>A &amp; B</title><link>https://wire.example/a</link><guid>https://wire.example/a</guid>
<pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate><author>Mara Lindqvist</author>
<description>&lt;p&gt;A lead.&lt;/p&gt;</description>
<enclosure url="https://wire.example/a.mp3" type="audio/mpeg" length="1234"/></item>
<item><title>No date</title><link>https://wire.example/b</link><guid>wire-b</guid></item>
</channel></rss>"""
CONTENT = RSS.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
CONTENT = CONTENT.replace(
    "</description>\n<enc",
    "</description><content:encoded><![CDATA[<p>All of it, <b>bold</b>.</p>]]></content:encoded>"
    "\n<enc",
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Bay Herald</title>
<id>tag:bay.example,2026:feed</id><updated>2026-03-02T10:00:00Z</updated>
<link href="https://bay.example/"/>
<entry><id>tag:bay.example,2026:1</id><title type="html">One &lt;i&gt;two&lt;/i&gt;</title>
<link href="https://bay.example/1"/><published>2026-03-02T08:00:00Z</published>
<updated>2026-03-02T09:00:00Z</updated><author><name>Jonas Veit</name></author>
<summary>A summary.</summary><content type="html">&lt;p&gt;A text.&lt;/p&gt;</content>
<link rel="enclosure" href="https://bay.example/1.jpg" type="image/jpeg" length="99"/></entry>
</feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old News</title><link>https://old.example/</link>
<description>News</description></channel>
<item rdf:about="https://old.example/1"><title>An item</title><link>https://old.example/1</link>
<description>A lead.</description><dc:date>2026-03-02T08:00:00Z</dc:date></item></rdf:RDF>"""
PODCAST = """<?xml version="1.0"?><rss version="2.0"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Hours</title>
<link>https://pod.example/</link><itunes:author>Elin Brask</itunes:author>
<item><title>The dock</title><itunes:season>2</itunes:season><itunes:episode>3</itunes:episode>
<itunes:episodeType>full</itunes:episodeType><itunes:duration>00:41:07</itunes:duration>
<itunes:image href="https://pod.example/3.jpg"/><itunes:author>Jonas Veit</itunes:author>
<itunes:summary>A short summary.</itunes:summary>
<description>&lt;p&gt;On the dock.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>On the dock, with <a href="https://pod.example/notes">notes</a>.</p>]]></content:encoded>
<guid isPermaLink="false">b7f1c9d2-3</guid><link>https://pod.example/3</link>
<pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate>
<enclosure url="https://pod.example/3.mp3?a=1&amp;b=2" type="audio/mpeg" length="39481213"/></item>
<item><title>Without a page</title><guid isPermaLink="false">b7f1c9d2-2</guid>
<pubDate>Mon, 23 Feb 2026 09:30:00 GMT</pubDate><itunes:duration>1801</itunes:duration>
<itunes:summary>Of the ferry.</itunes:summary>
<enclosure url="https://pod.example/2.m4a" type="audio/x-m4a" length="7"/></item>
<item><title>Neither page nor text</title><guid isPermaLink="false">b7f1c9d2-1</guid>
<pubDate>Mon, 16 Feb 2026 09:30:00 GMT</pubDate>
<enclosure url="https://pod.example/1.mp3" type="audio/mpeg" length="9"/></item>
</channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Json News",
        "home_page_url": "https://json.example/",
        "items": [
            {
                "id": "https://json.example/1",
                "url": "https://json.example/1",
                "title": "A < B",
                "content_html": "<p>A text.</p>",
                "date_published": "2026-03-02T08:00:00Z",
                "authors": [{"name": "Elin Brask"}],
                "attachments": [
                    {
                        "url": "https://json.example/1.mp3",
                        "mime_type": "audio/mpeg",
                        "size_in_bytes": 7,
                    }
                ],
            }
        ],
    }
)
KINDS = {"RSS 2": RSS, "RSS with content": CONTENT, "Atom": ATOM, "RDF": RDF, "podcast": PODCAST}
_ATOM = "{http://www.w3.org/2005/Atom}"
# How often elements may be in an entry, by RFC 4287.
ONCE, AT_MOST_ONCE = ("id", "title", "updated"), ("published", "summary", "content")
LINE = WrittenLine(
    '<p><a href="http://s/?page=x#unabridged-line">c</a></p>', "2026-03-03T10:00:00Z"
)


def document(text, **fields):
    all_fields = {"reserved": False, "fetched": "2026-03-03T09:00:00+00:00", **fields}
    return FeedDocument("https://wire.example/feed", "", body=text.encode(), **all_fields)


def written(text, line=None, **fields):
    feed = document(text, **fields)
    return write_atom(read_feed(feed), feed, "https://u.example/feeds/k/f.atom", lambda _: line)


def given_out(text, line=None, **fields):
    return feedparser.parse(written(text, line, **fields), sanitize_html=False)


def shown_of(entry):
    return entry.content[0].value if "content" in entry else entry.get("summary", "")


def time_of(entry, name):
    parsed = dict.get(entry, f"{name}_parsed")
    return calendar.timegm(parsed) if parsed else None


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_goes_out_with_the_entries_that_its_publisher_sent(kind):
    before = feedparser.parse(KINDS[kind].encode(), sanitize_html=False)
    after = given_out(KINDS[kind])
    assert (after.bozo, after.version) == (False, "atom10")
    assert after.feed.title == before.feed.title
    assert len(after.entries) == len(before.entries)
    for old, new in zip(before.entries, after.entries, strict=True):
        # feedparser takes an id that is no address for a relative one.
        assert new.id in (old.id, urljoin(before.feed.link, old.id))
        # An id that is no address stands for the link where there is none.
        assert new.link == old.get("link", old.id)
        assert (new.title, new.get("author")) == (old.title, old.get("author"))
        assert time_of(new, "published") == time_of(old, "published")
        dated = time_of(old, "updated") or time_of(old, "published")
        assert dated is None or time_of(new, "updated") == dated
        assert [(f.href, f.type, f.length) for f in new.enclosures] == [
            (f.href, f.type, f.length) for f in old.enclosures
        ]
        contents = [content.value for content in old.get("content", ())]
        shown = max(contents, key=len, default=old.get("summary", ""))
        assert shown_of(new) == shown
        about_episode = {key: new[key] for key in new if key.startswith("itunes_")}
        assert about_episode == {key: old[key] for key in old if key.startswith("itunes_")}
        assert new.get("image") == old.get("image")


@pytest.mark.parametrize("line", [None, LINE], ids=["without a line", "with a line"])
@pytest.mark.parametrize("kind", [*KINDS, "JSON Feed"])
def test_a_feed_goes_out_as_valid_atom(kind, line):
    root = etree.fromstring(written({**KINDS, "JSON Feed": JSON_FEED}[kind], line))
    assert root.tag == f"{_ATOM}feed"
    assert_counted(root)
    assert root.find(f"{_ATOM}author/{_ATOM}name").text
    (itself,) = root.xpath("*[@rel = 'self']/@href")
    assert itself == "https://u.example/feeds/k/f.atom"
    for entry in root.iter(f"{_ATOM}entry"):
        assert_counted(entry)
        content = entry.find(f"{_ATOM}content")
        assert content is not None or entry.xpath("*[@rel = 'alternate']")
        for element in entry.xpath("*[@type]"):
            is_text = element.tag != f"{_ATOM}link"
            assert (
                element.get("type") in {"html", "text"} if is_text else "/" in element.get("type")
            )
            assert len(element) == 0


def assert_counted(element):
    """Check how often the elements of a feed or an entry are there, and that times are whole."""
    names = [etree.QName(child).localname for child in element]
    assert [names.count(name) for name in ONCE] == [1, 1, 1]
    assert all(names.count(name) <= 1 for name in AT_MOST_ONCE)
    for time in element.xpath("*[local-name() = 'updated' or local-name() = 'published']"):
        assert datetime.fromisoformat(time.text).tzinfo


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_comes_again_with_its_line_above_its_own_text(kind):
    plain, marked = given_out(KINDS[kind]), given_out(KINDS[kind], LINE)
    assert marked.bozo is False
    for old, new in zip(plain.entries, marked.entries, strict=True):
        assert has_line(shown_of(new))
        assert shown_of(old) in without_line(shown_of(new))
        assert (new.id, new.link) == (old.id, old.link)
        assert new.updated == "2026-03-03T10:00:00Z"


def test_a_json_feed_goes_out_as_atom():
    (entry,) = given_out(JSON_FEED).entries
    assert (entry.id, entry.author) == ("https://json.example/1", "Elin Brask")
    assert entry.published == "2026-03-02T08:00:00+00:00"
    assert entry.content[0].value == "<p>A text.</p>"
    (file,) = entry.enclosures
    assert (file.href, file.type, file.length) == ("https://json.example/1.mp3", "audio/mpeg", "7")


def test_a_feed_that_reserves_its_texts_is_given_out_without_them():
    entry = given_out(CONTENT, reserved=True).entries[0]
    assert "content" not in entry
    assert "All of it" not in entry.summary or len(entry.summary) < 300
    assert entry.link == "https://wire.example/a"
