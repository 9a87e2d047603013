"""Pages made from whole ones: cut, shut, excerpted, retold, and whole ones with the same words.

    python -m tests.bench.corpus [train|test]        # how many, of what

Takes whole pages of ../shared/data/extraction, finds their gold paragraphs in the tree, cuts the
body there and puts a boundary block behind the cut (corpus_words.json, corpus_markup.py, written
for this). The train and the test half share no site, phrase, address, class name or arrangement;
ten of the languages, and all pages of waddle, are in the test half only. Nothing is written:
pages are made anew, always the same, in memory.
"""

import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement

from server.article.document import Span, TextMap, block_of
from server.article.locate import locate
from server.article.parse import parse
from server.verdict.boundary import is_long
from server.verdict.phrases import find_phrases
from tests.bench.corpus_markup import DOORS, FAMILIES, Parts
from tests.bench.verdict_data import DATA, entries, html_of

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("corpus_words.json").read_text("utf-8"))
TRAIN_LANGUAGES = frozenset(WORDS["train"])
OUTLETS = ("Harbour Gazette", "Signal Brief", "Tidewater Post", "Nordlicht", "Ellery Herald")
WHOLE_PAGES = 24  # of waddle, for each language
MAKERS: dict[str, int] = {"full": 8, "paywalled": 5, "excerpt": 4, "summary": 3}


@dataclass(frozen=True)
class Made:
    """A made page and what it is; `how` names what was done to it."""

    html: str
    url: str
    label: str
    language: str
    how: str
    status: int | None = None


@dataclass
class Base:
    """A whole page ready to be changed: its tree, and the blocks of its body in order."""

    half: str
    url: str
    language: str
    root: HtmlElement
    blocks: list[HtmlElement]
    random: random.Random

    def say(self, kind: str) -> str:
        """One of the half's ways to say `kind`, about an invented publication."""
        outlet = self.random.choice(OUTLETS)
        domain = outlet.lower().replace(" ", "-") + ".example"
        words = self.random.choice(WORDS[self.half][self.language][kind])
        number, pages = self.random.randint(31, 92), self.random.randint(2, 5)
        return str(words.format(outlet=outlet, domain=domain, n=number, m=pages))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def away(self) -> str:
        """An address on another site."""
        return f"https://harbour-gazette.example/2026/{self.random.randint(100, 999)}-tunnel"

    def near(self) -> str:
        """An address of a longer version on the same site."""
        return self.url.rstrip("/") + self.random.choice(("/full", "?view=full", "-2"))

    def door(self) -> str:
        return self.random.choice(DOORS[self.half])

    def block(self, parts: Parts) -> HtmlElement:
        family = self.random.choice(FAMILIES[self.half])
        return lxml.html.fragment_fromstring(family(parts), create_parent="div")

    def behind(self, parts: Parts) -> None:
        """Put `parts` behind the body, in its container or behind that."""
        last = self.blocks[-1]
        parent = last.getparent()
        outside = self.chance(0.3) and parent.tag in ("div", "section") and len(parent) < 60
        (parent if outside else last).addnext(self.block(parts))


def made_pages(half: str, each: int = 8) -> Iterator[Made]:
    """The pages of a half: `each` of every base page; those that can't be cut are passed over."""
    for entry, language, html in _bases(half):
        for number in range(each):
            chance = random.Random(f"{entry['id']} {number}")
            base = _base(half, entry, language, html, chance)
            if base is None:
                break
            label = chance.choices(list(MAKERS), list(MAKERS.values()))[0]
            how, status = _MAKE[label](base)
            page = lxml.html.tostring(base.root, encoding="unicode")
            yield Made(page, base.url, label, language, how, status)


