"""Is there an article at all? Notices, consent walls, players, lists and shells have no article.

Some tests decide alone; the others are features of a logistic model, beside address, declarations,
text and tree.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL, ends_without_signs, letters_in
from server.model import REFUSALS, counted, words_of
from server.page.block import Block
from server.page.document import Link
from server.page.records import records_of
from server.page.roles import elements_in_roles, mark_of
from server.page.traits import OFF_TOPIC
from server.page.view import PageView
from server.page.windows import MOST_READ
from server.text.calls import (
    Kind,
    asks_for_consent,
    find_phrases,
    share,
    speaks_to_reader,
)
from server.urls import is_a, is_home, parts_of
from server.verdict.signals import Signal, SignalCode

# Letters of prose. Complete wire briefs of 280 letters exist; fewer than 80 hold no story.
NO_PROSE, LITTLE_PROSE, SHORT_PROSE = 80, 220, 800
STORY_PROSE = 1_200  # of the body's paragraphs: a story, whatever film it is beside
_BUTTONS = (
    ".//button | .//input[@type='button' or @type='submit'] | .//*[@role='button']"
    " | .//a[contains(@class, 'btn') or contains(@class, 'button')]"
)
_FIELDS = frozenset({"text", "email", "tel", "number", "password", "date", "url"})
# Tests that a text of a few sentences fails too, whole or not: features of the shape only.
_WEAK: frozenset[SignalCode] = frozenset({"media_page", "list_of_links", "form_page"})
_MEDIA = "The page is about a video, sound or pictures."
_FORM = "The page asks its reader to fill in a form."
# What a page without an article is, by the features that say so most.
_REASONS: dict[SignalCode, tuple[str, tuple[str, ...]]] = {
    "home_page": ("The page is the front page of its site.", ("address:root",)),
    "shop_page": (
        "The page offers something for sale.",
        ("page:cart", "og:product", "address:shop"),
    ),
    "media_page": (
        _MEDIA,
        ("address:media", "og:media"),
    ),
    "list_of_links": (
        "The page lists other pages.",
        ("body:ellipses", "body:several"),
    ),
    "form_page": (_FORM, ("test:form_page", "address:account")),
}
# Words of addresses where a reader signs in, registers or writes to the site: each on four or more
# of 346 sites with forms; in a step of three words at most on no site of a story (of 850).
_ACCOUNT = words_of(
    "login signin signup register registration account myaccount password lostpassword auth "
    "forgotpassword forgot forgotten reset user customer contact contacts kontakt feedback"
)
# Words of a site's own pages and lists, found likewise: on two or more sites without a story.
_SITE = words_of(
    "services products product forum forums viewtopic search category categories collections pages "
    "videos help support faq about careers pricing portal"
)
# Metas that publishers give stories: on 195 of 864 sites of stories, on one of 448 other sites.
_STORY_METAS = words_of("article:section article:tag article:opinion news_keywords")
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting)\s*$")
# Log odds from which on features show a kind of page: a few words for carts are on recipes too.
TELLING = 1.0
# Where a page shows no kind of page without an article: all 8 pages so sure have none.
SURELY_OTHER = 0.7  # chance
SHORT_LINES = 0.12  # of 400 letters, on average
SHORT_SEGMENT = 3  # words of a part of an address
# A list of teasers: headlines, and the share of the body that they have.
TEASERS, TEASED_SHARE = 6, 0.65
LISTED, LISTED_SHARE = 8, 0.6  # linked lines of a list, and the page's share in links
HEADLINE = 25  # letters of a linked line from which it is a headline
LONGEST_TEASER = 500  # letters; entries of a live report are longer
LINKED = 0.9  # share of a block in links from which it is a link
SHORTEST_HEADLINE = 12  # letters; less is a label
# Letters of prose under a headline that is a notice and nothing else, and under another one.
UNDER_NOTICE, UNDER_NOTICE_AND_MORE = 1_200, 700
NOTHING_ELSE, MOSTLY_NOTICE = 0.8, 0.5  # share of a headline that the words of a notice are
FILM_PROSE = 400  # letters of a film's description
# What bounds the work on long pages: texts and buttons that are read, and their letters.
MOST_TEXTS, MOST_QUOTABLE, MOST_BUTTONS = 60, 40, 40
SHORT_TEXT, LONGEST_LABEL = 200, 60
MADE_UP = 0.3  # share of a text from which on phrases make it up
LONG_LINE, LONG_TITLE = 400, 75  # letters: longer ones say no more
SHORT_PARAGRAPH = 60  # letters of a block that one element holds with others
PARAGRAPH = 100  # letters from which a block may be a paragraph of prose
_UNLINKED = 0.3  # share of a block in links from which it is not prose

Found = tuple[str, HtmlElement | None]  # what a page shows, and where


@dataclass(frozen=True, slots=True)
class Shape:
    """A page's features for the shape model; `decisive` is what alone makes it no article."""

    decisive: Signal | None
    features: Mapping[str, float]
    tests: tuple[Signal, ...] = ()


