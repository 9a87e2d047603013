"""Every sign of a page that is not the whole story, gathered in one place."""

from dataclasses import replace

from server.model import Article
from server.page.boundary import Boundary, boundary
from server.page.calls_to_action import find_calls
from server.page.document import Reading
from server.page.link_blocks import Block, is_long
from server.page.links import place_of
from server.text.cue_words import says
from server.verdict.gate.gate import LITTLE_PROSE
from server.verdict.signals.access import access_signs
from server.verdict.signals.declared import declared, is_far_longer, length_signs
from server.verdict.signals.links import link_signs, read_calls
from server.verdict.signals.overlay import overlay_signs
from server.verdict.signals.retelling import retelling_signs
from server.verdict.signals.signal import Signal
from server.verdict.signals.truncation import is_unlike, shape_of, stays_open, stub_of
from server.verdict.signals.weak_cues import hint_signs

SHORT_LETTERS = 1200  # about 200 words: the length of a digest
LONGEST_LINE = 90  # characters of a line about the page
LONG_LETTERS = 4000
_OFFERS = frozenset(f"offers_access:{kind}" for kind in ("door", "form", "price", "amount"))


def signs_of(reading: Reading, status: int | None = None) -> list[Signal]:
    """What `reading` shows; `status` is the HTTP status that its page came with."""
    article = reading.article
    end = boundary(reading)
    calls = find_calls(end.blocks, article.language)
    read = read_calls(calls, article.language)
    return [
        *_originals(read, article),
        *link_signs(end, calls, place_of(article, reading.document), article.language),
        *hint_signs(end, {seen.quote for seen in read}, article.language),
        *_shape(end, article, {call.quote for call in calls}),
        *access_signs(reading, end),
        *overlay_signs(reading),
        *length_signs(reading, end.blocks[1:]),
        *retelling_signs(reading),
        *_declarations(reading, status),
        *_short(article),
    ]


def features_of(signs: list[Signal], article: Article) -> set[str]:
    """The names by which the model knows what was seen, and how long the text is."""
    features = {sign.feature for sign in signs}
    if is_long(article.text, LONG_LETTERS):
        features.add("length:long")
    if not is_long(article.text, SHORT_LETTERS):
        features.add("length:short")
    else:
        # Reports of their own credit a source too.
        features -= {"source_line:story", "source_line:bare"}
    if sum(name.startswith("offers_access") for name in features) > 1:
        features.add("offers_access+more")
    # A text that is made to run out right above what is offered: no house advertisement does that.
    shut = features & {"locked_part:style", "locked_part:around"}
    if shut and features & _OFFERS:
        features.add("locked_part+offers_access")
    # A share that remains is for those who pay, where the page asks for that.
    if any(name.startswith("rest_declared") for name in features) and (
        "declared_paid" in features or features & _OFFERS
    ):
        features.add("rest_declared+offers_access")
    # A cut end behind which a link leads away is an excerpt, a whole one a retelling.
    if any(sign.signal == "cut_off_end" for sign in signs):
        features |= {
            f"cut_off_end+{sign.signal}"
            for sign in signs
            if sign.signal
            in (
                "links_to_original",
                "continues_elsewhere",
                "source_line",
                "offers_access",
                "declared_paid",
                "continues_on_site",
            )
        }
    return features


def _originals(signs: list[Signal], article: Article) -> list[Signal]:
    """Under a short text “View original” leads to its story; under a long one, to its twin."""
    if is_long(article.text, SHORT_LETTERS):
        return signs
    return [
        replace(sign, kind="full") if sign.feature == "links_to_original:original" else sign
        for sign in signs
    ]


def _shape(end: Boundary, article: Article, quotes: set[str]) -> list[Signal]:
    """Whether the body, without the notes `quotes` at its end, stops in the middle."""
    if end.end is None:
        return []
    stub = stub_of(end, quotes)
    last = stub or end.end
    stated = [text for text in last.sentences if text not in quotes]
    shape: str = shape_of(" ".join(stated), article.language)
    if stub and shape == "whole":
        shape = "mid_sentence"
    if shape == "whole" and stated and is_unlike(stated[-1], _paragraphs_before(article, stated)):
        # Lines about the page have no full stop.
        about = len(stated[-1]) <= LONGEST_LINE and any(
            says(stated[-1], (kind,), article.language) for kind in ("access", "other")
        )
        shape = "whole" if about else "unlike"
    # A last line that short is a signature, a credit or a label.
    short = len(stated) == 1 and len(stated[0]) < 40
    signed = shape == "mid_sentence" and short and not stub
    if shape == "whole" or signed:
        return []
    told = {
        "bracketed_ellipsis": "The text breaks off with “[…]”.",
        "ellipsis": "The text ends with an ellipsis.",
        "mid_sentence": "The text stops in the middle of a sentence.",
        "unlike": "The text stops without the full stop that its other paragraphs have.",
    }[shape]
    params = (("shape", shape),)
    # With "… and the" no writer ends, for effect or out of carelessness.
    is_open = stays_open(stated[-1], article.language) and _is_end_of(last)
    kind = "open" if is_open else shape
    return [Signal("cut_off_end", told, stated[-1][-160:], last.element, kind, params)]


def _is_end_of(block: Block) -> bool:
    """Whether nothing follows `block` in its element, as a link or a line of it may."""
    if block.element is None:
        return True
    return " ".join(block.element.text_content().split()).endswith(block.text[-30:])


def _paragraphs_before(article: Article, stated: list[str]) -> list[str]:
    paragraphs = [part for part in article.text.split("\n\n") if part.strip()]
    return [part for part in paragraphs if stated[-1][-30:] not in part][-12:]


def _declarations(reading: Reading, status: int | None) -> list[Signal]:
    """What status and structured data declare; whole pages declare it too, so it is weak."""
    seen = []
    said = declared(reading.document, reading.article)
    if status in (401, 402, 403, 451):
        answered = f"The site answered with status {status}."
        kind = "price" if status in (401, 402) else "refused"
        seen.append(Signal("http_status", answered, None, None, kind, (("status", status),)))
    if said.words and is_far_longer(said.words, reading.article):
        lengths = f"The page declares {said.words} words, {reading.article.words} are here."
        counts = (("declared", said.words), ("words", reading.article.words))
        seen.append(Signal("declared_longer", lengths, said.words_quote, said.script, "", counts))
    if said.paid:
        seen.append(Signal("declared_paid", "The page declares that it is not free to read."))
    return seen


def _short(article: Article) -> list[Signal]:
    if is_long(article.text, LITTLE_PROSE):
        return []
    length = f"The text is short: {article.words} words."
    return [Signal("short_text", length, params=(("words", article.words),))]
