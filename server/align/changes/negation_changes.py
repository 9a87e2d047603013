"""A "not" that the page adds or drops."""

from collections.abc import Iterator

from server.align.changes.antonyms import LONGEST, opposite_terms
from server.align.changes.near_copy import is_near_copy, kept_places
from server.align.sentence_pair import SentencePair
from server.align.source_index import MOST_LOOKED_AT
from server.model import Change, SourceSpan
from server.text.negation import about_terms, changes_the_verb, denies_clause, negations
from server.text.spans import page_span, source_span

_DENIED = 0.6  # share of what a "not" is about that the source denies too
_TOLD = 0.4  # of what is denied in the source, that the page says where verbs change with "not"
_OPPOSITES = ("un", "in", "dis", "non", "im")
_REACH = 4  # words after a "not" in which the word that it denies is


def negation_changes(pair: SentencePair) -> Iterator[Change]:
    """A change for each "not" that a near copy adds to its source or drops from it.

    In free retellings an added "not" was right in 0 of 12 cases, so it is looked for in near
    copies only (judged pairs and RAGTruth; tests/bench/judged.py).
    """
    if is_near_copy(pair):
        yield from _added(pair)
        yield from _dropped(pair)


def _added(pair: SentencePair) -> Iterator[Change]:
    source, language = pair.texts.source, pair.texts.page.language
    if any(negations(source.words[j], source.language, weak=True) for j in pair.sources):
        return
    for at in negations(pair.words, language, weak=False)[:MOST_LOOKED_AT]:
        if not denies_clause(pair.words, at, language):
            continue
        about = about_terms(pair.words, at, pair.texts.weights, language)
        place = _denied_in_source(pair, at)
        if place is None or _denied(pair, about):
            continue
        word = pair.words[at]
        yield Change(
            kind="negation",
            page=page_span(pair.sentence, word.start, word.end),
            source=place,
            says=f"The page says “{word.plain}”; the source says “{place.text}” without it.",
            params={"page": word.plain, "source": place.text},
        )


def _denied_in_source(pair: SentencePair, at: int) -> SourceSpan | None:
    """What the best source sentence says where the page denies: the word after, or before."""
    index = pair.sources[0]
    words, sentence = pair.texts.source.words[index], pair.texts.source.sentences[index]
    back = {page_at: source_at for source_at, page_at in kept_places(pair).items()}
    for near in (*range(at + 1, at + 1 + _REACH), *range(at - 1, at - 1 - _REACH, -1)):
        if near in back and pair.is_content(near):
            word = words[back[near]]
            return source_span(index, sentence, word.start, word.end)
    return None


def _denied(pair: SentencePair, about: list[str]) -> bool:
    """Whether the source says "not" of the same, somewhere, or has a word for it."""
    if not about:
        return False
    first, wanted = about[0], set(about)
    if any(prefix + first in pair.texts.source_terms for prefix in _OPPOSITES):
        return True
    if _is_turned(pair, wanted):
        return True
    return any(
        first in denied or len(wanted & denied) >= _DENIED * len(wanted)
        for denied in pair.texts.denials
    )


def _is_turned(pair: SentencePair, denied: set[str]) -> bool:
    """Whether the source has the opposite in the place of what is denied: "not open", "closed"."""
    source = pair.texts.source
    source_side = source.words[pair.sources[0]]
    return any(
        source_side[source_at].term in opposite_terms(pair.words[page_at].term, source.language)
        for page_side, swapped in pair.swaps
        if max(len(page_side), len(swapped)) <= LONGEST
        for page_at in page_side
        if pair.words[page_at].term in denied
        for source_at in swapped
    )


def _dropped(pair: SentencePair) -> Iterator[Change]:
    index = pair.sources[0]
    source = pair.texts.source
    if negations(pair.words, pair.texts.page.language, weak=True):
        return
    for at in negations(source.words[index], source.language, weak=False):
        about = about_terms(source.words[index], at, pair.texts.weights, source.language)
        page_terms = pair.texts.page.terms[pair.index].intersection(about)
        share = _TOLD if changes_the_verb(source.language) else 1.0
        if about and len(page_terms) >= share * len(set(about)):
            word = source.words[index][at]
            yield Change(
                kind="negation",
                page=None,
                source=source_span(index, source.sentences[index], word.start, word.end),
                says=f"The source says “{word.plain}”, the page does not.",
                params={"page": None, "source": word.plain},
            )
