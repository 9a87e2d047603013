"""Doubt that the source has and the page drops: "may have" becomes "has"."""

from collections.abc import Iterator
from itertools import islice

from server.align.changes.make_change import exchange
from server.align.sentence_pair import NEARLY_ALL, SentencePair
from server.language.data import writing
from server.model import Change
from server.text.negation import negations
from server.text.statement_words import (
    Cue,
    conditions,
    doubts,
    possibilities,
    reporting_verbs,
)
from server.text.tokens import is_dense

_NEAR = 3  # words to each side, of which one of two must be kept: the doubt was about them
_CLAUSE = 2  # content words of a condition


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield at most one change for a doubt and one for a condition that the page leaves out."""
    yield from islice(_doubts_dropped(pair), 1)
    yield from islice(_conditions_dropped(pair), 1)


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


def _conditions_dropped(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for a condition that a near copy leaves out.

    It follows kept words, and nothing of it is in the page sentence. Of conditions before what they
    limit, flags were wrong in 5 of 5 cases (judged pairs and RAGTruth): pages say them elsewhere.
    """
    page, source = pair.texts.page, pair.texts.source
    if not pair.is_near_copy() or conditions(page.plains[pair.index], page.language):
        return
    weights, words, sentence = pair.texts.weights, pair.best_words, pair.best_sentence
    kept, verbs = pair.kept_places, reporting_verbs(source.language)  # "asked if" limits nothing
    plains = source.plains[pair.best]
    for cue in conditions(plains, source.language):
        first = cue.words[0]
        before = range(max(0, first - _NEAR), first)
        end = min((at for at in kept if at > cue.words[-1]), default=len(words))
        clause = {word.term for word in words[cue.words[-1] + 1 : end] if weights[word.term]}
        follows = any(at in kept and weights[words[at].term] for at in before)
        ends = end == len(words) or sentence[words[end - 1].end : words[end].start].strip()
        asked = any(plains[at] in verbs for at in before)
        told = clause & page.terms[pair.index]
        if follows and ends and len(clause) >= _CLAUSE and not (asked or told):
            yield exchange(pair, "hedge", (), range(first, end), "condition")


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
