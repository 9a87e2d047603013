"""Pages that point to their source in every way there is, and pages that only seem to.

Made in memory of written parts (pointer_words_*.json, pointer_prose.json, pointer_markup.py),
always the same. The test half has its own words, layouts, markers, traps and addresses, and eight
languages for which no words are known; it was written before the rules.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Literal
from urllib.parse import quote

from tests.bench.source.pointer_markup import LAYOUTS, MARKERS, TRAPS, Parts

Half = Literal["train", "test", "last", "final"]
HERE = Path(__file__).parent
PROSE: dict[str, list[str]] = json.loads((HERE / "pointer_prose.json").read_text("utf-8"))
WORD_MARKERS = ("call", "republished", "credit", "told")
OWN = {
    "train": "https://signal-brief.example/2026/11/quay",
    "test": "https://the-daily-digest.example/stories/9112",
    "final": "https://lantern.example/2026/11/the-quay",
    "last": "https://kurzblick.example/k/9912-brennholm",
}
_PATHS = {
    "final": ["/news/regional/quay-4417203", "/2026/nov/grain-quay", "/article.asp?id=99182"],
    "train": [
        "/2026/11/old-quay-to-be-pulled-down",
        "/news/article-48213377",
        "/story.php?id=58217",
    ],
    "last": [
        "/stories/2026/nov/14/brennholm",
        "/p/piles-have-rotted-9",
        "/index.php?article=77120",
    ],
    "test": ["/harbour/4471-grain-quay-goes", "/a/ZkQ81-quay.html", "/2026-11-14/grain/quay"],
}
_WRAPPERS = {
    "train": ["{}", "{}", "https://www.google.com/url?q={quoted}&sa=D", "{}?utm_source=brief"],
    "final": ["{}", "{}", "https://slack-redir.net/link?url={quoted}", "{}#top"],
    "last": ["{}", "{}", "https://duckduckgo.com/l/?uddg={quoted}", "{}?utm_campaign=kb"],
    "test": ["{}", "{}", "https://l.facebook.com/l.php?u={quoted}&h=AT0", "{}#main"],
}


@dataclass(frozen=True)
class PointerPage:
    """A made page: `right` is the address it points to, `name` the publisher that it names."""

    html: str
    url: str
    language: str
    marker: str
    right: str | None = None
    name: str | None = None
    words: str = ""


def words(half: Half) -> dict[str, Any]:
    """Return the words of `half` by language."""
    loaded: dict[str, Any] = json.loads((HERE / f"pointer_words_{half}.json").read_text("utf-8"))
    return loaded


def pages(half: Half) -> Iterator[PointerPage]:
    """Every page of `half`."""
    maker = _Maker(half)
    for language, said in words(half).items():
        yield from maker.worded(language, said)
    languages = list(words(half))
    for number, marker in enumerate(MARKERS[half]):
        for place in range(5):
            yield maker.marked(languages[(5 * number + place * 7) % len(languages)], marker)
    for number, trap in enumerate(TRAPS[half]):
        for place in range(6):
            yield maker.trapped(languages[(6 * number + place * 5) % len(languages)], trap)


class _Maker:
    def __init__(self, half: Half) -> None:
        self.half = half
        self.words = words(half)
        self.random = Random(f"pointers {half}")
        self.numbers = count()

    def worded(self, language: str, said: dict[str, Any]) -> Iterator[PointerPage]:
        for marker in (*WORD_MARKERS, "named"):
            for sentence in said.get(marker, ()):
                yield self._worded(language, marker, sentence)

    def _worded(self, language: str, marker: str, sentence: str) -> PointerPage:
        url, name = self._address(language), str(self.words[language]["name"])
        line = _linked(sentence.replace("NAME", name), self._wrapped(url))
        place = "end"
        if marker in ("told", "named"):
            place = "body"
        elif marker in ("republished", "credit") and next(self.numbers) % 3 == 0:
            place = "top"
        right = None if marker == "named" else url
        parts = {place: line if place == "body" else f"<p>{line}</p>"}
        return self._page(language, marker, parts, right, name, sentence)

    def marked(self, language: str, marker: str) -> PointerPage:
        url = self._address(language)
        parts = MARKERS[self.half][marker](url, str(self.words[language]["name"]))
        return self._page(language, marker, parts, url)

    def trapped(self, language: str, trap: str) -> PointerPage:
        return self._page(language, f"trap:{trap}", TRAPS[self.half][trap]("", ""))

    def _page(
        self,
        language: str,
        marker: str,
        parts: dict[str, str],
        right: str | None = None,
        name: str | None = None,
        words: str = "",
    ) -> PointerPage:
        layout = LAYOUTS[self.half][next(self.numbers) % len(LAYOUTS[self.half])]
        markup = dict(parts)
        body = list(PROSE[language])
        if line := markup.pop("body", ""):
            where = self.random.randrange(1, len(body))
            body[where] = f"{line} {body[where]}" if self.random.random() < 0.5 else body[where]
            if not body[where].startswith(line):
                body.insert(where, line)
        if address := markup.pop("inline", ""):
            head, space, tail = body[1][:14], body[1][14:15], body[1][15:]
            body[1] = f'{head}{space}<a href="{address}">{tail[:12]}</a>{tail[12:]}'
        html = layout(Parts(language, body=body, **markup))
        return PointerPage(html, OWN[self.half], language, marker, right, name, words)

    def _address(self, language: str) -> str:
        path = self.random.choice(_PATHS[self.half])
        return f"https://{self.words[language]['domain']}{path}"

    def _wrapped(self, url: str) -> str:
        pattern = self.random.choice(_WRAPPERS[self.half])
        if "{}?" in pattern and "?" in url:
            return url
        return pattern.format(url, quoted=quote(url, safe=""))


def _linked(sentence: str, url: str) -> str:
    before, bracket, rest = sentence.partition("[")
    if not bracket:
        return escape(sentence)
    inner, _, after = rest.partition("]")
    href = escape(url, quote=True)
    return f'{escape(before)}<a href="{href}">{escape(inner)}</a>{escape(after)}'
