"""Is there an article at all? Notices, consent walls, players, lists and shells have no article.

Some tests decide alone; the others are features of the shape model (shape.py), beside address,
declarations, links and prices.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL, ends_without_signs
from server.model import REFUSALS, counted
from server.page.block import Block, is_long
from server.page.document import Link
from server.page.records import records_of
from server.page.roles import BESIDE
from server.page.view import PageView
from server.text.calls import Kind, asks_for_consent, find_phrases, share
from server.verdict.shape import linked_share, shape_of
from server.verdict.signal import Signal, SignalCode

# Letters of prose. Complete wire briefs of 280 letters exist; fewer than 80 hold no story.
NO_PROSE, LITTLE_PROSE, SHORT_PROSE = 80, 220, 800
FILM_PROSE = 400  # a film's description, on a page that says that it is a film's
NOTICE_PROSE, BARE_NOTICE = 700, 1200  # letters under a headline that is a notice, and nothing else
FORM_CHANCE = 0.5  # from which a form is a reason; articles have those of comments
LEAST_REASON = 0.6  # log odds that a reason must add to be one
FEWEST_TEASERS = 6  # of a page that is a list of them
TEASED = 0.65  # share of the body that they make up
HEADLINE = 0.9  # share of a headline in its link
LONGEST_TEASER = 500  # letters with its headline; entries of a live report have more
FEWEST_FIELDS = 2  # of a form that a page may be for
# A chance from which a page of 630 letters of prose or more (no brief) needs no reason.
# On left-out sites all of these were no articles.
NO_REASON, MUCH_PROSE = 0.45, 0.7
_TITLE_PARTS = re.compile(r"\s[|·–—-]\s")
_BUTTONS = (
    ".//button | .//input[@type='button' or @type='submit'] | .//*[@role='button']"
    " | .//a[contains(@class, 'btn') or contains(@class, 'button')]"
)
_MOST_BUTTONS, _LONGEST_BUTTON = 40, 60  # looked at, and letters of one: bounds of work
_FILLED_IN = ("input", "select", "textarea")
_FIELDS = frozenset({"text", "email", "tel", "number", "password", "date", "url"})

# Tests that a text of a few sentences fails too, whole or not: features of the shape only.
_WEAK: frozenset[SignalCode] = frozenset({"media_page", "list_of_links", "form_page"})
_FORM = "The page asks its reader to fill in a form."
# What a page without an article is, by the features that say so most.
_REASONS: dict[SignalCode, tuple[str, tuple[str, ...]]] = {
    "home_page": ("The page is the front page of its site.", ("address:root",)),
    "shop_page": (
        "The page offers something for sale.",
        ("page:prices", "page:cart", "schema:product", "og:product", "address:shop"),
    ),
    "media_page": (
        "The page is about a video, a sound or pictures.",
        ("address:media", "og:media", "test:media_page"),
    ),
    "list_of_links": (
        "The page lists other pages.",
        ("test:list_of_links", "body:ellipses", "body:several"),
    ),
    "form_page": (_FORM, ("test:form_page", "address:account")),
}
# What an address says that a page is, whatever else it shows.
_SAID: dict[str, SignalCode] = {"address:root": "home_page", "address:account": "form_page"}


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
    found = [_error(page, view.status), *(test(page) for test in _TESTS)]
    tests = tuple(signal for signal in found if signal)
    weak = [signal for signal in tests if signal.code in _WEAK]
    decisive = next((signal for signal in tests if signal.code not in _WEAK), None)
    if decisive and decisive.code == "no_text" and weak:
        decisive = weak[0]
    if decisive is None and weak and weak[0].code == "media_page" and _is_film(view.document.root):
        decisive = weak[0]
    named = {f"test:{signal.code}": 1.0 for signal in tests}
    features = {} if decisive else {**shape_of(view), **named}
    return Shape(decisive, features, tests)


def has_reason(shape: Shape, weights: Mapping[str, float], chance: float) -> bool:
    """Return whether a sign explains why a page with `chance` is no article."""
    if chance >= NO_REASON and shape.features.get("text:prose", 0) >= MUCH_PROSE:
        return True
    code, added = _strongest(shape, weights)
    tested = any(signal.code == code for signal in shape.tests)
    if code == "form_page" and chance < FORM_CHANCE:
        return False
    return tested or added >= LEAST_REASON


def _strongest(shape: Shape, weights: Mapping[str, float]) -> tuple[SignalCode, float]:
    """Return the likeliest kind of page by its features, and the log odds that they add."""
    adds = {
        code: sum(weights.get(name, 0.0) * shape.features.get(name, 0.0) for name in names)
        for code, (_, names) in _REASONS.items()
    }
    code = max(adds, key=lambda code: adds[code])
    return code, adds[code]


def why_no_article(view: PageView, shape: Shape, weights: Mapping[str, float]) -> Signal | None:
    """Return the reason that the shape model takes a page for no article, with a quote."""
    said = (code for name, code in _SAID.items() if shape.features.get(name))
    code = next(said, _strongest(shape, weights)[0])
    test = next((signal for signal in shape.tests if signal.code == code), None)
    page = _Page(view)
    return test or _seen(code, _REASONS[code][0], page.headline() or page.quote())


def prose_of(text: str) -> str:
    """Return the paragraphs of `text` that are statements rather than labels."""
    return "\n".join(
        paragraph
        for paragraph in text.split("\n")
        if is_long(paragraph, 400)
        or (is_long(paragraph, 30) and any(sign in paragraph for sign in TERMINAL))
        or (is_long(paragraph, 100) and ends_without_signs(paragraph))
    )


class _Page:
    """A page as the tests see it."""

    def __init__(self, view: PageView) -> None:
        self.text = view.article.text
        self.prose = prose_of(self.text)
        self.document = document = view.document
        self.runs = [run for run in document.text_map.runs if run.end > run.start]
        self.parts, self.blocks = view.parts, view.blocks
        self.linked_share = linked_share(view)
        self.linked = [run for run in self.runs if run.anchor is not None]
        self.visible = sum(run.end - run.start for run in self.runs)

    @property
    def buttons(self) -> list[str]:
        """Return what can be pressed, by its words."""
        found = self.document.root.xpath(_BUTTONS)[:_MOST_BUTTONS]
        words = (" ".join((b.get("value") or b.text_content()).split()) for b in found)
        return [each for each in words if 0 < len(each) <= _LONGEST_BUTTON]

    def leads_on(self, record: Sequence[Block]) -> Link | None:
        """Return the link of a record's headline to another page of the site, with little else."""
        if sum(block.letters for block in record) > LONGEST_TEASER or record[0].is_beside:
            return None
        heads = (b for b in record if b.linked_share >= HEADLINE and is_long(b.text, 12))
        links = next((block.links for block in heads), ())
        return next((link for link in links if not (link.elsewhere or link.is_home)), None)

    def has_prose(self, letters: int) -> bool:
        return is_long(self.prose, letters)

    def quote(self) -> tuple[str, HtmlElement] | None:
        """Return its first words that are more than a label, or else its title."""
        for run in sorted(self.runs[:40], key=lambda run: run.end - run.start < 12):
            return " ".join(run.text.split()), run.element
        title = self.document.title
        return (title, self.document.root.find(".//title")) if title else None

    @cached_property
    def says(self) -> dict[Kind, tuple[str, HtmlElement]]:
        """Return the first short text of the page that phrases of each kind make up."""
        found: dict[Kind, tuple[str, HtmlElement]] = {}
        for run in self.runs[:60]:
            text = " ".join(run.text.split())
            for kind, hits in find_phrases(text).items() if len(text) < 200 else ():
                if share(text, hits) >= 0.3:
                    found.setdefault(kind, (text, run.element))
        return found

    def headline(self) -> tuple[str, HtmlElement] | None:
        return next(self.headlines(".//h1"), None)

    def headlines(self, *paths: str) -> Iterator[tuple[str, HtmlElement]]:
        for element in (each for path in paths for each in self.document.root.iterfind(path)):
            text = " ".join(element.text_content().split())
            if text:
                yield text, element


