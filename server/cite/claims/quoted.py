"""Checks quotations against the cited text: in quotation marks means word for word.

An editor may leave words out at "…" or "[…]", put words in brackets, change the case of a letter
and the form of a word that the brackets show: "seek[s]". Punctuation, apostrophes written out and
spellings of one language are not a change.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from rapidfuzz.distance import LCSseq, Opcode

from server.align import (
    MOST_LOOKED_AT,
    Text,
    TextFacts,
    TextPair,
    checked_quotations,
    has_in_order,
    prepare,
)
from server.cite.answers import Quotation
from server.text.lexicon import fold
from server.text.tokens import words

_OPEN = re.compile(
    r"(?<!\w)\w*+\[[^\[\]]*+\]\w*+|\([^()]*+\)|…|\.{3,}|\. \. \."
)  # what an editor put there


def check_quotations(sentence: str, texts: TextPair) -> list[Quotation]:
    """Return the quotations of a sentence, each with whether the source has it word for word.

    Fewer than three words, and titles of works, are not checked; nor is a quotation of a source in
    another language.
    """
    if not texts.same_language:
        return []
    language, source = texts.page.language, texts.source
    checked = list[Quotation]()
    line = prepare(Text([sentence]), language).lines[0]
    for start, end in checked_quotations(line)[:MOST_LOOKED_AT]:
        quoted = sentence[start:end].strip()
        # What is between that which an editor put there; "[T]he" has its letter.
        cut = _OPEN.split(re.sub(r"\[(\w)\](?=\w)", r"\1", quoted))
        pieces = [piece for piece in cut if any(map(str.isalnum, piece))]
        rows = ([word.plain for word in words(piece, language)] for piece in pieces)
        is_there = source.says(rows) or _has_letters(source, pieces)
        like = None if is_there else _nearest(source, [w.plain for w in words(quoted, language)])
        checked.append(Quotation(start, end, sentence[start:end], is_there, like))
    return checked


def _has_letters(source: TextFacts, pieces: Sequence[str]) -> bool:
    """Return whether a source has the letters of all pieces, in their order: "cooperate"."""
    folded = [*map(fold, pieces)]
    source_letters = fold(" ".join((source.text.title or "", *source.sentences)))
    return min(map(len, folded)) >= 12 and has_in_order(source_letters, folded, 0)  # else by chance


def _nearest(source: TextFacts, plains: list[str]) -> str | None:
    """Return the stretch of up to two sentences with most of `plains` in order."""
    # Of the quoted words in order: else it is another passage, and nothing is like it.
    most_words, nearest = 0.5 * len(plains), None
    for index in range(len(source)):
        line = [*chain.from_iterable(source.plains[index : index + 2])]
        if LCSseq.similarity(plains, line) < most_words:
            continue
        runs = _together(LCSseq.opcodes(plains, line))
        count = sum(map(_length, runs))
        first, last = runs[0].dest_start, runs[-1].dest_end - 1
        # Twice as many words are more than what is like it.
        if count < most_words or last - first >= 2 * len(plains):
            continue
        if nearest is None or count > most_words:
            most_words, nearest = float(count), (index, first, last)
    return _between(source, *nearest) if nearest else None


def _between(source: TextFacts, sentence: int, first: int, last: int) -> str:
    """Return the text of words counted from the first of `sentence`, which may reach on."""
    line = source.lines[sentence]
    length = len(line.words)
    if first >= length:
        return _between(source, sentence + 1, first - length, last - length)
    if last < length:
        return line.text[line.words[first].start : line.words[last].end]
    following = source.lines[sentence + 1]
    end = following.words[last - length].end
    return f"{line.text[line.words[first].start :]} {following.text[:end]}"


def _together(opcodes: Iterable[Opcode]) -> list[Opcode]:
    """Return the equal runs, without those at either end that are apart by chance.

    Between such a run and the next there are two words more than it has.
    """
    runs = [opcode for opcode in opcodes if opcode.tag == "equal"]
    while len(runs) > 1 and runs[1].dest_start - runs[0].dest_end > _length(runs[0]) + 2:
        del runs[0]
    while len(runs) > 1 and runs[-1].dest_start - runs[-2].dest_end > _length(runs[-1]) + 2:
        del runs[-1]
    return runs


def _length(run: Opcode) -> int:
    return run.src_end - run.src_start
