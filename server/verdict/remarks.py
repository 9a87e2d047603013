"""Signals in what a page says to its reader: the rows of `remarks.json`, read off its remarks.

A remark is a block, a sentence, the brackets at the end of a long block, or the end of the text.
Each row lists what must hold of it, and what must not, and is read from left to right, up to the
first that decides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import filterfalse
from operator import attrgetter, itemgetter
from typing import Annotated, Any, Literal

from lxml.html import HtmlElement
from pydantic import BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from server.language.data import base_language, section
from server.language.scripts import TERMINAL, WORD
from server.model import REFUSALS, read_rows
from server.page.block import letters_in
from server.page.document import Link, fold, is_account_link, is_hidden
from server.page.roles import mark_of
from server.page.view import PageView, Where
from server.text.calls import Kind, find_phrases, has_price, made_kind, says
from server.text.lexicon import fold_words
from server.text.lines import names_permissions
from server.text.publishers import LONGEST_NAME, names_in
from server.text.quotations import quotations
from server.text.sentences import last_words
from server.text.tokens import Extent
from server.urls import Kind as UrlKind
from server.urls import is_a, may_be_story
from server.verdict.pagination import is_pager_line, page_number
from server.verdict.signal import Signal, SignalCode

# Characters of a line that is no paragraph, of a button, of a call, of a block.
_LINE, _LABEL, _CALL, _NOTE = 25, 120, 250, 600
# Blocks above and below the text's beginning, and before and after its end.
_ABOVE, _BELOW, _BEFORE, _AFTER = 12, 5, 8, 25
_SHOWN = 160  # characters of a note that is quoted whole
_READ: tuple[Kind, ...] = ("read_full", "continue_reading", "original")
_LEADING = {"links_to_original", "continues_on_site"}
_HEADLINE = 30  # characters of a link that may name a story
_LINKED = 0.6  # share of a block in links from which it is little else
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PLACES = {"here": "Where the text ends", "near": "After the text", "far": "Elsewhere on the page"}
_MARKS = " .…»›→]"  # after a call
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)|\W*(?:[\w-]+\.)+[a-z]{2,10}\W*$", re.I)
_BRACKETED = re.compile(r"[\[(（【][^\[\](（【]{4,120}[\])）】]\s*$")
# A block, one of its sentences, its brackets; the text's last sentence, and its last paragraph.
Unit = Literal["whole", "sentence", "bracket", "closing", "final"]

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

HIDDEN_LETTERS, HIDDEN_LEVELS = 300, 5  # a paragraph's; elements around it that are looked at
_CLOSING = "\"'”’»›“„)]）】」』》〉*"
# "[+1234 chars]" is what a news service's API puts there.
_BROKEN_OFF = re.compile(r"[\[(]\s*(?:…|\.{3,}|\+\s?\d+ chars?)\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|。。。|···)\s*+$")
_NO_TEXT = frozenset({"script", "style", "template", "noscript"})
_LAST_WORD = re.compile(rf"({WORD})\W*$")


class Remark:
    """Hold one thing that a page says, and the block that it is in."""

    def __init__(self, view: PageView, number: int, text: str, unit: Unit) -> None:
        self.view, self.number, self.text, self.unit = view, number, text, unit
        self.block = view.blocks[number]

    @property
    def is_sentence(self) -> bool:
        """Return whether it is one sentence of the page."""
        return self.unit == "sentence" or (self.unit == "whole" and not self.block.sentences[1:])

    @cached_property
    def where(self) -> Where:
        """Return where it is, seen from the text's end."""
        return self.view.where(self.number)

    def says(self, *words: Any, text: str | None = None) -> bool:
        """Return whether `text`, else its own, has words of each of these classes."""
        return says(self.text if text is None else text, words, self.view.language)

    @cached_property
    def phrases(self) -> Mapping[Kind, list[Extent]]:
        """Return its phrases, in any language: notes may be in another."""
        return find_phrases(self.text)

    @cached_property
    def own(self) -> frozenset[str]:
        """Return the kinds of its phrases, without those that a story quotes."""
        quoted = quotations(self.text) if self.block.in_body else []
        return frozenset(
            kind
            for kind, hits in find_phrases(self.text, self.view.languages).items()
            if any(not any(a <= start and end <= b for a, b in quoted) for start, end in hits)
        )

    @cached_property
    def made(self) -> tuple[str | None]:
        """Return the kind of call that its words make."""
        return (made_kind(self.text, self.view.language),)

    @cached_property
    def shape(self) -> tuple[Shape]:
        """Return how it ends."""
        is_line = len(self.text) < _LINE
        return ("whole" if is_line else shape_of(self.text, self.view.language),)

    @property
    def links(self) -> tuple[Link, ...]:
        """Return the links in it."""
        inside = self.unit == "bracket"
        return tuple(one for one in self.block.links if not inside or one.text in self.text)

    @cached_property
    def away(self) -> Link | None:
        """Return its first link to another site's story; what is called for may be anywhere."""
        calls = any(hit.start == 0 for kind in _READ for hit in self.phrases.get(kind, ()))
        may_be = (one for one in self.links if one.elsewhere and _leads_on(one, "social", "app"))
        is_called = calls or self.made != (None,)
        return next((one for one in may_be if is_called or may_be_story(one.url)), None)

    @cached_property
    def version(self) -> Link | None:
        """Return its first link to another page of this text, or to all of it."""
        own = [(address, address.rstrip("/")) for address in self.view.addresses]
        for link in self.links:
            for address, bare in own:
                rest = link.url.removeprefix(bare)
                if page_number(address, link.url) is not None or is_a(rest, "version"):
                    return link
        return None

    @cached_property
    def called(self) -> Link | None:
        """Return its first link that says that the text goes on there."""
        return next((one for one in self.links if self._goes_on(one)), None)

    def _goes_on(self, link: Link) -> bool:
        if not _leads_on(link) or self._is_headline(link, self.block.text):
            return False
        text = self.block.text
        is_all = self.block.links == (link,) and len(text) <= _LABEL
        read = Remark(self.view, self.number, text if is_all else link.text, self.unit)
        return "read_full" in read.phrases or "read_full" in read.made

    def _is_headline(self, link: Link, text: str) -> bool:
        """Return whether `link` names another story: "Read more: The harbour is to close"."""
        if len(link.text) < _HEADLINE:
            return False
        before, _, after = text.partition(link.text)
        named = before.rstrip().endswith((":", "：")) and not after.strip()
        return named and fold_words(link.text) not in fold_words(self.view.article.title or "")

    @property
    def ending(self) -> Link | None:
        """Return the link within the site with which its block ends, if the text goes on there."""
        links = [one for one in self.block.links[-1:] if one.text and not one.elsewhere]
        text = self.block.text.rstrip(_MARKS)
        ends = (one for one in links if text.endswith(one.text.rstrip(_MARKS)))
        return next(filter(self._goes_on, ends), None)

    @cached_property
    def account(self) -> Link | None:
        """Return the first link to an account or an offer."""
        return next((one for one in self.block.links if is_account_link(one.url)), None)

    @property
    def asks_beside(self) -> bool:
        """Return whether a link or a button beside it asks to sign in or to subscribe."""
        near = self.view.blocks[max(0, self.number - 1) : self.number + 3]
        near = [block for block in near if not block.is_closed]
        words = (block.text for block in near if block is not self.block)
        return any(is_account_link(link.url) for block in near for link in block.links) or any(
            len(text) <= 40 and self.says("access", text=text) for text in words
        )

    @property
    def in_small_wall(self) -> bool:
        """Return whether a part named as a paywall has a few words only, in whatever language."""
        for wall in (step for step in reversed(self.block.around) if mark_of(step, "wall")):
            is_short = len(" ".join(wall.text_content().split())) <= 300
            return is_short and sum(1 for _ in wall.iter("a")) <= 2
        return False

    @property
    def names_outlet(self) -> bool:
        """Return whether it sends its reader on to a publisher: "Read the full story at X"."""
        ends = [hit.end for hit in self.phrases.get("read_full", ()) if hit.start == 0]
        return bool(ends) and any(names_in(self.text[max(ends) :]))


