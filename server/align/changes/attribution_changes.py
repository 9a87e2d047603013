"""Attributions that a page drops: who said it in the source, where the page states it as fact."""

import re
from collections.abc import Iterator, Sequence

from server.align.changes.near_copy import is_near_copy
from server.align.sentence_pair import SentencePair
from server.model import Change
from server.text.quotations import quotations
from server.text.spans import source_span
from server.text.statement_words import reporting_verbs
from server.text.tokens import Word

_BREAK = re.compile(r"[,;:()“”„«»\"–—]")
_LONGEST = 7  # words of who says it, with the verb


def attribution_changes(pair: SentencePair) -> Iterator[Change]:
    """A note for a near copy that drops "the police said" and says nowhere near who said it."""
    if not is_near_copy(pair) or _attributes(pair):
        return
    index, source = pair.sources[0], pair.texts.source
    for run in _attributions(pair, index):
        words = source.words[index]
        start, end = words[run[0]].start, words[run[-1]].end
        place = source_span(index, source.sentences[index], start, end)
        yield Change(
            kind="attribution",
            page=None,
            source=place,
            says=f"The original gives this as someone's word: “{place.text}”.",
            params={"page": None, "source": place.text},
        )
        return


def _attributes(pair: SentencePair) -> bool:
    """Whether the page sentence or one beside it quotes, or names who says something."""
    page = pair.texts.page
    verbs = reporting_verbs(page.language)
    near = range(max(0, pair.index - 1), min(len(page), pair.index + 2))
    says = any(not verbs.isdisjoint(page.plains[at]) for at in near)
    return says or bool(quotations(pair.sentence))


def _attributions(pair: SentencePair, index: int) -> Iterator[range]:
    """Words of the source around a reporting verb, outside quotations, that the page lacks."""
    source = pair.texts.source
    sentence, words = source.sentences[index], source.words[index]
    quoted = quotations(sentence)
    verbs = reporting_verbs(source.language)
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
    """The words around word `at` up to the next punctuation on both sides."""
    breaks = [
        place
        for place in range(1, len(words))
        if _BREAK.search(sentence[words[place - 1].end : words[place].start])
    ]
    first = max((place for place in breaks if place <= at), default=0)
    return range(first, min((place for place in breaks if place > at), default=len(words)))
