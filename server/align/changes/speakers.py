"""Finds the speaker of a quotation: the name beside a verb of speech, outside the quotes."""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from server.align.sentence_pair import SentencePair
from server.align.texts import Prepared
from server.language.data import by_language, section
from server.model import SourceSpan, Span
from server.text.aliases import is_general_knowledge
from server.text.names import names
from server.text.quotations import quotations
from server.text.spans import page_span, source_span
from server.text.statement_words import reporting_verbs
from server.text.tokens import Word, core

_NEAR = 3  # words between a verb of speech and who speaks
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
    if not mine:
        return None
    source, page_side = pair.texts.source, {w.term for w in pair.words[mine[0] : mine[1] + 1]}
    for at in _places(pair, plains):
        own = _speaker(source, at, quotations(source.sentences[at]))
        named = (at, own) if own else _meant(source, at, page_side)
        if not named:
            return None
        index, source_side = named
        words = source.words[index]
        if page_side.intersection(w.term for w in words[source_side[0] : source_side[1] + 1]):
            return None
        if not page_side & pair.texts.source_terms:
            return None  # a name that the source lacks is reported as missing
        start, end = words[source_side[0]].start, words[source_side[1]].end
        place = source_span(index, source.sentences[index], start, end)
        return page_span(pair.sentence, pair.words[mine[0]].start, pair.words[mine[1]].end), place
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


def _meant(
    source: Prepared, index: int, page_side: Collection[str]
) -> tuple[int, tuple[int, int]] | None:
    """Return the nearest name before "she said", unless a sentence near it has the page's name."""
    sentence, words = source.sentences[index], source.words[index]
    verbs, quoted = reporting_verbs(source.language), quotations(sentence)
    pronouns = (section(source.language or "en", "pronouns") or "").split()
    outside = [w for w in words if not any(start <= w.start < end for start, end in quoted)]
    says = any(
        {one.plain, other.plain} & verbs and not {one.plain, other.plain}.isdisjoint(pronouns)
        for one, other in pairwise(outside)
    )
    near = range(index, max(-1, index - _BEFORE), -1)
    if not says or any(not source.terms[at].isdisjoint(page_side) for at in near):
        return None
    for at in near[1:]:
        for run in names(source.sentences[at], source.words[at], source.language):
            if _may_speak(source.sentences[at], source.words[at], run, source.language):
                return at, run
    return None


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
