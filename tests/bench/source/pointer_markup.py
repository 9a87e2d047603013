"""Markup of pages that point to their source, and of what only looks like it.

Two sets that share no class name, arrangement, address or wording: the rules were written beside
TRAIN; TEST was written before them. A layout makes a page of its parts, a marker says where the
story is from without words of a language, a trap leads elsewhere for other reasons.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

PHOTO = "https://ellery-pictures.example/p/99182-quay"


@dataclass(frozen=True)
class Parts:
    """The parts of a page without its furniture; all of it markup."""

    language: str
    head: str = ""
    top: str = ""
    body: list[str] = field(default_factory=list)
    end: str = ""
    after: str = ""
    headline: str = "Brennholm"


Layout = Callable[[Parts], str]
# What a marker or a trap adds to a page: given the source's address and name.
Piece = Callable[[str, str], dict[str, str]]


def _prose(paragraphs: list[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in paragraphs)


def _blog(parts: Parts) -> str:
    return f"""<!DOCTYPE html><html lang="{parts.language}"><head><meta charset="utf-8">
<title>Brennholm - Signal Brief</title>{parts.head}</head><body class="single">
<header class="site-header"><a href="/">Signal Brief</a><nav><a href="/news">News</a>
<a href="https://shop.signal-brief.example/mugs">Shop</a></nav></header>
<main><article class="post"><h1 class="entry-title">{parts.headline}</h1>
<div class="entry-meta">{parts.top}</div>
<div class="entry-content">{_prose(parts.body)}{parts.end}</div>
<div class="sharedaddy"><a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a>
<a href="https://twitter.com/intent/tweet?url=x">Tweet</a></div></article>{parts.after}</main>
<aside class="sidebar"><ul><li><a href="https://other-news.example/2026/kettles">Kettles</a></li>
</ul></aside><footer><a href="https://theme-maker.example/themes/brief">Theme</a></footer>
</body></html>"""


def _portal(parts: Parts) -> str:
    return f"""<!DOCTYPE html><html lang="{parts.language}"><head>
<title>Brennholm | Signal Brief</title>{parts.head}</head><body>
<div id="top"><ul class="menu"><li><a href="/sport">Sport</a></li></ul></div>
<div class="story"><h1>{parts.headline}</h1>{parts.top}
<div class="story-body">{_prose(parts.body)}</div><div class="story-foot">{parts.end}</div>
<ul class="social-links"><li><a href="https://t.me/signalbrief">Telegram</a></li></ul></div>
{parts.after}<div class="related-stories"><h3>More</h3>
<a href="https://partner-site.example/2026/11/old-bikes-are-back">Old bikes are back</a>
<a href="/2026/11/lamps">Lamps</a></div><footer><p>Signal Brief 2026</p></footer></body></html>"""


def _hashed(parts: Parts) -> str:
    return f"""<!DOCTYPE html><html lang="{parts.language}"><head>{parts.head}
<title>Brennholm</title></head><body><div class="sc-1 a"><div class="sc-2 b"><h1>{parts.headline}
</h1><div class="sc-9">{parts.top}</div>{_prose(parts.body)}<div class="sc-3 c">{parts.end}</div>
</div></div>{parts.after}
<footer class="sc-4"><a href="https://status-page.example/signal">Status</a></footer></body></html>
"""


def _digest(parts: Parts) -> str:
    return f"""<!doctype html><html lang="{parts.language}"><head><meta charset=utf-8>{parts.head}
<title>Brennholm – The Daily Digest</title></head><body id="page">
<div role="banner"><a href="https://the-daily-digest.example/">The Daily Digest</a>
<a href="https://instagram.com/dailydigest">Instagram</a></div>
<div role="main" class="content-wrap"><section class="item-view"><h2 class="item-headline">
{parts.headline}</h2><div class="item-info">{parts.top}</div>
<div class="item-text">{_prose(parts.body)}</div><div class="item-actions">{parts.end}</div>
<p class="item-send"><a href="mailto:?subject=x">E-mail</a>
<a href="https://api.whatsapp.com/send?text=x">WhatsApp</a></p></section>{parts.after}</div>
<div class="also-like"><h4>You may also like</h4><div class="tile">
<a href="https://tiles.example/2026/ten-lamps-for-winter"><img alt="">Ten lamps for winter</a>
</div>
<div class="tile"><a href="https://tiles.example/2026/soup">Soup</a></div></div>
<div role="contentinfo"><a href="https://hosting-halm.example/clients/digest">Hosted by Halm</a>
</div>
</body></html>"""


def _magazine(parts: Parts) -> str:
    return f"""<!DOCTYPE html><html lang="{parts.language}"><head><meta charset="utf-8">
