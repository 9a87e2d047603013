"""Finds a verb whose subject and object are exchanged: "the authority sued Klar".

Words alone don't show what a sentence's subject is. Only the plain order is read, a word right
before a verb in the same form on both sides; a passive or a relative clause says nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from server.align import SentenceFacts, SentencePair


class OtherSubject(NamedTuple):
    """What a source has right before a verb, in place of what a claim has there."""

    verb: str
    claimed: str
    in_source: str


def other_subject(pair: SentencePair) -> OtherSubject | None:
    """Return the first verb whose subject and object are exchanged in the source, or none.

    Nothing is said where the source has the claim's subject with this verb anywhere.
    """
    claim = pair.page
    for verb in _verbs(pair, claim):
        subject = claim.words[verb - 1]
        before, after = _terms_around(claim, verb)
        in_source = list(_same_verbs(pair, claim.words[verb].plain))
        if any(line.words[index - 1].term == subject.term for line, index in in_source):
            continue
        for line, index in in_source:
            other = line.words[index - 1]
            _, source_after = _terms_around(line, index)
            is_exchanged = other.term in after - before and subject.term in source_after
            if is_exchanged and _follows_plainly(pair, verb, line):
                return OtherSubject(
                    claim.text[claim.words[verb].start : claim.words[verb].end],
                    claim.text[subject.start : subject.end],
                    line.text[other.start : other.end],
                )
    return None


def _verbs(pair: SentencePair, line: SentenceFacts) -> Iterator[int]:
    """Yield the words that may be a verb behind its subject: two content words in a row."""
    weights = pair.texts.weights
    for index in range(1, len(line.words)):
        subject, verb = line.words[index - 1], line.words[index]
        is_apart = line.text[subject.end : verb.start] != " "
        if is_apart or not (weights[subject.term] and weights[verb.term]):
            continue
        if verb.plain[0].isalpha() and not line.is_capital(index):
            yield index


def _same_verbs(pair: SentencePair, plain: str) -> Iterator[tuple[SentenceFacts, int]]:
    """Yield where the source has a verb in the same form behind its subject."""
    for line in pair.texts.source.lines:
        if plain in line.plains:
            for index in _verbs(pair, line):
                if line.plains[index] == plain:
                    yield line, index


def _terms_around(line: SentenceFacts, index: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms before a word and those after it."""
    before = frozenset(word.term for word in line.words[:index] if word.term)
    return before, frozenset(word.term for word in line.words[index + 1 :] if word.term)


def _follows_plainly(pair: SentencePair, verb: int, line: SentenceFacts) -> bool:
    """Whether what follows the verb is an object and no "by the authority".

    It is where a content word follows at once, or one behind a word that the source, too, has
    before it: "sued the authority" for "the authority sued".
    """
    claim, weights = pair.page, pair.texts.weights
    following = claim.words[verb + 1 : verb + 3]
    if not following:
        return False
    if weights[following[0].term]:
        return True
    expected = [word.plain for word in following]
    return len(expected) == 2 and any(
        line.plains[index : index + 2] == expected for index in range(len(line.plains) - 1)
    )
