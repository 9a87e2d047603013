"""Reduces a linked comparison to what may be shown of somebody else's original.

It shows the sentences that the page uses, as evidence, and the most important omitted ones up to a
limit. The others are withheld.
"""

from dataclasses import replace

from server.further import evidence, only, quoted
from server.model import Alignment, Comparison
from server.text.sentences import count_words

# Limits of shown omitted sentences: their number, and their share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def linked(comparison: Comparison, key: str) -> Comparison:
    """Reduce `comparison` to the view of the link `key`.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`; the
    source's text has only the others. Of further sources only the evidence is left.
    """
    # Versions of the original would show more of it.
    versions = [one for one in comparison.versions if one.side == "page"]
    comparison = replace(comparison, id=key, versions=versions)
    source, alignment = comparison.source, comparison.alignment
    if source is None:
        return comparison
    used = quoted(alignment) if alignment else {}
    shown = _shown(alignment, used[0], source.language) if alignment else set[int]()
    if alignment:
        further = [
            replace(one, sentences=only(one.sentences, used.get(one.source, ())))
            for one in alignment.further
        ]
        withheld = [place for place in range(len(alignment.source)) if place not in shown]
        seen = only(alignment.source, shown)
        alignment = replace(alignment, source=seen, withheld=withheld, further=further)
    source = evidence(source, shown)
    others = enumerate(comparison.sources[1:], 1)
    sources = [source, *(evidence(article, used.get(number, ())) for number, article in others)]
    sources = sources if comparison.sources else []
    return replace(comparison, source=source, alignment=alignment, sources=sources)


def _shown(alignment: Alignment, used: set[int], language: str | None) -> set[int]:
    """Return the source sentences that a link shows, given the `used` ones."""
    opinions = (sentence.opinion.source for sentence in alignment.sentences if sentence.opinion)
    shown = used.union(*opinions)
    words = [count_words(text, language) for text in alignment.source]
    room = LEFT_OUT_SHARE * sum(words)
    for entry in sorted(alignment.left_out, key=lambda entry: entry.rank)[:MOST_LEFT_OUT]:
        if words[entry.source] <= room:
            room -= words[entry.source]
            shown.add(entry.source)
    return shown
