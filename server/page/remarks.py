"""Remarks: what a page says to its reader, found once, with their properties.

A remark is a block, a sentence, the brackets at the end of a long block, or the end of the text.
What it means is in rows of tables: signals and mentions (server/verdict), pointers (server/source).
Each row lists what must hold of a remark, and what must not, and is read from left to right, up to
the first that decides.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, dropwhile, filterfalse, islice, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from lxml.html import HtmlElement
from pydantic import BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass as checked_dataclass

from server.language.data import base_language, section
from server.language.scripts import TERMINAL, WORD, letters_in
from server.model import REFUSALS
from server.page.block import Block
from server.page.document import HEADINGS, Link, fold, is_account_link, is_hidden, label_of
from server.page.pagination import is_pager_line, page_number
from server.page.roles import BESIDE, PAGES, mark_of
from server.text.calls import (
    KINDS,
    Kind,
    WordClass,
    find_phrases,
    has_price,
    kind_by_words,
    share,
    word_classes,
)
from server.text.credits import begins_with_part, credit_form, has_part
from server.text.lexicon import fold_words
from server.text.lines import names_permissions
from server.text.publishers import LONGEST_NAME, names_in
from server.text.quotations import quotations
from server.text.tokens import Extent
from server.urls import Kind as UrlKind
from server.urls import is_a, is_story, may_be_story, parts_of

if TYPE_CHECKING:
    from server.page.view import PageView, Where

# The windows of a page, in blocks from the text's first block, or from its last.
WINDOWS = {
    "head": ("first", -12, 2),
    # Where a byline may be, and a source line; further on another story has it.
    "above": ("first", -8, 1),
    "at_first": ("first", -5, 5),
    "at_last": ("last", -2, 3),
    "tail": ("last", -3, 8),
    "around_end": ("last", -8, 25),
}
# Characters of what a remark says, and of the block that it is in.
LENGTHS = {"name": LONGEST_NAME, "label": 120, "call": 250, "statement": 700}
BLOCK_LENGTHS = {"brief": 200, "short": 300, "note": 600}
_READ: tuple[Kind, ...] = ("read_full", "continue_reading", "original")
_HEADLINE = 30  # characters of a link that may name a story
# Blocks above the text, and of it, whose links are read, and links without words: bounds of work.
MOST_READ = 400
OFF = BESIDE | {"offer"}  # parts about something else, or for sale
_MARKS = " .…»›→]"  # after a call
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)|\W*(?:[\w-]+\.)+[a-z]{2,10}\W*$", re.I)
_BRACKETED = re.compile(r"[\[(（【][^\[\](（【]{4,120}[\])）】]\s*$")
# A block, one of its sentences, its brackets; the text's last sentence, and its last paragraph.
# Also the sentence around a link to another site, and the label of a link without words.
Unit = Literal["whole", "sentence", "bracket", "closing", "final", "link", "label"]

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

_CLOSING = "\"'”’»›“„)]）】」』》〉*"
# "[+1234 chars]" is what a news service's API puts there.
_BROKEN_OFF = re.compile(r"[\[(]\s*(?:…|\.{3,}|\+\s?\d+ chars?)\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|。。。|···)\s*+$")
_LAST_WORD = re.compile(rf"({WORD})\W*$")


@dataclass(eq=False)
class Remark:
    """Hold one thing that a page says: in which block, and at which `link` or label of one."""

    view: "PageView"
    number: int
    text: str
    unit: Unit = "whole"
    link: Link | None = None

    @cached_property
    def block(self) -> Block:
        """Return its block; a label is one of its own."""
        if self.link and self.unit == "label":
            return Block(self.text, self.link.element, (self.link,))
        return self.view.blocks[self.number]

    @property
    def is_sentence(self) -> bool:
        """Return whether it is one sentence of the page."""
        return self.unit == "sentence" or (self.unit == "whole" and not self.block.sentences[1:])

    @cached_property
    def where(self) -> "Where":
        """Return where it is, seen from the text's end."""
        return self.view.where(self.number)

    @cached_property
    def words(self) -> set[WordClass]:
        """Return the classes of the words of calls that it has."""
        return word_classes(self.text, self.view.language)

    @cached_property
    def is_outside(self) -> bool:
        """Return whether it is a note above, below or at the edges of the text, or a label."""
        view, number = self.view, self.number
        if self.unit == "label" or len(self.block.text) > BLOCK_LENGTHS["short"]:
            return self.unit == "label"
        is_edge = number in (view.first, view.last) and _is_label(self.block)
        return view.top <= number < view.first or is_edge or self.is_below

    @cached_property
    def is_below(self) -> bool:
        """Return whether it is after the story, or in its last two sentences."""
        end = self.view.story_end
        is_last = any(self.text in one for one in self.block.sentences[-2:])
        return end < self.number < self.view.turn or (self.number == end and is_last)

    @property
    def is_told(self) -> bool:
        """Return whether it is in the text."""
        return self.unit != "label" and self.view.first <= self.number <= self.view.last

    @cached_property
    def credits(self) -> set[str | None]:
        """Return how it describes the publisher of its link, as a note and as the text does."""
        linked = self.link.text if self.link and self.unit == "link" else ""
        notes = (self.text, self.block.text) if self.is_outside else ()
        said = (credit_form(text, linked, self.view.credit_languages, note=True) for text in notes)
        told = self.is_told and credit_form(
            self.text, linked, self.view.credit_languages, note=False
        )
        return {next(filter(None, said), None), told or None}

    @cached_property
    def story(self) -> Link | None:
        """Return the link to its story: its own, in it or in its block; another site's first."""
        if self.link:
            return self.link
        led = [one for one in self.block.links if one.url not in self.view.teasers]
        within = [one for one in led if one.text and one.text in self.text]
        stories = [one for one in within or led if not is_a(one.url, "document")]
        return min(stories, key=lambda one: not one.elsewhere, default=None)

    @property
    def names_publisher(self) -> bool:
        """Return whether the words of its link are a publisher's, or mostly its site's name."""
        link = self.link
        if link is None or len(link.text) > LENGTHS["name"]:
            return False
        is_called = has_part("outlet", link.text, self.view.credit_languages)
        return is_called or names_its_site(link.text, link.url)

    @property
    def is_apart(self) -> bool:
        """Return whether it offers something else: no story, or other stories."""
        note = self.block.text if self.block.letters < 80 else ""
        texts = (note, self.story.text if self.story else "")
        return begins_with_part("besides", self.block.text, self.view.credit_languages) or any(
            has_part("other", text, self.view.credit_languages) for text in texts
        )

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
        return (kind_by_words(self.text, self.view.language),)

    @cached_property
    def shape(self) -> tuple[Shape]:
        """Return how it ends."""
        is_line = len(self.text) < 25  # no paragraph
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
        is_all = self.block.links == (link,) and _is_label(self.block)
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
            len(text) <= 40 and "access" in word_classes(text, self.view.language) for text in words
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


