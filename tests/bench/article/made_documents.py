"""Makes PDFs of known texts: by LaTeX, Chromium, ReportLab and fpdf2, as far as installed."""

import html
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

WORDS_A_NOTE = 14
HEAD = "Harbour Review of Public Affairs"


@dataclass(frozen=True)
class Made:
    """A PDF with the paragraphs and notes that it was made from."""

    name: str
    path: Path
    columns: int
    paragraphs: list[str]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Text:
    """A text to set: every fifth paragraph has a note."""

    title: str
    paragraphs: list[str]
    notes: dict[int, str]


def make(folder: Path, texts: list[tuple[str, list[str]]]) -> Iterator[Made]:
    """Set the texts in turn, two for each of the ways that this machine has."""
    ways = [
        *((f"latex {style}", _latex, style) for style in _LATEX if shutil.which("pdflatex")),
        *((f"chromium {style}", _chromium, style) for style in _PAGES if _browser()),
        *((f"reportlab {style}", _reportlab, style) for style in ("one", "two")),
        ("fpdf2 one", _fpdf, "one"),
    ]
    for at, (name, way, style) in enumerate(ways):
        for second in (0, 1):
            title, paragraphs = texts[(2 * at + second) % len(texts)]
            noted = "notes" in style
            notes = {
                number: f"See the note on {' '.join(paragraph.split()[:WORDS_A_NOTE])}."
                for number, paragraph in enumerate(paragraphs)
                if noted and number % 5 == 2
            }
            path = folder / f"{name} {second}.pdf".replace(" ", "-")
            way(path, _Text(title, paragraphs, notes), style)
            columns = 2 if "two" in style else 1
            yield Made(f"{name} {second}", path, columns, paragraphs, list(notes.values()))


_LATEX = {
    "one notes": r"\documentclass[11pt,a4paper]{article}",
    "two notes": r"\documentclass[10pt,a4paper,twocolumn]{article}",
    "two narrow": r"\documentclass[9pt,a5paper,twocolumn]{article}",
}
_SPECIAL = str.maketrans({one: rf"\{one}" for one in "&%$#_{}"} | {"~": " ", "^": " ", "\\": " "})


def _latex(path: Path, text: _Text, style: str) -> None:
    lines = []
    for number, paragraph in enumerate(text.paragraphs):
        first, *rest = paragraph.translate(_SPECIAL).split(". ", 1)
        note = text.notes.get(number)
        mark = rf"\footnote{{{note.translate(_SPECIAL)}}}" if note else ""
        lines.append(". ".join([first, *rest]) + mark)
    source = "\n".join(
        [
            _LATEX[style],
            r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern}",
            r"\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}",
            rf"\fancyhead[L]{{{HEAD}}}\fancyhead[R]{{\thepage}}",
            rf"\title{{{text.title.translate(_SPECIAL)}}}",
            r"\author{Iris Calloway}\date{3 May 2026}",
            r"\begin{document}\maketitle\thispagestyle{fancy}",
            "\n\n".join(lines),
            r"\end{document}",
        ]
    )
    path.with_suffix(".tex").write_text(source, "utf-8")
    command = ["pdflatex", "-interaction=batchmode", f"-output-directory={path.parent}"]
    subprocess.run([*command, path.with_suffix(".tex").name], cwd=path.parent, check=False,
                   stdout=subprocess.DEVNULL)  # fmt: skip


_PAGES = {
    "one": "p { margin: 0; text-indent: 1.5em; text-align: justify; hyphens: auto }",
    "one gaps": "p { margin: 0 0 .8em; font-family: DejaVu Sans }",
    "two": "main { columns: 2; column-gap: 2em } p { margin: 0 0 .6em; text-align: justify }",
    "two indent": "main { columns: 2; font-size: 9pt } p { margin: 0; text-indent: 1em }",
}


def _browser() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def _chromium(path: Path, text: _Text, style: str) -> None:
    body = "".join(f"<p>{html.escape(one)}</p>" for one in text.paragraphs)
    page = (
        f"<html lang=en><title>{html.escape(text.title)}</title><style>{_PAGES[style]}</style>"
        f"<h1>{html.escape(text.title)}</h1><main>{body}</main>"
    )
    path.with_suffix(".html").write_text(page, "utf-8")
    head = [] if "gaps" in style or "indent" in style else ["--no-pdf-header-footer"]
    command = [str(_browser()), "--headless", "--no-sandbox", *head, f"--print-to-pdf={path}"]
    subprocess.run([*command, path.with_suffix(".html").as_uri()], check=True,
                   stderr=subprocess.DEVNULL)  # fmt: skip


def _reportlab(path: Path, text: _Text, style: str) -> None:
    def head(canvas, document) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 812, HEAD)
        canvas.drawCentredString(297, 30, f"Page {document.page}")

    styles = getSampleStyleSheet()
    columns = 2 if style == "two" else 1
    width = (475 - 15 * (columns - 1)) / columns
    frames = [Frame(60 + at * (width + 15), 60, width, 730) for at in range(columns)]
    document = BaseDocTemplate(str(path), pagesize=A4, title=text.title, author="Iris Calloway")
    document.addPageTemplates(PageTemplate(frames=frames, onPage=head))
    plain = styles["Normal"].clone("body", spaceAfter=5, alignment=4 if columns == 2 else 0)
    parts = [Paragraph(html.escape(text.title), styles["Title"])]
    document.build(parts + [Paragraph(html.escape(one), plain) for one in text.paragraphs])


def _fpdf(path: Path, text: _Text, style: str) -> None:
    document = FPDF()
    document.set_title(text.title)
    document.add_page()
    document.set_font("Times", size=12)
    for one in [text.title, *text.paragraphs]:
        document.multi_cell(0, 6, one.encode("latin-1", "replace").decode("latin-1"))
        document.ln(3)
    document.output(str(path))
