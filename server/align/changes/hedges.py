"""Doubt that the source has and the page drops: "may have" becomes "has"."""

from collections.abc import Iterator

from server.align.changes.near_copy import (
    NEARLY_ALL,
    counterpart_of,
    is_near_copy,
    kept_places,
)
from server.align.sentence_pair import SentencePair
from server.model import Change
from server.text.negation import negations
from server.text.spans import page_span, source_span
from server.text.statement_words import (
    Cue,
    conditions,
    doubts,
    possibilities,
    reporting_verbs,
)
from server.text.tokens import is_dense

_NEAR = 3  # words to each side, of which one of two must be kept: the doubt was about them
_VERB_LAST = {"de", "nl"}  # where what is doubted may end the sentence
_CLAUSE = 2  # content words of a condition


def hedge_changes(pair: SentencePair) -> Iterator[Change]:
    """A change for a doubt of the best source sentence that the page leaves out."""
    plains, language = pair.texts.page.plains[pair.index], pair.texts.page.language
    if (
        not is_near_copy(pair, NEARLY_ALL)
        or doubts(plains, language)
        or not possibilities(language).isdisjoint(plains)
    ):
        return
    index = pair.sources[0]
    source = pair.texts.source
    words, sentence = source.words[index], source.sentences[index]
    for cue in doubts(source.plains[index], source.language):
        at = cue.words[0]
        if words[at].term in pair.texts.page.terms[pair.index] or not _is_about_kept(pair, cue):
            continue
        if _denies_instead(pair):
            return
        place = source_span(index, sentence, words[at].start, words[cue.words[-1]].end)
        instead = counterpart_of(pair, at)
        yield Change(
            kind="hedge",
            page=instead and page_span(pair.sentence, *instead),
            source=place,
            says=f"The source says “{place.text}”, the page states it as certain.",
            params={
                "page": pair.sentence[slice(*instead)] if instead else None,
                "source": place.text,
            },
        )
        return


def condition_changes(pair: SentencePair) -> Iterator[Change]:
    """A change for a condition of the best source sentence that a near copy leaves out.

    It follows kept words, and nothing of it is in the page sentence. Of conditions before what they
    limit, flags were wrong in 5 of 5 cases (judged pairs and RAGTruth): pages say them elsewhere.
    """
    page, source = pair.texts.page, pair.texts.source
    if not is_near_copy(pair) or conditions(page.plains[pair.index], page.language):
        return
    index, weights = pair.sources[0], pair.texts.weights
    words, sentence = source.words[index], source.sentences[index]
    kept, verbs = kept_places(pair), reporting_verbs(source.language)  # "asked if" limits nothing
    for cue in conditions(source.plains[index], source.language):
        first = cue.words[0]
        end = min((at for at in kept if at > cue.words[-1]), default=len(words))
        clause = {word.term for word in words[cue.words[-1] + 1 : end] if weights[word.term]}
        follows = any(
            at in kept and weights[words[at].term] for at in range(max(0, first - _NEAR), first)
        )
        ends = end == len(words) or sentence[words[end - 1].end : words[end].start].strip()
        asked = not verbs.isdisjoint(source.plains[index][max(0, first - _NEAR) : first])
        if (
            asked
            or len(clause) < _CLAUSE
            or not (follows and ends)
            or clause & page.terms[pair.index]
        ):
            continue
        place = source_span(index, sentence, words[first].start, words[end - 1].end)
        yield Change(
            kind="hedge",
            page=None,
            source=place,
            says=f"The source says “{place.text}”, the page leaves the condition out.",
            params={"code": "condition", "page": None, "source": place.text},
        )
        return


def _denies_instead(pair: SentencePair) -> bool:
    """Whether the page denies more than the source: "was unable to" for "could hardly"."""
    source = pair.texts.source
    page_side = negations(pair.words, pair.texts.page.language, weak=True)
    source_side = negations(source.words[pair.sources[0]], source.language, weak=True)
    return len(page_side) > len(source_side)


def _is_about_kept(pair: SentencePair, cue: Cue) -> bool:
    """Whether the page has a word before and a word after the doubt, or the source none after it.

    What follows "and could" may be left out with it: then the page states nothing as certain.
    """
    kept = kept_places(pair).keys()
    words, weights = pair.texts.source.words[pair.sources[0]], pair.texts.weights
    at, last = cue.words[0], cue.words[-1]
    reach = len(words) if pair.texts.page.language in _VERB_LAST else _NEAR
    before, after = range(max(0, at - _NEAR), at), range(at + 1, at + 1 + reach)
    ends = not any(
        weights[word.term] and (place in kept or not is_dense(word.plain))  # "がある" ends it too
        for place, word in enumerate(words[last + 1 :], start=last + 1)
    )
    return (ends or not kept.isdisjoint(after)) and (at == 0 or not kept.isdisjoint(before))
