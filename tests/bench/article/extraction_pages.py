"""Real pages in many dresses, to learn from: as they are, and with furniture made for them.

The pages of 122 sites have few reader comments, teasers of other stories and old markup; so
pages get comment sections and teasers, made of sentences of other pages and invented names, and
the markup of 2011 (`<br>` for `<p>`, no landmarks, no classes). What was added is no article.
"""

import random
from collections.abc import Callable

import lxml.html
from lxml.html import HtmlElement

_NAMES = [
    "Maren",
    "Ole",
    "Jutta",
    "Piet",
    "Ivana",
    "Radek",
    "Sofia",
    "Lukas",
    "Amara",
    "Tomas",
    "Hilde",
    "Yara",
    "Bruno",
    "Cleo",
    "Elif",
]
_REPLY = [
    "Reply",
    "Antworten",
    "Ответить",
    "Odpowiedz",
    "Απάντηση",
    "回复",
    "Répondre",
    "Report abuse",
    "Like (3)",
    "+1 -0",
]
_COMMENTS = [
    "Comments",
    "Kommentare",
    "Комментарии",
    "Komentarze",
    "Σχόλια",
    "评论",
    "Readers' comments (12)",
    "Opinie",
]
_RELATED = [
    "Related",
    "Mehr zum Thema",
    "Читайте также",
    "Zobacz także",
    "Διαβάστε επίσης",
    "相关新闻",
    "Latest",
    "Top",
]
_COMMENT_BOXES = [
    "comments",
    "comment-list",
    "user-comments",
    "disqus",
    "reader-comments",
    "opinie",
    "replies",
]
_COMMENT_ITEMS = ["comment", "comment-item", "reply", "post-comment", "c-item"]
_TEASER_BOXES = [
    "related",
    "more-stories",
    "teasers",
    "recommended",
    "sidebar",
    "news-list",
    "box",
    "latest",
    "list",
]
_PLAIN = ["list", "box", "wrap2", "items", "row", "entry", None, None]
_LANDMARKS = ("article", "main", "section", "aside", "nav", "header", "footer")


def _make(tag: str, name: str | None = None, text: str = "", *inside: HtmlElement) -> HtmlElement:
    element = lxml.html.Element(tag)
    if name:
        element.set("class", name)
    element.text = text
    element.extend(inside)
    return element


def _link(text: str) -> HtmlElement:
    link = _make("a", None, text)
    link.set("href", "/x")
    return link


def _broken(before: str, *after: str) -> list[HtmlElement]:
    """Return `<br>` elements with text after each."""
    breaks = []
    for text in after:
        line = lxml.html.Element("br")
        line.tail = text
        breaks.append(line)
    return breaks


