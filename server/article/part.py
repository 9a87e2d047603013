"""A part of an article, as an article of its own."""

from dataclasses import replace

from server.model import Article
from server.page.document import fold
from server.text.spans import Extent


def part_of(article: Article, start: int, end: int) -> Article | None:
    """The sentences of `article` that touch `start` to `end`; None if no sentence does."""
    inside = [one for one in article.sentences if one.start < end and one.end > start]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    text = article.text[first.start : last.end]
    return replace(
        article,
        text=text,
        words=len(text.split()) if article.words else 0,
        sentences=[
            replace(
                one,
                start=one.start - first.start,
                end=one.end - first.start,
                paragraph=one.paragraph - first.paragraph,
            )
            for one in inside
        ],
    )


def place_of_words(article: Article, words: str) -> Extent | None:
    """Where a selection of a reader begins and ends in `article`; None where it is not there.

    Compared without case, spaces and punctuation; a selection may begin and end in a sentence.
    """
    folded, positions = _folded(article.text)
    wanted = fold(words)
    at = folded.find(wanted) if wanted else -1
    return None if at < 0 else Extent(positions[at], positions[at + len(wanted) - 1] + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` folded, and for each folded character the place of the one that it comes from."""
    pieces: list[str] = []
    positions: list[int] = []
    for place, letter in enumerate(text):
        piece = fold(letter)
        pieces.append(piece)
        positions += [place] * len(piece)
    return "".join(pieces), positions
