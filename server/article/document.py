"""Reads a PDF: its text, title, author and date. PDFium runs no scripts and opens no files."""

import ctypes
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError, raw

from server.article.metadata.authors import declared_names, is_full
from server.article.metadata.published import iso_date, written_date
from server.article.metadata.statements import line
from server.article.paper import Flow, PaperLine, flow_of, lines_of
from server.errors import UnreadableDocument
from server.page.document import fold

MOST_PAGES = 300  # longer ones are books; what a page costs is within its worker's time
MOST_LETTERS = 500_000  # as of a web page
_NO_TITLE = re.compile(r"^(?:microsoft word|untitled|\W*$)|\.(?:docx?|pdf|indd|tex|odt|rtf)$", re.I)
_LONGEST_FACT = 8_000  # bytes of a title, an author or a date
_REASONS = {
    "scanned": "The document has pages but no text: they are pictures, as of scanned paper. Copy "
    "its text by a program that recognises letters, and send that.",
    "locked": "The document is locked by a password. Open it, and send its text.",
    "damaged": "The document is damaged or not whole, and has no page that can be read. Open it in "
    "a program for PDFs, and send its text.",
}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document's text and its own data; `is_cut`: only a part was read."""

    flow: Flow
    title: str | None
    authors: list[str]
    published: str | None
    is_cut: bool

    @property
    def paragraphs(self) -> list[str]:
        """Its paragraphs in order."""
        return self.flow.paragraphs


def read_document(data: bytes) -> ReadDocument:
    """Read a PDF; raise UnreadableDocument where it is locked, damaged or without text."""
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise _unreadable("locked" if locked else "damaged") from None
    count = len(document)
    pages: list[list[PaperLine]] = []
    letters = readable_pages = 0
    with _half_of_memory():
        for number in range(min(count, MOST_PAGES)):
            try:
                text = document[number].get_textpage()
            except PdfiumError:
                pages.append([])  # a damaged page among others
                continue
            pages.append(list(lines_of(text, number + 1, MOST_LETTERS - letters)))
            readable_pages += 1
            letters += text.count_chars()
            if letters > MOST_LETTERS:
                break
    # A scan's page has no letters, or a stamp's.
    if sum(len(line.text) for page in pages for line in page) < 12 * max(1, readable_pages):
        raise _unreadable("scanned" if readable_pages else "damaged")
    flow = flow_of(pages)
    title = _title(_fact(document, b"Title"), pages[0])
    if title and len(flow.paragraphs) > 1 and fold(flow.paragraphs[0]) == fold(title):
        del flow.paragraphs[0], flow.pages[0]
    # A day in a short line at the top, or that of the file.
    short = (line.text for line in pages[0][:14] if len(line.text.split()) <= 8)
    written = next(filter(None, map(written_date, short)), None)
    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", _fact(document, b"CreationDate"))
    published = written or iso_date("-".join(created.groups()) if created else None)
    # A single word is a log-in.
    authors = [name for name in declared_names([_fact(document, b"Author")]) if is_full(name)]
    is_cut = len(pages) < count or letters > MOST_LETTERS
    return ReadDocument(flow, title, authors, published, is_cut)


@contextmanager
def _half_of_memory() -> Iterator[None]:
    """Leave the other half of a worker's memory: forms within forms take all in seconds."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    if limits[0] != resource.RLIM_INFINITY and (statm := Path("/proc/self/statm")).exists():
        used = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, ((used + limits[0]) // 2, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def _unreadable(reason: str) -> UnreadableDocument:
    return UnreadableDocument(_REASONS[reason], reason=reason)


def _fact(document: PdfDocument, name: bytes) -> str:
    """Return a field of a document's own data; "" if missing, broken or too long."""
    length = raw.FPDF_GetMetaText(document, name, None, 0)
    written = ctypes.create_string_buffer(min(length, _LONGEST_FACT))
    raw.FPDF_GetMetaText(document, name, written, len(written))  # writes nothing if too long
    with suppress(UnicodeDecodeError):
        return line(written.raw.decode("utf-16-le"), _LONGEST_FACT)
    return ""


def _title(declared: str, first: list[PaperLine]) -> str | None:
    if " " in declared and not _NO_TITLE.search(declared):
        return declared[:300]
    if not first:
        return None
    usual = sorted(line.height for line in first)[len(first) // 2]
    largest = max(
        line.height for line in first if re.search(r"\w{2}", line.text) or line is first[0]
    )
    lines = [line.text for line in first if line.height > 0.97 * largest]
    title = " ".join(lines)
    # A single character is a logo.
    is_title = largest > 1.15 * usual and 3 <= len(title) <= 300
    return title if is_title else None