def shape_features(view: PageView) -> Shape:
    """Return the features of the page's shape."""
    if view.document.is_text:
        return Shape(None, {})
    page = _Page(view)
    tests = tuple(signal for test in _TESTS if (signal := test(page)))
    weak = [signal for signal in tests if signal.code in _WEAK]
    decisive = next((signal for signal in tests if signal.code not in _WEAK), None)
    is_shell = decisive is not None and decisive.code == "no_text"
    is_film = decisive is None and page.is_film and weak and weak[0].code == "media_page"
    if weak and (is_shell or is_film):
        decisive = weak[0]
    if decisive and decisive.code in _WEAK and is_home(view.place.address or ""):
        decisive = _signal_of("home_page", _REASONS["home_page"][0], page.heading) or decisive
    if decisive:
        return Shape(decisive, {}, tests)
    features = {
        **_address(view),
        **_declared_features(view),
        **_text(view),
        **_blocks(view),
        **_tree(page),
        "test:form_page": any(signal.code == "form_page" for signal in tests),
    }
    return Shape(None, _without_media(features, view), tests)


def has_reason(shape: Shape, weights: Mapping[str, float], chance: float) -> bool:
    """Whether more than the little that a brief has speaks against an article.

    690 letters of prose are more than a brief, in scripts that no table knows too. A brief has
    paragraphs: where the lines are shorter, a `chance` that is high enough says that there is none.
    """
    code, added = _strongest(shape, weights)
    tested = any(signal.code == code for signal in shape.tests)
    if tested or added >= 0.6 or shape.features.get("text:prose", 0) >= 0.71:  # log odds
        return True
    return chance >= SURELY_OTHER and shape.features.get("text:line_length", 1) <= SHORT_LINES


def _strongest(shape: Shape, weights: Mapping[str, float]) -> tuple[SignalCode | None, float]:
    """Return the likeliest kind of page by its features, and the log odds that they add.

    None where nothing on the page speaks for any kind.
    """
    tested = {signal.code for signal in shape.tests}
    added_by_code = {
        code: sum(weights.get(name, 0.0) * shape.features.get(name, 0.0) for name in names)
        for code, (_, names) in _REASONS.items()
    }
    code = max(added_by_code, key=lambda code: (added_by_code[code], code in tested))
    if added_by_code[code] <= 0 and code not in tested:
        return None, 0.0
    return code, added_by_code[code]


def kind_shown(view: PageView, shape: Shape, weights: Mapping[str, float]) -> Signal | None:
    """Return what kind of page speaks most against an article, with a quote, if any does."""
    code, added = _strongest(shape, weights)
    if added < TELLING and not any(signal.code == code for signal in shape.tests):
        code = None
    if shape.features.get("address:root"):  # what an address says, whatever else the page shows
        code = "home_page"
    elif shape.features.get("address:account"):
        code = "form_page"
    if code is None:
        return None
    test = next((signal for signal in shape.tests if signal.code == code), None)
    return test or _signal_of(code, _REASONS[code][0], _Page(view).heading)


def why_no_article(view: PageView, shape: Shape, weights: Mapping[str, float]) -> Signal:
    """Return the reason that the shape model takes a page for no article."""
    kind = kind_shown(view, shape, weights)
    if kind:
        return kind
    return unlike_story(view)


def unlike_story(view: PageView) -> Signal:
    """Return what is true of all pages that look little like an article."""
    quote, element = _Page(view).heading or (None, None)
    return Signal("unlike_story", "It has little running text, unlike a story.", quote, element)


def prose_of(text: str) -> str:
    """Return the paragraphs of `text` that are statements rather than labels."""
    return "\n".join(
        paragraph
        for paragraph in text.split("\n")
        if (letters := letters_in(paragraph)) >= 400
        or (letters >= 30 and any(sign in paragraph for sign in TERMINAL))
        or (letters >= 100 and ends_without_signs(paragraph))
    )


