"""Pairs each link of a page with the sentence that cites it."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from server.cite.answers import SkippedLinks
from server.cite.links import CitedLink, MarkedPage
from server.cite.scholarly import is_number_of_work
from server.model import Article, Sentence
from server.text.lines import is_note
from server.text.sentences import count_words, split
from server.urls import page_key

_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S*[^\s.,;:!?)\]>]>?", re.I)
_BRACKETED_ADDRESS = re.compile(
    r"[(\[（]\s*+<?(?:https?://|www\.)[^\s()\[\]（）]*+\s*+[)\]）]", re.I
)
_LINK = "\0\\d+\0"  # in place of a link's words
_BRACKETED = re.compile(rf" ?[(\[（]\s*+{_LINK}(?:\s*+[,;]\s*+{_LINK})*\s*+[)\]）]")
_EMPTY = re.compile(r" ?[(\[（][\s,;]*+[)\]）]")
_OPEN_END = re.compile(
    r"(?<![\s,;:])[\s,;:]++(?=[.!?…]{0,3}+$)"
)  # of a sentence whose last words were an address
_ENDS = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]*\s*$")


class CitedSentence(NamedTuple):
    """A sentence of the article, by its index, and what it cites: labels and addresses.

    `says` is the sentence without addresses, and without a link in brackets, which only names
    the page: "(Gazette)".
    """

    sentence: int
    says: str
    references: list[tuple[str | None, str]]


@dataclass(frozen=True, slots=True)
class CitedText:
    """An article without marks, what it cites in its order, and the links that are not checked.

    `copies`: archives' copies of cited pages; `quotes`: what notes quote of them.
    """

    article: Article
    citations: list[CitedSentence]
    skipped: list[SkippedLinks]
    copies: dict[str, str]
    quotes: dict[str, str]


def find_citations(marked: MarkedPage, article: Article) -> CitedText:
    """Pair each link with the sentence that cites it; `article` was read from `marked`."""
    clean, places = _without_marks(article, marked.mark)
    skipped = Counter(marked.skipped)
    own_key = page_key(article.url or "")
    inside: dict[int, list[CitedLink]] = {}
    begins = [sentence.start for sentence in clean.sentences]
    for number, offset in places:
        if number < len(marked.links) and begins:
            index = max(0, bisect_left(begins, offset) - 1)
            inside.setdefault(index, []).append(marked.links[number])
    placed = {number for number, _ in places}
    # Notes beside the article; other links there are not of the text.
    lost = [link for number, link in enumerate(marked.links) if link.label and number not in placed]
    skipped["no_sentence"] += len(lost)
    cited: dict[int, CitedSentence] = {}
    for index, links in sorted(inside.items()):
        claim = _claim(clean, index, inside)
        if claim is None:
            skipped["no_sentence"] += len(links)
            lost += links
            continue
        words = _without(clean.sentences[claim].text, inside.get(claim, []))
        references = cited.setdefault(claim, CitedSentence(claim, words, [])).references
        for link in links:
            outside = [(link.label, url) for url in link.urls if page_key(url) != own_key]
            skipped["own_site"] += not outside
            references.extend(reference for reference in outside if reference not in references)
    labels = {link.label: None for link in lost if link.label}
    marked.unlinked.setdefault("no_sentence", {}).update(labels)
    citations = [citation for citation in cited.values() if citation.references]
    left_out = [
        SkippedLinks(why, count, [*marked.unlinked.get(why, ())])
        for why, count in skipped.items()
        if count
    ]
    return CitedText(clean, citations, left_out, marked.copies, marked.quotes)


def _without_marks(
    article: Article, mark: re.Pattern[str]
) -> tuple[Article, list[tuple[int, int]]]:
    """Return `article` without marks, and each mark's number with its place."""
    paragraphs: list[str] = []
    places: list[tuple[int, int]] = []
    offset = 0
    for paragraph in article.text.split("\n\n"):
        text, marks = _split(paragraph, mark)
        # A mark alone in its paragraph follows the one before.
        shift = offset - (0 if text else 2)
        places += [(number, max(1, shift + within)) for number, within in marks]
        if text:
            paragraphs.append(text)
            offset += len(text) + 2
    text = "\n\n".join(paragraphs)
    sentences = split(paragraphs, article.language)
    words = count_words(text, article.language)
    title = _split(article.title, mark)[0] if article.title else article.title
    return replace(article, title=title, text=text, sentences=sentences, words=words), places


def _split(marked: str, mark: re.Pattern[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return `marked` without marks, and each one's number with its place in that."""
    pieces, places, length, last = [], [], 0, 0
    for match in mark.finditer(marked):
        piece = marked[last : match.start()]
        piece = piece.lstrip() if not length else piece
        pieces.append(piece)
        length += len(piece)
        places.append((int(match[1]), length))
        last = match.end()
    rest = marked[last:]
    return "".join([*pieces, rest if length else rest.lstrip()]).rstrip(), places


def _claim(article: Article, index: int, inside: dict[int, list[CitedLink]]) -> int | None:
    """Return which sentence the links in sentence `index` support, if any."""
    sentences = article.sentences
    if _is_claim(sentences[index], inside.get(index, []), article.language):
        return index
    before = index - 1
    if before < 0 or sentences[before].paragraph != sentences[index].paragraph:
        return None
    if is_note(sentences[index].text, article.language):
        return None
    links = inside.get(before, [])
    return before if _is_claim(sentences[before], links, article.language) else None


def _is_claim(sentence: Sentence, links: list[CitedLink], language: str | None) -> bool:
    """Return whether a sentence says something, beyond the names of what it links."""
    text = sentence.text
    words = _without(text, links)
    # "See https://… for more" is none, "The effect is small (https://…)." is one.
    has_bare_address = _ADDRESS.search(_BRACKETED_ADDRESS.sub("", text))
    fewest = 5 if has_bare_address else 3  # words of a claim
    if count_words(words, language) < fewest or is_note(text, language):
        return False
    linked = sum(len(link.text) for link in links if link.text in words)
    return 2 * linked < len(words) or bool(_ENDS.search(text))


def _without(sentence: str, links: list[CitedLink]) -> str:
    """Return `sentence` without addresses and bracketed links; itself where nothing is left."""
    link_texts = sorted({link.text for link in links if link.text}, key=len, reverse=True)
    text = sentence
    for number, link_text in enumerate(link_texts):
        text = text.replace(link_text, "" if _is_address(link_text) else f"\0{number}\0", 1)
    text = _BRACKETED.sub("", text)
    text = re.sub(r"\0(\d+)\0", lambda match: link_texts[int(match[1])], text)
    text = _EMPTY.sub("", _ADDRESS.sub("", text))
    return _OPEN_END.sub("", " ".join(text.split())).strip(" :") or sentence


def _is_address(words: str) -> bool:
    return bool(_ADDRESS.fullmatch(words)) or is_number_of_work(words)
