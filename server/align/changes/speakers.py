"""Finds the speaker of a quotation: the name beside a verb of speech, outside the quotes."""

from collections.abc import Sequence
from functools import cache

from server.align.sentence_pair import SentencePair
from server.align.texts import Prepared
from server.language.data import by_language
from server.model import SourceSpan, Span
from server.text.aliases import is_general_knowledge
from server.text.names import names
from server.text.quotations import quotations
from server.text.spans import page_span, source_span
from server.text.statement_words import reporting_verbs
from server.text.tokens import Word, core

_NEAR = 5  # words between a verb of speech and who speaks
_BEFORE = 5  # sentences, of which one names whom "she" means
_GAP = "\x1f"


def other_speaker(
    pair: SentencePair, quoted: Sequence[tuple[int, int]], plains: Sequence[str]
) -> tuple[Span, SourceSpan] | None:
    """Return the page's and the source's speaker of `plains`, where they are two people.

    None where either does not name its speaker beside the quotation, and where the names share
    a word.
    """
    mine = _speaker(pair.texts.page, pair.index, quoted)
    source = pair.texts.source
    named = {word.term for word in pair.words[mine[0] : mine[1] + 1]} if mine else set()
    if not (mine and named & pair.texts.source_terms):
        return None  # a name that the source lacks is reported as missing
    for at in _places(pair, plains):
        for near in range(at, max(-1, at - _BEFORE), -1):
            if not named.isdisjoint(source.terms[near]):
                return None
            sentence, words = source.sentences[near], source.words[near]
            own = _speaker(source, near, quotations(sentence))
            if own:
                place = source_span(near, sentence, words[own[0]].start, words[own[1]].end)
                start, end = pair.words[mine[0]].start, pair.words[mine[1]].end
                return page_span(pair.sentence, start, end), place
    return None


def _places(pair: SentencePair, plains: Sequence[str]) -> list[int]:
    wanted = _GAP + _GAP.join(plains) + _GAP
    return [
        index for index, line in enumerate(pair.texts.source.plains)
        if wanted in _GAP + _GAP.join(line) + _GAP
    ]  # fmt: skip


def _speaker(
    text: Prepared, index: int, quoted: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return first and last word of the only name beside a verb of speech."""
    sentence, words = text.sentences[index], text.words[index]
    outside = [
        at for at, word in enumerate(words)
        if not any(start <= word.start < end for start, end in quoted)
    ]  # fmt: skip
    verbs = [at for at in outside if words[at].plain in reporting_verbs(text.language)]
    found = [
        run for run in names(sentence, words, text.language)
        if run[0] in outside and any(
            0 < at - run[1] <= _NEAR or 0 < run[0] - at <= _NEAR for at in verbs
        ) and _may_speak(sentence, words, run, text.language)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _may_speak(
    sentence: str, words: Sequence[Word], run: tuple[int, int], language: str | None
) -> bool:
    """Return whether the name may be a speaker: no country, no place, no number after it."""
    first, last = run
    if any(is_general_knowledge(core(words[at].plain), language) for at in (first, last)):
        return False
    if sentence[words[last].end :].lstrip()[:1].isdecimal():
        return False
    before = words[first - 1].plain if first else ""
    if before == "the" and first > 1:
        before = words[first - 2].plain
    return _prepositions().isdisjoint({before, words[first].plain})


@cache
def _prepositions() -> frozenset[str]:
    """Return words of any language after which a name says where or whose."""
    return frozenset(" ".join(by_language("place_prepositions").values()).split())