class _Page:
    """A page as the tests see it."""

    def __init__(self, view: PageView) -> None:
        self.view, self.root = view, view.document.root
        self.runs = [run for run in view.document.text_map.runs if run.end > run.start]

    @cached_property
    def prose(self) -> float:
        """The letters of its statements."""
        return letters_in(prose_of(self.view.article.text))

    @property
    def is_film(self) -> bool:
        """Whether it says that it is a film's or a song's."""
        kinds = self.view.structured.metas.get("og:type", [""])
        return kinds[0].startswith(("video", "music"))

    @property
    def buttons(self) -> list[str]:
        """What can be pressed, by its words."""
        labels = []
        for element in self.root.xpath(_BUTTONS)[:MOST_BUTTONS]:
            label = " ".join((element.get("value") or element.text_content()).split())
            if 0 < len(label) <= LONGEST_LABEL:
                labels.append(label)
        return labels

    @property
    def quote(self) -> Found | None:
        """Its first words that are more than a label, or else its title."""
        runs = self.runs[:MOST_QUOTABLE]
        if runs:
            long_runs = (run for run in runs if run.end - run.start >= SHORTEST_HEADLINE)
            run = next(long_runs, runs[0])
            return " ".join(run.text.split()), run.element
        title = self.view.document.title
        return (title, self.root.find(".//title")) if title else None

    @property
    def heading(self) -> Found | None:
        """Its first heading, or else a quote."""
        return next(self.headlines(".//h1"), None) or self.quote

    @cached_property
    def says(self) -> dict[Kind, Found]:
        """The first short text of the page that phrases of each kind make up."""
        found_by_kind: dict[Kind, Found] = {}
        for run in self.runs[:MOST_TEXTS]:
            text = " ".join(run.text.split())
            if len(text) >= SHORT_TEXT:
                continue
            for kind, hits in find_phrases(text).items():
                if share(text, hits) >= MADE_UP:
                    found_by_kind.setdefault(kind, (text, run.element))
        return found_by_kind

    def headlines(self, *paths: str) -> Iterator[Found]:
        """Yield the headings at `paths` that have words."""
        for path in paths:
            for element in self.root.iterfind(path):
                text = " ".join(element.text_content().split())
                if text:
                    yield text, element


def _signal_of(
    signal: SignalCode, message: str, shown: Found | None, **params: str | int
) -> Signal | None:
    if shown is None:
        return None
    return Signal(signal, message, shown[0], shown[1], params=tuple(params.items()))


def _error(page: _Page) -> Signal | None:
    status = page.view.status
    if status is None or status < 400 or status in REFUSALS or page.prose >= SHORT_PROSE:
        return None
    message = f"The site answered with status {status}, and there is no story to read."
    return _signal_of("notice_page", message, page.says.get("notice") or page.quote, status=status)


def _notice(page: _Page) -> Signal | None:
    notice = None if page.prose >= LITTLE_PROSE else page.says.get("notice")
    for headline in page.headlines(".//h1", ".//title"):
        text = headline[0]
        without_site = re.split(r"\s[|·–—-]\s", text)
        notice_share = max(
            share(part, find_phrases(part)["notice"]) for part in (text, *without_site)
        )
        most_prose = UNDER_NOTICE if notice_share > NOTHING_ELSE else UNDER_NOTICE_AND_MORE
        if notice is None and notice_share >= MOSTLY_NOTICE and page.prose < most_prose:
            notice = headline
    return _signal_of("notice_page", "The page only gives a notice.", notice)


def _consent(page: _Page) -> Signal | None:
    message = "The page only asks for consent."
    if page.prose < LITTLE_PROSE and (asked := page.says.get("consent")):
        return _signal_of("consent_wall", message, asked)
    if asks_for_consent(page.view.article.text, lambda: page.buttons):
        return _signal_of("consent_wall", message, page.says.get("consent") or page.quote)
    return None


def _loading(page: _Page) -> Signal | None:
    # A widget beside a short text may be loading too.
    if page.prose >= LITTLE_PROSE or len(page.view.document.text_map.folded) > SHORT_PROSE:
        return None
    message = "The page shows its content only once its scripts have run."
    return _signal_of("script_page", message, page.says.get("loading"))


