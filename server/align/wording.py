"""Other words in a sentence that otherwise reads as its source's."""

from collections.abc import Iterator, Sequence

from server.align.pair import Pair
from server.align.spans import page_span, source_span
from server.model import Change

_KEPT = 0.6  # of its words in common; below it a difference word by word tells nothing


def wording_changes(pair: Pair, others: Sequence[Change]) -> Iterator[Change]:
    """A change for each run of words exchanged, where no other change has it already."""
    if pair.kept < _KEPT:
        return
    index = pair.sources[0]
    sentence, words = pair.texts.source.sentences[index], pair.texts.source.words[index]
    for ours, theirs in pair.swaps:
        start, end = pair.words[ours[0]].start, pair.words[ours[-1]].end
        if any(c.page and c.page.start < end and start < c.page.end for c in others):
            continue
        place = source_span(index, sentence, words[theirs[0]].start, words[theirs[-1]].end)
        mine = page_span(pair.sentence, start, end)
        yield Change(
            kind="wording",
            page=mine,
            source=place,
            says=f"The page says “{mine.text}”, the source “{place.text}”.",
            params={"page": mine.text, "source": place.text},
        )
