"""Words around a sentence without which it says more: a rank, a doubt, a condition, a speaker."""

from server.align.text_pair import TextPair
from server.text.statement_words import conditions, doubts, ranks, reporting_verbs

_SPEAKER = 4  # words beside a statement in which a verb says whose it is


def drops_qualifier(texts: TextPair, index: int, source: int) -> bool:
    """Return whether page sentence `index` drops a rank, doubt, condition or speaker of `source`.

    "Mayor Marsh resigned" is word for word in "Acting mayor Marsh resigned".
    """
    piece, whole = texts.page.plains[index], texts.source.plains[source]
    language, length = texts.source.language, len(piece)
    doubted = doubts(whole, language)
    starts = {cue.words[-1] + 1 for cue in (*ranks(whole, language), *doubted)}
    limited = conditions(whole, language)
    starts |= {at - length for cue in (*doubted, *limited) if (at := cue.words[0]) >= length}
    if any(whole[start : start + length] == piece for start in starts):
        return True
    said = reporting_verbs(language).difference(piece)
    places = [at for at in range(len(whole) - length + 1) if whole[at : at + length] == piece]
    beside = (
        word
        for at in places
        for word in (*whole[max(0, at - _SPEAKER) : at], *whole[at + length :][:_SPEAKER])
    )
    return not said.isdisjoint(beside)