def _media(page: _Page) -> Signal | None:
    if page.prose >= (FILM_PROSE if page.is_film else LITTLE_PROSE):
        return None
    has_player = any("player" in (frame.get("src") or "") for frame in page.root.iter("iframe"))
    has_player = has_player or next(page.root.iter("video", "audio"), None) is not None
    if not (page.is_film or has_player):
        return None
    return _signal_of("media_page", _MEDIA, page.heading)


def _list(page: _Page) -> Signal | None:
    linked = (run for run in page.runs if run.anchor is not None)
    headlines = [run for run in linked if letters_in(run.text.strip()) >= HEADLINE]
    is_told = page.prose >= NO_PROSE and page.view.linked_share < LISTED_SHARE
    if len(headlines) < LISTED or is_told:
        return None
    message = f"The page lists {counted(len(headlines), 'link')} and tells no story of its own."
    first = (" ".join(headlines[0].text.split()), headlines[0].element)
    return _signal_of("list_of_links", message, first, links=len(headlines))


def _teasers(page: _Page) -> Signal | None:
    """Report linked headlines, a sentence or two each, that are most of the body."""
    blocks = page.view.blocks
    letters_before = [*accumulate((block.length * block.in_body for block in blocks), initial=0)]
    least = TEASED_SHARE * letters_before[-1]
    for records in records_of(page.view.document):
        letters = 0.0
        for extent in records.extents:
            letters += letters_before[extent.end] - letters_before[extent.start]
        if letters <= least:
            continue  # most lists: they have little of the body

        links, teased = list[Link](), 0.0
        for extent in records.extents:
            record = blocks[extent.start : extent.end]
            if link := _teaser_link(record):
                links.append(link)
                teased += sum(block.length for block in record if block.in_body)
        if len(links) >= TEASERS and teased > least:
            headlines = counted(len(links), "headline")
            message = f"{headlines} of other pages, with a sentence or two each."
            first = (links[0].text, links[0].element)
            return _signal_of("list_of_links", message, first, links=len(links))
    return None


def _teaser_link(record: Sequence[Block]) -> Link | None:
    """Return the link of a record's headline to another page of the site, with little else."""
    letters = sum(block.letters for block in record)
    if letters > LONGEST_TEASER or record[0].is_beside:
        return None
    for block in record:
        if block.linked_share >= LINKED and block.letters >= SHORTEST_HEADLINE:
            on_site = (link for link in block.links if not (link.elsewhere or link.is_home))
            return next(on_site, None)
    return None


def _form(page: _Page) -> Signal | None:
    """Report a form of two fields that aren't in a part about something else."""
    forms: defaultdict[HtmlElement | None, list[HtmlElement]] = defaultdict(list)
    for field in page.root.iter("input", "select", "textarea"):
        if field.tag != "input" or field.get("type", "text").lower() in _FIELDS:
            forms[next(field.iterancestors("form"), None)].append(field)
    parts = page.view.parts

    def is_beside(field: HtmlElement) -> bool:
        form = next(field.iterancestors("form"), field).getparent()
        return parts.of(form).role in OFF_TOPIC or parts.of(field).is_closed

    for fields in forms.values():
        if len(fields) >= 2 and sum(not is_beside(field) for field in fields) >= 2:
            return _signal_of("form_page", _FORM, page.heading)
    return None


def _shell(page: _Page) -> Signal | None:
    if page.prose >= NO_PROSE or page.view.letters >= SHORT_PROSE:
        return None
    message, visible = "There is no story to read in the page.", page.view.document.text_map.folded
    quote, element = page.quote or (None, None)
    return Signal("no_text", message, quote, element, params=(("visible", len(visible)),))


_TESTS: tuple[Callable[[_Page], Signal | None], ...] = (
    _error,
    _notice,
    _consent,
    _loading,
    _media,
    _teasers,
    _list,
    _form,
    _shell,
)


def _log(count: float, decades: float) -> float:
    return min(1.0, math.log10(1 + count) / decades)