def names_its_site(text: str, url: str) -> bool:
    """Return whether `text` is the name of the site at `url`, or most of it."""
    domain = (parts_of(url).hostname or "").removeprefix("www.")
    if fold(text).removeprefix("www") == fold(domain):
        return True
    host, words = fold(domain.rpartition(".")[0]), text.split()
    # Names have capitals, articles before them ("dem Landboten") don't; domains have no accents.
    names = list(dropwhile(str.islower, words)) or words
    decomposed = (unicodedata.normalize("NFKD", name) for name in names)
    plain = ("".join(c for c in name if not unicodedata.combining(c)) for name in decomposed)
    known = [word for word in map(fold, plain) if len(word) > 2]
    if not known or len(words) > 6 or not all(word in host for word in known):
        return False
    return sum(map(len, known)) >= 0.7 * len(host)


def _is_label(block: Block) -> bool:
    return len(block.text) <= LENGTHS["label"]


def _leads_on(link: Link, *but: UrlKind) -> bool:
    return not link.is_home and not is_a(link.url, "document", *but)


def _within(edge: str, before: int, after: int) -> Callable[[Remark], bool]:
    """Return the test for a window of the page, from its edge `before` to `after`."""
    edge_of = attrgetter(f"view.{edge}")
    return lambda at: before <= at.number - edge_of(at) <= after


def _up_to(name: str, most: int) -> Callable[[Remark], bool]:
    text_of = attrgetter(name)
    return lambda at: len(text_of(at)) <= most


