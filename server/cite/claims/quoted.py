"""Checks quotations against the cited text: in quotation marks means word for word.

An editor may leave words out at "…" or "[…]", put words in brackets, change the case of a letter
and the form of a word that the brackets show: "seek[s]". Punctuation, apostrophes written out and
spellings of one language are no change.
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
    language, source, found = texts.page.language, texts.source, []
    line = prepare(Text([sentence]), language).lines[0]
    for start, end in checked_quotations(line)[:MOST_LOOKED_AT]:
        quoted = sentence[start:end].strip()
        # What is between that which an editor put there; "[T]he" has its letter.
        cut = _OPEN.split(re.sub(r"\[(\w)\](?=\w)", r"\1", quoted))
        pieces = [piece for piece in cut if any(map(str.isalnum, piece))]
        rows = ([word.plain for word in words(piece, language)] for piece in pieces)
        is_there = source.says(rows) or _has_letters(source, pieces)
        like = None if is_there else _nearest(source, [w.plain for w in words(quoted, language)])
        found.append(Quotation(start, end, sentence[start:end], is_there, like))
    return found


def _has_letters(source: TextFacts, pieces: Sequence[str]) -> bool:
    """Return whether a source has the letters of all pieces, in their order: "cooperate"."""
    folded = [*map(fold, pieces)]
    whole = fold(" ".join((source.text.title or "", *source.sentences)))
    return min(map(len, folded)) >= 12 and has_in_order(whole, folded, 0)  # else by chance


def _nearest(source: TextFacts, plains: list[str]) -> str | None:
    """Return the stretch of up to two sentences with most of `plains` in order."""
    # Of the quoted words in order: else it is another passage, and nothing is like it.
    most, found = 0.5 * len(plains), None
    for at in range(len(source)):
        line = [*chain.from_iterable(source.plains[at : at + 2])]
        if LCSseq.similarity(plains, line) < most:
            continue
        kept = _together(LCSseq.opcodes(plains, line))
        count = sum(map(_length, kept))
        first, last = kept[0].dest_start, kept[-1].dest_end - 1
        # Twice as many words are more than what is like it.
        if count < most or last - first >= 2 * len(plains):
            continue
        if found is None or count > most:
            most, found = float(count), (at, first, last)
    return _between(source, *found) if found else None


def _between(source: TextFacts, sentence: int, first: int, last: int) -> str:
    """Return the text of words counted from the first of `sentence`, which may reach on."""
    line = source.lines[sentence]
    here = len(line.words)
    if first >= here:
        return _between(source, sentence + 1, first - here, last - here)
    if last < here:
        return line.text[line.words[first].start : line.words[last].end]
    on = source.lines[sentence + 1]
    return f"{line.text[line.words[first].start :]} {on.text[: on.words[last - here].end]}"


def _together(steps: Iterable[Opcode]) -> list[Opcode]:
    """Return the equal runs, without those at either end that are apart by chance.

    Between such a run and the next there are two words more than it has.
    """
    kept = [one for one in steps if one.tag == "equal"]
    while len(kept) > 1 and kept[1].dest_start - kept[0].dest_end > _length(kept[0]) + 2:
        del kept[0]
    while len(kept) > 1 and kept[-1].dest_start - kept[-2].dest_end > _length(kept[-1]) + 2:
        del kept[-1]
    return kept


def _length(run: Opcode) -> int:
    return run.src_end - run.src_start