<title>Brennholm</title>{parts.head}</head><body><div class="masthead"><a href="/">DD</a></div>
<article itemscope itemtype="https://schema.org/NewsArticle"><header><h1 itemprop="headline">
{parts.headline}</h1>{parts.top}</header><div itemprop="articleBody">{_prose(parts.body)}{parts.end}
</div><footer class="article-tail">
<a rel="author" href="https://mastodon.example/@marn">Ilse Marn</a>
</footer></article>{parts.after}<section class="read-next"><a href="https://kin.example/2026/wool">
The wool that came back</a></section></body></html>"""


def _old_table(parts: Parts) -> str:
    rows = "<br><br>".join(parts.body)
    return f"""<html lang="{parts.language}"><head>{parts.head}<title>Brennholm</title></head><body>
<table width="100%"><tr><td><a href="index.html">Home</a></td></tr></table><table><tr><td>
<font size="5"><b>{parts.headline}</b></font><br>{parts.top}<div>{rows}</div><div>{parts.end}</div>
</td></tr></table>{parts.after}<center><a href="https://counter.example/stats/88">Counter</a></center>
</body></html>"""


def _app_shell(parts: Parts) -> str:
    return f"""<!doctype html><html lang="{parts.language}"><head><meta charset="utf-8">{parts.head}
<title>Brennholm · Kurzblick</title></head><body><div id="app"><div class="topbar">
<a href="https://kurzblick.example/">Kurzblick</a><a href="https://premium-kb.example/plans-2026">Go
premium</a></div><div class="reader"><div class="r-title"><h1>{parts.headline}</h1></div>
<div class="r-meta">{parts.top}</div><div class="r-body">{_prose(parts.body, "div")}</div>
<div class="r-foot">{parts.end}</div><div class="r-react"><button>+</button></div></div>
<div class="rail"><div class="card">
<a href="https://cards.example/2026/11/a-bell-for-the-pier">A bell
for the pier</a></div><div class="card"><a href="https://cards.example/2026/11/soap">Soap</a></div>
</div>{parts.after}</div></body></html>"""


def _wiki_like(parts: Parts) -> str:
    return f"""<html lang="{parts.language}"><head><title>Brennholm</title>{parts.head}</head><body>
<main id="content"><h1>{parts.headline}</h1><p class="sub">{parts.top}</p>
<section>{_prose(parts.body)}</section><section class="foot-notes">{parts.end}</section></main>
{parts.after}<div class="mw-footer"><a href="https://host-ring.example/members/3301">Ring</a></div>
</body></html>"""


def _two_columns(parts: Parts) -> str:
    return f"""<!DOCTYPE html><html lang="{parts.language}"><head><title>Brennholm – Lantern</title>
{parts.head}</head><body class="t-article"><div class="wrapper"><div class="head-strip"><a
href="https://lantern.example/">Lantern</a> <a href="https://travel-lantern.example/deals-2026">Travel
</a></div><div class="cols"><div class="col-a"><div class="art"><h1>{parts.headline}</h1><div
class="kicker">{parts.top}</div><div class="txt">{_prose(parts.body)}</div><div class="after-txt">
{parts.end}</div><div class="tools"><a href="https://bsky.app/intent/compose?text=x">Bluesky</a></div>
</div></div><div class="col-b"><ul><li><a href="https://weather-lantern.example/city/10022">Weather</a>
</li><li><a href="https://games.example/2026/daily-word-game">Word game</a></li></ul></div></div>
<div class="base"><a href="https://lantern-group.example/titles/2026">Our titles</a></div></div>
{parts.after}</body></html>"""


def _bare(parts: Parts) -> str:
    return f"""<html lang="{parts.language}"><head><title>Brennholm</title>{parts.head}</head><body>
<h1>{parts.headline}</h1>{parts.top}{_prose(parts.body)}{parts.end}<hr>{parts.after}
<p><small><a href="https://lantern.example/imprint">Imprint</a></small></p></body></html>"""


def _sections(parts: Parts) -> str:
    body = "".join(f'<section class="blk"><p>{text}</p></section>' for text in parts.body)
    return f"""<!doctype html><html lang="{parts.language}"><head>{parts.head}
