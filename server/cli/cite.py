"""`unabridged cite`: checks whether linked pages say what a text says."""

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

_OUTCOMES = {
    "told": "found there",
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
    command.description = "The exit status is 0 if every linked page says the same, else 1."
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
        citations = cite(engine, page)
    finally:
        engine.close()
    if options.json:
        print(to_json(citations).decode())
    else:
        print(table(citations), end="")
    if not citations.citations:
        print(f"{options.file} has no sentence with a link to a page.", file=sys.stderr)
    return 0 if all(each.outcome == "told" for each in citations.citations) else 1


def table(cited: Citations) -> str:
    """Return the citations as paragraphs: outcome, sentence, address and passage."""
    lines = [_lines(cited, each) for each in cited.citations]
    counts = {code: sum(each.outcome == code for each in cited.citations) for code in _OUTCOMES}
    counted = ", ".join(f"{count} {_OUTCOMES[code]}" for code, count in counts.items() if count)
    total = f"{len(cited.citations)} sentences with a link: {counted}.\n" if counted else ""
    return "".join(printable(line) + "\n" for part in lines for line in part) + total


def _lines(cited: Citations, citation: Citation) -> list[str]:
    sentence = cited.page.sentences[citation.sentence].text
    lines = [f"{_OUTCOMES[citation.outcome].upper()}  {sentence}", f"    {citation.url}"]
    if citation.alignment:
        changes = citation.alignment.sentences[0].changes
        lines += [f"    {change.says}" for change in changes]
    if citation.outcome != "told" and citation.passages:
        lines.append(f"    there: {citation.passages[0]}")
    return [*lines, *([f"    {citation.detail}"] if citation.detail else []), ""]


def from_markdown(text: str) -> str:
    """Return Markdown paragraphs with links as HTML, without code and pictures."""
    text = _with_addresses(_IMAGE.sub("", _FENCE.sub("", text)))
    text = _HEADING.sub(r"\n\g<0>\n", _EMPHASIS.sub(r"\2", text))
    blocks = [_MARKS.sub("", block).strip() for block in re.split(r"\n\s*\n", text)]
    return "".join(f"<p>{_linked(block)}</p>" for block in blocks if block)


def _with_addresses(text: str) -> str:
    """Replace reference links, "[words][1]", by inline links."""
    addresses = {match[1].lower(): match[2] for match in _REFERENCE.finditer(text)}

    def linked(match: re.Match[str]) -> str:
        address = addresses.get((match[2] or match[1]).lower())
        return f"[{match[1]}]({address})" if address else match[0]

    return _REFERRING.sub(linked, _REFERENCE.sub("", text))


def _linked(block: str) -> str:
    pieces, position = [], 0
    for match in _LINK.finditer(block):
        words, address = (match[1], match[2]) if match[1] else (match[3], match[3])
        pieces += [html.escape(block[position : match.start()])]
        pieces += [f'<a href="{html.escape(address)}">{html.escape(words)}</a>']
        position = match.end()
    return "".join(pieces) + html.escape(block[position:])