def _leads_on(link: Link, *but: UrlKind) -> bool:
    return not link.is_home and not is_a(link.url, "document", *but)


# What may hold of a remark, beside what it has itself; places are in blocks, lengths in characters.
_HOLDS: dict[str, Callable[[Remark], Any]] = {
    "head": lambda at: -_ABOVE <= at.number - at.view.first <= 2,
    "tail": lambda at: -3 <= at.number - at.view.last <= 8,
    "end": lambda at: (
        not at.block.is_closed
        and at.number <= at.view.last + _AFTER
        and at.view.is_at_end(at.number)
    ),
    # Where a byline may be, and a source line; further on another story has it.
    "above": lambda at: -8 <= at.number - at.view.first <= 1,
    "at_first": lambda at: abs(at.number - at.view.first) <= 5,
    "at_last": lambda at: at.number >= at.view.first and -2 <= at.number - at.view.last <= 3,
    "here": lambda at: at.where == "here",
    "close": lambda at: at.where != "far",
    "after": lambda at: at.number > at.view.last,
    "last": lambda at: at.number == at.view.last,
    "in_body": lambda at: at.block.in_body,
    "wall": lambda at: at.block.wall,
    "beside": lambda at: at.block.is_beside,
    "closed": lambda at: at.block.is_closed,
    "control": lambda at: at.block.is_control,
    "whole": lambda at: at.unit == "whole",
    "bracket": lambda at: at.unit == "bracket",
    "closing": lambda at: at.unit == "closing",
    "final": lambda at: at.unit == "final",
    "open": lambda at: stays_open(at.text, at.view.language),
    "holds_back": lambda at: holds_back(at.block.element),
    "stops": lambda at: at.view.document.breaks_off and at.block is at.view.blocks[-1],
    "sentence": lambda at: at.is_sentence,
    "said": lambda at: at.unit == "whole" if len(at.block.text) <= _LABEL else at.is_sentence,
    "name": lambda at: len(at.text) <= LONGEST_NAME,
    "label": lambda at: len(at.text) <= _LABEL,
    "call": lambda at: len(at.text) <= _CALL,
    "brief": lambda at: len(at.block.text) <= 200,
    "short": lambda at: len(at.block.text) <= 300,
    "note": lambda at: len(at.block.text) <= _NOTE,
    "words": lambda at: letters_in(fold(at.block.text)) > 15,
    # A long paragraph may only report on a subscription.
    "prose": lambda at: at.block.in_body and len(at.block.text) > 250,
    "unended": lambda at: at.block.letters < 100 and at.block.text.rstrip()[-1:] not in TERMINAL,
    "refused": lambda at: at.view.status in REFUSALS,
    "price": lambda at: has_price(at.block.text),
    "access": lambda at: at.says("access"),
    "other": lambda at: at.says("other"),
    "tongue": lambda at: at.says("tongue"),
    "permissions": lambda at: names_permissions(at.text),
    "aside": lambda at: (
        not at.block.wall and len(at.block.text) < 200 and at.says("other", text=at.block.text)
    ),
    "pager": lambda at: is_pager_line(at.text, at.block.element),
    "led_off": lambda at: at.view.addresses and at.links and not at.version,
    "elsewhere": lambda at: any(link.elsewhere for link in at.links),
    "linked": lambda at: at.block.linked_share > _LINKED,
    "led": lambda at: any(not link.is_home for link in at.block.links),
    "headline": lambda at: at.away and at._is_headline(at.away, at.text),
    "teased": lambda at: any(
        one.url in at.view.teasers and not _ADDRESS.match(one.text) for one in at.links
    ),
}