<title>Brennholm | Lantern</title></head><body><main><article class="longread"><div class="hero">
<h1>{parts.headline}</h1></div><div class="dek">{parts.top}</div>{body}
<div class="endnote">{parts.end}</div></article>
<aside><a href="https://elsewhere.example/2026/lamps-again">Lamps again</a></aside>
</main>{parts.after}<footer><a href="https://cms-maker.example/v/2026">CMS</a></footer></body>
</html>"""


LAYOUTS: dict[str, list[Layout]] = {
    "final": [_two_columns, _bare, _sections],
    "last": [_app_shell, _wiki_like],
    "train": [_blog, _portal, _hashed],
    "test": [_digest, _magazine, _old_table],
}


def json_ld(node: object) -> str:
    """`node` as a script of structured data."""
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def _article(**fields: object) -> str:
    return json_ld({"@context": "https://schema.org", "@type": "NewsArticle", **fields})


def link(url: str, words: str, more: str = "") -> str:
    """Return a link, with its address and words escaped."""
    return f'<a href="{escape(url, quote=True)}"{more}>{escape(words)}</a>'


TRAIN_MARKERS: dict[str, Piece] = {
    "canonical": lambda url, _: {"head": f'<link rel="canonical" href="{url}">'},
    "og_url": lambda url, _: {"head": f'<meta property="og:url" content="{url}">'},
    "json_ld": lambda url, _: {"head": _article(headline="Quay", isBasedOn=url)},
    "json_ld_entity": lambda url, _: {
        "head": _article(mainEntityOfPage={"@type": "WebPage", "@id": url})
    },
    "meta": lambda url, _: {"head": f'<meta name="syndication-source" content="{url}">'},
    "headline": lambda url, _: {"headline": link(url, "Brennholm")},
    "class": lambda url, name: {"end": f'<div class="source-link">{link(url, name)}</div>'},
    "bare_domain": lambda url, _: {"end": f"<p>{link(url, url.split('/')[2])}</p>"},
    "button": lambda url, _: {"end": f"<p>{link(url, '→', ' class=btn')}</p>"},
}
TEST_MARKERS: dict[str, Piece] = {
    "canonical": lambda url, _: {
        "head": f"<link href='{url}?utm_source=dd' rel='canonical' data-x>"
    },
    "og_url": lambda url, _: {"head": f'<meta content="{url}" name="og:url" property="og:url">'},
    "json_ld": lambda url, name: {
        "head": json_ld(
            [{"@graph": [{"@type": ["Article"], "isBasedOn": [{"@type": "Article", "@id": url}]}]}]
        )
    },
    "json_ld_citation": lambda url, name: {
        "head": _article(citation={"@type": "NewsArticle", "name": name, "url": url})
    },
    "json_ld_entity": lambda url, _: {"head": _article(mainEntityOfPage=url)},
    "meta": lambda url, _: {"head": f'<meta property="original-source" content="{url}">'},
    "meta_dc": lambda url, _: {"head": f'<meta name="DC.source" content="{url}">'},
    "headline": lambda url, _: {"headline": f"<span>{link(url, 'Brennholm')}</span>"},
    "class": lambda url, name: {"end": f'<span class="itemOrigin">{link(url, name)}</span>'},
    "bare_domain": lambda url, _: {"end": f"<div>({link(url, 'www.' + url.split('/')[2])})</div>"},
    "button": lambda url, name: {
        "end": f'<div class="action">{link(url, name, " role=button")}</div>'
    },
}
LAST_MARKERS: dict[str, Piece] = {
    "canonical": lambda url, _: {"head": f'<LINK REL="Canonical" HREF="{url}">'},
    "json_ld": lambda url, name: {
        "head": _article(isBasedOn={"@type": "CreativeWork", "name": name, "url": url})
    },
    "json_ld_entity": lambda url, _: {"head": _article(url=url)},
    "meta": lambda url, _: {"head": f'<meta name="article:original_url" content="{url}">'},
    "meta_dc": lambda url, _: {"head": f'<meta name="dcterms.source" content="{url}">'},
    "headline": lambda url, _: {"headline": link(url, "Brennholm", " target=_blank")},
    "class": lambda url, name: {"top": f'<div id="article_source">{link(url, name)}</div>'},
    "bare_domain": lambda url, _: {"end": f"<div>{link(url, url.split('/')[2] + '/')}</div>"},
    "button": lambda url, name: {"end": f'<div class="go">{link(url, "» " + name)}</div>'},
}
FINAL_MARKERS: dict[str, Piece] = {
    "canonical": lambda url, _: {"head": f'<link href="{url}" rel="canonical external">'},
    "og_url": lambda url, _: {"head": f"<meta property='og:url' content='{url}#story'>"},
    "json_ld": lambda url, _: {
        "head": json_ld({"@graph": [{"@type": "Report", "isBasedOnUrl": [url]}]})
    },
    "json_ld_entity": lambda url, _: {
        "head": json_ld([{"@type": "BlogPosting", "mainEntityOfPage": {"url": url}}])
    },
    "meta": lambda url, _: {"head": f'<meta name="Syndication-Source" content="{url}">'},
    "meta_dc": lambda url, _: {"head": f'<meta name="DCTERMS.Source" content="{url}">'},
    "headline": lambda url, _: {"headline": link(url, "Brennholm", " class=ext")},
    "class": lambda url, name: {"end": f'<div class="post__source-wrap">{link(url, name)}</div>'},
    "bare_domain": lambda url, _: {"end": f"<p>[{link(url, url.split('/')[2])}]</p>"},
    "button": lambda url, name: {
        "end": f'<div class="cta-1">{link(url, "»»", " class=cta")}</div>'
    },
}
MARKERS = {
    "train": TRAIN_MARKERS,
    "test": TEST_MARKERS,
    "last": LAST_MARKERS,
    "final": FINAL_MARKERS,
}

_TOKEN = "https://harbour-gazette.example/read/quay-2026?access_token=3f9c"
TRAIN_TRAPS: dict[str, Piece] = {
    "nothing": lambda *_: {},
    "share": lambda *_: {
        "end": '<p>Share: <a href="https://www.linkedin.com/shareArticle?url=x">LinkedIn</a></p>'
    },
    "app": lambda *_: {
        "end": '<p><a href="https://play.google.com/store/apps/details?id=x">'
        "Read more in our app</a>"
    },
    "newsletter": lambda *_: {
        "end": '<p><a href="https://signal.substack.example/subscribe">Read the full story first:'
        " join our newsletter</a></p>"
    },
    "author": lambda *_: {
        "end": '<p class="author-bio">Ada Fenn writes about ports. <a '
        'href="https://ada-fenn.example/about-me">More</a></p>'
    },
    "inline": lambda *_: {"inline": "https://brennholm-council.example/plans/quay-renewal"},
    "wikipedia": lambda *_: {"inline": "https://en.wikipedia.org/wiki/Grain_quay"},
    "home": lambda *_: {"end": '<p>Source: <a href="https://harbour-gazette.example/">HG</a></p>'},
    "photo": lambda *_: {
        "top": f'<figure><img src="/q.jpg" alt=""><figcaption>Photo: <a href="{PHOTO}">'
        "Ellery Pictures</a></figcaption></figure>"
    },
    "comment": lambda *_: {
        "after": '<section id="comments"><p>Source: <a href="https://forum.example/t/88172">x</a></p>'
        "</section>"
    },
    "around": lambda *_: {
        "after": '<div class="outbrain"><a href="https://ads.example/2026/one-trick">One trick</a>'
        '<a href="https://ads.example/2026/mattress">Mattress</a></div>'
    },
    "token": lambda *_: {"end": f'<p><a href="{_TOKEN}">Read Full Article</a></p>'},
    "hreflang": lambda *_: {
        "head": '<link rel="alternate" hreflang="de" href="https://signal-kurz.example/2026/kai">'
    },
    "publisher": lambda *_: {
        "head": _article(
            publisher={
                "@type": "Organization",
                "name": "Signal",
                "url": "https://signal-media.example/us",
            },
            image="https://img-signal.example/2026/quay.jpg",
        )
    },
    "donate": lambda *_: {
        "end": '<p>Like this? <a href="https://tip-jar.example/donate/signal-brief">Donate</a></p>'
    },
    "own_story": lambda *_: {
        "end": '<p><a href="/2026/11/lamps-of-brennholm">Read more: lamps</a></p>'
    },
}
TEST_TRAPS: dict[str, Piece] = {
    "nothing": lambda *_: {},
    "sponsor": lambda *_: {
        "end": '<div class="promo-partner"><small>Presented by</small> <a '
        'href="https://norvane-boats.example/autumn-offers-2026">Norvane Boats</a></div>'
    },
    "app": lambda *_: {
        "end": '<p><a href="https://apps.apple.com/app/id99123">Full story in the app</a></p>'
    },
    "newsletter": lambda *_: {
        "end": '<div><a href="https://mail.digest-letters.example/signup?src=art">'
        "Get the full story "
        "every morning</a></div>"
    },
    "author": lambda *_: {
        "end": '<div class="contributor"><b>Ilse Marn</b> keeps bees. <a '
        'href="https://ilse-marn.example/portfolio/quays">Portfolio</a></div>'
    },
    "inline": lambda *_: {"inline": "https://port-authority.example/documents/pile-survey-2026"},
    "wikipedia": lambda *_: {"inline": "https://de.m.wikipedia.org/wiki/Kaimauer"},
    "home": lambda *_: {"end": '<p>Credit: <a href="https://wexcombe-observer.example">WO</a></p>'},
    "photo": lambda *_: {
        "top": f'<div class="photo-credit">Picture: <a href="{PHOTO}">Ellery Pictures</a></div>'
    },
    "comment": lambda *_: {
        "after": '<ol class="comment-list"><li>I read it here first: <a '
        'href="https://board.example/threads/quay-1982">board</a></li></ol>'
    },
    "around": lambda *_: {
        "after": '<div id="taboola-below"><h5>From around the web</h5><a '
        'href="https://click.example/2026/eleven-quays">Eleven quays you must see</a><a '
        'href="https://click.example/2026/teeth">Teeth</a></div>'
    },
    "login": lambda *_: {
        "end": '<p><a href="https://id.digest-letters.example/login?next=/quay">'
        "Continue reading</a></p>"
    },
    "hreflang": lambda *_: {
        "head": '<link rel="alternate" hreflang="fr" href="https://le-condense.example/2026/quai">'
    },
    "publisher": lambda *_: {
        "head": json_ld(
            {
                "@type": "Article",
                "sameAs": "https://www.wikidata.org/wiki/Q1",
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "author": {"@type": "Person", "url": "https://ilse-marn.example/about"},
            }
        )
    },
    "tickets": lambda *_: {
        "end": '<p>Quay fair, 3 May. <a href="https://tickets-brennholm.example/e/fair">Tickets</a></p>'
    },
    "podcast": lambda *_: {
        "end": '<p><a href="https://open.spotify.com/episode/77aa">'
        "Listen to the whole story</a></p>"
    },
    "syndicated": lambda *_: {
        "end": '<p><a class="u-syndication" href="https://mastodon.example/@dd/1129384">'
        "Also on</a></p>"
    },
    "own_story": lambda *_: {
        "end": '<p><a href="/stories/ten-quays">'
        "Continue with: ten quays that were pulled down</a></p>"
    },
    "footer": lambda *_: {
        "after": '<div class="credits-bar">Website by <a href="https://studio-halm.example/sites/dd">'
        "Studio Halm</a></div>"
    },
}
LAST_TRAPS: dict[str, Piece] = {
    "nothing": lambda *_: {},
    "sponsor": lambda *_: {
        "end": '<div class="sponsored-strip"><a href="https://ropes.example/2026/new-ropes-in">Norvane'
        " Ropes</a></div>"
    },
    "app": lambda *_: {
        "end": '<p><a href="https://apps.apple.com/us/app/kb/id7788">Continue in the app</a></p>'
    },
    "newsletter": lambda *_: {
        "end": '<p><a href="https://kb-letters.example/newsletter/join-1">'
        "Subscribe to the letter</a></p>"
    },
    "author": lambda *_: {
        "top": '<span class="author">By '
        '<a href="https://lena-okt.example/writing/all-1999">L. Okt</a></span>'
    },
    "inline": lambda *_: {
        "inline": "https://dredging-company.example/projects/brennholm-quay-wall"
    },
    "wikipedia": lambda *_: {"inline": "https://fr.wikipedia.org/wiki/Quai_aux_grains"},
    "home": lambda *_: {"end": '<p>Via <a href="https://marlow-intelligencer.example">MI</a></p>'},
    "photo": lambda *_: {
        "top": f'<figure><img alt="" src="x.jpg"><span>Image: '
        f'<a href="{PHOTO}">EP</a></span></figure>'
    },
    "comment": lambda *_: {
        "after": '<div id="disqus_thread"><p>Source: <a href="https://talk.example/p/18273">talk</a></p>'
        "</div>"
    },
    "around": lambda *_: {
        "after": '<div class="recommended-links">'
        '<a href="https://links.example/2026/nine-piers">Nine piers</a><a href="https://links.example/2026/knots">Knots</a></div>'
    },
    "unsubscribe": lambda *_: {
        "end": '<p><a href="https://mail.kb-letters.example/unsubscribe?u=8827">Unsubscribe</a></p>'
    },
    "hreflang": lambda *_: {
        "head": '<link rel="alternate" hreflang="pl" href="https://skrot.example/2026/nabrzeze">'
    },
    "publisher": lambda *_: {
        "head": _article(
            publisher={"@type": "Organization", "url": "https://kb-media.example/company"},
            copyrightHolder={"@type": "Organization", "name": "KB"},
        )
    },
    "donate": lambda *_: {
        "end": '<div class="support-us">'
        '<a href="https://fund.example/c/kurzblick-2026">Chip in</a></div>'
    },
    "video": lambda *_: {
        "end": '<p><a href="https://www.youtube.com/watch?v=ab12345">Watch the full report</a></p>'
    },
    "own_story": lambda *_: {
        "end": '<p><a href="/k/9913-read-the-full-list">Full list of quays</a></p>'
    },
    "archive": lambda *_: {
        "end": '<p><a href="https://kurzblick.example/archive/2026-11">Archive</a></p>'
    },
}
FINAL_TRAPS: dict[str, Piece] = {
    "nothing": lambda *_: {},
    "advertisement": lambda *_: {
        "end": '<div class="ad-slot"><a href="https://ad.doubleclick.net/clk;2026;x">Sails, half '
        "price</a></div>"
    },
    "app": lambda *_: {
        "end": '<div><a href="https://play.google.com/store/apps/details?id=lantern">'
        "Lantern app</a></div>"
    },
    "newsletter": lambda *_: {
        "end": '<div class="newsletter-box"><a href="https://post-lantern.example/join/2026">'
        "The full story, weekly</a></div>"
    },
    "author": lambda *_: {
        "end": '<div class="about-the-author">Per Holt. <a '
        'href="https://per-holt.example/books/quays-of-1999">His book</a></div>'
    },
    "inline": lambda *_: {"inline": "https://harbour-board.example/reports/annual-report-2025"},
    "wikipedia": lambda *_: {"inline": "https://es.wikipedia.org/wiki/Muelle_de_grano"},
    "home": lambda *_: {
        "top": '<p>Source: <a href="https://www.tarrow-messenger.example/">TM</a></p>'
    },
    "photo": lambda *_: {
        "end": f'<p class="image-credit">Image <a href="{PHOTO}">Ellery Pictures</a></p>'
    },
    "comment": lambda *_: {
        "after": '<div class="comments-area"><p>'
        '<a href="https://talk.example/t/quay-9912">Read the original</a></p></div>'
    },
    "around": lambda *_: {
        "after": '<div class="promoted-stories"><a href="https://paid.example/2026/x-rays">X-rays</a>'
        '<a href="https://paid.example/2026/yachts">Yachts</a></div>'
    },
    "session": lambda *_: {
        "end": '<p><a href="https://tarrow-messenger.example/2026/quay?sessionid=8a7f">'
        "Full story</a></p>"
    },
    "hreflang": lambda *_: {
        "head": '<link rel="alternate" hreflang="it" href="https://lanterna.example/2026/molo">'
    },
    "publisher": lambda *_: {
        "head": _article(
            author={"@type": "Person", "sameAs": "https://per-holt.example/books/list-2026"},
            isPartOf={"@type": "CreativeWork", "url": "https://lantern-group.example/titles/7712"},
        )
    },
    "shop": lambda *_: {
        "end": '<p><a href="https://shop-lantern.example/cart?add=8812">Buy the print</a></p>'
    },
    "own_story": lambda *_: {
        "end": '<p><a href="/2026/ten-piers-of-the-north">Read the full list</a></p>'
    },
}
TRAPS = {"train": TRAIN_TRAPS, "test": TEST_TRAPS, "last": LAST_TRAPS, "final": FINAL_TRAPS}
