"""Whom a sentence speaks of that begins with a pronoun: "She had come from Orlund"."""

from collections.abc import Container, Sequence

from server.align.facts import SentenceFacts
from server.language.data import function_words

_MOST_BACK = 3  # sentences; what stands farther before is seldom what is meant


def antecedent(lines: Sequence[SentenceFacts], asides: Container[int], index: int) -> int | None:
    """Return the sentence before one that begins with "she"; None of one that names its subject.

    Of several in a row that begin with the same word, it is the one before the first. `asides` are
    sentences that are not part of the text.
    """
    reference = _reference(lines[index])
    if not reference:
        return None
    nearest = None
    for earlier in range(index - 1, max(-1, index - 1 - _MOST_BACK), -1):
        if earlier in asides:
            continue
        if _reference(lines[earlier]) != reference:
            return earlier
        nearest = earlier
    return nearest


def _reference(line: SentenceFacts) -> str:
    """Return the word for somebody named before that begins a sentence, or stands behind "But"."""
    for cue in line.cues("references"):
        start, last = cue.words[0], cue.words[-1]
        if line.plains[last].endswith("'s"):
            continue  # "the women's choir"
        if not start or (start == 1 and line.plains[0] in function_words(line.language)):
            return " ".join(line.plains[index] for index in cue.words)
    return ""
