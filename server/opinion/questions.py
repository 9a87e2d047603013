"""Which sentences of a comparison are asked about, and with which passages.

Those of the highest concern come first, until the cap. What is in the source word for word
and a page's own notes are never asked about.
"""

from server.align import Text, TextPair
from server.model import Alignment, OpinionOffer, OpinionQuestion, PageSentence
from server.opinion.protocol import Opinion, Question

_CERTAIN = frozenset({"verbatim", "boilerplate"})
_DOUBTFUL = frozenset({"partly_found", "not_found"})
_SUSPICIOUS = 0.5  # concern of an altered sentence (align/concern.py)
_WIDENED = 3  # source sentences that are asked about with their neighbours
_NEAREST = 5  # passages for a sentence that the aligner found no source for
# A passage marks a place to look at; a longer one is not a sentence.
_CHARACTERS = 1_000


def questions_of(
    alignment: Alignment, page: Text, source: Text, most: int, *, only_doubtful: bool
) -> list[Question]:
    """At most `most` questions, the sentences of the highest concern first."""
    open_ones = [
        sentence
        for sentence in alignment.sentences
        if sentence.label not in _CERTAIN and (not only_doubtful or _is_doubtful(sentence))
    ]
    open_ones.sort(key=lambda sentence: (-sentence.concern, sentence.index))
    texts = TextPair.of(page, source)
    asked = (_question(alignment, sentence, texts) for sentence in open_ones[:most])
    return [question for question in asked if question.passages]


def offer_of(model: Opinion, questions: list[Question]) -> OpinionOffer | None:
    """What `model` would be sent with the reader's leave; None where it would be nothing."""
    asked = [OpinionQuestion(question.index, list(question.places)) for question in questions]
    return OpinionOffer(model.by, model.to, asked) if asked else None


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
    """`places`, the best ones with a neighbour on each side that often says who "he" is."""
    wide = {near for place in places[:_WIDENED] for near in (place - 1, place, place + 1)}
    return tuple(sorted(place for place in wide.union(places) if 0 <= place < length))


def _nearest(index: int, texts: TextPair) -> list[int]:
    """The source sentences that share the most with a page sentence, though too little."""
    terms = texts.page.terms[index]
    shared = [texts.weights.mass(terms & other) for other in texts.source.terms]
    best = sorted(range(len(shared)), key=lambda place: (-shared[place], place))
    return [place for place in best[:_NEAREST] if shared[place] > 0]
