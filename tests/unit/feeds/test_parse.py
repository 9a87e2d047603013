import gzip
import zlib

import pytest

from server.errors import NotAFeed, PageTooLarge, UnreadableFeed
from server.feeds import parse as sitemap
from server.feeds.parse import ParsedFeed, parse_feed
from server.ingest.poll import entry_of
from tests.unit.feeds import samples


def parsed(
    text: str | bytes, url: str = "https://bote.example/feed", content_type: str = ""
) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    return parse_feed(body, content_type, url, 20_000_000)


def test_rss_20_gives_address_title_lead_content_date_author_and_language():
    feed = parsed(samples.RSS)
    assert (feed.kind, feed.title) == ("rss", "Lindower Bote")
    item = feed.items[0]
    assert item.url == "https://bote.example/hafen?id=7"
    assert item.title == "Hafen & Fähre: Streit in Lindow"
    assert item.lead == "Der Hafen von Lindow bleibt zu."
    assert item.text == f"{samples.STORY[:300].strip()}\n\n{samples.STORY[300:].strip()}"
    assert item.published == "2026-11-24T10:00:00+01:00"
    assert (item.language, item.publisher) == ("de", "Lindower Bote")


def test_an_item_is_kept_once_by_guid_and_by_address_and_only_with_a_web_address():
    addresses = [item.url for item in parsed(samples.RSS).items]
    assert addresses == [
        "https://bote.example/hafen?id=7",
        "https://bote.example/rat",
        "https://bote.example/zukunft",
    ]


def test_dates_of_1970_and_2099_are_not_dates():
    assert [item.published for item in parsed(samples.RSS).items[1:]] == [None, None]


def test_a_text_that_is_cut_at_its_end_is_a_lead_and_no_content():
    cut = samples.rss(1, body=f"<p>{samples.STORY}</p><p>And then … Read on</p>")
    item = parsed(cut).items[0]
    assert item.text == ""
    assert item.lead.startswith("The ferry to Brackholm made its first crossing")


def test_a_description_that_is_the_whole_article_is_its_content():
    item = parsed(samples.rss(1, body=samples.STORY_HTML)).items[0]
    assert item.text
    assert item.text.endswith("arrive late.")
    assert len(item.lead) < len(item.text)


@pytest.mark.parametrize("feed", [samples.RSS_090, samples.RSS_091])
def test_the_first_versions_of_rss_are_read(feed):
    (item,) = parsed(feed).items
    assert (item.url, item.title) == ("https://old.example/a", "Harbour shut")


def test_rss_10_is_read():
    feed = parsed(samples.RSS_10)
    (item,) = feed.items
    assert (item.language, item.title) == ("ja", "港が閉鎖された")
    assert item.published == "2026-11-24T10:00:00+09:00"


def test_atom_takes_the_article_and_not_the_enclosure_and_resolves_against_its_base():
    feed = parsed(samples.ATOM, "https://gazette.example/atom.xml")
    first, second = feed.items
    assert (feed.kind, feed.title) == ("atom", "La Gazette & Cie")
    assert (first.url, first.title) == ("https://gazette.example/une/port", "Le port ferme")
    assert (first.lead, first.published) == (
        "Le port de Lindow ferme.",
        "2026-11-23T10:00:00+00:00",
    )
    assert first.text
    assert (second.url, second.title) == ("https://gazette.example/oc?a=1&b=2", "Lo pòrt <& la mar")
    assert (second.published, second.language) == ("2026-11-24T12:00:00+00:00", "oc")


def test_a_json_feed_is_read_and_its_broken_items_are_passed_over():
    first, second = parsed(samples.JSON, "https://faro.example/feed.json").items
    assert first.url == "https://faro.example/puerto"
    assert first.published == "2026-11-24T10:00:00-03:00"
    assert first.language == "es"
    assert first.text
    assert second.url == "https://faro.example/mar"
    assert second.title == second.lead == "El mar & la costa <siguen> igual."


def test_a_news_site_map_gives_its_articles_and_not_its_other_pages():
    feed = parsed(samples.SITEMAP)
    (item,) = feed.items
    assert (feed.kind, item.url, item.title) == (
        "sitemap",
        "https://akhbar.example/1",
        "إغلاق المرفأ & البحر",
    )
    assert (item.publisher, item.language) == ("أخبار المرفأ", "ar")
    assert item.published == "2026-11-24T08:00:00+03:00"


def test_a_site_map_without_news_is_refused():
    plain = '<urlset xmlns="x"><url><loc>https://bote.example/a</loc></url></urlset>'
    with pytest.raises(NotAFeed, match="without news"):
        parsed(plain)


def test_an_index_of_site_maps_names_its_children():
    index = parsed(samples.INDEX)
    assert index.kind == "sitemap_index"
    assert [child.url for child in index.children] == [
        "https://akhbar.example/new.xml",
        "https://akhbar.example/old.xml.gz",
    ]


def test_a_packed_site_map_is_unpacked_within_the_limit():
    assert parsed(gzip.compress(samples.SITEMAP.encode())).items
    bomb = zlib.compress(b" " * 30_000_000, wbits=31)
    with pytest.raises(PageTooLarge):
        parsed(bomb)
    with pytest.raises(UnreadableFeed, match="gzip"):
        parsed(b"\x1f\x8b broken")


