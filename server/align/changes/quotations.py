"""Quotations: whether the page quotes word for word."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from server.align.changes.change import Fact, change_of_facts, counterpart, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change
from server.text.quotations import is_work
from server.text.tokens import Extent, WordForms, is_dense

# Shorter ones are scare quotes.
_FEWEST_WORDS = 3
_FEWEST_CHARACTERS = 9  # where a word is a character
_SAME_PASSAGE = 0.5  # share of the quoted words that it has in order

# Between pieces that are quoted word for word: brackets, ellipses, ends of sentences.
_CUT = re.compile(r"\[[^\[\]]*\]\w*|\([^()]*\)|…|\.\.\.|[.!?。！？]\s")


def quotations_of(pair: SentencePair) -> list[Extent]:
    """Return the quotations of a page sentence that can be checked."""
    if not (pair.sources and pair.texts.same_language):
        return []
    return checked_quotations(pair.page)[:MOST_LOOKED_AT]


def compare_quotation(pair: SentencePair, quotation: Extent) -> Change | None:
    """Compare a quotation with what the source has in its place; None where it isn't altered."""
    page = pair.page
    pieces = [*_pieces(page.text, *quotation)]
    if pair.texts.source.says(_plains(page, *piece) for piece in pieces):
        return None
    if not _is_altered(pair, pieces):
        return None
    plains = _plains(page, *quotation)
    passages = (_passage(line, plains) for line in pair.lines(pair.sources))
    nearest = counterpart(filter(None, passages), lambda fact: fact.value >= _SAME_PASSAGE)
    return change_of_facts(Fact("quote", plains, page, *quotation), nearest)


def checked_quotations(line: SentenceFacts) -> list[Extent]:
    """Return the quotations of a sentence but for scare quotes and titles of works."""
    extents = []
    for extent in line.quotations:
        plains = _plains(line, *extent)
        if not plains or is_work(line.text[extent[0] : extent[1]].strip()):
            continue
        fewest = _FEWEST_CHARACTERS if is_dense(plains[0]) else _FEWEST_WORDS
        if len(plains) >= fewest:
            extents.append(Extent(*extent))
    return extents


def _is_altered(pair: SentencePair, pieces: Sequence[Extent]) -> bool:
    """Whether a content word of the quotation is in no source sentence.

    Other small words, words in brackets and words left out are an editor's work.
    """
    source_forms = WordForms(
        plain for line in pair.lines(pair.all_sources) for plain in line.plains
    )
    for start, end in pieces:
        for index, word in enumerate(pair.page.words):
            is_inside = start <= word.start and word.end <= end
            if is_inside and pair.words.is_content(index) and word.plain not in source_forms:
                return True
    return False


def _plains(line: SentenceFacts, start: int, end: int) -> list[str]:
    return [word.plain for word in line.inside(start, end)]


def _pieces(sentence: str, start: int, end: int) -> Iterator[Extent]:
    """Cut a quotation into the pieces that must be word for word."""
    for cut in _CUT.finditer(sentence, start, end):
        yield Extent(start, cut.start())
        start = cut.end()
    yield Extent(start, end)


def _passage(line: SentenceFacts, plains: list[str]) -> Fact | None:
    """Return the piece of a source sentence with quoted words in order, and their share."""
    kept = [opcode for opcode in LCSseq.opcodes(plains, line.plains) if opcode.tag == "equal"]
    if not kept:
        return None
    share = sum(opcode.src_end - opcode.src_start for opcode in kept) / len(plains)
    return fact_of("quote", line, range(kept[0].dest_start, kept[-1].dest_end), share)
