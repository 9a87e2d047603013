"""Quotations: whether the page quotes word for word."""

import re
from collections.abc import Iterator

from rapidfuzz.distance import LCSseq

from server.align.changes.make_change import make_change
from server.align.sentence_pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change, SourceSpan
from server.text.quotations import is_work, quotations
from server.text.spans import page_span, source_span
from server.text.spelling import in_one_spelling
from server.text.tokens import WordForms, is_dense

# Between pieces that are word for word.
_CUT = re.compile(r"\[[^\[\]]*\]\w*|\([^()]*\)|…|\.\.\.|[.!?。！？]\s")
_FEWEST = 3  # words; fewer are scare quotes and titles
_DENSE = 3  # times as many where a word is a character
_LIKE = 0.5  # of the quoted words in order: most of them, or it is another passage


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each quotation that is altered."""
    if not (pair.sources and pair.texts.same_language):
        return
    quoted = quotations(pair.sentence)[:MOST_LOOKED_AT]
    for start, end in quoted:
        plains = _plains(pair, start, end)
        fewest = _FEWEST * (_DENSE if is_dense(plains[0]) else 1) if plains else _FEWEST
        if len(plains) < fewest or is_work(pair.sentence[start:end]):
            continue
        texts = pair.texts
        pieces = [_plains(pair, a, b) for a, b in _pieces(pair.sentence, start, end)]
        is_quoted = all(
            texts.source_says(in_one_spelling(piece, texts.page.language))
            for piece in pieces
            if piece
        )
        if not is_quoted and _is_altered(pair, start, end):
            mine = page_span(pair.sentence, start, end)
            yield make_change("quote", mine, _most_like(pair, plains))


def _is_altered(pair: SentencePair, start: int, end: int) -> bool:
    """Return whether a content word of the quotation is in no source sentence.

    Other small words, words in brackets and words left out are an editor's work.
    """
    known = WordForms(plain for j in pair.listed for plain in pair.texts.source.plains[j])
    return any(
        a <= word.start and word.end <= b and pair.is_content(at) and word.plain not in known
        for a, b in _pieces(pair.sentence, start, end)
        for at, word in enumerate(pair.words)
    )


def _plains(pair: SentencePair, start: int, end: int) -> list[str]:
    return [w.plain for w in pair.words if w.start >= start and w.end <= end]


def _pieces(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a quotation that must be verbatim: cut at brackets and ellipses."""
    for cut in _CUT.finditer(sentence, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def _most_like(pair: SentencePair, plains: list[str]) -> SourceSpan | None:
    """Return the piece of the first aligned sentence with most of the quoted words in order."""
    for index in pair.sources:
        words = pair.texts.source.words[index]
        source_side = pair.texts.source.plains[index]
        same = [op for op in LCSseq.opcodes(plains, source_side) if op.tag == "equal"]
        share = sum(op.src_end - op.src_start for op in same) / len(plains)
        if share >= _LIKE:
            first, last = same[0].dest_start, same[-1].dest_end - 1
            sentence = pair.texts.source.sentences[index]
            return source_span(index, sentence, words[first].start, words[last].end)
    return None
