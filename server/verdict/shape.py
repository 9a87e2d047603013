"""The shape of a page that is no article: its address, its declarations, its links and prices."""

import math
import re
from collections import Counter
from collections.abc import Callable

from lxml.html import HtmlElement

from server.model import remembered, words_of
from server.page.block import letters_in
from server.page.roles import named
from server.page.structured import Structured
from server.page.view import PageView
from server.text.calls import has_price, speaks_to_reader
from server.text.credits import has, languages_for
from server.urls import is_a, parts_of

_ARTICLE = words_of(
    "article newsarticle blogposting report reportagenewsarticle opinionnewsarticle "
    "analysisnewsarticle scholarlyarticle techarticle liveblogposting "
    "backgroundnewsarticle reviewnewsarticle satiricalarticle socialmediaposting"
)
_PRODUCT = words_of(
    "product productgroup offer aggregateoffer individualproduct book "
    "softwareapplication mobileapplication videogame vehicle service localbusiness "
    "store restaurant"
)
# Words of addresses where a reader signs in, registers or writes to the site: each on four or more
# of 346 sites with forms; in a step of three words at most on no site of a story (of 850).
_ACCOUNT = words_of(
    "login signin signup register registration account myaccount password lostpassword auth "
    "forgotpassword forgot forgotten reset user customer contact contacts kontakt feedback"
)
_NAMED = frozenset({"form", "button", "input", "a", "div", "span"})
_BUTTON = re.compile("btn|button")
_HEADINGS = ("h1", "h2", "h3", "h4")
_ASKS = ("?", "？", "؟")
_INDEX = ("index", "home", "default")
_ELLIPSES = ("...", "…")
_PARAGRAPH, _LINE = 100, 60  # letters
_LINKED = 0.3  # share of a block in links from which it is no prose
_MOST_BLOCKS = 400  # looked at: a bound of work
_TITLE = 15  # words


def shape_of(view: PageView) -> dict[str, float]:
    """Return the features of the page's shape, 0..1."""
    return {
        **_address(view),
        **_declared(view.structured),
        **_text(view),
        **_blocks(view),
        **_tree(view),
    }


def _log(count: float, most: float) -> float:
    return min(1.0, math.log10(1 + count) / most)


def _address(view: PageView) -> dict[str, float]:
    address = view.place.address or ""
    parts = parts_of(address)
    steps = [step for step in parts.path.split("/") if step]
    last = steps[-1] if steps else ""
    short = len(steps) == 1 and (len(last) == 2 or last.lower().startswith(_INDEX))
    return {
        "address:root": bool(address)
        and (not steps or short)
        and not re.search(r"\d{3}", parts.query),
        "address:slug": min(6, len(re.findall(r"[-_+]|%20", last))) / 6,
        "address:number": bool(re.search(r"\d{4,}", parts.path + parts.query)),
        "address:shop": is_a(address, "shop"),
        "address:media": is_a(address, "media"),
        "address:account": _is_account(f"{parts.path}/{parts.query}"),
    }


def _is_account(address: str) -> bool:
    """Return whether a short path segment names an account or a contact page."""
    steps = (re.findall("[a-z]+", step) for step in re.split("[/&=]", address.lower()))
    return any(len(words) <= 3 and not _ACCOUNT.isdisjoint(words) for words in steps)


def _declared(structured: Structured) -> dict[str, float]:
    types = set(structured.kinds)
    kind = " ".join(structured.metas.get("og:type", [])).lower()
    article = bool(types & _ARTICLE)
    return {
        "og:article": "article" in kind or "blog" in kind,
        "og:product": "product" in kind or "book" in kind or "game" in kind,
        "og:media": "video" in kind or "music" in kind or "song" in kind,
        "schema:article": article,
        # Stories are seldom declared to be a site, and nothing else.
        "og:site": not article and ("website" in kind or "object" in kind),
        "schema:product": bool(types & _PRODUCT) and not article,
    }


def _text(view: PageView) -> dict[str, float]:
    article = view.article
    letters = letters_in(article.text)
    lines = [line for line in article.text.split("\n") if line.strip()]
    prose = [
        block
        for block in view.blocks
        if block.letters >= _PARAGRAPH and block.linked_share < _LINKED
    ]
    return {
        "text:prose": _log(sum(block.letters for block in prose if block.in_body), 4),
        "text:paragraphs": _log(len(prose), 2),
        "text:line_length": min(1.0, letters / max(1, len(lines)) / 400),
        "text:author": bool(article.authors),
        "text:published": bool(article.published),
        "text:reporting": reporting_share(view),
        "text:reader": _share(view, lambda text: speaks_to_reader(text, view.language)),
        "text:questions": _share(view, lambda text: text.rstrip().endswith(_ASKS)),
        "title:words": min(_TITLE, len((article.title or "").split())) / _TITLE,
    }


@remembered
def reporting_share(view: PageView) -> float:
    """Return the share of sentences with a word of reporting."""
    languages = languages_for(view.language)
    return _share(view, lambda text: any(has(one, text, languages) for one in ("before", "after")))


def _share(view: PageView, holds: Callable[[str], bool]) -> float:
    """Return the share of the article's first sentences of which something holds."""
    sentences = view.article.beginning
    return sum(holds(one.text) for one in sentences) / max(1, len(sentences))


def _blocks(view: PageView) -> dict[str, float]:
    """Return how much prose one element holds, and the body's blocks that link or break off."""
    prose: Counter[HtmlElement] = Counter()
    for block in view.blocks:
        holder = block.element.getparent()
        if holder is not None and block.letters >= _LINE and block.linked_share < _LINKED:
            prose[holder] += int(block.letters)
    blocks = [view.blocks[number] for number in view.body_numbers[:_MOST_BLOCKS]]
    ends = sum(block.text.rstrip(" ]»>").endswith(_ELLIPSES) for block in blocks)
    return {
        "page:longest": _log(max(prose.values(), default=0), 4),
        "body:ellipses": _log(max(0, ends - 1), 1),
        "body:several": sum(len(block.links) > 1 for block in blocks) / max(1, len(blocks)),
        "body:items": sum(block.element.tag == "li" for block in blocks) / max(1, len(blocks)),
        "body:linked": linked_share(view),
        "page:before": sum(block.letters for block in view.blocks[: view.first])
        / max(1, sum(block.letters for block in view.blocks)),
    }


def linked_share(view: PageView) -> float:
    """Return the share of the body's letters that is in links."""
    blocks = view.body[:_MOST_BLOCKS]
    linked = sum(block.letters * block.linked_share for block in blocks)
    return linked / max(1, sum(block.letters for block in blocks))


def _tree(view: PageView) -> dict[str, float]:
    shown = (run.text for run in view.document.text_map.runs if run.end > run.start)
    prices = sum(len(text) < 60 and has_price(text) for text in shown)
    carts = sum(part.tag in _NAMED for part in named(view.document, "cart"))
    root = view.document.root
    pressed = sum(1 for _ in root.iter("button"))
    pressed += sum(
        one.tag == "a" and bool(_BUTTON.search(one.get("class")))
        for one in view.document.having["class"]
    )
    headlines = sum(
        one.find(".//a") is not None or one.getparent().tag == "a" for one in root.iter(*_HEADINGS)
    )
    return {
        "page:prices": _log(prices, 1.5),
        "page:cart": _log(carts, 1),
        "page:buttons": _log(pressed, 2),
        "page:headlines": _log(headlines, 2),
    }
