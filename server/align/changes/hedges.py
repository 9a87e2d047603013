"""Doubt that the source has and the page drops: "may have" becomes "has"."""

from collections.abc import Iterator
from itertools import islice

from server.align.changes.make_change import exchange
from server.align.sentence_pair import NEARLY_ALL, SentencePair
from server.language.data import writing
from server.model import Change
from server.text.negation import negations
from server.text.statement_words import Cue, doubts, possibilities
from server.text.tokens import is_dense

_NEAR = 3  # words to each side, of which one of two must be kept: the doubt was about them


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield at most one change for a doubt that the page leaves out."""
    yield from islice(_doubts_dropped(pair), 1)


def _doubts_dropped(pair: SentencePair) -> Iterator[Change]:
    plains, language = pair.texts.page.plains[pair.index], pair.texts.page.language
    if (
        not pair.is_near_copy(NEARLY_ALL)
        or doubts(plains, language)
        or not possibilities(language).isdisjoint(plains)
        or _denies_instead(pair)
    ):
        return
    source = pair.texts.source
    for cue in doubts(source.plains[pair.best], source.language):
        at = cue.words[0]
        told = pair.best_words[at].term in pair.texts.page.terms[pair.index]
        if not told and _is_about_kept(pair, cue):
            instead = next((page for page, other in pair.swaps if at in other), ())
            yield exchange(pair, "hedge", instead, cue.words)


def _denies_instead(pair: SentencePair) -> bool:
    """Return whether the page denies more than the source: "was unable to" for "could hardly"."""
    page_side = negations(pair.words, pair.texts.page.language, weak=True)
    source_side = negations(pair.best_words, pair.texts.source.language, weak=True)
    return len(page_side) > len(source_side)


def _is_about_kept(pair: SentencePair, cue: Cue) -> bool:
    """Return whether the page has words on both sides of the doubt, or none follow it.

    What follows "and could" may be left out with it: then the page states nothing as certain.
    """
    kept, words, weights = pair.kept_places.keys(), pair.best_words, pair.texts.weights
    at, last = cue.words[0], cue.words[-1]
    # Where verbs come last, what is doubted may end the sentence.
    reach = len(words) if writing(pair.texts.page.language).get("verb_last") else _NEAR
    before, after = range(max(0, at - _NEAR), at), range(at + 1, at + 1 + reach)
    ends = not any(
        weights[word.term] and (place in kept or not is_dense(word.plain))  # "がある" ends it too
        for place, word in enumerate(words[last + 1 :], start=last + 1)
    )
    return (ends or not kept.isdisjoint(after)) and (at == 0 or not kept.isdisjoint(before))