def _bases(half: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    for entry in entries("extraction/fundus"):
        language = _language(entry["text"], entry["id"])
        if language and _half(entry["url"], language) == half:
            yield entry, language, html_of("extraction/fundus", entry)
    if half == "test":
        counted: Counter[str] = Counter()
        everything = entries("extraction/waddle")
        for entry in random.Random(3).sample(everything, len(everything)):
            language = _script(entry["text"])
            counted[language] += 1
            if counted[language] <= WHOLE_PAGES:
                yield entry, language, html_of("extraction/waddle", entry)


def _half(url: str, language: str) -> str:
    site = urlsplit(url).netloc.removeprefix("www.")
    return "train" if language in TRAIN_LANGUAGES and zlib.crc32(site.encode()) % 2 else "test"


_COUNTRIES = {
    "de": "de", "at": "de", "ch": "de", "lu": "de", "uk": "en", "us": "en", "ca": "en", "za": "en",
    "au": "en", "ls": "en", "na": "en", "my": "en", "fr": "fr", "es": "es", "it": "it", "no": "no",
    "cz": "cs", "jp": "ja", "tr": "tr", "se": "sv", "tw": "zh",
}  # fmt: skip


def _language(text: str, identity: str) -> str | None:
    return _COUNTRIES.get(identity.partition("/")[0]) if len(text) > 900 else None


def _script(text: str) -> str:
    for language, signs in (("zh", "的是在"), ("el", "αειο"), ("ru", "аеио"), ("pl", "ąęłśż")):
        if any(sign in text for sign in signs):
            return language
    return "en"


def _base(
    half: str, entry: dict[str, Any], language: str, html: str, chance: random.Random
) -> Base | None:
    """The page's tree and its body's blocks; None where its body is not made of blocks."""
    root = parse(html, entry["url"]).root
    text_map = TextMap(root)
    spans = locate([line for line in entry["text"].split("\n") if line.strip()], text_map)
    blocks = _blocks(text_map, [span for span in spans.paragraphs if span])
    if len(blocks) < 5:
        return None
    # The text must be gone where a page is cut, and look the same where it is not.
    for script in root.xpath("//script"):
        if len(script.text or "") > 200 and script.getparent() is not None:
            script.drop_tree()
    return Base(half, entry["url"], language, root, blocks, chance)


def _blocks(text_map: TextMap, spans: list[Span]) -> list[HtmlElement]:
    blocks: list[HtmlElement] = []
    for span in spans:
        block = block_of(text_map.run_at(span.start).element)
        if block not in blocks and is_long(block.text_content(), 40):
            blocks.append(block)
    inside = {ancestor for block in blocks for ancestor in block.iterancestors()}
    return [block for block in blocks if block not in inside]


def _cut(base: Base, *, shorten: float) -> None:
    """Drop the body behind its first blocks, the last of them perhaps within a sentence."""
    _keep(base, base.random.randint(2, max(2, len(base.blocks) // 2)))
    if base.chance(shorten):
        text = " ".join(base.blocks[-1].text_content().split())
        stop = base.random.randint(len(text) // 2, max(len(text) // 2, len(text) - 12))
        mark = base.random.choice((" …", "...", " […]", ""))
        _rewrite(base.blocks[-1], text[:stop].rstrip(" .。") + mark)


def _keep(base: Base, count: int) -> None:
    for block in base.blocks[count:]:
        block.drop_tree()
    base.blocks = base.blocks[:count]


def _rewrite(block: HtmlElement, text: str) -> None:
    for child in list(block):
        block.remove(child)
    block.text = text


def _declare(base: Base, **fields: object) -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    script = lxml.html.fragment_fromstring('<script type="application/ld+json"></script>')
    script.text = data
    base.root.append(script)


def _paywalled(base: Base) -> tuple[str, int | None]:
    words = sum(len(block.text_content().split()) for block in base.blocks)
    _cut(base, shorten=0.5)
    called = base.chance(0.85)
    lines = [base.say("cut")] if called else []
    lines += [base.say("offer") for _ in range(base.random.randint(0 if called else 1, 2))]
    if base.chance(0.2):
        lines.insert(0, base.say("left"))
    links = [(base.say("login"), base.door())] if base.chance(0.7) else []
    form = base.say("login") if base.chance(0.35) or not (called or links) else None
    base.behind(Parts(lines, links, form))
    if base.chance(0.6):
        _declare(base, isAccessibleForFree=False, **({"wordCount": words} if words % 3 else {}))
    return "paywall", base.random.choice((402, 403)) if base.chance(0.08) else None


def _excerpt(base: Base) -> tuple[str, int | None]:
    how = base.random.choice(("near", "away", "label", "edition", "pages", "left", "cut only"))
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


def _summary(base: Base) -> tuple[str, int | None]:
    """The first sentences of some paragraphs, with what a retelling says of its source."""
    how = base.random.choice(("link", "source", "label", "top", "reports", "named", "all"))
    _keep(base, base.random.randint(3, 5))
    if how in ("reports", "all"):
        for block in base.blocks[:2]:
            text = " ".join(block.text_content().split()).rstrip(".")
            _rewrite(block, f"{text}, {base.say('reports')}.")
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


_WHOLE = ("plain",) * 5 + (
    "menu",
    "related",
    "footer",
    "box",
    "bio",
    "letter",
    "copy",
    "credit",
    "ad",
    "teaser",
)


def _full(base: Base) -> tuple[str, int | None]:
    how = base.random.choice(_WHOLE)
    # A text that ends with its paragraph is whole as far as anyone can see: briefs are like that.
    if base.chance(0.5):
        _keep(base, base.random.randint(2, max(2, len(base.blocks) // 2)))
    if base.chance(0.02):
        text = " ".join(base.blocks[-1].text_content().split())
        _rewrite(base.blocks[-1], text.rstrip(".。") + base.random.choice(("…", "...")))
    if how in ("menu", "footer", "box"):
        _elsewhere_on_the_page(base, how)
    elif how == "related":
        _related(base)
    elif how != "plain":
        base.behind(_harmless(base, how))
    if base.chance(0.3):
        # The field is sometimes filled with characters, or with what it was in another system.
        words = sum(len(block.text_content().split()) for block in base.blocks)
        _declare(
            base, isAccessibleForFree=False, wordCount=words * base.random.choice((1, 1, 3, 6))
        )
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
        teaser = Parts(
            [], [(f"Harbour cottage {number} is sold to the council of Port Ellery", address)]
        )
        box.append(base.block(teaser))
        box.append(base.block(Parts([], [(base.say("on"), address)])))
    base.blocks[-1].addnext(box)


_MAKE: dict[str, Callable[[Base], tuple[str, int | None]]] = {
    "full": _full, "paywalled": _paywalled, "excerpt": _excerpt, "summary": _summary,
}  # fmt: skip


def known_phrases() -> list[str]:
    """Sayings of the test half that the phrase files hold or the train half has too."""
    trained = {
        words for kinds in WORDS["train"].values() for said in kinds.values() for words in said
    }
    return [
        words
        for kinds in WORDS["test"].values()
        for kind in ("cut", "on", "full", "excerpt", "summary", "edition")
        for words in kinds[kind]
        if words in trained or find_phrases(words.format(outlet="X", domain="x", n=50, m=2))
    ]


def main() -> None:
    """Count what the halves hold."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; pages are made from the whole pages there.")
    for half in sys.argv[1:] or ("train", "test"):
        made = list(made_pages(half))
        print(half, len(made), Counter(page.label for page in made))
        print("  ", Counter(page.how for page in made))
        print("  ", Counter(page.language for page in made))
    print("test sayings that are known:", known_phrases())


if __name__ == "__main__":
    main()