# What may hold of a remark, beside what it has itself.
_HOLDS: dict[str, Callable[[Remark], Any]] = {
    **{name: _within(*window) for name, window in WINDOWS.items()},
    **{name: _up_to("text", most) for name, most in LENGTHS.items()},
    **{name: _up_to("block.text", most) for name, most in BLOCK_LENGTHS.items()},
    "end": lambda at: (
        not at.block.is_closed
        and at.number <= at.view.last + WINDOWS["around_end"][2]
        and at.view.is_at_end(at.number)
    ),
    "here": lambda at: at.where == "here",
    "close": lambda at: at.where != "far",
    "before": lambda at: at.number < at.view.first,
    "after": lambda at: at.number > at.view.last,
    "last": lambda at: at.number == at.view.last,
    "open": lambda at: stays_open(at.text, at.view.language),
    "holds_back": lambda at: holds_back(at.block.element),
    "stops": lambda at: at.view.document.breaks_off and at.block is at.view.blocks[-1],
    "told": lambda at: at.unit == "link" and at.is_told,
    "asks": lambda at: at.unit == "label" or (at.is_sentence and at.is_below),
    "off": lambda at: (
        at.view.parts.of(at.link.element if at.link else at.block.element).role in OFF
    ),
    "headed": lambda at: begins_with_part(
        "besides", at.view.blocks[at.number - 1].text, at.view.credit_languages
    ),
    # "Continue reading" within a longer sentence is a figure of speech.
    "calling": lambda at: share(at.text, _hits(at, *_READ)) >= 0.25,
    "in_source": lambda at: any(
        mark_of(step, "source") and len(step.text_content()) <= LENGTHS["call"]
        for step in islice(_around(at), 3)
    ),
    "titles": lambda at: (
        fold(at.link.text if at.link else "") == fold(at.view.article.title or "-")
        or any(step.tag == "h1" for step in _around(at))
    ),
    "diverts": lambda at: "other" in at.words and share(at.text, _hits(at, *KINDS)) < 0.5,
    "line": lambda at: _is_label(at.block),
    "mostly_link": lambda at: at.story and len(at.text) <= 2 * len(at.story.text),
    "to_story": lambda at: at.story and at.story.text and is_story(at.story.url),
    "said": lambda at: at.unit == "whole" if _is_label(at.block) else at.is_sentence,
    "worded": lambda at: letters_in(at.block.folded) > 15,
    # A long paragraph may only report on a subscription.
    "prose": lambda at: at.block.in_body and len(at.block.text) > 250,
    "unended": lambda at: at.block.letters < 100 and at.block.text.rstrip()[-1:] not in TERMINAL,
    "refused": lambda at: at.view.status in REFUSALS,
    "price": lambda at: has_price(at.block.text),
    "permissions": lambda at: names_permissions(at.text),
    "aside": lambda at: (
        not at.block.wall
        and len(at.block.text) < 200
        and "other" in word_classes(at.block.text, at.view.language)
    ),
    "pager": lambda at: is_pager_line(at.text, at.block.element),
    "led_off": lambda at: at.view.addresses and at.links and not at.version,
    "elsewhere": lambda at: any(link.elsewhere for link in at.links),
    "linked": lambda at: at.block.linked_share > 0.6,
    "led": lambda at: any(not link.is_home for link in at.block.links),
    "headline": lambda at: at.away and at._is_headline(at.away, at.text),
    "teased": lambda at: any(
        one.url in at.view.teasers and not _ADDRESS.match(one.text) for one in at.links
    ),
}


def _around(at: Remark) -> Iterator[HtmlElement]:
    """Yield the link of `at` and the elements around it, below the article."""
    link = at.link.element if at.link else None
    around = () if link is None else (link, *link.iterancestors())
    return takewhile(lambda step: step.tag not in PAGES, around)


def _hits(at: Remark, *kinds: Kind) -> list[Extent]:
    return [hit for kind in kinds for hit in at.phrases.get(kind, ())]


def _test(names: str) -> Callable[[Remark], Any]:
    """Return the test for any of `names`: of `_HOLDS`, its own, or a kind ("made:read_full").

    Its own are attributes of a remark or of its block ("block.in_body").
    """
    tests = [_test_of(*name.partition(":")) for name in names.split("/")]
    return tests[0] if len(tests) == 1 else lambda remark: any(test(remark) for test in tests)


def _test_of(name: str, _: str, kind: str) -> Callable[[Remark], Any]:
    of, _, named = name.rpartition(".")
    if name not in _HOLDS and not hasattr(Block if of == "block" else Remark, named):
        raise ValueError(f"{name!r} is nothing that a remark is known by")
    if kind:
        kinds = attrgetter(name)
        return lambda remark: kind in kinds(remark)
    return _HOLDS.get(name) or attrgetter(name)


Test = Callable[[Remark], Any]
Tests = Annotated[tuple[Test, ...], BeforeValidator(lambda names: [*map(_test, names.split())])]


