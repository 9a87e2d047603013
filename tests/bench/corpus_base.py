"""Whole pages ready to be cut: their trees and the blocks of their bodies.

From ../shared/data/extraction: fundus, half its sites for each half (the final and the later set
take those of the test half), and waddle for the test half only; and for languages that have few
pages there, our own stories (corpus_stories.json) in the trees of pages of the same half.
"""

import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement

from server.article.extract.locate import locate
from server.page.document import Span, TextMap, block_of
from server.page.link_blocks import is_long
from server.page.parse import parse
from tests.bench.corpus_markup import DOORS, FAMILIES, SHUT, Parts
from tests.bench.verdict_data import entries, html_of


def _load(name: str) -> Any:
    return json.loads(Path(__file__).with_name(name).read_text("utf-8"))


WORDS: dict[str, Any] = {
    "train": _load("corpus_words.json"),
    "test": _load("corpus_test_words.json"),
    "final": _load("corpus_final_words.json"),
    "later": _load("corpus_later_words.json"),
}
STORIES: dict[str, dict[str, list[str]]] = _load("corpus_stories.json")
# The later set tells stories of the other halves again, in its own markup and words.
STORIES["later"] |= {
    language: STORIES[half][language]
    for half, languages in (("test", "pt nl ko ar uk da"), ("train", "ru tr"))
    for language in languages.split()
}
OUTLETS = ("Harbour Gazette", "Signal Brief", "Tidewater Post", "Nordlicht", "Ellery Herald")
OF_WADDLE = 24  # pages of each language
OF_STORIES = 6  # trees for each language
_COUNTRIES = {
    "de": "de", "at": "de", "ch": "de", "lu": "de", "uk": "en", "us": "en", "ca": "en", "za": "en",
    "au": "en", "ls": "en", "na": "en", "my": "en", "fr": "fr", "es": "es", "it": "it", "no": "no",
    "cz": "cs", "jp": "ja", "tr": "tr", "se": "sv", "tw": "zh", "dk": "da", "kr": "ko",
}  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """A whole page of the data; `story` replaces its body's paragraphs where there is one."""

    name: str
    url: str
    language: str
    html: str
    text: str
    story: tuple[str, ...] = field(default=())


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
        """True in `share` of all cases."""
        return self.random.random() < share

    def away(self) -> str:
        """An address on another site."""
        return f"https://harbour-gazette.example/2026/{self.random.randint(100, 999)}-tunnel"

    def near(self) -> str:
        """An address of a longer version on the same site."""
        return self.url.rstrip("/") + self.random.choice(("/full", "?view=full", "-2"))

    def door(self) -> str:
        """An address where accounts are opened or sold."""
        return self.random.choice(DOORS[self.half])

    def block(self, parts: Parts) -> HtmlElement:
        """`parts` in one of the half's kinds of markup."""
        family = self.random.choice(FAMILIES[self.half])
        return lxml.html.fragment_fromstring(family(parts), create_parent="div")

    def behind(self, parts: Parts) -> None:
        """Put `parts` behind the body, in its container or behind that."""
        last = self.blocks[-1]
        parent = last.getparent()
        outside = self.chance(0.3) and parent.tag in ("div", "section") and len(parent) < 60
        (parent if outside else last).addnext(self.block(parts))

    def over(self, parts: Parts, named: tuple[str, str]) -> None:
        """Put `parts` in a box over the page, before its head or behind its foot."""
        box = self.block(parts)
        box.set(*named)
        body = self.root.find("body")
        body.insert(self.random.choice((0, len(body))), box)

    def keep(self, count: int) -> None:
        """Drop the body behind its first `count` blocks, with what stands between its parts."""
        if count >= len(self.blocks):
            return
        order = list(self.root.iter())
        last = self.blocks[count - 1]
        around = {last, *last.iterancestors()}
        first = order.index(last) + sum(1 for _ in last.iter())
        stop = order.index(self.blocks[-1])
        for element in order[first : stop + 1]:
            parent = element.getparent()
            if element not in around and parent is not None:
                parent.remove(element)
        self.blocks = self.blocks[:count]

    def shut(self) -> None:
        """Fade or lock the last paragraph by a class or a style."""
        name, value = self.random.choice(SHUT[self.half])
        self.blocks[-1].set(name, value)


