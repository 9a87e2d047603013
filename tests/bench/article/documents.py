"""Compares words of PDFs with the texts they were made from; other libraries as well.

    uv pip install --group bench; python -m tests.bench.article.documents [FOLDER]

The PDFs stay in FOLDER. LaTeX and Chromium are used where they are installed.
"""

import gzip
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
from pdfminer.high_level import extract_text
from pypdf import PdfReader
from rapidfuzz.distance import LCSseq

from server.article.document import read_document
from tests.bench.article.made_documents import HEAD, Made, make

ARTICLES = Path("../shared/data/source/articles.jsonl.gz")
_WORD = re.compile(r"\w[\w'’.,-]*\w|\w")
Reader = Callable[[bytes], str]


def ours(data: bytes) -> str:
    """Read by server/article/document.py."""
    return "\n\n".join(read_document(data).paragraphs)


def pdfium(data: bytes) -> str:
    """Read by PDFium alone."""
    pages = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def pypdf(data: bytes) -> str:
    """Read by pypdf alone."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def pdfminer(data: bytes) -> str:
    """Read by pdfminer.six alone."""
    return extract_text(BytesIO(data))


def words(text: str) -> list[str]:
    """Return the words of a text, its quotation marks and dashes aside."""
    return [found[0].replace("’", "'") for found in _WORD.finditer(text)]


def score(made: Made, text: str) -> tuple[float, float, bool]:
    """Return the share of words in order, their F1, and whether running heads are gone."""
    wanted, found = words(" ".join(made.paragraphs)), words(text)
    spoken = " ".join(found)
    notes = sum(len(words(note)) for note in made.notes if " ".join(words(note)) in spoken)
    common = LCSseq.similarity(wanted, found)
    return (
        common / len(wanted),
        2 * common / (len(wanted) + len(found) - notes),
        spoken.count(HEAD) == 0,
    )


def _texts() -> list[tuple[str, list[str]]]:
    """Return articles of several paragraphs, three put into one text."""
    texts: list[tuple[str, list[str]]] = []
    title, paragraphs = "", list[str]()
    for line in gzip.decompress(ARTICLES.read_bytes()).decode().splitlines():
        article = json.loads(line)
        parts = [" ".join(one.split()) for one in article["body"].split("\n") if one.strip()]
        if article["source"] != "bbc" or not article["body"].isascii() or len(parts) < 4:
            continue
        title = title or article["title"]
        paragraphs += [one for one in parts if len(one.split()) >= 8]
        if len(paragraphs) > 40:
            texts.append((title, paragraphs))
            title, paragraphs = "", []
        if len(texts) == 24:
            break
    return texts


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    readers: list[Reader] = [ours, pdfium, pypdf, pdfminer]
    print(f"{'words in order / F1 with extra':32}", *(f"{one.__name__:>14}" for one in readers))
    sums: dict[tuple[int, str], list[tuple[float, float]]] = {}
    seconds = dict.fromkeys((one.__name__ for one in readers), 0.0)
    heads = dict.fromkeys(seconds, 0)
    for made in make(folder, _texts()):
        cells = []
        for reader in readers:
            name, begun = reader.__name__, time.process_time()
            text = reader(made.path.read_bytes())
            seconds[name] += time.process_time() - begun
            in_order, with_extra, headless = score(made, text)
            heads[name] += headless
            sums.setdefault((made.columns, name), []).append((in_order, with_extra))
            cells.append(f"{in_order:.3f} / {with_extra:.3f}")
        print(f"{made.name:32}", *(f"{cell:>14}" for cell in cells))
    for columns in (1, 2):
        means = [
            [sum(column) / len(column) for column in zip(*sums[columns, name], strict=True)]
            for name in seconds
        ]
        row = (f"{in_order:.3f} / {extra:.3f}" for in_order, extra in means)
        print(f"{f'{columns} column(s)':32}", *(f"{cell:>14}" for cell in row))
    print(f"{'without running heads':32}", *(f"{count:>14}" for count in heads.values()))
    print(f"{'seconds':32}", *(f"{spent:14.2f}" for spent in seconds.values()))


if __name__ == "__main__":
    main()