def _address(view: PageView) -> dict[str, float]:
    address = view.place.address or ""
    parts = parts_of(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    is_index = last.lower().startswith(("index", "home", "default"))
    is_root = not segments or (len(segments) == 1 and (len(last) == 2 or is_index))  # "/", "/en"
    # A short segment that names an account or a contact page.
    short_segments = []
    for segment in re.split("[/&=]", f"{parts.path}/{parts.query}".lower()):
        words = re.findall("[a-z]+", segment)
        if len(words) <= SHORT_SEGMENT:
            short_segments.append(words)
    return {
        "address:root": bool(address) and is_root and not re.search(r"\d{3}", parts.query),
        "address:slug": min(6, len(re.findall(r"[-_+]|%20", last))) / 6,
        "address:number": bool(re.search(r"\d{4,}", parts.path + parts.query)),
        "address:shop": is_a(address, "shop"),
        "address:media": is_a(address, "media"),
        "address:account": any(not _ACCOUNT.isdisjoint(words) for words in short_segments),
        "address:site": any(not _SITE.isdisjoint(words) for words in short_segments),
    }


def _declared_features(view: PageView) -> dict[str, float]:
    structured, body = view.structured, view.document.root.find("body")
    kind = " ".join(structured.metas.get("og:type", [])).lower()
    typed = (element.get("itemtype") or "" for element in view.document.having["itemtype"])
    return {
        "og:article": "article" in kind or "blog" in kind,
        "og:website": "website" in kind,
        "og:product": "product" in kind or "book" in kind or "game" in kind,
        "og:media": "video" in kind or "music" in kind or "song" in kind,
        "schema:article": bool(structured.article) or any(map(_ARTICLE_TYPE.search, typed)),
        "meta:story": not _STORY_METAS.isdisjoint(structured.metas),
        "body:site_page": body is not None and mark_of(body, "site_page") is not None,
    }


def _without_media(features: Mapping[str, float], view: PageView) -> dict[str, float]:
    """Drop what declares a film or pictures where the page tells a story in prose."""
    if _prose_letters(view.body) < STORY_PROSE:
        return dict(features)
    return {
        name: value for name, value in features.items() if name not in ("og:media", "address:media")
    }


def _prose_letters(blocks: Iterable[Block]) -> float:
    """Count the letters of the paragraphs of prose in `blocks`."""
    return sum(
        block.letters
        for block in blocks
        if block.letters >= PARAGRAPH and block.linked_share < _UNLINKED
    )


def _text(view: PageView) -> dict[str, float]:
    """Return how much prose the text has, who signed it, and whom it speaks to."""
    article = view.article
    lines = [line for line in article.text.split("\n") if line.strip()]
    to_reader = sum(
        speaks_to_reader(sentence.text, view.language) for sentence in article.beginning
    )
    return {
        "text:prose": _log(_prose_letters(block for block in view.blocks if block.in_body), 4),
        "text:line_length": min(1.0, view.letters / max(1, len(lines)) / LONG_LINE),
        "text:author": bool(article.authors),
        "text:published": bool(article.published),
        "text:reporting": view.reporting_share,
        "text:reader": to_reader / max(1, len(article.beginning)),
        # In letters, since not every script has spaces between words.
        "title:length": min(LONG_TITLE, letters_in(article.title or "")) / LONG_TITLE,
    }


def _blocks(view: PageView) -> dict[str, float]:
    """Return how much prose one element holds, and the body's blocks that link or break off."""
    prose: Counter[HtmlElement] = Counter()
    for block in view.blocks:
        is_prose = block.letters >= SHORT_PARAGRAPH and block.linked_share < _UNLINKED
        if block.holder is not None and is_prose:
            prose[block.holder] += int(block.letters)
    body = view.body[:MOST_READ]
    breaking_off = sum(block.text.rstrip(" ]»>").endswith(("...", "…")) for block in body)
    letters_before = sum(block.letters for block in view.blocks[: view.first])
    letters = sum(block.letters for block in view.blocks)
    return {
        "page:longest": _log(max(prose.values(), default=0), 4),
        "body:ellipses": _log(max(0, breaking_off - 1), 1),
        "body:several": sum(len(block.links) > 1 for block in body) / max(1, len(body)),
        "body:items": sum(block.element.tag == "li" for block in body) / max(1, len(body)),
        "page:before": letters_before / max(1, letters),
    }


def _tree(page: _Page) -> dict[str, float]:
    document, root = page.view.document, page.root
    tags = ("form", "button", "input", "a", "div", "span")
    carts = sum(part.tag in tags for part in elements_in_roles(document, "cart"))
    pressed = sum(1 for _ in root.iter("button"))
    pressed += sum(
        element.tag == "a" and bool(re.search("btn|button", element.get("class")))
        for element in document.having["class"]
    )
    return {
        "page:cart": _log(carts, 1),
        "page:buttons": _log(pressed, 2),
        "page:comments": any(
            page.view.parts.of(block.element).role == "comments" for block in page.view.blocks
        ),
    }
