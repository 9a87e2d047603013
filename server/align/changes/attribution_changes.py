"""Attributions that a page drops: who said it in the source, where the page states it as fact."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from server.align.changes.make_change import exchange
from server.align.sentence_pair import SentencePair
from server.model import Change
from server.text.quotations import quotations
from server.text.statement_words import reporting_verbs
from server.text.tokens import Word

_BREAK = re.compile(r"[,;:()“”„«»\"–—]")
_LONGEST = 7  # words of who says it, with the verb


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a note for a near copy that drops "the police said" and names no one."""
    if not pair.is_near_copy() or _attributes(pair):
        return
    yield from (exchange(pair, "attribution", (), run) for run in islice(_attributions(pair), 1))


def _attributes(pair: SentencePair) -> bool:
    """Return whether the page sentence or one beside it quotes, or names who says something."""
    page = pair.texts.page
    verbs = reporting_verbs(page.language)
    near = range(max(0, pair.index - 1), min(len(page), pair.index + 2))
    says = any(not verbs.isdisjoint(page.plains[at]) for at in near)
    return says or bool(quotations(pair.sentence))


def _attributions(pair: SentencePair) -> Iterator[range]:
    """Yield the words around reporting verbs of the source that the page lacks."""
    sentence, words = pair.best_sentence, pair.best_words
    quoted = quotations(sentence)
    verbs = reporting_verbs(pair.texts.source.language)
    page_terms = pair.texts.page.terms[pair.index]
    for at, word in enumerate(words):
        if word.plain not in verbs or any(a <= word.start < b for a, b in quoted):
            continue
        whole = _segment(sentence, words, at)
        for run in (whole, range(whole[0], at + 1)):
            terms = {words[place].term for place in run if place != at}
            telling = {term for term in terms if pair.texts.weights[term]}
            if telling and telling.isdisjoint(page_terms) and len(run) <= _LONGEST:
                yield run
                break


def _segment(sentence: str, words: Sequence[Word], at: int) -> range:
    """Return the words around word `at`, up to the next punctuation on both sides."""
    breaks = [
        place
        for place in range(1, len(words))
        if _BREAK.search(sentence[words[place - 1].end : words[place].start])
    ]
    first = max((place for place in breaks if place <= at), default=0)
    return range(first, min((place for place in breaks if place > at), default=len(words)))
