"""Doubt that the source has and the page drops: "may have" becomes "has"."""

from collections.abc import Iterator, Sequence
from functools import cache

from server.align.sentence_pair import Pair
from server.language.data import section
from server.model import Change
from server.text.phrase_matcher import Phrases, named
from server.text.spans import page_span, source_span
from server.text.tokens import Word

_KEPT = 0.6  # of its words a sentence must share before a word that it lacks is one dropped
_NEAR = 3  # words to each side, of which one of two must be kept: the doubt was about them


def hedge_changes(pair: Pair) -> Iterator[Change]:
    """A change for a doubt of the best source sentence that the page leaves out."""
    if not pair.sources or pair.kept < _KEPT or not pair.texts.same_language:
        return
    language = pair.texts.page.language
    if any(hedges(pair.words, language)):
        return
    index = pair.sources[0]
    words, sentence = pair.texts.source.words[index], pair.texts.source.sentences[index]
    for at in hedges(words, pair.texts.source.language):
        word = words[at]
        if _about_kept(pair, at) and word.term not in pair.texts.page.terms[pair.index]:
            place = source_span(index, sentence, word.start, word.end)
            instead = _instead(pair, at)
            yield Change(
                kind="wording",
                page=instead and page_span(pair.sentence, *instead),
                source=place,
                says=f"The source says “{place.text}”, the page states it as certain.",
                params={
                    "code": "hedge",
                    "page": pair.sentence[slice(*instead)] if instead else None,
                    "source": place.text,
                },
            )
            return


def hedges(words: Sequence[Word], language: str | None) -> list[int]:
    """Places of words that leave a statement in doubt."""
    listed, plains = _listed(language), [word.plain for word in words]
    return [at for at, plain in enumerate(plains) if plain in listed and listed.at(plains, at)]


@cache
def _listed(language: str | None) -> Phrases[str]:
    return named(section(language or "en", "hedges") or "", language)


def _about_kept(pair: Pair, at: int) -> bool:
    """Whether the page has the word before and the word behind the doubt."""
    kept = {
        place for tag, _, _, first, last in pair.steps if tag == "equal"
        for place in range(first, last)
    }  # fmt: skip
    before, behind = range(max(0, at - _NEAR), at), range(at + 1, at + 1 + _NEAR)
    return bool(kept.intersection(behind)) and (at == 0 or bool(kept.intersection(before)))


def _instead(pair: Pair, at: int) -> tuple[int, int] | None:
    """What the page says in the place of the doubt: start and end."""
    for ours, theirs in pair.swaps:
        if at in theirs:
            return pair.words[ours[0]].start, pair.words[ours[-1]].end
    return None
