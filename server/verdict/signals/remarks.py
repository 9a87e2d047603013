"""Signals in what a page says to its reader: the rows of `remarks.json`, read off its remarks.

A remark is a block, a sentence, or the brackets at the end of a long block. Each row lists what
must hold of it, and what must not, and is read from left to right, up to the first that decides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import filterfalse
from operator import attrgetter, itemgetter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from server.language.scripts import TERMINAL
from server.model import REFUSALS, read_rows
from server.page.block import letters_in
from server.page.document import fold
from server.page.links import Link, is_account_link
from server.page.roles import mark_of
from server.page.view import PageView, Where
from server.text.calls import Kind, find_phrases, has_price, made_kind, says
from server.text.lexicon import fold_words
from server.text.lines import names_permissions
from server.text.publishers import names_in
from server.text.quotations import quotations
from server.text.spans import Extent
from server.urls import Kind as UrlKind
from server.urls import is_a, may_be_story
from server.verdict.signals.pagination import page_number
from server.verdict.signals.signal import Signal, SignalCode

_LABEL, _CALL, _NOTE = 120, 250, 600  # characters: of a button, of a call, of a block
_ABOVE, _BEFORE, _AFTER = 12, 8, 25  # blocks above the text, and before and after its end
_SHOWN = 160  # characters of a note that is quoted whole
_READ: tuple[Kind, ...] = ("read_full", "continue_reading", "original")
_LEADING = {"links_to_original", "continues_on_site"}
_HEADLINE = 30  # characters of a link that may name a story
_PLACES = {"here": "Where the text ends", "near": "After the text", "far": "Elsewhere on the page"}
_MARKS = " .…»›→]"  # after a call
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)|\W*(?:[\w-]+\.)+[a-z]{2,10}\W*$", re.I)
_BRACKETED = re.compile(r"[\[(（【][^\[\](（【]{4,120}[\])）】]\s*$")
Unit = Literal["whole", "sentence", "bracket", "closing"]


class Remark:
    """Hold one thing that a page says: a block, a sentence of it, or the brackets at its end."""

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
    "sentence": lambda at: at.is_sentence,
    "said": lambda at: at.unit == "whole" if len(at.block.text) <= _LABEL else at.is_sentence,
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
    "elsewhere": lambda at: any(link.elsewhere for link in at.links),
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


Tests = Annotated[
    tuple[Callable[[Remark], Any], ...], BeforeValidator(lambda names: [*map(_test, names.split())])
]


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
    quote: Literal["line", "note", "link"] = "line"
    alone: bool = False

    def first(self, remarks: Iterable[Remark]) -> Remark | None:
        """Return the first of `remarks` of which all holds."""
        for test in self.has:
            remarks = filter(test, remarks)
        for test in self.unless:
            remarks = filterfalse(test, remarks)
        return next(iter(remarks), None)

    def signal(self, remark: Remark) -> Signal:
        """Return what `remark` shows."""
        link: Link | None = getattr(remark, self.link) if self.link else None
        block, quote = remark.block, remark.text
        if self.quote == "note" and len(block.text) <= _SHOWN:
            quote = block.text
        elif self.quote == "link" and link and link.text:
            quote = link.text
        named = {"line": remark.text, "quote": quote, "place": _PLACES[remark.where]}
        words = self.says.format(**named, name=block.wall)
        shown = link.element if link and link.text == quote else None
        params = [("name", block.wall or "")] if "{name}" in self.says else []
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


def remark_signals(view: PageView) -> list[Signal]:
    """Return what the page says to its reader, the first remark of each kind."""
    remarks, found = [*remarks_of(view)], list[Signal]()
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
    end = min(view.last - _BEFORE, view.story_end)
    for number, block in enumerate(view.blocks):
        at_head = view.first - _ABOVE <= number <= view.first + 2
        at_end = end <= number <= view.last + _AFTER
        if not at_head and not at_end and not (block.wall and len(block.text) <= 300):
            continue
        yield Remark(view, number, block.text, "whole")
        told = block.sentences
        for text in told if len(block.text) <= _NOTE else [*told[:1], *told[-2:]]:
            if text != block.text and len(text) <= _CALL:
                yield Remark(view, number, text, "sentence")
        if len(block.text) > _CALL and (found := _BRACKETED.search(block.text)):
            yield Remark(view, number, found[0].strip(), "bracket")
