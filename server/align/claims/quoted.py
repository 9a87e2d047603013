"""Checks quotations against the cited text: in quotation marks means word for word.

An editor may leave words out at "…" or "[…]", put words in brackets, change the case of a letter
and the form of a word that the brackets show: "seek[s]". Punctuation, apostrophes written out and
spellings of one language are no change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Opcode

from server.align import TextPair
from server.model import Quotation
from server.text.lexicon import fold
from server.text.quotations import in_one_spelling, is_work, quotations
from server.text.tokens import Word, is_dense, words

_MOST = 30  # quotations of a sentence
_LIKE = 0.5  # of the quoted words in order: else it is another passage, and nothing is like it
_NEAR = 2  # words more than a run has, between it and the next
_LONGER = 2  # times as many words, of what is like it
_LETTERS = 12  # of a piece that is found by its letters alone: "co-operate" as "cooperate"
_GAP = "\x1f"
_LETTER = re.compile(r"\[(\w)\](?=\w)")  # "[T]he"
_OPEN = re.compile(
    r"(?<!\w)\w*+\[[^\[\]]*+\]\w*+|\([^()]*+\)|…|\.{3,}|\. \. \."
)  # what an editor put there


@dataclass(frozen=True)
class _Source:
    """A source as rows of words: all of it, what it quotes, and its letters."""

    texts: TextPair
    rows: tuple[str, ...]
    letters: str

    @classmethod
    def of(cls, texts: TextPair) -> "_Source":
        source = texts.source
        title = [word.plain for word in words(source.text.title or "", source.language)]
        whole = [plain for line in source.plains for plain in line]
        spoken = [
            word.plain
            for line in source.lines
            for start, end in line.quotations
            for word in line.inside(start, end)
        ]
        rows = tuple(_row(each, source.language) for each in ([*title, "", *whole], spoken))
        letters = fold(" ".join((source.text.title or "", *source.sentences)))
        return cls(texts, rows, letters)

    def has(self, pieces: Sequence[Sequence[Word]]) -> bool:
        """Return whether one row has all pieces, in their order."""
        language = self.texts.page.language
        asked = [_row([word.plain for word in piece], language) for piece in pieces]
        return any(_has_in_order(row, asked) for row in self.rows)

    def has_letters(self, pieces: Sequence[str]) -> bool:
        """Return whether its letters have those of all pieces, in their order."""
        folded = list(map(fold, pieces))
        return min(map(len, folded)) >= _LETTERS and _has_in_order(self.letters, folded, 0)

    def nearest(self, plains: list[str]) -> str | None:
        """Return what has most of `plains` in order, within two sentences in a row."""
        source, most, found = self.texts.source, _LIKE * len(plains), None
        for at in range(len(source)):
            line = [*source.plains[at], *(source.plains[at + 1] if at + 1 < len(source) else [])]
            if LCSseq.similarity(plains, line) < most:
                continue
            kept = _together(LCSseq.opcodes(plains, line))
            count = sum(map(_length, kept))
            first, last = kept[0].dest_start, kept[-1].dest_end - 1
            if count < most or last - first >= _LONGER * len(plains):
                continue
            if found is None or count > most:
                most, found = float(count), (at, first, last)
        return self._between(*found) if found else None

    def _between(self, sentence: int, first: int, last: int) -> str:
        """Return the text of words counted from the first of `sentence`, which may reach on."""
        line = self.texts.source.lines[sentence]
        here = len(line.words)
        if first >= here:
            return self._between(sentence + 1, first - here, last - here)
        if last < here:
            return line.text[line.words[first].start : line.words[last].end]
        on = self.texts.source.lines[sentence + 1]
        return f"{line.text[line.words[first].start :]} {on.text[: on.words[last - here].end]}"


def check_quotations(sentence: str, texts: TextPair) -> list[Quotation]:
    """Return the quotations of a sentence, each with whether the source has it word for word.

    Fewer than three words, and titles of works, are not checked; nor is a quotation of a source in
    another language.
    """
    extents = quotations(sentence)[:_MOST] if texts.same_language else []
    source = _Source.of(texts) if extents else None
    found = []
    for start, end in extents:
        quoted = sentence[start:end].strip()
        plains = [word.plain for word in words(quoted, texts.page.language)]
        # Words; fewer are scare quotes and titles.
        fewest = 3 * (3 if is_dense(plains[0]) else 1)  # times as many where a word is a character
        if source is None or len(plains) < fewest or is_work(quoted):
            continue
        # What is between that which an editor put there.
        cut = _OPEN.split(_LETTER.sub(r"\1", quoted))
        pieces = [piece for piece in cut if any(map(str.isalnum, piece))]
        lines = [words(piece, texts.page.language) for piece in pieces]
        is_there = not pieces or source.has(lines) or source.has_letters(pieces)
        like = None if is_there else source.nearest(plains)
        found.append(Quotation(start, end, sentence[start:end], is_there, like))
    return found


def _together(steps: Iterable[Opcode]) -> list[Opcode]:
    """Return the equal runs, without those at either end that are apart by chance."""
    kept = [one for one in steps if one.tag == "equal"]
    while len(kept) > 1 and kept[1].dest_start - kept[0].dest_end > _length(kept[0]) + _NEAR:
        del kept[0]
    while len(kept) > 1 and kept[-1].dest_start - kept[-2].dest_end > _length(kept[-1]) + _NEAR:
        del kept[-1]
    return kept


def _length(run: Opcode) -> int:
    return run.src_end - run.src_start


def _row(plains: Sequence[str], language: str | None) -> str:
    return _GAP + _GAP.join(in_one_spelling(plains, language)) + _GAP


def _has_in_order(row: str, pieces: Sequence[str], overlap: int = 1) -> bool:
    """Return whether `row` has the pieces one after another; two may share `overlap` signs."""
    at = 0
    for piece in pieces:
        at = row.find(piece, at)
        if at < 0:
            return False
        at += len(piece) - overlap
    return True