def _test(names: str) -> Callable[[Remark], Any]:
    """Return the test for any of `names`: of `_HOLDS`, its own, or a kind ("made:read_full")."""
    tests = [_test_of(*name.partition(":")) for name in names.split("/")]
    return tests[0] if len(tests) == 1 else lambda remark: any(test(remark) for test in tests)


def _test_of(name: str, _: str, kind: str) -> Callable[[Remark], Any]:
    if name not in _HOLDS and not hasattr(Remark, name):
        raise ValueError(f"{name!r} is nothing that a remark is known by")
    if kind:
        return lambda remark: kind in getattr(remark, name)
    return _HOLDS.get(name) or attrgetter(name)


Test = Callable[[Remark], Any]
Tests = Annotated[tuple[Test, ...], BeforeValidator(lambda names: [*map(_test, names.split())])]


def fitting(
    remarks: Iterable[Remark], has: Iterable[Test], unless: Iterable[Test] = ()
) -> Iterable[Remark]:
    """Return those of `remarks` of which all of `has` holds, and nothing of `unless`."""
    for test in has:
        remarks = filter(test, remarks)
    for test in unless:
        remarks = filterfalse(test, remarks)
    return remarks


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class RemarkRow:
    """A row of `remarks.json`, with a piece of a page in which it is seen.

    `link` is where that leads, `quote` what is shown. A row that is `alone` counts where no other
    leads on.
    """

    code: SignalCode
    has: Tests
    says: str
    example: str
    unless: Tests = ()
    kind: str = ""
    link: Literal["", "away", "version", "called", "ending", "account"] = ""
    quote: Literal["line", "note", "link", "end"] = "line"
    alone: bool = False

    def first(self, remarks: Iterable[Remark]) -> Remark | None:
        """Return the first of `remarks` of which all holds."""
        return next(iter(fitting(remarks, self.has, self.unless)), None)

    def signal(self, remark: Remark) -> Signal:
        """Return what `remark` shows."""
        link: Link | None = getattr(remark, self.link) if self.link else None
        block, quote = remark.block, remark.text
        if self.quote == "note" and len(block.text) <= _SHOWN:
            quote = block.text
        elif self.quote == "link" and link and link.text:
            quote = link.text
        elif self.quote == "end":
            quote = last_words(block.sentences[-1])
        named = {"line": remark.text, "quote": quote, "place": _PLACES[remark.where]}
        name = block.wall if "{name}" in self.says else ""
        words = self.says.format(**named, name=name)
        shown = link.element if link and link.text == quote else None
        params = [("name", name)] if name else []
        params += [("url", link.url)] if link and self.link != "account" else []
        element = block.element if shown is None else shown
        return Signal(self.code, words, quote, element, self.kind, tuple(params))


