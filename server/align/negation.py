"""A "not" that the page adds or drops."""

from collections.abc import Iterator, Sequence
from functools import cache

from server.align.pair import Pair
from server.align.spans import page_span, source_span
from server.align.weights import table
from server.align.words import Word
from server.model import Change

_REACH = 3  # telling words behind a "not" that it is about
_KEPT = 0.6  # of its words a page sentence must share before a dropped "not" is a change


@cache
def _negations(language: str | None) -> frozenset[str]:
    words: str = table("negation").get(language or "en", "")
    return frozenset(words.split())


def negation_changes(pair: Pair) -> Iterator[Change]:
    """A change for each negation of the page that its sources lack, and the reverse."""
    if not pair.sources or not pair.texts.same_language:
        return
    yield from _added(pair)
    if pair.kept >= _KEPT:
        yield from _dropped(pair)


def _added(pair: Pair) -> Iterator[Change]:
    source = pair.texts.source
    for at in _places(pair.words, pair.texts.page.language):
        about = _about(pair, pair.words, at)
        if not about & pair.source_terms:
            continue
        if any(_denies(pair, j, about) for j in range(len(source)) if about & source.terms[j]):
            continue
        word = pair.words[at]
        yield Change(
            kind="negation",
            page=page_span(pair.sentence, word.start, word.end),
            source=None,
            says=f"The page says “{word.plain}” where the source does not.",
            params={"page": word.plain, "source": None},
        )


def _denies(pair: Pair, index: int, about: frozenset[str]) -> bool:
    """Whether a source sentence negates what the page negates."""
    source = pair.texts.source
    return any(
        _about(pair, source.words[index], at) & about
        for at in _places(source.words[index], source.language)
    )


def _dropped(pair: Pair) -> Iterator[Change]:
    index = pair.sources[0]
    source = pair.texts.source
    if _places(pair.words, pair.texts.page.language):
        return
    for at in _places(source.words[index], source.language):
        about = _about(pair, source.words[index], at)
        if about and about <= pair.texts.page.terms[pair.index]:
            word = source.words[index][at]
            yield Change(
                kind="negation",
                page=None,
                source=source_span(index, source.sentences[index], word.start, word.end),
                says=f"The source says “{word.plain}”, the page does not.",
                params={"page": None, "source": word.plain},
            )


def _places(words: Sequence[Word], language: str | None) -> list[int]:
    known = _negations(language)
    return [at for at, word in enumerate(words) if word.plain in known]


def _about(pair: Pair, words: Sequence[Word], at: int) -> frozenset[str]:
    """The terms a negation is about: the telling words that follow it."""
    weights = pair.texts.weights
    telling = [word.term for word in words[at + 1 : at + 8] if weights[word.term]]
    return frozenset(telling[:_REACH])
