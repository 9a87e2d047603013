"""Names that the page has and its source has not, or has in another place."""

from collections.abc import Iterator, Sequence

from server.align.pair import MOST_LOOKED_AT, Pair
from server.align.spans import page_span, source_span
from server.align.weights import background
from server.align.words import Word
from server.model import Change

_KEPT = 0.6  # of its words a sentence must share before a swap of two names is read as one
_SMALL = {"of", "de", "da", "di", "van", "von", "der", "bin", "al", "el", "la", "le", "du"}
_NOUNS_ARE_CAPITAL = {"de", "lb"}


def name_changes(pair: Pair) -> Iterator[Change]:
    """A change for each name of the page that its source does not have there."""
    if pair.texts.same_language and not pair.sources:
        return
    found = names(pair.sentence, pair.words, pair.texts.page.language)
    for first, last in found[:MOST_LOOKED_AT]:
        swapped = _swapped(pair, first, last)
        if swapped is None and _known(pair, first, last):
            continue
        start, end = pair.words[first].start, pair.words[last].end
        ours = pair.sentence[start:end]
        place = None
        if swapped:
            index = pair.sources[0]
            words = pair.texts.source.words[index]
            place = source_span(
                index,
                pair.texts.source.sentences[index],
                words[swapped[0]].start,
                words[swapped[1]].end,
            )
        yield Change(
            kind="name",
            page=page_span(pair.sentence, start, end),
            source=place,
            says=f"The page says {ours}, the source {place.text}."
            if place
            else f"{ours} is not in the source.",
            params={"page": ours, "source": place.text if place else None},
        )


def names(sentence: str, words: Sequence[Word], language: str | None) -> list[tuple[int, int]]:
    """First and last words of the names of `sentence`: runs of capital initials.

    A capital at the sentence's beginning tells nothing, so a single word there is no name.
    """
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if not _is_capital(sentence, word, language):
            continue
        if found and _joins(sentence, words, found[-1][1], at):
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return [run for run in found if not _opens(sentence, words, run)]


def _is_capital(sentence: str, word: Word, language: str | None) -> bool:
    initial = sentence[word.start : word.start + 1]
    if not initial.isupper() or len(word.plain) < 2:
        return False
    return language not in _NOUNS_ARE_CAPITAL or word.term not in background(language).frequency


def _joins(sentence: str, words: Sequence[Word], last: int, at: int) -> bool:
    between = sentence[words[last].end : words[at].start].strip()
    if at - last == 1:
        return between in {"", ".", "-"}
    return at - last == 2 and words[last + 1].plain in _SMALL


def _opens(sentence: str, words: Sequence[Word], run: tuple[int, int]) -> bool:
    """Whether the run is one word that is capital only because something begins there."""
    before = sentence[: words[run[0]].start].rstrip()
    return run[0] == run[1] and (not before or before[-1] in ".!?:;\"'“”„«»‘’(–—-")


def _known(pair: Pair, first: int, last: int) -> bool:
    """Whether the source has any telling word of the name, or its initials."""
    run = pair.words[first : last + 1]
    initials = "".join(word.plain[0] for word in run)
    if len(initials) > 2 and initials in pair.texts.source_plains:
        return True
    return any(_has(pair, word) for word in run if word.plain not in _SMALL)


def _has(pair: Pair, word: Word) -> bool:
    texts = pair.texts
    if not texts.weights[word.term] or word.term in texts.source_terms:
        return True
    if word.plain.isascii() and 2 <= len(word.plain) <= 5 and word.plain in texts.initials:
        return True
    return word.plain[:5] in texts.source_beginnings


def _swapped(pair: Pair, first: int, last: int) -> tuple[int, int] | None:
    """The name of the best source sentence that stands where the page has this one."""
    if not pair.sources or pair.kept < _KEPT:
        return None
    index = pair.sources[0]
    sentence, words = pair.texts.source.sentences[index], pair.texts.source.words[index]
    for ours, theirs in pair.swaps:
        if first in ours and last in ours and not _shared(pair, ours, index):
            for run in names(sentence, words, pair.texts.source.language):
                if run[0] in theirs and run[1] in theirs and not _told(pair, words, run):
                    return run
    return None


def _shared(pair: Pair, ours: range, index: int) -> bool:
    """Whether a word of the page's run stands somewhere in the source sentence after all."""
    terms = pair.texts.source.terms[index]
    weights = pair.texts.weights
    return any(pair.words[at].term in terms for at in ours if weights[pair.words[at].term])


def _told(pair: Pair, words: Sequence[Word], run: tuple[int, int]) -> bool:
    """Whether the page sentence has the source's name in another place."""
    terms = pair.texts.page.terms[pair.index]
    return any(word.term in terms for word in words[run[0] : run[1] + 1])
