"""Feeds in every format and several languages; all publishers, people and places are invented."""

import json
from html import escape

STORY = " ".join(
    f"The ferry to Brackholm made its {count} crossing of the day, and nobody on the quay was "
    "surprised to see it arrive late."
    for count in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)
STORY_HTML = f"<p>{STORY[:300]}</p><p>{STORY[300:]}</p>"

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Lindower Bote</title><link>https://bote.example/</link><language>de</language>
<item>
  <title>Hafen &amp;amp; Fähre: Streit in Lindow</title>
  <link>https://bote.example/hafen?utm_source=rss&amp;id=7#top</link>
  <guid isPermaLink="false">bote-7</guid>
  <pubDate>Tue, 24 Nov 2026 10:00:00 +0100</pubDate>
  <dc:creator>Ida Kern</dc:creator>
  <description>&lt;p&gt;Der Hafen von &lt;b&gt;Lindow&lt;/b&gt; bleibt zu.&lt;/p&gt;</description>
  <content:encoded><![CDATA[{STORY_HTML}]]></content:encoded>
</item>
<item>
  <title><![CDATA[Rat tagt <em>länger</em>]]></title>
  <link>/rat</link>
  <description>Der Rat sprach über Müll …</description>
  <pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>
</item>
<item><title>Die Zukunft</title><link>https://bote.example/zukunft</link>
  <pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate></item>
<item><title>Hafen, noch einmal</title><link>https://bote.example/hafen-neu</link>
  <guid isPermaLink="false">bote-7</guid></item>
<item><title>Rat, noch einmal</title><link>https://bote.example/rat?utm_medium=x</link></item>
<item><title>Ohne Adresse</title></item>
<item><title>Kein Web</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Old Post</title></channel>
<item><title>Harbour shut</title><link>https://old.example/a</link></item></rdf:RDF>"""

RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>
<title>Old Post</title><language>en-gb</language>
<item><title>Harbour shut</title><link>https://old.example/a</link></item></channel></rss>"""

RSS_10 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://kyoku.example/"><title>湾岸新報</title><dc:language>ja</dc:language>
</channel><item rdf:about="https://kyoku.example/a"><title>港が閉鎖された</title>
<link>https://kyoku.example/a</link><description>湾岸の港は月曜に閉鎖された。</description>
<dc:date>2026-11-24T10:00:00+09:00</dc:date></item></rdf:RDF>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"
 xml:base="https://gazette.example/une/">
<title type="html">La Gazette &amp;amp; Cie</title><id>urn:gazette</id>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Le port <b>ferme</b></div>
</title><link rel="enclosure" href="son.mp3"/><link href="port"/><id>urn:1</id>
<updated>2026-11-24T10:00:00Z</updated><published>2026-11-23T10:00:00Z</published>
<author><name>Ève Marin</name></author><summary>Le port de Lindow ferme.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{STORY_HTML}</div></content></entry>
<entry xml:lang="oc"><title>Lo pòrt &lt;&amp; la mar</title><link href="/oc?a=1&amp;b=2"/>
<id>urn:2</id><updated>2026-11-24T12:00:00Z</updated></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "El Faro",
        "language": "es",
        "items": [
            {
                "id": "https://faro.example/puerto",
                "title": "El puerto cierra",
                "content_html": STORY_HTML,
                "summary": "El puerto de Lindow cierra.",
                "date_published": "2026-11-24T10:00:00-03:00",
                "authors": [{"name": "Inés Vega"}],
            },
            {"id": 2, "url": "/mar", "content_text": "El mar & la costa <siguen> igual."},
            {"id": 3},
            "no object",
        ],
    }
)

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://akhbar.example/1</loc>
<image:image><image:loc>https://akhbar.example/1.jpg</image:loc></image:image>
<news:news><news:publication><news:name>أخبار المرفأ</news:name><news:language>ar</news:language>
</news:publication><news:publication_date>2026-11-24T08:00:00+03:00</news:publication_date>
<news:title>إغلاق المرفأ &amp; البحر</news:title></news:news></url>
<url><loc>https://akhbar.example/about</loc></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://akhbar.example/new.xml</loc><lastmod>2026-11-24</lastmod></sitemap>
<sitemap><loc>https://akhbar.example/old.xml.gz</loc></sitemap></sitemapindex>"""

PAGE = """<!doctype html><html><head><title>Lindower Bote</title>
<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="alternate" type="application/feed+json" href="https://bote.example/feed.json">
<link rel="alternate" hreflang="en" href="/en"></head><body><p>Willkommen.</p></body></html>"""

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "haha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + ']><rss version="2.0"><channel><title>&a9;</title></channel></rss>'
)
EXTERNAL_ENTITY = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{address}">]>
<rss version="2.0"><channel><title>&x;</title><item><title>&x;</title>
<link>https://bote.example/a</link></item></channel></rss>"""

OPML = """<opml version="2.0"><head><title>Mine</title></head><body><outline text="News">
<outline type="rss" text="Bote" xmlUrl="https://bote.example/feed?utm_source=reader"/>
<outline type="rss" text="Bote again" xmlUrl="https://bote.example/feed"/>
<outline type="rss" text="Nowhere" xmlUrl="feed:nothing"/>
</outline><outline text="Faro" xmlUrl="https://faro.example/feed.json"/></body></opml>"""


def rss(
    items: int, base: str = "https://bote.example", body: str = "", title: str = "Lindower Bote"
) -> str:
    """Return a feed of this many items with addresses below `base`, all with this `body`."""
    entries = "".join(
        f"<item><title>Crossing {number} of the ferry</title><link>{base}/story/{number}</link>"
        f"<guid>{base}/story/{number}</guid><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate>"
        f"<description>{escape(body or f'The ferry made crossing {number}.')}</description></item>"
        for number in range(items)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def news_sitemap(items: int, base: str = "https://bote.example") -> str:
    """Return a news site map of this many articles."""
    urls = "".join(
        f"<url><loc>{base}/story/{number}</loc><news><title>Crossing {number} of the ferry</title>"
        "<publication_date>2026-11-24</publication_date></news></url>"
        for number in range(items)
    )
    return f"<urlset>{urls}</urlset>"