class Dresser:
    """Changes pages; `sentences` and `titles` are what comments and teasers are made of."""

    def __init__(self, sentences: list[str], titles: list[str], rng: random.Random) -> None:
        self._sentences = sentences
        self._titles = titles
        self._rng = rng

    def dress(self, root: HtmlElement, body: list[HtmlElement]) -> set[HtmlElement]:
        """Add to the page whose article is in `body`; return the new elements."""
        rng = self._rng
        end = body[-1]
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            parent = end.getparent()
            if parent is not None and parent.tag not in ("body", "html"):
                end = parent
        added = []
        if rng.random() < 0.7:
            added.append(_behind(end, self.comments()))
        if rng.random() < 0.6:
            added.append(_behind(end, self.teasers()))
        if rng.random() < 0.3 and len(body) > 3:
            added.append(_behind(body[len(body) // 2], self.teasers()))
        if rng.random() < 0.2:
            added.append(self.teasers())
            body[0].addprevious(added[-1])
        return {element for top in added for element in top.iter()}

    def comments(self) -> HtmlElement:
        """Return a comment section in one of five layouts; a third have meaningless names."""
        rng = self._rng
        named = rng.random() < 0.7
        box = self._headed(rng.choice(_COMMENT_BOXES if named else _PLAIN), _COMMENTS)
        item = rng.choice(_COMMENT_ITEMS if named else _PLAIN)
        layout = rng.choice(_COMMENT_LAYOUTS)
        for _ in range(rng.choice([1, 2, 3, 4, 6, 9, 14, 25])):
            who = rng.choice(_NAMES) + rng.choice(["", f" {rng.choice('ABCDE')}.", "77"])
            text = self._words(*rng.choice([(20, 80), (60, 250), (200, 700)]))
            box.append(layout(item, who, self._stamp(), text, rng.choice(_REPLY)))
        return box

    def teasers(self) -> HtmlElement:
        """Return a list of other stories with their first words, in one of five layouts."""
        rng = self._rng
        box = self._headed(rng.choice([*_TEASER_BOXES, None, None]), _RELATED)
        item = rng.choice([None, "item", "teaser", "card", "news", "story"])
        layout = rng.choice(_TEASER_LAYOUTS)
        for _ in range(rng.choice([1, 2, 3, 5, 8, 15])):
            text = self._words(60, 320)
            box.append(layout(item, _link(rng.choice(self._titles)), self._stamp(), text))
        return box

    def _headed(self, name: str | None, heads: list[str]) -> HtmlElement:
        box = _make("div", name)
        if self._rng.random() < 0.7:
            tag = self._rng.choice(["h2", "h3", "h4", "div", "p", "b"])
            box.append(_make(tag, None, self._rng.choice(heads)))
        return box

    def _words(self, low: int, high: int) -> str:
        length, text = self._rng.randint(low, high), ""
        while len(text) < length:
            text = f"{text} {self._rng.choice(self._sentences)}".strip()
        cut = text.find(". ", length)
        return text[: cut + 1] if 0 < cut < 2 * length else text[:length]

    def _stamp(self) -> str:
        rng = self._rng
        day, month, minute = rng.randint(1, 28), rng.randint(10, 12), rng.randint(10, 59)
        return rng.choice(
            [
                f"{day}.{month}.2014 9:{minute}",
                f"{day} minutes ago",
                f"2019-{month}-{day:02}",
                f"Jan {day}, 2012, 7:{minute} PM",
            ]
        )


def age(root: HtmlElement, rng: random.Random) -> None:
    """Give a page some of the markup of 2011."""
    if rng.random() < 0.5:
        _break_lines(root)
    if rng.random() < 0.4:
        for headline in list(root.iter("h1")):
            headline.tag = rng.choice(["div", "b", "h2", "span"])
    if rng.random() < 0.5:
        for landmark in list(root.iter(*_LANDMARKS)):
            landmark.tag = "div"
    if rng.random() < 0.3:
        for name in ("class", "id", "itemprop"):
            for element in root.xpath(f"//*[@{name}]"):
                del element.attrib[name]


def _break_lines(root: HtmlElement) -> None:
    for paragraph in list(root.iter("p")):
        paragraph.tag = "span"
        for _ in range(2):
            _behind(paragraph, lxml.html.Element("br"))


def _behind(element: HtmlElement, new: HtmlElement) -> HtmlElement:
    """Insert `new` between `element` and the text after it."""
    tail, element.tail = element.tail, None
    element.addnext(new)
    new.tail = tail
    return new


_COMMENT_LAYOUTS: list[Callable[..., HtmlElement]] = [
    lambda item, who, when, text, reply: _make(
        "div",
        item,
        "",
        _make("div", None, who),
        _make("div", None, when),
        _make("p", None, text),
        _link(reply),
    ),
    lambda item, who, when, text, reply: _make(
        "li", item, "", _make("span", None, f"{who} {when}"), _make("p", None, text)
    ),
    lambda item, who, when, text, reply: _make(
        "div", item, f"{who}, {when}", *_broken("", "", text)
    ),
    lambda item, who, when, text, reply: _make(
        "tr", None, "", _make("td", None, who), _make("td", item, text)
    ),
    lambda item, who, when, text, reply: _make(
        "div",
        item,
        "",
        _make("b", None, who),
        _make("div", "text", text),
        _make("small", None, when),
    ),
]
_TEASER_LAYOUTS: list[Callable[..., HtmlElement]] = [
    lambda item, link, when, text: _make(
        "div", item, "", _make("h3", None, "", link), _make("p", None, text)
    ),
    lambda item, link, when, text: _make("li", item, "", link, _make("div", None, text)),
    lambda item, link, when, text: _make(
        "div", item, "", _make("div", None, when), link, *_broken("", text)
    ),
    lambda item, link, when, text: _make("p", item, "", link, lxml.html.Element("br"), _link(text)),
    lambda item, link, when, text: _make("p", item, text),
]
