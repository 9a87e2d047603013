"""Finds words that a short sentence joins, and its source has in different statements.

"Orrin Pharma led the trial" has only words of "Orrin Pharma paid for the trial. Lena Mbeki, who
led it, advises against the drug." Long sentences join what a passage says in several, rightly.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from server.align import SentenceFacts, SentencePair
from server.text.tokens import is_dense

# Content words of a sentence that is looked at. Of shorter judged claims that a rule meets, two in
# five are not borne out; of longer ones, fewer than one in three.
FEWEST_WORDS = 3
MOST_WORDS = 8  # whose opening is elsewhere
MOST_WORDS_PARTED = 7  # whose neighbours stand beside other words
CLOSE = 4  # content words, as far apart as two neighbours may be in the passage
FEWEST_PARTED = 2  # sides of neighbours on which it has another word: one is chance
REACH = 2  # sentences before "It was built by the Crown" that may say what "it" is
# In pairs, they part words of one statement: "Hedda Lorne, who ran the mill, resigned".
ASIDES = (",", "()", "–—")
MOST_PLACES = 60  # of a word that are looked at


class JoinedWords(NamedTuple):
    """Two words of a sentence that its source has in different statements, as it writes them."""

    first: str
    second: str


def joined_words(pair: SentencePair, run: range) -> JoinedWords | None:
    """Return words that a sentence joins against its passage, the source's sentences `run`."""
    content = pair.words.content_words
    if not FEWEST_WORDS <= len(content) <= MOST_WORDS or is_dense(pair.page.plains[0]):
        return None
    joined = _opening_elsewhere(pair, run)
    if joined is None and len(content) <= MOST_WORDS_PARTED:
        joined = _parted_neighbours(pair, run)
    if joined is None:
        return None
    words = pair.page.words
    first, second = (pair.page.text[words[index].start : words[index].end] for index in joined)
    return JoinedWords(first, second)


def _content_terms(pair: SentencePair, line: SentenceFacts) -> list[str]:
    """Return the terms of a source sentence's content words, in order."""
    return [word.term for word in line.words if word.term and pair.texts.weights[word.term]]


def _opening_elsewhere(pair: SentencePair, run: range) -> tuple[int, int] | None:
    """Return the opening, where the source has it elsewhere than most of the rest.

    With it comes the first word of the rest that is there.
    """
    words, weights = pair.page.words, pair.words.weights
    content = pair.words.content_words
    length = _words_of_opening(pair)
    rest = content[length:]
    opening = {words[index].term for index in content[:length]}
    source = pair.texts.source
    if opening.isdisjoint(source.all_terms):
        return None

    def likeness(index: int) -> tuple[float, bool]:
        terms = source.terms[index]
        shared = sum(weights[word] for word in rest if words[word].term in terms)
        return shared, not opening.isdisjoint(terms)

    best = max(run, key=likeness)
    shared = [index for index in rest if words[index].term in source.terms[best]]
    if not shared or not opening.isdisjoint(source.terms[best]):
        return None
    has_no_subject = _content_terms(pair, source.lines[best])[0] in pair.page.terms
    before = frozenset[str]().union(*source.terms[max(0, best - REACH) : best])
    if has_no_subject and not opening.isdisjoint(before):
        return None
    return content[0], shared[0]


def _words_of_opening(pair: SentencePair) -> int:
    """Count the content words that open a sentence as one: "Conductor Ricarda Soll left"."""
    content = pair.words.content_words
    length = 1
    while (
        length < len(content) - 1
        and content[length] == content[length - 1] + 1
        and pair.page.is_capital(content[length])
    ):
        length += 1
    return length


def _parted_neighbours(pair: SentencePair, run: range) -> tuple[int, int] | None:
    """Return the first neighbours that a passage has apart, beside words of another statement."""
    words = pair.page.words
    lines = [pair.texts.source.lines[index] for index in run]
    parted: list[tuple[int, int]] = []
    for first, second in pairwise(pair.words.content_words[_words_of_opening(pair) - 1 :]):
        sides = _parted_sides(pair, words[first].term, words[second].term, lines)
        parted += [(first, second)] * sides
    return parted[0] if len(parted) >= FEWEST_PARTED else None


def _parted_sides(
    pair: SentencePair, first: str, second: str, lines: Sequence[SentenceFacts]
) -> int:
    """Return on how many sides other words part two neighbours, given as terms: 0, 1 or 2.

    There, a word that the sentence has not follows the first, or precedes the second, everywhere.
    """
    following: list[str] = []
    preceding: list[str] = []
    for line in lines:
        terms = _content_terms(pair, line)
        if first == second or _are_close(terms, first, second):
            return 0
        if _has_aside(line, first, second):
            return 0
        following += _terms_after(terms, first)
        preceding += _terms_after(terms[::-1], second)
    if not (following and preceding):
        return 0
    return sum(
        all(term and term not in pair.page.terms for term in beside)
        for beside in (following, preceding)
    )


def _are_close(terms: Sequence[str], first: str, second: str) -> bool:
    return any(
        second in terms[max(0, index - CLOSE) : index + CLOSE + 1]
        for index, term in enumerate(terms)
        if term == first
    )


def _has_aside(line: SentenceFacts, first: str, second: str) -> bool:
    """Whether commas, brackets or dashes enclose words between two terms of a line."""
    ends = [word.end for word in line.words if word.term == first]
    starts = [word.start for word in line.words if word.term == second]
    for end in ends[:MOST_PLACES]:
        start = next((start for start in starts if start > end), end)
        between = line.text[end:start]
        if any(sum(map(between.count, marks)) > 1 for marks in ASIDES):
            return True
    return False


def _terms_after(terms: Sequence[str], wanted: str) -> Iterator[str]:
    """Yield what follows each `wanted` one of a line's terms; "" at the end."""
    for term, following in pairwise([*terms, ""]):
        if term == wanted:
            yield following
