"""A "not" that the page adds or drops."""

from collections.abc import Iterator
from itertools import chain

from server.align.changes.make_change import exchange, make_change, words_of_page
from server.align.sentence_pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change
from server.text.negation import (
    about_terms,
    changes_the_verb,
    denies_clause,
    denying_prefixes,
    negations,
)
from server.text.statement_words import cues

_DENIED = 0.6  # share of what a "not" is about that the source denies too
_TOLD = 0.4  # of what is denied in the source, that the page says where verbs change with "not"
_SHARED = 2  # content words after a "not" that the other side must have
_ASKED = 2  # source sentences that a retelling is compared with
_FAR = 7  # words after a "not" that it may be about
_REACH = 4  # words after a "not" in which the word that it denies is


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each "not" that a near copy adds to its source or drops from it."""
    if pair.is_near_copy():
        yield from _added(pair)
        yield from _dropped(pair)
    yield from _one_sided(pair)


def _added(pair: SentencePair) -> Iterator[Change]:
    source, language = pair.texts.source, pair.texts.page.language
    if any(negations(source.words[j], source.language, weak=True) for j in pair.sources):
        return
    for at in negations(pair.words, language, weak=False)[:MOST_LOOKED_AT]:
        if not denies_clause(pair.words, at, language):
            continue
        about = about_terms(pair.words, at, pair.texts.weights, language)
        kept = _denied_in_source(pair, at)
        if kept is None or _denied(pair, about):
            continue
        between = [*filter(pair.is_content, range(at + 1, kept[0]))]
        if not changes_the_verb(language) and not {*pair.absent}.isdisjoint(between):
            continue  # "does not remove language" for "objected to language"
        run = range(at, kept[0] + 1) if at < kept[0] and not between else [at]
        yield exchange(pair, "negation", run, kept[1:])


def _denied_in_source(pair: SentencePair, at: int) -> tuple[int, int] | None:
    """Return the kept word that the page denies, and the source's."""
    back = {page_at: source_at for source_at, page_at in pair.kept_places.items()}
    near = (*range(at + 1, at + 1 + _REACH), *range(at - 1, at - 1 - _REACH, -1))
    found = (place for place in near if place in back and pair.is_content(place))
    return next(((place, back[place]) for place in found), None)


def _denied(pair: SentencePair, about: list[str]) -> bool:
    """Return whether the source says "not" of the same, somewhere, or has a word for it."""
    if not about:
        return False
    first, wanted = about[0], set(about)
    if any(
        prefix + first in pair.texts.source_terms
        for prefix in denying_prefixes(pair.texts.source.language)
    ):
        return True
    return any(
        first in denied or len(wanted & denied) >= _DENIED * len(wanted)
        for denied in pair.texts.denials
    )


def _dropped(pair: SentencePair) -> Iterator[Change]:
    words, language = pair.best_words, pair.texts.source.language
    if negations(pair.words, pair.texts.page.language, weak=True):
        return
    share = _TOLD if changes_the_verb(language) else 1.0
    for at in negations(words, language, weak=False):
        instead = (swap.page for swap in pair.swaps if at in swap.source)
        if not changes_the_verb(language) and any(map(pair.is_content, chain(*instead))):
            continue  # "prevents" for "does not"
        about = about_terms(words, at, pair.texts.weights, language)
        page_terms = pair.texts.page.terms[pair.index].intersection(about)
        if about and len(page_terms) >= share * len(set(about)):
            yield exchange(pair, "negation", (), [at])


def _one_sided(pair: SentencePair) -> Iterator[Change]:
    """Yield a doubt for a "not" of the page where a source sentence has the same predicate."""
    texts, language = pair.texts, pair.texts.page.language
    if not texts.same_language or changes_the_verb(language):
        return
    plains = texts.page.plains[pair.index]
    not_all = {cue.words[0] - 1 for cue in cues("amounts", plains, language)}
    for at in negations(pair.words, language, weak=False):
        after = pair.words[at + 1 : at + 1 + _FAR]
        about = [word.term for word in after if texts.weights[word.term]]
        if at in not_all or not denies_clause(pair.words, at, language) or _denied(pair, about):
            continue
        for index in pair.sources[:_ASKED]:
            shared = texts.source.terms[index].intersection(about)
            denies = negations(texts.source.words[index], language, weak=True)
            if len(shared) >= _SHARED and about[0] in shared and not denies:
                yield make_change("negation", words_of_page(pair, [at]), None, code="one_sided")
                return
