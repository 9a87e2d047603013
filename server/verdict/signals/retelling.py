"""Signs that a text tells what another publication found out: labels at its top, attributions."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from lxml.html import HtmlElement

from server.page.document import Reading, block_of
from server.page.link_blocks import is_long
from server.text.cue_words import WordClass, made_kind, says
from server.text.notices import find_phrases, share
from server.verdict.signals.press_review import digest_sign
from server.verdict.signals.signal import Signal

RUNS_BEFORE = 40  # text nodes before the body in which it may be labelled
LONGEST_LABEL = 160
LONGEST_HEAD = 70  # letters; a longer line is an abstract, as whole reports have
BOXED = 1500  # letters of a text that a box above it may sum up
MOST_SENTENCES = 40  # longer texts are reports of their own
_LABELS: tuple[Literal["says_summary", "says_excerpt"], ...] = ("says_summary", "says_excerpt")
_NAMING: tuple[WordClass, ...] = ("outlet", "retold")
_WIRED: tuple[WordClass, ...] = ("agency",)


def retelling_signs(reading: Reading) -> list[Signal]:
    """A label at the top, and links or attributions to other publications all along."""
    seen = [next(_label(reading), None), _attributed(reading), digest_sign(reading)]
    return [sign for sign in seen if sign]


def _label(reading: Reading) -> Iterator[Signal]:
    if reading.document is None or reading.body is None or reading.body.span is None:
        return
    text_map = reading.document.text_map
    first = text_map.index_at(reading.body.span.start)
    last = min(first + RUNS_BEFORE // 2, text_map.index_at(reading.body.span.end))
    runs = text_map.runs[max(0, first - RUNS_BEFORE) : last]
    # Whole reports have a box with their key points at the top.
    boxed = is_long(reading.article.text, BOXED)
    for element, members in groupby(runs, key=lambda run: block_of(run.element)):
        group = list(members)
        # "AI summary" on a button offers one.
        if _is_control(group[0].element):
            continue
        text = " ".join("".join(run.text for run in group).split())
        for signal in _LABELS[boxed:] if 0 < len(text) <= LONGEST_LABEL else ():
            hits = [hit for hit in find_phrases(text) if hit.kind == signal]
            if hits and share(text, hits) >= 0.25:
                yield Signal(signal, f"Begins with “{text}”.", text, element, "top")
            elif not is_long(text, LONGEST_HEAD) and (
                made_kind(text, reading.article.language) == signal
            ):
                yield Signal(signal, f"Begins with “{text}”.", text, element, "top_words")


def _is_control(element: HtmlElement) -> bool:
    return any(step.tag in ("a", "button") for step in (element, *element.iterancestors()))


def _attributed(reading: Reading) -> Signal | None:
    """Sentences that name a publication as the one that reports it: many, for a text so short."""
    sentences = [sentence.text for sentence in reading.article.sentences]
    if len(sentences) > MOST_SENTENCES:
        return None
    language = reading.article.language
    naming = [
        text
        for text in sentences
        # Reports of their own quote the agencies, whose reports are for all to print.
        if len(text) <= 400 and says(text, _NAMING, language) and not says(text, _WIRED, language)
    ]
    if len(naming) < max(2, 0.12 * len(sentences)):
        return None
    quote = naming[0]
    span = reading.document.text_map.find(quote) if reading.document else None
    element = None
    if reading.document and span:
        element = block_of(reading.document.text_map.run_at(span.start).element)
    told = f"{len(naming)} of {len(sentences)} sentences name another publication: “{quote}”."
    return Signal("retells_report", told, quote, element, "", (("sentences", len(naming)),))
