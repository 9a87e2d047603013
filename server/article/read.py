"""Reads a page into an article: parse, extract, choose, describe; cuts a part out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from server.article.document import MOST_LETTERS, MOST_PAGES, read_document
from server.article.extract.choose import Chosen, choose
from server.article.extract.hidden_text import is_open, withheld
from server.article.metadata.metadata import Metadata, language_conflict, read_metadata
from server.article.metadata.published import iso_date, months
from server.article.paper import Flow
from server.errors import BodyIncomplete, TextCut, UnreadableHtml
from server.language import detect
from server.language.data import base_language
from server.language.scripts import CONTROLS
from server.model import Article, ArticlePage, DocumentInput, PageInput
from server.page.document import Reading, fold
from server.page.limits import MAX_ELEMENTS, MAX_LETTERS, first_letters, readable
from server.page.parse import document_of, parse, readable_copy
from server.text.lines import is_credit_line
from server.text.sentences import count_words, split
from server.text.tokens import Extent

_CUT_PAGE = TextCut(
    f"The page is very long; of its {MAX_ELEMENTS:,} first elements the first "
    f"{MAX_LETTERS:,} letters were read. Send a part of the page to have that read.",
    stage="article",
    elements=MAX_ELEMENTS,
    letters=MAX_LETTERS,
)
_CUT_DOCUMENT = TextCut(
    f"The document is very long; its first {MOST_PAGES} pages were read, or its first "
    f"{MOST_LETTERS:,} letters.",
    stage="article",
    pages=MOST_PAGES,
    letters=MOST_LETTERS,
)


def read(page: PageInput, *, also_withheld: bool = True) -> Reading:
    """Return the article of `page`, and its place in the page; the text may be empty.

    With `also_withheld`, hidden text counts where nothing shows that the page is cut. Raises
    PageTooLarge, UnreadableDocument, and UnreadableHtml where `page` has neither HTML nor text or
    exceeds the limits.
    """
    if isinstance(page, DocumentInput):
        return _read_document(page)
    if page.html is not None and page.html.strip():
        return _read_html(page, page.html, also_withheld=also_withheld)
    if page.text is not None and page.text.strip():
        return _read_text(page, page.text)
    raise UnreadableHtml(
        "The page is empty; send its HTML or its text, or only its address.", reason="empty"
    )


def read_article(page: PageInput) -> Article:
    """Return the article of `page`; raise what `read` raises."""
    return read(page).article


def warm() -> None:
    """Load everything that the first page would wait for."""
    detect.warm()
    months()
    html = "<html><body><article><p>Nothing yet.</p></article></body></html>"
    read(PageInput(html=html, url="https://example.org/"))


def _read_html(page: PageInput, html: str, *, also_withheld: bool) -> Reading:
    document = parse(html, page.url)
    metadata = read_metadata(document, page.url)
    chosen = choose(readable_copy(document.root), document)
    hidden_text = withheld(document, chosen) if also_withheld else None
    if hidden_text and is_open(document, metadata.access, page.status):
        chosen = hidden_text
    declared = (base_language(claim.value) for claim in metadata.languages)
    chosen = _without_its_data(chosen, metadata, page.language or next(declared, None))
    article = _article(page, chosen, metadata, _CUT_PAGE if document.is_cut else None)
    return Reading(article, document, chosen.body)


def _without_its_data(chosen: Chosen, metadata: Metadata, language: str | None) -> Chosen:
    """Remove the title before the text, and credit lines."""
    lines = chosen.paragraphs
    has_title = bool(lines and metadata.title) and fold(lines[0]) == fold(metadata.title or "")
    kept_numbers = [
        number
        for number, line in enumerate(lines)
        if not is_credit_line(line, language) and (number or not has_title)
    ]
    if not kept_numbers or len(kept_numbers) == len(lines):
        return chosen
    return replace(
        chosen,
        paragraphs=[lines[number] for number in kept_numbers],
        body=[chosen.body[number] for number in kept_numbers],
    )


def _read_text(page: PageInput, text: str) -> Reading:
    paragraphs = text_paragraphs(readable(text))
    kept = first_letters(paragraphs)
    cut = _CUT_PAGE if kept != paragraphs else None
    article = _article(page, Chosen("text", kept, []), Metadata(), cut)
    return _reading(article, kept)


def _reading(article: Article, paragraphs: list[str]) -> Reading:
    """Return the reading of a text without HTML."""
    document = document_of(paragraphs, article.url)
    places = [Extent(run.start, run.end) for run in document.text_map.runs]
    return Reading(article, document, [*places])


def _read_document(page: DocumentInput) -> Reading:
    document = read_document(page.document)
    facts = Metadata(title=document.title, authors=document.authors, published=document.published)
    chosen = Chosen("pdfium", document.paragraphs, [])
    article = _article(page, chosen, facts, _CUT_DOCUMENT if document.is_cut else None)
    pages = list(_pages(document.flow))
    return _reading(replace(article, pages=pages), document.paragraphs)


def _pages(flow: Flow) -> Iterator[ArticlePage]:
    """Yield the parts of the joined paragraphs by the page that they are on."""
    number, begun, offset = 0, 0, 0
    for paragraph, places in zip(flow.paragraphs, flow.pages, strict=True):
        for page, start in places:
            if page != number:
                if number:
                    yield ArticlePage(number, begun, offset + start)
                number, begun = page, offset + start
        offset += len(paragraph) + 2
    if number:
        yield ArticlePage(number, begun, max(begun, offset - 2))


def text_paragraphs(text: str) -> list[str]:
    """Split plain text at blank lines, or at line ends if it has none."""
    lines = text.translate(CONTROLS).replace("\r\n", "\n").replace("\r", "\n").strip()
    pieces = re.split(r"\n[^\S\n]*\n\s*" if re.search(r"\n[^\S\n]*\n", lines) else r"\n", lines)
    return [clean for piece in pieces if (clean := " ".join(piece.split()))]


def _article(page: PageInput, chosen: Chosen, metadata: Metadata, cut: TextCut | None) -> Article:
    incomplete = BodyIncomplete(
        "Part of this page's article may be missing from the text; compare it with the page."
    )
    warnings = (incomplete if chosen.is_incomplete else None, cut)
    text = "\n\n".join(chosen.paragraphs)
    claims = [
        *([page.language] if page.language else []),
        *(claim.value for claim in metadata.languages),
    ]
    tongue = detect.language_of(text, claims)
    conflict = language_conflict(tongue, metadata.languages)
    return Article(
        url=page.url,
        canonical_url=metadata.canonical_url,
        title=metadata.title or page.title,
        authors=metadata.authors,
        publisher=metadata.publisher,
        published=iso_date(page.published) or metadata.published,
        modified=metadata.modified,
        language=tongue,
        text=text,
        sentences=split(chosen.paragraphs, tongue),
        words=count_words(text, tongue),
        access=metadata.access,
        extractor=chosen.extractor,
        warnings=[problem.as_warning() for problem in warnings if problem],
        metadata=metadata.conflicts | ({"language": conflict} if conflict else {}),
    )


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
    folded_words = fold(words)
    begin = folded.find(folded_words) if folded_words else -1
    return (
        None
        if begin < 0
        else Extent(positions[begin], positions[begin + len(folded_words) - 1] + 1)
    )


def folded_places(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and the original place of each folded character."""
    pieces: list[str] = []
    positions: list[int] = []
    for place, letter in enumerate(text):
        piece = fold(letter)
        pieces.append(piece)
        positions += [place] * len(piece)
    return "".join(pieces), positions