def test_a_web_page_is_told_as_one_with_the_feeds_that_it_names():
    with pytest.raises(NotAFeed, match="is a web page") as caught:
        parsed(samples.PAGE, "https://bote.example/", "text/html; charset=utf-8")
    assert caught.value.params["feeds"] == [
        "https://bote.example/feed",
        "https://bote.example/feed.json",
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", UnreadableFeed),
        ("   \n", UnreadableFeed),
        ("{broken", UnreadableFeed),
        ("[" * 100_000, UnreadableFeed),
        ('{"title": "no items"}', NotAFeed),
        ("just words", NotAFeed),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", NotAFeed),
        ("<rss><channel", UnreadableFeed),
        (b"\x00\x01\x02\xff" * 100, NotAFeed),
        ("<urlset><url><loc>", UnreadableFeed),
    ],
)
def test_what_is_not_a_feed_is_a_problem_with_a_sentence(body, kind):
    with pytest.raises(kind) as caught:
        parsed(body)
    assert "https://bote.example/feed" in caught.value.detail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "bomb",
    [
        samples.BILLION_LAUGHS,
        samples.EXTERNAL_ENTITY,
        "<!-- <rss> -->" + samples.BILLION_LAUGHS,
        samples.BILLION_LAUGHS.replace("?>", "?><?x <rss ?>", 1),
        samples.BILLION_LAUGHS.replace("?>", "?><?x <!-- ?>", 1),
        samples.BILLION_LAUGHS.replace("?>", "?><!-- <?x -->", 1),
        samples.BILLION_LAUGHS.replace("rss [", "rss SYSTEM '<rss ' [", 1),
        samples.BILLION_LAUGHS.replace("?>", "?><?", 1).replace("]>", "]><?x ?>"),
    ],
)
def test_a_feed_that_defines_entities_is_refused(bomb, encoding):
    with pytest.raises(UnreadableFeed, match="entities"):
        parsed(bomb.encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "hiding"),
    [
        ("utf-16-le", "\u3e3f\u213c\u2d2d"),
        ("utf-16-be", "\u3f3e\u3c21\u2d2d"),
        ("utf-16-le", "\u3e3f\u3f3c\u5858"),
        ("utf-16-be", "\u3f3e\u3c3f\u5858"),
    ],
)
def test_letters_whose_bytes_are_marks_hide_no_entities(encoding, hiding):
    # Its bytes end the instruction and begin a comment, or another one.
    bomb = samples.BILLION_LAUGHS.replace("?>", f"?><?x {hiding} ?>", 1)
    with pytest.raises(UnreadableFeed, match="entities"):
        parsed(f"{bomb}<!-- -->".encode(encoding))


@pytest.mark.parametrize("content_type", ["text/xml", "application/rss+xml; charset=utf-7"])
def test_a_charset_that_hides_marks_is_not_read(content_type):
    doctype = "+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY a '" + "ha" * 9 + "'>]>"
    xml = f'<?xml version="1.0" encoding="utf-7"?>{doctype}{samples.rss(1, title="Ho &a;")}'
    feed = parse_feed(xml.encode(), content_type, "https://bote.example/feed", 1_000_000)
    assert feed.title == "Ho &a;"


def test_a_feed_with_a_document_type_of_old_and_a_text_on_entities_is_read():
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss.dtd">'
    assert parsed(doctype + samples.rss(2)).items
    title = "Why &lt;!ENTITY is refused"
    assert parsed(samples.rss(2, title=title)).title == "Why <!ENTITY is refused"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_element_of_very_many_attributes_is_refused(quote):
    attributes = " ".join(f"a{number}={quote}>{quote}" for number in range(1_001))
    with pytest.raises(UnreadableFeed, match="1,000 attributes"):
        parsed(samples.rss(1).replace("<item>", f"<item {attributes}>", 1))


def test_a_broken_feed_gives_what_can_be_read_of_it():
    broken = (
        "<rss version='2.0'><channel><title>A & B</title><item><title>Tea & cake</title>"
        "<link>https://bote.example/a?x=1&y=2</link></item><item><title>cut</title><link>https:"
    )
    (item,) = parsed(broken).items
    assert (item.url, item.title) == ("https://bote.example/a?x=1&y=2", "Tea & cake")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_the_declared_encoding_counts(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + samples.rss(1, title="Müll in Köln")
    assert parsed(text.encode(encoding)).title == "Müll in Köln"


def test_the_longest_feeds_are_cut_at_a_number_of_items(monkeypatch):
    monkeypatch.setattr(sitemap, "MOST_ITEMS", 30)
    assert len(parsed(samples.news_sitemap(35)).items) == 30


def test_half_a_surrogate_pair_is_replaced_and_can_be_kept():
    (item,) = parsed(r'{"items": [{"url": "https://bote.example/a", "title": "A \ud800 b"}]}').items
    assert entry_of(item).body
    assert item.title == "A ? b"


def test_a_site_map_with_a_prefix_that_it_does_not_declare_is_read():
    image = "<loc><image:loc>a.png</image:loc>"
    feed = parsed(samples.news_sitemap(2).replace("<loc>", image, 1))
    assert len(feed.items) >= 1
    assert all(item.url.startswith("https://") for item in feed.items)


def test_a_feed_with_an_odd_namespace_is_refused_in_a_sentence():
    odd = '<r:RDF xmlns:r="\x81\x85http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/></r:RDF>'
    with pytest.raises(UnreadableFeed, match="broken XML"):
        parse_feed(odd.encode("latin-1"), "", "https://bote.example/feed", 1_000_000)
