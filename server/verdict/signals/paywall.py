"""Paywalls: calls to subscribe or sign in, parts named as one, prices and sign-in forms.

A call counts only where the body ends; its place decides its weight.
"""

from collections.abc import Iterator, Sequence

from server.language.scripts import TERMINAL
from server.model import REFUSALS
from server.page.block import Block, letters_in
from server.page.document import fold
from server.page.links import is_account_link
from server.page.roles import mark_of
from server.page.view import PageView, Where
from server.text.calls.made import LONGEST_MADE, has_price, made_kind, says
from server.text.calls.phrases import find_phrases
from server.text.quotations import quotations
from server.verdict.signals.signal import Signal

LONGEST_BLOCK = 600  # characters
LONGEST_CALL = 220  # characters of a sentence that asks to subscribe; longer ones are the story's
LONGEST_OTHER = 200  # characters of a block that is about a newsletter or a podcast
LONGEST_WALL = 300  # characters of a paywall's call, wherever it is
LONGEST_BUTTON = 40  # characters
_PLACES: dict[Where, str] = {
    "here": "Where the text ends",
    "near": "After the text",
    "far": "Elsewhere on the page",
}


def access_signals(view: PageView) -> list[Signal]:
    """Return what the page asks of readers who want to read on, the first of each kind."""
    first: dict[str, Signal] = {}
    for signal in (*_around_the_end(view), *_anywhere(view)):
        first.setdefault(signal.feature, signal)
    return list(first.values())


def _around_the_end(view: PageView) -> Iterator[Signal]:
    for number, block in view.near_end():
        if len(block.text) > LONGEST_BLOCK or not view.is_at_end(number):
            continue
        if _is_about_other(block, view.language):
            continue
        where = view.where(number)
        yield from _calls(number, where, view)
        yield from _offers(block, where, view, after=number > view.last)


def _is_about_other(block: Block, language: str | None) -> bool:
    """Return whether a block asks for something else: a newsletter, a podcast, comments."""
    return (
        block.wall is None
        and len(block.text) < LONGEST_OTHER
        and says(block.text, ("other",), language)
    )


def _calls(number: int, where: Where, view: PageView) -> Iterator[Signal]:
    block = view.blocks[number]
    for sentence in _sentences(block):
        if len(sentence) > LONGEST_CALL:
            continue
        # What a story quotes is not asked of its readers.
        quoted = quotations(sentence) if block.in_body else []
        phrased = any(
            hit.kind == "cut_for_subscribers"
            and not any(start <= hit.start and hit.end <= end for start, end in quoted)
            for hit in find_phrases(sentence, view.languages)
        )
        words = made_kind(sentence, view.language)
        made = words == "cut_for_subscribers"
        # A long paragraph may only report on a subscription.
        is_prose = block.in_body and len(block.text) > 250
        if words == "in_other_edition" and where == "here" and not is_prose:
            says_it = f"“{sentence}”: the rest is in another edition."
            yield Signal("says_excerpt", says_it, sentence, block.element, "edition")
        elif block.wall and (phrased or made):
            yield _call(sentence, block, where, "locked")
        elif phrased:
            if where != "far" and not is_prose:
                yield _call(sentence, block, where, where)
        elif made and not is_prose and _is_call(number, where, view):
            yield _call(sentence, block, where, "made")


def _sentences(block: Block) -> Sequence[str]:
    """Return what a block says, all at once where it is short: "Read on? Subscribe"."""
    if len(block.text) <= LONGEST_MADE:
        return [block.text]
    return block.sentences if len(block.text) <= 500 else block.sentences[-2:]


def _is_call(number: int, where: Where, view: PageView) -> bool:
    """Return whether words that a story's last sentence may have too are the page's own call."""
    block = view.blocks[number]
    if block.in_body and _asks_beside(number, view):
        return True
    is_line = block.letters < 100 and block.text.rstrip()[-1:] not in TERMINAL
    return where == "here" and (not block.in_body or is_line or view.status in REFUSALS)


def _asks_beside(number: int, view: PageView) -> bool:
    """Return whether a link or a button at the block `number` asks to sign in or to subscribe."""
    near = [block for block in view.blocks[max(0, number - 1) : number + 3] if not block.is_closed]
    links = (link for block in near for link in block.links)
    words = (each.text for each in near if each is not view.blocks[number])
    return any(is_account_link(link.url) for link in links) or any(
        len(text) <= LONGEST_BUTTON and says(text, ("access",), view.language) for text in words
    )


def _call(sentence: str, block: Block, where: Where, kind: str) -> Signal:
    words = f"{_PLACES[where]}: “{sentence}”"
    return Signal("cut_for_subscribers", words, sentence, block.element, kind)


def _offers(block: Block, where: Where, view: PageView, *, after: bool) -> Iterator[Signal]:
    if where == "far":
        return
    text = block.text
    account = next((link for link in block.links if is_account_link(link.url)), None)
    asks = has_price(text) or account or says(text, ("access",), view.language)
    small = where == "here" and _is_small_wall(block)  # extractors swallow those
    if block.wall and (small or (asks and after and not block.in_body)) and _has_prose(block):
        words = f"{_PLACES[where]} is a part named “{block.wall}”: “{text[:160]}”"
        yield Signal("locked_part", words, text, block.element, "close", (("name", block.wall),))
    if account and where == "here" and len(text) <= 200:
        quote = account.text or text
        words = f"{_PLACES[where]} is “{quote}”, which leads to an account or an offer."
        shown = block.element if account.element is None else account.element
        yield Signal("offers_access", words, quote, shown)


def _is_small_wall(block: Block) -> bool:
    """Return whether a part named as a paywall holds a few words only, in whatever language."""
    wall = next((step for step in reversed(block.around) if mark_of(step, "wall")), None)
    if wall is None:
        return False
    links = sum(1 for _ in wall.iter("a"))
    return len(" ".join(wall.text_content().split())) <= LONGEST_WALL and links <= 2


def _anywhere(view: PageView) -> Iterator[Signal]:
    """Yield a paywall's own call anywhere: some are above the text, or at the page's edge."""
    for block in view.blocks:
        if len(block.text) > LONGEST_WALL or block.wall is None or block.is_closed:
            continue
        if says(block.text, ("other",), view.language) or not _has_prose(block):
            continue
        hits = find_phrases(block.text, view.languages)
        made = made_kind(block.text, view.language) == "cut_for_subscribers"
        if made or any(hit.kind == "cut_for_subscribers" for hit in hits):
            words = f"A part named “{block.wall}” says: “{block.text}”"
            params = (("name", block.wall),)
            yield Signal("locked_part", words, block.text, block.element, "call", params)
            return


def _has_prose(block: Block) -> bool:
    """Return whether it is more than a label ("Subscriber only"), which headlines have too."""
    return letters_in(fold(block.text)) > 15
