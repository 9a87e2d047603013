"""What a page offers behind its text's end to those who may not read on: forms, prices, locks.

Read from the markup, so that it works in languages whose words are not known.
"""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from server.article.document import Document, Reading
from server.verdict.boundary import Block, Boundary
from server.verdict.regions import names_of
from server.verdict.signals import Seen
from server.verdict.words import has_price, is_offer, says

# Names that publishers and the makers of paywalls give to what they shut with.
LOCK = re.compile(
    r"(?:pay|reg|sub|meter|email|login|member|premium|content|article|text|data|gate)[-_]?"
    r"(?:wall|gate|lock|barrier|fence)|paywall|barrier|locked|restrict(?:ed|ion)|unauthorized"
    r"|subscribers?[-_]?only|members?[-_]?only|premium[-_]?(?:box|teaser|offer|layer)"
    r"|gh-post-upgrade|mepr-unauth|poool|piano-|tp-modal|steady[-_]|leaky|freemium"
    r"|fade[-_]?out|truncat|blur",
    re.I,
)
# Where links and forms lead that open an account or sell one.
_DOOR = re.compile(
    r"(?:^|[/_.?&=-])(?:subscri\w*|abo|abos|abonn\w*|abbon\w*|suscri\w*|assin\w*|prenumer\w*"
    r"|subskry\w*|tilaa\w*|predplat\w*|elofizet\w*|log-?in|sign-?in|sign-?up|regist\w*|member\w*"
    r"|checkout|paywall|premium|plus|join|offers?|plans?|pricing|membership|konto|account)"
    r"(?:$|[/_.?&=-])",
    re.I,
)
_OTHER = re.compile(
    r"newsletter|comment|search|nieuwsbrief|boletin|mailing|podcast|donat|share", re.I
)
LONGEST_CALL = 300  # characters of a block that calls for something


def access_signs(reading: Reading, end: Boundary) -> list[Seen]:
    """Offers, doors and locks behind the end of the body."""
    behind = end.blocks[1:] if end.end is not None else end.blocks
    near = [block for block in behind[:12] if len(block.text) <= LONGEST_CALL]
    seen = [
        _door(near),
        _price(near, reading.article.language),
        _lock(near, end.end),
        *_shut_parts(reading.document, end),
    ]
    return [sign for sign in seen if sign]


def _door(blocks: Iterable[Block]) -> Seen | None:
    for block in blocks:
        for link in block.links:
            path = link.url.split("//", 1)[-1].partition("/")[2]
            if _DOOR.search(path) and not _OTHER.search(path) and not _is_other(block):
                quote = link.text or block.text
                says_it = f"Behind the end stands “{quote}”, which leads to an account or an offer."
                # An element without children is false, so "or" would pass over it.
                element = block.element if link.element is None else link.element
                return Seen("offers_access", says_it, quote, element, "door")
        if block.element is not None and _asks_for_password(block.element):
            says_it = f"Behind the end, the page asks to sign in: “{block.text}”."
            return Seen("offers_access", says_it, block.text, block.element, "form")
    return None


def _asks_for_password(element: HtmlElement) -> bool:
    """Whether `element` stands in a form with a password, or is its button."""
    form = element if element.tag == "form" else next(element.iterancestors("form"), None)
    if form is None:
        return False
    named = " ".join([*names_of(form), form.get("action") or ""])
    return bool(form.xpath(".//input[@type='password']")) and not _OTHER.search(named)


def _price(blocks: list[Block], language: str | None) -> Seen | None:
    for block in blocks:
        if has_price(block.text) and (
            is_offer(block.text, language) or any(_DOOR.search(link.url) for link in block.links)
        ):
            says_it = f"Behind the end, the page names a price: “{block.text}”."
            return Seen("offers_access", says_it, block.text, block.element, "price")
    return None


def _lock(blocks: list[Block], end: Block | None) -> Seen | None:
    """A block behind the end whose container is called a lock; containers of the body are not."""
    around = set(end.element.iterancestors()) if end and end.element is not None else set()
    for block in blocks:
        step = block.element
        while step is not None and step not in around and step.tag != "body":
            named = _named_lock(step)
            if named and not _OTHER.search(" ".join(names_of(step))):
                says_it = f"Behind the end stands “{block.text}”, in a part named “{named}”."
                params = (("name", named),)
                return Seen("locked_part", says_it, block.text, block.element, "behind", params)
            step = step.getparent()
    return None


def _shut_parts(document: Document | None, end: Boundary) -> list[Seen]:
    """The body's own end stands in a part that is faded out or cut by style."""
    if document is None or end.end is None or end.end.element is None:
        return []
    element = end.end.element
    for step in [element, *list(element.iterancestors())[:2]]:
        named = re.search(
            r"fade[-_]?(?:out)?|truncat\w*|blur\w*|teaser|preview|excerpt|snippet",
            f"{step.get('class') or ''} {step.get('id') or ''}",
            re.I,
        )
        if named:
            text = end.end.text[-160:]
            says_it = f"The text ends in a part that is named “{named.group()}”."
            return [
                Seen("locked_part", says_it, text, element, "around", (("name", named.group()),))
            ]
    return []


def _named_lock(element: HtmlElement) -> str | None:
    said = f"{element.get('class') or ''} {element.get('id') or ''}"
    found = LOCK.search(said) if said.strip() else None
    return found.group() if found else None


def _is_other(block: Block) -> bool:
    """Whether `block` is for something else: a newsletter, comments."""
    return says(block.text, ("other",), None)
