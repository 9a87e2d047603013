"""Reduces originals to the sentences that page sentences are shown with."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from server.model import Alignment, Article, ArticlePage, Elsewhere, PageSentence, Sentence


def quoted(alignment: Alignment) -> dict[int, set[int]]:
    """Return the sentences of each original, by its number, that page sentences are shown with."""
    found: dict[int, set[int]] = defaultdict(set)
    for sentence in alignment.sentences:
        found[0].update(sentence.source, _marked(sentence))
        for entry in sentence.elsewhere:
            found[entry.source].update(entry.sentences, _marked(entry))
    return found


def _marked(pair: PageSentence | Elsewhere) -> set[int]:
    changed = {change.source.sentence for change in pair.changes if change.source}
    return changed | {span.sentence for span in (pair.shared.source if pair.shared else ())}


def only(sentences: Sequence[str], shown: Collection[int]) -> list[str]:
    """Return `sentences`, those that are not `shown` as ""."""
    return [text if place in shown else "" for place, text in enumerate(sentences)]


def evidence(article: Article, shown: Collection[int]) -> Article:
    """Return `article` with its `shown` sentences alone, at new positions."""
    text, last = "", -1
    sentences: list[Sentence] = []
    pages: list[ArticlePage] = []
    for place, sentence in enumerate(article.sentences):
        if place not in shown:
            sentences.append(replace(sentence, text="", start=len(text), end=len(text)))
            continue
        start = len(text) + len(_between(article, last, place))
        text += _between(article, last, place) + sentence.text
        sentences.append(replace(sentence, start=start, end=len(text)))
        last = place
        if number := article.page_at(sentence.start):
            pages.append(ArticlePage(number, start, len(text)))
    return replace(article, text=text, sentences=sentences, pages=pages)


def _between(article: Article, last: int, place: int) -> str:
    """Return what separates two shown sentences: the article's own words if they are neighbours."""
    if last < 0:
        return ""
    first, second = article.sentences[last], article.sentences[place]
    if first.paragraph != second.paragraph:
        return "\n\n"
    return article.text[first.end : second.start] if last + 1 == place else " "