@checked_dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class LineRow:
    """A row of a table: what must hold of a remark, and what must not, with an example of one."""

    has: Tests
    example: str
    unless: Tests = ()

    def fitting(self, remarks: Iterable[Remark]) -> Iterable[Remark]:
        """Return the `remarks` with all properties in `has` and none in `unless`."""
        for test in self.has:
            remarks = filter(test, remarks)
        for test in self.unless:
            remarks = filterfalse(test, remarks)
        return remarks


def remarks_of(view: "PageView") -> Iterator[Remark]:
    """Yield the remarks around the ends of the text, and those in parts named as paywalls."""
    if view.body_numbers and view.article.sentences:
        yield Remark(view, view.last, view.article.sentences[-1].text, "closing")
        yield Remark(view, view.story_end, view.blocks[view.story_end].text, "final")
    _, before, after = WINDOWS["around_end"]
    end = min(view.last + before, view.story_end)
    for number, block in enumerate(view.blocks):
        at_head = WINDOWS["head"][1] <= number - view.first <= WINDOWS["at_first"][2]
        at_end = end <= number <= view.last + after
        is_wall = block.wall and len(block.text) <= BLOCK_LENGTHS["short"]
        if not (at_head or at_end or is_wall) or _is_apart(view, number):
            continue
        yield Remark(view, number, block.text, "whole")
        told = block.sentences
        is_note = len(block.text) <= BLOCK_LENGTHS["note"]
        for text in told if is_note else [*told[:1], *told[-2:]]:
            if text != block.text and len(text) <= LENGTHS["call"]:
                yield Remark(view, number, text, "sentence")
        if len(block.text) > LENGTHS["call"] and (found := _BRACKETED.search(block.text)):
            yield Remark(view, number, found[0].strip(), "bracket")


def links_of(view: "PageView") -> Iterator[Remark]:
    """Yield a remark for each link to another site, up to what follows the text."""
    body_end = min(view.last, view.first + MOST_READ)
    below = max(body_end, view.story_end, 0)
    for number in chain(range(max(0, view.first - MOST_READ), body_end), range(below, view.turn)):
        block = view.blocks[number]
        for link in block.links:
            if link.elsewhere and not link.is_home:
                around = (one for one in block.sentences if link.text and link.text in one)
                yield Remark(view, number, next(around, block.text), "link", link)
    anchors = (element for element in view.document.having["href"] if element.tag == "a")
    wordless = (element for element in anchors if not fold(element.text_content()))
    for element in islice(wordless, MOST_READ):
        label = label_of(element)
        if label and (led := view.place.link(element.get("href") or "", label, element)):
            yield Remark(view, view.last, label, "label", led)


def _is_apart(view: "PageView", number: int) -> bool:
    """Return whether a block is about something else: a figure, comments, other stories below."""
    block, below = view.blocks[number], view.blocks[number + 1 : number + 3]
    is_wall = block.wall and not block.in_body
    if block.is_caption or (is_wall and any(mark_of(one, "comments") for one in block.around)):
        return True
    is_headed = block.element.tag in HEADINGS - {"h1"}
    led = [one.links[0] for one in below if one.links and is_headed]
    return len(led) > 1 and all(
        len(link.text) >= _HEADLINE and may_be_story(link.url) for link in led
    )


def teaser_addresses(blocks: Sequence[Block], language: str | None) -> set[str]:
    """Return the addresses of other stories: with a headline, or words that link elsewhere too."""
    by_words: dict[str, set[str]] = defaultdict(set)
    by_url: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    for block, link in ((each, link) for each in blocks for link in each.links):
        by_words[link.text.casefold()].add(link.url)
        by_url[link.url].append((link.text, block))

    def names_other(texts: Iterable[str]) -> bool:
        longest = max(texts, key=len)
        is_call = find_phrases(longest) or kind_by_words(longest, language)
        is_listed = any(text and len(by_words[text.casefold()]) > 1 for text in texts)
        return is_listed or (len(longest) > 25 and not is_call)

    return {
        url
        for url, held in by_url.items()
        if names_other([text for text, _ in held])
        # "Source: <headline>" is a block with other words, the only one with this link.
        and (
            len({id(block) for _, block in held}) > 1
            or any(len(b.text) <= 4 + sum(len(link.text) for link in b.links) for _, b in held)
        )
    }


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
        sum(len(each.text_content()) for each in step.itersiblings() if _is_kept(each)) > 300
        for step in (element, *around[:5])
    )


def _is_kept(element: HtmlElement) -> bool:
    unread = ("script", "style", "template", "noscript")
    if not isinstance(element.tag, str) or element.tag in unread:
        return False
    if not is_hidden(element):
        return False
    parent = element.getparent()
    return any(mark_of(each, "kept") for each in (element, parent) if each is not None)