def rewrite(block: HtmlElement, text: str) -> None:
    """Make `text` all that stands in `block`."""
    for child in list(block):
        block.remove(child)
    block.text = text


def text_in(block: HtmlElement) -> str:
    """The text of `block` on one line."""
    return " ".join(block.text_content().split())


def wholes(half: str) -> Iterator[Whole]:
    """The whole pages of a half, in a fixed order."""
    sites = "train" if half == "train" else "test"
    pages = [page for page in _fundus() if _half(page.url) == sites]
    if half in ("final", "later"):
        # Cut elsewhere than in the test half.
        pages = [replace(page, name=f"{half} {page.name}") for page in pages]
    known = WORDS[half]
    yield from (page for page in pages if page.language in known)
    if half == "test":
        yield from _waddle()
    for number, (language, story) in enumerate(STORIES[half].items()):
        for page in random.Random(number).sample(pages, OF_STORIES):
            name = f"{language} {page.name}"
            yield Whole(name, page.url, language, page.html, page.text, tuple(story))


def base_of(page: Whole, half: str, chance: random.Random) -> Base | None:
    """The page's tree and its body's blocks; None where its body is not made of blocks."""
    root = parse(page.html, page.url).root
    text_map = TextMap(root)
    spans = locate([line for line in page.text.split("\n") if line.strip()], text_map)
    blocks = _blocks(text_map, [span for span in spans.paragraphs if span])
    if len(blocks) < 5:
        return None
    # The text must be gone where a page is cut, and look the same where it is not.
    for script in root.xpath("//script"):
        if len(script.text or "") > 200 and script.getparent() is not None:
            script.drop_tree()
    base = Base(half, page.url, page.language, root, blocks, chance)
    if page.story:
        retell(base, list(page.story))
    return base


def retell(base: Base, paragraphs: list[str]) -> None:
    """Put `paragraphs` in place of the body's, in the base's language."""
    base.keep(len(paragraphs))
    for block, text in zip(base.blocks, paragraphs, strict=False):
        rewrite(block, text)
    html = base.root if base.root.tag == "html" else base.root.find(".//html")
    if html is not None:
        html.set("lang", base.language)


def _fundus() -> Iterator[Whole]:
    for entry in entries("extraction/fundus"):
        language = _COUNTRIES.get(entry["id"].partition("/")[0])
        if language and len(entry["text"]) > 900:
            html = html_of("extraction/fundus", entry)
            yield Whole(entry["id"], entry["url"], language, html, entry["text"])


def _waddle() -> Iterator[Whole]:
    counted: Counter[str] = Counter()
    everything = entries("extraction/waddle")
    for entry in random.Random(3).sample(everything, len(everything)):
        language = _script(entry["text"])
        counted[language] += 1
        if counted[language] <= OF_WADDLE:
            html = html_of("extraction/waddle", entry)
            yield Whole(entry["id"], entry["url"], language, html, entry["text"])


def _half(url: str) -> str:
    site = urlsplit(url).netloc.removeprefix("www.")
    return "train" if zlib.crc32(site.encode()) % 2 else "test"


def _script(text: str) -> str:
    for language, signs in (("zh", "的是在"), ("el", "αειο"), ("ru", "аеио"), ("pl", "ąęłśż")):
        if any(sign in text for sign in signs):
            return language
    return "en"


def _blocks(text_map: TextMap, spans: list[Span]) -> list[HtmlElement]:
    blocks: list[HtmlElement] = []
    for span in spans:
        block = block_of(text_map.run_at(span.start).element)
        if block not in blocks and is_long(block.text_content(), 40):
            blocks.append(block)
    inside = {ancestor for block in blocks for ancestor in block.iterancestors()}
    return [block for block in blocks if block not in inside]