def _seen(
    signal: SignalCode, says: str, found: tuple[str, HtmlElement | None] | None, **params: str | int
) -> Signal | None:
    if found is None:
        return None
    return Signal(signal, says, found[0], found[1], params=tuple(params.items()))


def _error(page: _Page, status: int | None) -> Signal | None:
    if status is None or status < 400 or status in REFUSALS:
        return None
    if page.has_prose(SHORT_PROSE):
        return None
    says = f"The site answered with status {status}, and there is no story to read."
    return _seen("notice_page", says, page.says.get("notice") or page.quote(), status=status)


def _notice(page: _Page) -> Signal | None:
    found = None if page.has_prose(LITTLE_PROSE) else page.says.get("notice")
    for headline in page.headlines(".//h1", ".//title"):
        # Without the site's name, as well.
        parts = (headline[0], *_TITLE_PARTS.split(headline[0]))
        much = max(share(part, find_phrases(part)["notice"]) for part in parts)
        if much >= 0.5 and not page.has_prose(BARE_NOTICE if much > 0.8 else NOTICE_PROSE):
            found = found or headline
    return _seen("notice_page", "The page only gives a notice.", found)


def _consent(page: _Page) -> Signal | None:
    says = "The page only asks for consent."
    if not page.has_prose(LITTLE_PROSE) and (found := page.says.get("consent")):
        return _seen("consent_wall", says, found)
    if asks_for_consent(page.text, lambda: page.buttons):
        return _seen("consent_wall", says, page.says.get("consent") or page.quote())
    return None


