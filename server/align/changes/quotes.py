"""Quotations: whether the page quotes word for word."""

import re
from collections.abc import Iterator

from rapidfuzz.distance import LCSseq

from server.align.changes.make_change import Fact, counterpart, fact_change, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change
from server.text.quotations import is_work
from server.text.tokens import Extent, WordForms, is_dense

# Between pieces that are word for word.
_CUT = re.compile(r"\[[^\[\]]*\]\w*|\([^()]*\)|…|\.\.\.|[.!?。！？]\s")
_LIKE = 0.5  # of the quoted words in order: most of them, or it is another passage


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each quotation that is altered."""
    if not (pair.sources and pair.texts.same_language):
        return
    page = pair.page
    for start, end in checked_quotations(page)[:MOST_LOOKED_AT]:
        pieces = [*_pieces(page.text, start, end)]
        plains = _plains(page, start, end)
        is_there = pair.texts.source.says(_plains(page, *piece) for piece in pieces)
        if not is_there and _is_altered(pair, pieces):
            passages = (_passage(line, plains) for line in pair.lines(pair.sources))
            like = counterpart(filter(None, passages), lambda fact: fact.value >= _LIKE)
            yield fact_change(Fact("quote", plains, page, start, end), like)


def checked_quotations(line: SentenceFacts) -> list[Extent]:
    """Return the quotations of a sentence but for scare quotes and titles of works.

    Those have fewer than three words, or nine characters where a word is a character.
    """
    return [
        Extent(start, end)
        for start, end in line.quotations
        if (quoted := _plains(line, start, end))
        and len(quoted) >= (9 if is_dense(quoted[0]) else 3)
        and not is_work(line.text[start:end].strip())
    ]


def _is_altered(pair: SentencePair, pieces: list[tuple[int, int]]) -> bool:
    """Return whether a content word of the quotation is in no source sentence.

    Other small words, words in brackets and words left out are an editor's work.
    """
    known = WordForms(plain for line in pair.lines(pair.listed) for plain in line.plains)
    return any(
        a <= word.start and word.end <= b and pair.words.is_content(at) and word.plain not in known
        for a, b in pieces
        for at, word in enumerate(pair.page.words)
    )


def _plains(line: SentenceFacts, start: int, end: int) -> list[str]:
    return [word.plain for word in line.inside(start, end)]


def _pieces(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a quotation that must be verbatim: cut at brackets and ellipses."""
    for cut in _CUT.finditer(sentence, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def _passage(line: SentenceFacts, plains: list[str]) -> Fact | None:
    """Return the piece of a source sentence with quoted words in order, and their share."""
    same = [op for op in LCSseq.opcodes(plains, line.plains) if op.tag == "equal"]
    if not same:
        return None
    share = sum(op.src_end - op.src_start for op in same) / len(plains)
    return fact_of("quote", line, range(same[0].dest_start, same[-1].dest_end), share)
