"""A "not" that the page adds or drops."""

from collections.abc import Iterator

from server.align.changes.antonyms import LONGEST, opposite_terms
from server.align.sentence_pair import Pair
from server.align.source_index import MOST_LOOKED_AT
from server.model import Change
from server.text.negation import about_terms, changes_the_verb, denies_clause, negations
from server.text.spans import page_span, source_span

_KEPT = 0.5  # of its words a page sentence must share before a dropped "not" is a change
_DENIED = 0.6  # share of what a "not" is about that the source denies too
_TOLD = 0.4  # of what is denied in the source, that the page tells where verbs change with "not"
_OPPOSITES = ("un", "in", "dis", "non", "im")


def negation_changes(pair: Pair) -> Iterator[Change]:
    """A change for each negation of the page that its sources lack, and the reverse."""
    if not pair.sources or not pair.texts.same_language:
        return
    yield from _added(pair)
    if pair.kept >= _KEPT:
        yield from _dropped(pair)


def _added(pair: Pair) -> Iterator[Change]:
    source, language = pair.texts.source, pair.texts.page.language
    silent = not any(negations(source.words[j], source.language, weak=True) for j in pair.sources)
    for at in negations(pair.words, language, weak=False)[:MOST_LOOKED_AT]:
        if not denies_clause(pair.words, at, language):
            continue
        about = about_terms(pair.words, at, pair.texts.weights, language)
        if _denied(pair, about) or not (silent or pair.texts.source_terms.intersection(about)):
            continue
        word = pair.words[at]
        yield Change(
            kind="negation",
            page=page_span(pair.sentence, word.start, word.end),
            source=None,
            says=f"The page says “{word.plain}”; the passages of the source beside it do not.",
            params={"page": word.plain, "source": None},
        )


def _denied(pair: Pair, about: list[str]) -> bool:
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


def _is_turned(pair: Pair, denied: set[str]) -> bool:
    """Whether the source has the opposite in the place of what is denied: "not open", "closed"."""
    source = pair.texts.source
    theirs = source.words[pair.sources[0]]
    return any(
        theirs[there].term in opposite_terms(pair.words[here].term, source.language)
        for ours, swapped in pair.swaps
        if max(len(ours), len(swapped)) <= LONGEST
        for here in ours
        if pair.words[here].term in denied
        for there in swapped
    )


def _dropped(pair: Pair) -> Iterator[Change]:
    index = pair.sources[0]
    source = pair.texts.source
    if negations(pair.words, pair.texts.page.language, weak=True):
        return
    for at in negations(source.words[index], source.language, weak=False):
        about = about_terms(source.words[index], at, pair.texts.weights, source.language)
        told = pair.texts.page.terms[pair.index].intersection(about)
        share = _TOLD if changes_the_verb(source.language) else 1.0
        if about and len(told) >= share * len(set(about)):
            word = source.words[index][at]
            yield Change(
                kind="negation",
                page=None,
                source=source_span(index, source.sentences[index], word.start, word.end),
                says=f"The source says “{word.plain}”, the page does not.",
                params={"page": None, "source": word.plain},
            )