def _loading(page: _Page) -> Signal | None:
    # A widget beside a short text may be loading too.
    if page.has_prose(LITTLE_PROSE) or page.visible > SHORT_PROSE:
        return None
    says = "The page shows its content only once its scripts have run."
    return _seen("script_page", says, page.says.get("loading"))


def _media(page: _Page) -> Signal | None:
    root, is_film = page.document.root, _is_film(page.document.root)
    if page.has_prose(FILM_PROSE if is_film else LITTLE_PROSE):
        return None
    frames = any("player" in (frame.get("src") or "") for frame in root.iter("iframe"))
    if not (is_film or frames or next(root.iter("video", "audio"), None) is not None):
        return None
    return _seen("media_page", "The page plays video or sound.", page.headline() or page.quote())


def _list(page: _Page) -> Signal | None:
    headlines = [run for run in page.linked if is_long(run.text.strip(), 25)]
    if len(headlines) < 8:
        return None
    if page.has_prose(NO_PROSE) and page.linked_share < 0.6:
        return None
    says = f"The page lists {counted(len(headlines), 'link')} and tells no story of its own."
    quoted = " ".join(headlines[0].text.split())
    return _seen("list_of_links", says, (quoted, headlines[0].element), links=len(headlines))


def _teasers(page: _Page) -> Signal | None:
    """Report a list of linked headlines, a sentence or two each, that makes up the body."""
    body = sum(block.length for block in page.blocks if block.in_body)
    for records in records_of(page.document):
        rows = [page.blocks[one.start : one.end] for one in records.extents]
        led = [(row, link) for row in rows if (link := page.leads_on(row))]
        held = sum(block.length for row, _ in led for block in row if block.in_body)
        if len(led) >= FEWEST_TEASERS and held > TEASED * body:
            says = f"{counted(len(led), 'headline')} of other pages, with a sentence or two each."
            link = led[0][1]
            return _seen("list_of_links", says, (link.text, link.element), links=len(led))
    return None


def _form(page: _Page) -> Signal | None:
    """Report a form whose fields aren't beside the article or in a part about something else."""
    forms: defaultdict[HtmlElement | None, list[HtmlElement]] = defaultdict(list)
    for field in page.document.root.iter(*_FILLED_IN):
        if field.tag != "input" or field.get("type", "text").lower() in _FIELDS:
            forms[next(field.iterancestors("form"), None)].append(field)
    parts = page.parts

    def is_beside(field: HtmlElement) -> bool:
        form = next(field.iterancestors("form"), field).getparent()
        return parts.of(form).role in (*BESIDE, "offer") or parts.of(field).is_closed

    for fields in forms.values():
        if len(fields) >= FEWEST_FIELDS and sum(not is_beside(f) for f in fields) >= FEWEST_FIELDS:
            return _seen("form_page", _FORM, page.headline() or page.quote())
    return None


def _shell(page: _Page) -> Signal | None:
    if page.has_prose(NO_PROSE) or is_long(page.text, SHORT_PROSE):
        return None
    says = "There is no story to read in the page."
    quote, element = page.quote() or (None, None)
    return Signal("no_text", says, quote, element, params=(("visible", page.visible),))


def _is_film(root: HtmlElement) -> bool:
    kind = root.find(".//meta[@property='og:type']")
    return kind is not None and kind.get("content", "").startswith(("video", "music"))


_TESTS: tuple[Callable[[_Page], Signal | None], ...] = (
    _notice,
    _consent,
    _loading,
    _media,
    _teasers,
    _list,
    _form,
    _shell,
)
