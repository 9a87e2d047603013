"""Saved comparisons: how they are read, and what a link may show of one.

A link shows no more of somebody else's original than the sentences that the page uses, as
evidence, and the most important omitted ones up to a limit. The others are withheld.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from server.errors import NotFound
from server.model import (
    Alignment,
    Article,
    ArticlePage,
    Comparison,
    Elsewhere,
    PageSentence,
    Sentence,
)
from server.show.gist import gist_of, gist_with
from server.text.sentences import count_words

_COMPARISON: TypeAdapter[Comparison] = TypeAdapter(Comparison)
# Limits of shown omitted sentences: their number, and their share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def read_saved(saved: dict[str, Any]) -> Comparison:
    """Read a saved comparison from its JSON.

    What an imported one says in short is not believed, but said anew. Raises NotFound where another
    version saved it, or its parts don't fit together.
    """
    try:
        comparison = _COMPARISON.validate_python(saved)
        origin = comparison.search.origin if comparison.search else None
        language = comparison.page.language
        gist = gist_of(comparison.alignment, origin, comparison.sources, language)
    except (ValidationError, LookupError, TypeError, AttributeError) as error:
        raise NotFound(
            "This comparison was saved by a version that this server can't read; compare again."
        ) from error
    return replace(comparison, gist=gist)


def view_of_link(comparison: Comparison, key: str) -> Comparison:
    """Reduce `comparison` to the view of the link `key`.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`; the
    source's text has only the others. Of further sources only the evidence is left.
    """
    # Versions of the original would show more of it.
    versions = [version for version in comparison.versions if version.side == "page"]
    comparison = replace(comparison, id=key, versions=versions)
    source, alignment = comparison.source, comparison.alignment
    if source is None:
        return comparison
    used = quoted_by_original(alignment) if alignment else {}
    visible = _visible_sentences(alignment, used[0], source.language) if alignment else set[int]()
    if alignment:
        further = [
            replace(text, sentences=blank_except(text.sentences, used.get(text.source, ())))
            for text in alignment.further
        ]
        withheld = [index for index in range(len(alignment.source)) if index not in visible]
        alignment = replace(
            alignment,
            source=blank_except(alignment.source, visible),
            withheld=withheld,
            further=further,
        )
        alignment = _without_pieces(alignment, set(withheld))
        clauses = comparison.gist.clauses if comparison.gist else []
        gist = gist_with([clause for clause in clauses if clause.source not in withheld])
        comparison = replace(comparison, gist=gist)
    source = evidence(source, visible)
    sources = []
    for number, article in enumerate(comparison.sources):
        sources.append(evidence(article, used.get(number, ())) if number else source)
    return replace(comparison, source=source, alignment=alignment, sources=sources)


def _visible_sentences(alignment: Alignment, used: set[int], language: str | None) -> set[int]:
    """Return the source sentences that a link shows, given the `used` ones."""
    opinions = (sentence.opinion.source for sentence in alignment.sentences if sentence.opinion)
    visible = used.union(*opinions)
    words = [count_words(text, language) for text in alignment.source]
    room = LEFT_OUT_SHARE * sum(words)
    unused = [entry for entry in alignment.left_out if entry.source not in used]
    for entry in sorted(unused, key=lambda entry: entry.rank)[:MOST_LEFT_OUT]:
        if entry.source not in visible and words[entry.source] <= room:
            room -= words[entry.source]
            visible.add(entry.source)
    return visible


def _without_pieces(alignment: Alignment, withheld: set[int]) -> Alignment:
    """Return an alignment in which no piece of a withheld sentence has words."""
    account, left_out = [], []
    for entry in alignment.account:
        if entry.source in withheld:
            rest = [replace(span, text="") for span in entry.rest]
            account.append(replace(entry, rest=rest))
        else:
            account.append(entry)
    for omission in alignment.left_out:
        if omission.span and omission.source in withheld:
            left_out.append(replace(omission, span=replace(omission.span, text="")))
        else:
            left_out.append(omission)
    return replace(alignment, account=account, left_out=left_out)


def quoted_by_original(alignment: Alignment) -> dict[int, set[int]]:
    """Return the sentences of each original, by its number, that page sentences are shown with."""
    used: dict[int, set[int]] = defaultdict(set)
    for sentence in alignment.sentences:
        used[0].update(sentence.source, _marked_sentences(sentence))
        for entry in sentence.elsewhere:
            used[entry.source].update(entry.sentences, _marked_sentences(entry))
    return used


def _marked_sentences(sentence: PageSentence | Elsewhere) -> set[int]:
    """Return the source sentences in which something is marked."""
    marked = {change.source.sentence for change in sentence.changes if change.source}
    if sentence.shared:
        marked.update(span.sentence for span in sentence.shared.source)
    return marked


def blank_except(sentences: Sequence[str], visible: Collection[int]) -> list[str]:
    """Return `sentences`, those that are not `shown` as ""."""
    return [text if index in visible else "" for index, text in enumerate(sentences)]


def evidence(article: Article, visible: Collection[int]) -> Article:
    """Return `article` with its `shown` sentences alone, at new positions."""
    text, last = "", -1
    sentences: list[Sentence] = []
    pages: list[ArticlePage] = []
    for index, sentence in enumerate(article.sentences):
        if index not in visible:
            sentences.append(replace(sentence, text="", start=len(text), end=len(text)))
            continue
        text += _between(article, last, index)
        start = len(text)
        text += sentence.text
        sentences.append(replace(sentence, start=start, end=len(text)))
        last = index
        if number := article.page_at(sentence.start):
            pages.append(ArticlePage(number, start, len(text)))
    return replace(article, text=text, sentences=sentences, pages=pages)


def _between(article: Article, last: int, index: int) -> str:
    """Return the text between two shown sentences: the article's own if they are neighbours."""
    if last < 0:
        return ""
    first, second = article.sentences[last], article.sentences[index]
    if first.paragraph != second.paragraph:
        return "\n\n"
    return article.text[first.end : second.start] if last + 1 == index else " "
