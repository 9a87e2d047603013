"""Makes pages of several stories, and pages that look like them, in markup drawn at random.

They teach (`digests_train`) and grade nothing. Titles and texts are those of real articles in
../shared/data; tags, classes, order, groups and links are drawn anew for each page. The same
markup holds the parts of one article, which is no digest.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from server.language.scripts import SENTENCE_END
from tests.bench.verdict.verdict_data import DATA, entries

_SYLLABLES = re.findall("..?.?", "arbelcordanelmofingarholinejokellumnornex")
_ON = (
    "Read more",
    "Full story",
    "Source",
    "↗",
    "Weiterlesen",
    "阅读原文",
    "원문 보기",
    "Ler matéria",
)
_GROUPS = ("World", "Business", "Technik", "Politique", "国际", "경제", "Cultura", "Спорт", "Tools")
_OPTIONS = {
    "record": "div div article li section flat flat flat table row card br",
    "title": "h2 h3 h3 h4 p div span lead lead none",
    "body": "p p p two ul div span",
    "link": "title end end line line outlet amid",
    "meta": "none none before after",
    "group": "none none h2 h2 h3 div",
}
_COUNTS, _HOSTS, _LENGTHS = (3, 4, 5, 6, 8, 10, 12, 15, 20, 30), (1, 2, 4, 12, 30), (1, 2, 3, 5, 8)
_NAMED, _LINKED, _LISTED = 0.65, 0.95, 0.25  # shares of classes, of links, of contents lists


class Story(NamedTuple):
    """A title and its sentences."""

    title: str
    sentences: tuple[str, ...]


class Made(NamedTuple):
    """A page: "digest" or "one" story, its HTML and its items."""

    kind: str
    html: str
    items: list[dict[str, str]]


def made_pages(count: int) -> Iterator[Made]:
    """Yield `count` pages, the same each time."""
    for number in range(count):
        yield _Page(random.Random(number)).made()


@cache
def _stories() -> list[Story]:
    texts = [(entry["title"], entry["text"]) for entry in entries("extraction/fundus")] * 8
    for name, kinds in (("pairs", ("inshorts",)), ("articles", ("bbc", "webhose", "fakenewsnet"))):
        with gzip.open(DATA / "source" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if (row.get("source") or row.get("set")) in kinds:
                    texts.append((row["title"], row.get("body") or row["summary"]))
    stories = []
    for title, text in texts:
        parts = (sentence.strip() for sentence in SENTENCE_END.split(text.replace("\n", " ")))
        sentences = tuple(sentence for sentence in parts if len(sentence) > 20)
        if title and 12 < len(title) < 160 and len(sentences) >= 2:
            stories.append(Story(title.strip(), sentences))
    return stories


@cache
def _hosts() -> list[str]:
    hosts = {urlsplit(entry["url"]).hostname for entry in entries("real") if entry.get("url")}
    return sorted(host for host in hosts if host)


class _Page:
    """Draw one page."""

    def __init__(self, draw: random.Random) -> None:
        self.draw, self.names = draw, dict[str, str]()
        self.look = {kind: draw.choice(kinds.split()) for kind, kinds in _OPTIONS.items()}
        self.length, self.hosts = draw.choice(_LENGTHS), draw.sample(_hosts(), draw.choice(_HOSTS))

    def made(self) -> Made:
        count = self.draw.choice(_COUNTS)
        if self.draw.random() < 0.6:
            kind, stories = "digest", self.draw.sample(_stories(), count)
            title = f"{self.word().title()} {self.draw.choice(('Brief', 'Weekly', '3 June 2026'))}"
        else:
            long = [story for story in _stories() if len(story.sentences) > 12]
            long_story = self.draw.choice(long)
            size = max(2, len(long_story.sentences) // count)
            starts = range(0, len(long_story.sentences) - 1, size)
            parts = [long_story.sentences[start : start + size] for start in starts]
            kind, title = "one", long_story.title
            stories = [
                Story(" ".join(story_sentences[-1].split()[:7]), story_sentences)
                for story_sentences in parts
            ]
            self.length = size
        items = [
            {
                "title": "" if self.look["title"] == "none" else story.title,
                "first": story.sentences[0][:60],
            }
            for story in stories
        ]
        return Made(kind, self.page(title, stories), items)

    def page(self, title: str, stories: list[Story]) -> str:
        records, group = [self.record(story) for story in stories], self.look["group"]
        size = len(records) if group == "none" else self.draw.choice((2, 3, 4))
        body = ""
        for start in range(0, len(records), size):
            if group != "none":
                body += self.tag(group, self.draw.choice(_GROUPS), "group")
            around = {"li": "ul", "row": "table"}.get(self.look["record"], "div")
            body += self.tag(around, "".join(records[start : start + size]), "list")
        if self.draw.random() < _LISTED:
            heads = "".join(f"<li>{escape(story.title)}</li>" for story in stories)
            body = self.tag("ul", heads, "contents") + body
        intro = self.tag("p", escape(self.draw.choice(_stories()).sentences[0]), "intro")
        main = self.tag("main", f"<h1>{escape(title)}</h1>{intro}{body}", "main")
        return f"<html><head><title>{escape(title)}</title></head><body>{main}</body></html>"

    def record(self, story: Story) -> str:
        look, sentences = (
            self.look,
            [escape(sentence) for sentence in story.sentences[: self.length]],
        )
        title, end, line, url = escape(story.title), "", "", ""
        if self.draw.random() < _LINKED:
            slug = "-".join(self.word() for _ in range(4))
            host = self.draw.choice(self.hosts)
            url = f"https://{host}/2026/06/{slug}"
            words = host if look["link"] == "outlet" else self.draw.choice(_ON)
            if look["link"] == "title":
                title = f'<a href="{url}">{title}</a>'
            elif look["link"] == "end":
                end = f' <a href="{url}">{words}</a>'
            elif look["link"] == "amid":
                first, *rest = sentences[0].split()
                sentences[0] = f'<a href="{url}">{first}</a> {" ".join(rest)}'
            else:
                line = self.tag("div", f'<a href="{url}">{words}</a>', "source")
        shown = self.told(title, sentences, end) + line
        day = self.tag("div", f"{self.draw.randint(1, 28)} June 2026", "meta")
        if look["meta"] != "none":
            shown = day + shown if look["meta"] == "before" else shown + day
        kind = look["record"]
        if kind in ("flat", "br"):
            return shown + ("<br><br>" if kind == "br" else "")
        if kind == "row":
            return self.tag("tr", f"<td>{shown}</td>", "record")
        if kind == "table":
            inner = f"<tr><td><table><tr><td>{shown}</td></tr></table></td></tr>"
            return self.tag("table", inner, "record")
        if kind == "card" and url and "<a " not in shown:
            return f'<a{self.name("record")} href="{url}">{shown}</a>'
        return self.tag("div" if kind == "card" else kind, shown, "record")

    def told(self, title: str, sentences: list[str], end: str) -> str:
        text = " ".join(sentences) + end
        kind, body = self.look["title"], self.look["body"]
        if kind == "lead":
            return self.tag("p", f"<b>{title}</b> {text}", "p")
        if body == "two" and len(sentences) > 1:
            half = len(sentences) // 2
            first, last = " ".join(sentences[:half]), " ".join(sentences[half:]) + end
            shown = self.tag("p", first, "p") + self.tag("p", last, "p")
        elif body == "ul":
            shown = (
                f"<ul>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ul><p>{end}</p>"
            )
        else:
            shown = self.tag("p" if body == "two" else body, text, "body")
        return shown if kind == "none" else self.tag(kind, title, "title") + shown

    def tag(self, tag: str, inside: str, part: str) -> str:
        return f"<{tag}{self.name(part)}>{inside}</{tag}>"

    def name(self, part: str) -> str:
        """Return a class for the parts of one kind, the same each time; sometimes none."""
        if part not in self.names:
            words = " ".join(self.word() for _ in range(self.draw.choice((1, 1, 2, 3))))
            self.names[part] = f' class="{words}"' if self.draw.random() < _NAMED else ""
        return self.names[part]

    def word(self) -> str:
        return "".join(self.draw.choice(_SYLLABLES) for _ in range(self.draw.choice((1, 2, 2))))
