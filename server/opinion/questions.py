"""Chooses the sentences to ask a model about, and their passages.

Sentences of the highest concern come first, up to the limit. Sentences that the source has word
for word, and a page's own notes, are never asked about; of those that differ only a model is asked
that looks at what is doubtful.
"""

from itertools import islice

from server.align import Text, TextPair
from server.model import Alignment, PageSentence
from server.opinion.ask import Question

_CERTAIN = frozenset({"verbatim", "boilerplate"})
_DOUBTFUL = frozenset({"partly_found", "not_found"})
_SUSPICIOUS = 0.5  # concern of an altered sentence (align/findings.py)
_WIDENED = 3  # source sentences sent with their neighbours
_NEAREST = 5  # passages for a sentence without a source
# Longer passages are not sentences.
_CHARACTERS = 1_000


def questions_of(
    alignment: Alignment, page: Text, source: Text, most: int, *, only_doubtful: bool
) -> list[Question]:
    """Return at most `most` questions, the highest concern first."""
    candidates = [
        sentence
        for sentence in alignment.sentences
        if sentence.label not in _CERTAIN
        and (_is_doubtful(sentence) if only_doubtful else sentence.finding != "differs")
    ]
    candidates.sort(key=lambda sentence: (-sentence.concern, sentence.index))
    texts = TextPair.of(page, source)
    asked = (_question(alignment, sentence, texts) for sentence in candidates)
    return list(islice((question for question in asked if question.passages), most))


def _is_doubtful(sentence: PageSentence) -> bool:
    return sentence.label in _DOUBTFUL or sentence.concern >= _SUSPICIOUS


def _question(alignment: Alignment, sentence: PageSentence, texts: TextPair) -> Question:
    chosen = sentence.source or _nearest(sentence.index, texts)
    places = _window(chosen, len(alignment.source))
    return Question(
        index=sentence.index,
        sentence=alignment.page[sentence.index][:_CHARACTERS],
        passages=tuple(alignment.source[place][:_CHARACTERS] for place in places),
        places=places,
        before=alignment.page[sentence.index - 1][:_CHARACTERS] if sentence.index else "",
    )


def _window(places: list[int], length: int) -> tuple[int, ...]:
    """Return `places`, the best ones with their neighbours, which may explain a "he"."""
    wide = {near for place in places[:_WIDENED] for near in (place - 1, place, place + 1)}
    return tuple(sorted(place for place in wide.union(places) if 0 <= place < length))


def _nearest(index: int, texts: TextPair) -> list[int]:
    """Return the source sentences that share the most with an unfound sentence."""
    terms = texts.page.terms[index]
    shared = [texts.weights.mass(terms & other) for other in texts.source.terms]
    best = sorted(range(len(shared)), key=lambda place: (-shared[place], place))
    return [place for place in best[:_NEAREST] if shared[place] > 0]
