"""The shape of a page that is no article: its address, its declarations, its links and prices."""

import math
import re
from collections import Counter

from server.page.link_blocks import letters_in
from server.page.links import anchor_of
from server.page.structured import Structured
from server.page.view import PageView
from server.text.cue_words import has_price
from server.urls import parts_of

_ARTICLE = frozenset(
    re.findall(
        r"[\w-]+",
        "article newsarticle blogposting report reportagenewsarticle opinionnewsarticle "
        "analysisnewsarticle scholarlyarticle techarticle liveblogposting "
        "backgroundnewsarticle reviewnewsarticle satiricalarticle socialmediaposting",
    )
)
_PRODUCT = frozenset(
    re.findall(
        r"[\w-]+",
        "product productgroup offer aggregateoffer individualproduct book "
        "softwareapplication mobileapplication videogame vehicle service localbusiness "
        "store restaurant",
    )
)
_LIST = frozenset(
    re.findall(
        r"[\w-]+",
        "itemlist collectionpage searchresultspage offercatalog blog",
    )
)
_MEDIA = frozenset(
    re.findall(
        r"[\w-]+",
        "videoobject movie musicrecording musicalbum podcastepisode podcastseries "
        "audioobject radioepisode tvepisode tvseries imagegallery musicplaylist clip "
        "broadcastevent",
    )
)
_SHOP_PATH = re.compile(
    r"(?:^|[/_-])(?:shop|store|products?|produkt|pdp|dp|itm|collections?|browse|buy|catalog\w*"
    r"|parts|product-category|sale|clothing)(?=[/_.-]|$)",
    re.I,
)
_SECTION_PATH = re.compile(
    r"(?:^|/)(?:category|categories|tags?|topics?|sections?|search|archives?|author|browse"
    r"|directory|portfolio|services?|solutions?|compare|jobs?|events?|shows?|profile|users?)(?=/|$)",
    re.I,
)
_MEDIA_PATH = re.compile(
    r"(?:^|/)(?:videos?|watch|audio|podcasts?|reel|gallery|galleries|photos?|slideshow|track"
    r"|album|episode|clip|play|mediathek|runway)(?=[/_-]|$)",
    re.I,
)
_INDEX = ("index", "home", "default")
_PARAGRAPH = 100  # letters
_HEADINGS = ("h2", "h3", "h4", "h5")


def shape_of(view: PageView) -> dict[str, float]:
    """Each feature of the page's shape, 0..1."""
    return {**_address(view), **_declared(view.structured), **_text(view), **_tree(view)}


def _log(count: float, most: float) -> float:
    return min(1.0, math.log10(1 + count) / most)


def _address(view: PageView) -> dict[str, float]:
    address = view.place.address or ""
    parts = parts_of(address)
    steps = [step for step in parts.path.split("/") if step]
    last = steps[-1] if steps else ""
    short = len(steps) == 1 and (len(last) <= 2 or last.lower().startswith(_INDEX))
    root = bool(address) and (not steps or short) and not re.search(r"\d{3}", parts.query)
    return {
        "address:root": root,
        "address:shallow": bool(address) and len(steps) <= 1 and not root,
        "address:slug": min(6, len(re.findall(r"[-_+]|%20", last))) / 6,
        "address:number": bool(re.search(r"\d{4,}", parts.path + parts.query)),
        "address:shop": bool(_SHOP_PATH.search(parts.path)),
        "address:section": bool(_SECTION_PATH.search(parts.path)),
        "address:media": bool(_MEDIA_PATH.search(parts.path)),
        "address:search": bool(re.search(r"(?:^|&)(?:q|query|search|diff)=", parts.query)),
    }


def _declared(structured: Structured) -> dict[str, float]:
    named = [node.get("@type") for node in structured.nodes]
    types = {
        one.rpartition("/")[2].lower()
        for kind in named
        for one in (kind if isinstance(kind, list) else [kind])
        if isinstance(one, str)
    }
    kind = " ".join(structured.metas.get("og:type", [])).lower()
    article = bool(types & _ARTICLE)
    return {
        "og:article": "article" in kind or "blog" in kind,
        "og:website": kind.strip() in ("website", "web"),
        "og:product": "product" in kind or "book" in kind or "game" in kind,
        "og:media": "video" in kind or "music" in kind or "song" in kind,
        "og:profile": "profile" in kind,
        "schema:article": article,
        "schema:product": bool(types & _PRODUCT) and not article,
        "schema:list": bool(types & _LIST) and not article,
        "schema:media": bool(types & _MEDIA) and not article,
    }


def _text(view: PageView) -> dict[str, float]:
    inside = outside = paragraphs = 0.0
    linked: Counter[str] = Counter()
    for block in view.blocks:
        if block.letters < _PARAGRAPH:
            continue
        links = sum(len(link.text) for link in block.block.links)
        if links < 0.3 * len(block.text):
            paragraphs += 1
            inside, outside = (
                (inside + block.letters, outside)
                if block.in_body
                else (inside, outside + block.letters)
            )
    article = view.article
    letters, sentences = letters_in(article.text), max(1, len(article.sentences))
    lines = [line for line in article.text.split("\n") if line.strip()]
    for number in view.body_numbers[:400]:
        for link in view.blocks[number].block.links:
            linked[link.text] += 1
    return {
        "text:prose": _log(inside, 4),
        "text:prose_share": inside / (inside + outside) if inside + outside else 0.0,
        "text:paragraphs": _log(paragraphs, 2),
        "text:letters": _log(letters, 4),
        "text:few": letters < 400,
        "text:sentences": _log(len(article.sentences), 2),
        "text:sentence_length": min(1.0, letters / sentences / 200),
        "text:line_length": min(1.0, letters / max(1, len(lines)) / 400),
        "text:short_lines": sum(letters_in(line) < 60 for line in lines) / max(1, len(lines)),
        "text:repeated_links": _log(max(linked.values(), default=1) - 1, 1),
        "text:author": bool(article.authors),
        "text:published": bool(article.published),
    }


def _tree(view: PageView) -> dict[str, float]:
    if view.document is None:
        return {}
    root = view.document.root
    runs = [run for run in view.document.text_map.runs if run.end > run.start]
    visible = sum(run.end - run.start for run in runs) or 1
    linked = sum(run.end - run.start for run in view.linked_runs)
    body = sum(span.end - span.start for span in view.spans)
    headings = sum(
        anchor_of(heading) is not None or next(heading.iter("a"), None) is not None
        for heading in root.iter(*_HEADINGS)
    )
    pictures = sum(anchor.find(".//img") is not None for anchor in root.iter("a"))
    return {
        "page:linked": linked / visible,
        "page:body_share": min(1.0, body / visible),
        "page:linked_headings": _log(headings, 2),
        "page:linked_pictures": _log(pictures, 2),
        "page:prices": _log(sum(len(r.text) < 60 and has_price(r.text) for r in runs), 1.5),
        "page:buttons": _log(sum(1 for _ in root.iter("button")), 2),
        "page:player": next(root.iter("video", "audio"), None) is not None,
        "page:headline": root.find(".//h1") is not None,
    }
