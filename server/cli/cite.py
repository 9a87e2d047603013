"""`unabridged cite`: whether the pages that a text links say what it says."""

import argparse
import html
import re
import sys
from pathlib import Path

from pydantic_core import to_json

from server.cite import cite
from server.cli.printable import printable
from server.config import Settings
from server.model import Citation, Citations, PageInput
from server.net.charset import decode
from server.wiring import open_engine

_SAYS = {
    "told": "told there",
    "differs": "differs",
    "not_there": "not there",
    "unreadable": "could not be read",
}
_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((\S+?)(?:\s+\"[^\"]*\")?\)|<(https?://[^\s<>]+)>")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|\*|__)(\S(?:[^*\n]*?\S)?)\1")
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6}\s.*$", re.M)
_REFERENCE = re.compile(r"^\s{0,3}\[([^\]\n]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.M)
_REFERRING = re.compile(r"(?<!!)\[([^\]\n]+)\]\[([^\]\n]*)\]")
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)])\s+", re.M)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `cite` to its parser."""
    command.description = "The exit status is 0 where every sentence is told there, else 1."
    command.add_argument("file", help="a Markdown or HTML file")
    command.add_argument("--url", help="where the file is published, for its relative links")
    command.add_argument("--json", action="store_true", help="the API's answer as JSON")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    text = decode(Path(options.file).read_bytes(), "")
    is_html = text.lstrip()[:1] == "<"
    page = PageInput(url=options.url, html=text if is_html else from_markdown(text))
    engine = open_engine(settings)
    try:
        found = cite(engine, page)
    finally:
        engine.close()
    if options.json:
        print(to_json(found).decode())
    else:
        print(table(found), end="")
    if not found.citations:
        print(f"{options.file} has no sentence with a link to a page.", file=sys.stderr)
    return 0 if all(one.outcome == "told" for one in found.citations) else 1


def table(found: Citations) -> str:
    """The citations, one a paragraph: outcome, sentence, address, and the passage or why not."""
    lines = [_lines(found, one) for one in found.citations]
    counts = {code: sum(one.outcome == code for one in found.citations) for code in _SAYS}
    said = ", ".join(f"{count} {_SAYS[code]}" for code, count in counts.items() if count)
    total = f"{len(found.citations)} sentences with a link: {said}.\n" if said else ""
    return "".join(printable(line) + "\n" for part in lines for line in part) + total


def _lines(found: Citations, one: Citation) -> list[str]:
    sentence = found.page.sentences[one.sentence].text
    lines = [f"{_SAYS[one.outcome].upper()}  {sentence}", f"    {one.url}"]
    if one.alignment:
        changes = one.alignment.sentences[0].changes
        lines += [f"    {change.says}" for change in changes]
    if one.outcome != "told" and one.passages:
        lines.append(f"    there: {one.passages[0]}")
    return [*lines, *([f"    {one.detail}"] if one.detail else []), ""]


def from_markdown(text: str) -> str:
    """The paragraphs of Markdown with their links as HTML; code and pictures are left out."""
    text = _with_addresses(_IMAGE.sub("", _FENCE.sub("", text)))
    text = _HEADING.sub(r"\n\g<0>\n", _EMPHASIS.sub(r"\2", text))
    blocks = [_MARKS.sub("", block).strip() for block in re.split(r"\n\s*\n", text)]
    return "".join(f"<p>{_linked(block)}</p>" for block in blocks if block)


def _with_addresses(text: str) -> str:
    """`text` with "[words][1]" as links to what "[1]: address" names."""
    known = {found[1].lower(): found[2] for found in _REFERENCE.finditer(text)}

    def linked(found: re.Match[str]) -> str:
        address = known.get((found[2] or found[1]).lower())
        return f"[{found[1]}]({address})" if address else found[0]

    return _REFERRING.sub(linked, _REFERENCE.sub("", text))


def _linked(block: str) -> str:
    pieces, at = [], 0
    for found in _LINK.finditer(block):
        words, address = (found[1], found[2]) if found[1] else (found[3], found[3])
        pieces += [html.escape(block[at : found.start()])]
        pieces += [f'<a href="{html.escape(address)}">{html.escape(words)}</a>']
        at = found.end()
    return "".join(pieces) + html.escape(block[at:])
