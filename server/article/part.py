"""Cuts a part out of an article."""

from dataclasses import replace

from server.model import Article
from server.page.document import fold
from server.text.spans import Extent


def part_of(article: Article, start: int, end: int) -> Article | None:
    """Return the sentences of `article` that touch `start` to `end`, if any."""
    inside = [
        sentence for sentence in article.sentences if sentence.start < end and sentence.end > start
    ]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    text = article.text[first.start : last.end]
    return replace(
        article,
        text=text,
        outline=[],
        words=len(text.split()) if article.words else 0,
        sentences=[
            replace(
                sentence,
                start=sentence.start - first.start,
                end=sentence.end - first.start,
                paragraph=sentence.paragraph - first.paragraph,
            )
            for sentence in inside
        ],
        pages=[
            replace(
                page,
                start=max(page.start, first.start) - first.start,
                end=min(page.end, last.end) - first.start,
            )
            for page in article.pages
            if page.start < last.end and page.end > first.start
        ],
    )


def place_of_words(article: Article, words: str) -> Extent | None:
    """Return the place of a reader's selection in `article`, if it is there.

    It is compared without case, spaces and punctuation, and may begin and end in a sentence.
    """
    folded, positions = folded_places(article.text)
    wanted = fold(words)
    begin = folded.find(wanted) if wanted else -1
    return None if begin < 0 else Extent(positions[begin], positions[begin + len(wanted) - 1] + 1)


def folded_places(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and the original place of each folded character."""
    pieces: list[str] = []
    positions: list[int] = []
    for place, letter in enumerate(text):
        piece = fold(letter)
        pieces.append(piece)
        positions += [place] * len(piece)
    return "".join(pieces), positions
