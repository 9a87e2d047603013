"""What is done to a whole page so that it is cut, shut, an excerpt, a retelling, or still whole."""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from functools import cache

import lxml.html

from tests.bench.corpus_base import OUTLETS, Base, retell, rewrite, text_in
from tests.bench.corpus_markup import DIGESTS, FIGURES, NAMED_SO, OVERLAYS, Parts
from tests.bench.verdict_data import DATA

Maker = Callable[[Base], tuple[str, int | None]]
_WITH_DIGESTS = ("train", "later")
_WITH_OVERLAYS = ("train",)  # the other sets were made before
_EXCERPTS = ("near", "away", "label", "edition", "pages", "left", "cut only")
_SUMMARIES = ("link", "source", "label", "top", "reports", "named", "all")
_WHOLE = ("plain",) * 6 + (
    "menu", "related", "footer", "box", "middle", "comments", "bio", "letter", "copy", "credit",
    "ad", "teaser",
)  # fmt: skip


def _cut(base: Base, *, shorten: float) -> None:
    """Drop the body behind its first blocks, the last of them perhaps within a sentence."""
    base.keep(base.random.randint(2, max(2, len(base.blocks) // 2)))
    if base.chance(shorten):
        text = text_in(base.blocks[-1])
        stop = base.random.randint(len(text) // 2, max(len(text) // 2, len(text) - 12))
        mark = base.random.choice((" …", "...", " […]", ""))
        rewrite(base.blocks[-1], text[:stop].rstrip(" .。") + mark)


def _declare(base: Base, **fields: object) -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    script = lxml.html.fragment_fromstring('<script type="application/ld+json"></script>')
    script.text = data
    base.root.append(script)


def _words(base: Base) -> int:
    return sum(len(block.text_content().split()) for block in base.blocks)


def paywalled(base: Base) -> tuple[str, int | None]:
    """Cut, with a call for subscribers behind it, nearly always one in words."""
    words = _words(base)
    _cut(base, shorten=0.5)
    called = base.chance(0.9)
    lines = [base.say("cut")] if called else []
    lines += [base.say("offer") for _ in range(base.random.randint(0 if called else 1, 2))]
    if base.chance(0.15):
        lines.insert(0, base.say("left"))
    links = [(base.say("login"), base.door())] if base.chance(0.7) else []
    form = base.say("login") if base.chance(0.35) or not (called or links) else None
    if base.chance(0.15):
        base.shut()
    if base.half in _WITH_OVERLAYS and called and base.chance(0.15):
        base.over(Parts(lines, links, form), base.random.choice(OVERLAYS))
        return "paywall: over the page", None
    base.behind(Parts(lines, links, form))
    if base.chance(0.6):
        _declare(base, isAccessibleForFree=False, **({"wordCount": words} if words % 3 else {}))
    return "paywall", base.random.choice((402, 403)) if base.chance(0.05) else None


def excerpt(base: Base) -> tuple[str, int | None]:
    """Cut, and the rest is elsewhere on the site, on another, in print, or only missing."""
    how = base.random.choice(_EXCERPTS)
    _cut(base, shorten=1.0 if how == "cut only" else 0.5)
    parts = {
        "near": lambda: Parts([], [(base.say("on"), base.near())]),
        "away": lambda: Parts([], [(base.say("on"), base.away())]),
        "label": lambda: Parts([base.say("excerpt")]),
        "edition": lambda: Parts([base.say("edition")]),
        "pages": lambda: Parts(
            [base.say("pages")], [("2", base.url + "?page=2"), ("»", "?page=2")]
        ),
        "left": lambda: Parts([base.say("left")], [(base.say("on"), base.near())]),
    }
    if how in parts:
        base.behind(parts[how]())
    return f"excerpt: {how}", None


def summary(base: Base) -> tuple[str, int | None]:
    """A retelling, with what it says of its source: people's and machines' of the pairs in
    English, else the first sentences of some paragraphs."""
    if base.half in _WITH_DIGESTS and base.chance(0.15):
        return _digest(base)
    how = base.random.choice(_SUMMARIES)
    if base.language == "en" and base.chance(0.7):
        retell(base, _retelling(base))
    else:
        base.keep(base.random.randint(3, 5))
        for block in base.blocks:
            rewrite(block, _first_sentences(text_in(block)))
    if how in ("reports", "all"):
        for block in base.blocks[:2]:
            rewrite(block, f"{text_in(block).rstrip('.')}, {base.say('reports')}.")
    if how == "top":
        label = lxml.html.fragment_fromstring("<p></p>")
        label.text = base.say("summary")
        base.blocks[0].addprevious(label)
    lines = [base.say("summary")] if how in ("label", "all") else []
    lines += [base.say("names")] if how == "named" else []
    # What says it alone must do too.
    sourced = how == "source" or (how == "reports" and base.chance(0.5))
    linked = how in ("link", "all") or (how in ("top", "label") and base.chance(0.4))
    source = [(base.say("source"), base.away())] if sourced else []
    full = [(base.say("full"), base.away())] if linked else []
    if lines or source or full:
        base.behind(Parts(lines, source + full))
    return f"summary: {how}", None


def _digest(base: Base) -> tuple[str, int | None]:
    """A press review: short items, each with a link to another publication."""
    base.keep(base.random.randint(3, 5))
    outlets = base.random.sample(OUTLETS, len(OUTLETS))
    how = base.random.choice(DIGESTS[base.half])
    for block, outlet in zip(base.blocks, outlets, strict=False):
        text = _first_sentences(text_in(block))
        site = outlet.lower().replace(" ", "-")
        url = f"https://{site}.example/news/2026/{base.random.randint(1000, 9999)}-tunnel"
        before, inside, after = how(outlet, url)
        rewrite(block, text + " ")
        for html in inside:
            block.append(lxml.html.fragment_fromstring(html))
        for html in before:
            block.addprevious(lxml.html.fragment_fromstring(html))
        for html in after:
            block.addnext(lxml.html.fragment_fromstring(html))
    return "summary: digest", None


@cache
def _summaries(half: str) -> list[str]:
    with gzip.open(DATA / "source" / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    odd = half == "train"
    return [
        pair["summary"].strip()
        for pair in pairs
        if zlib.crc32(pair["id"].encode()) % 2 == odd and len(pair["summary"]) > 250
    ]


def _retelling(base: Base) -> list[str]:
    """One of the pairs' summaries, two sentences a paragraph."""
    sentences = re.split(r"(?<=[.!?])\s+", base.random.choice(_summaries(base.half)))
    return [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]


def _first_sentences(text: str) -> str:
    parts = re.split(r"(?<=[.!?])\s+|(?<=[。！？])", text)
    return " ".join(parts[:2]).strip() or text


def full(base: Base) -> tuple[str, int | None]:
    """Whole, perhaps short, with the words of cut pages where they mean nothing."""
    how = base.random.choice(_WHOLE)
    if base.half in _WITH_OVERLAYS and base.chance(0.2):
        return _whole_beside(base)
    # A text that ends with its paragraph is whole as far as anyone can see: briefs are like that.
    if base.chance(0.5):
        base.keep(base.random.randint(2, max(2, len(base.blocks) // 2)))
    if base.chance(0.02):
        text = text_in(base.blocks[-1]).rstrip(".。")
        rewrite(base.blocks[-1], text + base.random.choice(("…", "...")))
    if how in ("menu", "footer", "box", "comments"):
        _elsewhere_on_the_page(base, how)
    elif how == "related":
        _related(base)
    elif how == "middle":
        if len(base.blocks) > 4:
            parts = Parts([base.say("newsletter"), base.say("bio")], [(base.say("on"), "/letter")])
            base.blocks[len(base.blocks) // 2 - 1].addnext(base.block(parts))
    elif how != "plain":
        base.behind(_harmless(base, how))
    if base.chance(0.3):
        # The field is sometimes filled with characters, or with what it was in another system.
        words = _words(base) * base.random.choice((1, 1, 3, 6))
        _declare(base, isAccessibleForFree=False, wordCount=words)
    return f"whole: {how}", None


def _whole_beside(base: Base) -> tuple[str, int | None]:
    """Whole, perhaps short, beside figures, a letter's box, or in a part named as others are."""
    if base.chance(0.5):
        base.keep(base.random.randint(2, max(2, len(base.blocks) // 2)))
    how = base.random.choice(("figures", "box over", "named"))
    if how == "figures":
        base.behind(Parts(list(base.random.choice(FIGURES))))
    elif how == "box over":
        letter = Parts([base.say("newsletter"), base.say("offer")], [(base.say("login"), "/login")])
        base.over(letter, base.random.choice(OVERLAYS))
    else:
        base.blocks[-1].getparent().set("class", base.random.choice(NAMED_SO))
    return f"whole: {how}", None


def _elsewhere_on_the_page(base: Base, how: str) -> None:
    """The very words of a cut page, where they say nothing about this text."""
    links = [(base.say("on"), base.near()), (base.say("login"), base.door())]
    block = base.block(Parts([base.say("cut"), base.say("offer")], links))
    body = base.root.find("body")
    if how == "box":
        # With two paragraphs behind it nobody can tell a box from an end.
        if len(base.blocks) > 4:
            base.blocks[len(base.blocks) // 2 - 1].addnext(block)
        return
    if how == "comments":
        around = lxml.html.fragment_fromstring('<div id="comments"></div>')
        around.append(block)
        base.blocks[-1].addnext(around)
        return
    around = lxml.html.fragment_fromstring("<nav></nav>" if how == "menu" else "<footer></footer>")
    around.append(block)
    body.insert(0 if how == "menu" else len(body), around)


def _harmless(base: Base, how: str) -> Parts:
    """What stands behind the end of whole texts too."""
    home = "https://harbour-gazette.example/"
    if how in ("copy", "credit"):
        words = base.say("syndicated" if how == "copy" else "source")
        return Parts([], [(words, base.away() if how == "copy" or base.chance(0.25) else home)])
    if how == "ad":
        return Parts([base.say("offer")], [(base.say("login"), base.door())])
    if how == "teaser":
        return Parts([], [(base.say("on"), f"/story-{base.random.randint(10, 99)}")])
    if how == "bio":
        return Parts([base.say("bio")], [(base.say("newsletter"), "/newsletter")])
    return Parts([base.say("newsletter")])


def _related(base: Base) -> None:
    """Teasers of other stories behind the body, each with its headline and a button."""
    box = lxml.html.fragment_fromstring("<div></div>")
    for number in range(3):
        address = f"/story-{number}"
        headline = f"Harbour cottage {number} is sold to the council of Port Ellery"
        box.append(base.block(Parts([], [(headline, address)])))
        box.append(base.block(Parts([], [(base.say("on"), address)])))
    base.blocks[-1].addnext(box)


# How many of what, and how each is made.
MAKERS: dict[str, tuple[int, Maker]] = {
    "full": (12, full),
    "paywalled": (3, paywalled),
    "excerpt": (3, excerpt),
    "summary": (2, summary),
}
