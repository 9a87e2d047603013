"""Chooses the sentences that a second opinion is asked on: the most doubtful ones.

Those that the source has word for word, and a page's own notes, are never asked about.
"""

from itertools import islice

from server.align import Text, TextPair
from server.model import Alignment, PageSentence
from server.team.opinion.chat import Question

_CHARACTERS = 1_000  # longer passages are not sentences
_CONCERN = 0.5  # of an altered sentence (server/align/findings.py)
_NEAREST = 5  # passages for a sentence without a source
_WIDENED = 3  # source sentences that are sent with their neighbours


def questions_of(alignment: Alignment, page: Text, source: Text, limit: int) -> list[Question]:
    """Return at most `limit` questions, the highest concern first."""
    doubtful = [sentence for sentence in alignment.sentences if _is_doubtful(sentence)]
    doubtful.sort(key=lambda sentence: (-sentence.concern, sentence.index))
    texts = TextPair.of(page, source)
    questions = (_question(alignment, sentence, texts) for sentence in doubtful)
    return list(islice((question for question in questions if question.passages), limit))


def _is_doubtful(sentence: PageSentence) -> bool:
    if sentence.label in {"verbatim", "boilerplate"}:
        return False
    return sentence.label in {"partly_found", "not_found"} or sentence.concern >= _CONCERN


def _question(alignment: Alignment, sentence: PageSentence, texts: TextPair) -> Question:
    """Return the question on a sentence: its best passages with what explains a "he" in them.

    Those of an unfound one share the most with it.
    """
    index, chosen = sentence.index, sentence.source
    if not chosen:
        shared = [texts.shared_weight(index, place) for place in range(len(texts.source))]
        best = sorted(range(len(shared)), key=lambda place: (-shared[place], place))
        chosen = [place for place in best[:_NEAREST] if shared[place] > 0]
    neighbours = {place + distance for place in chosen[:_WIDENED] for distance in (-1, 0, 1)}
    places = sorted(neighbours.union(chosen).intersection(range(len(alignment.source))))
    return Question(
        index,
        alignment.page[index][:_CHARACTERS],
        tuple(alignment.source[place][:_CHARACTERS] for place in places),
        tuple(places),
        before=alignment.page[index - 1][:_CHARACTERS] if index else "",
    )