@cache
def rows() -> dict[str, list[RemarkRow]]:
    """Return the rows of `remarks.json`, those of which the first remark counts together."""
    grouped: defaultdict[str, list[RemarkRow]] = defaultdict(list)
    for row in read_rows(__package__, "remarks.json", RemarkRow):
        kind = "alone" if row.alone else "" if row.quote == "note" else row.kind
        grouped[f"{row.code}:{kind}"].append(row)
    return grouped


def remark_signals(remarks: Sequence[Remark]) -> list[Signal]:
    """Return what the `remarks` of a page say to its reader, the first of each kind."""
    found = list[Signal]()
    for group in rows().values():
        seen = [(remarks.index(one), row, one) for row in group if (one := row.first(remarks))]
        if seen and not (group[0].alone and any(one.code in _LEADING for one in found)):
            _, row, remark = min(seen, key=itemgetter(0))
            found.append(row.signal(remark))
    return found


def remarks_of(view: PageView) -> Iterator[Remark]:
    """Yield the remarks around the ends of the text, and those in parts named as paywalls."""
    if view.body_numbers and view.article.sentences:
        yield Remark(view, view.last, view.article.sentences[-1].text, "closing")
        yield Remark(view, view.story_end, view.blocks[view.story_end].text, "final")
    end = min(view.last - _BEFORE, view.story_end)
    for number, block in enumerate(view.blocks):
        at_head = view.first - _ABOVE <= number <= view.first + _BELOW
        at_end = end <= number <= view.last + _AFTER
        if not at_head and not at_end and not (block.wall and len(block.text) <= 300):
            continue
        if _is_apart(view, number):
            continue
        yield Remark(view, number, block.text, "whole")
        told = block.sentences
        for text in told if len(block.text) <= _NOTE else [*told[:1], *told[-2:]]:
            if text != block.text and len(text) <= _CALL:
                yield Remark(view, number, text, "sentence")
        if len(block.text) > _CALL and (found := _BRACKETED.search(block.text)):
            yield Remark(view, number, found[0].strip(), "bracket")


def _is_apart(view: PageView, number: int) -> bool:
    """Return whether a block is about something else: a figure, comments, other stories below."""
    block, below = view.blocks[number], view.blocks[number + 1 : number + 3]
    is_wall = block.wall and not block.in_body
    if block.is_caption or (is_wall and any(mark_of(one, "comments") for one in block.around)):
        return True
    led = [one.links[0] for one in below if one.links and block.element.tag in _HEADINGS]
    return len(led) > 1 and all(
        len(link.text) >= _HEADLINE and may_be_story(link.url) for link in led
    )


def shape_of(text: str, language: str | None) -> Shape:
    """Return how the last paragraph `text` of an article ends."""
    stripped = text.strip()
    if _BROKEN_OFF.search(stripped):
        return "bracketed_ellipsis"
    bare = stripped.rstrip(_CLOSING + " ")
    if _ELLIPSIS.search(bare):
        return "ellipsis"
    is_open = stripped[-1:].isalpha() and stays_open(stripped, language)
    return "mid_sentence" if is_open else "whole"


def stays_open(text: str, language: str | None) -> bool:
    """Return whether `text` stops with a word that joins to more: "… and the", "… sagte, dass"."""
    joining = section(base_language(language), "joining") or ""
    last = _LAST_WORD.search(text.rstrip(_CLOSING + " ….。"))
    return last is not None and last.group(1).casefold() in joining.split()


def holds_back(element: HtmlElement) -> bool:
    """Return whether text beside or after `element`, the body's end, is there but not shown."""
    around = [step for step in element.iterancestors() if step.tag not in ("body", "html")]
    return any(
        sum(len(each.text_content()) for each in step.itersiblings() if _is_kept(each))
        > HIDDEN_LETTERS
        for step in (element, *around[:HIDDEN_LEVELS])
    )


def _is_kept(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return False
    if mark_of(element, "tool") or not is_hidden(element):
        return False
    parent = element.getparent()
    return any(mark_of(each, "kept") for each in (element, parent) if each is not None)
