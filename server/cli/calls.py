"""The API's calls, for commands, batches and tools: a request's body in, its answer out."""

import argparse
import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any

from pydantic_core import to_json

from server.config import Settings
from server.errors import InvalidRequest
from server.model import DocumentInput, PageInput, fields_of
from server.net.content import decode, is_pdf
from server.pipeline.compare import CALLS
from server.pipeline.engine import Engine, Session
from server.pipeline.tasks import parts_of
from server.pipeline.wiring import open_engine
from server.present.printable import printable, printable_json
from server.present.report import REPORTS, Style

_SHOWN = 120  # characters of a block
_MARKDOWN = (".md", ".markdown")


def _call(options: argparse.Namespace, settings: Settings) -> int:
    body: dict[str, Any] = {"page": page_input(options.page, options.url)}
    body |= originals([page_input(given) for given in getattr(options, "sources", ())])
    if options.command in ("compare", "align"):
        body["opinion"] = options.opinion
    if options.command == "compare":
        body["item"] = options.item
    engine, parts = open_engine(settings), list[tuple[str, str]]()
    try:
        if getattr(options, "why", False):
            session = Session(engine, threading.Event())
            body["page"] = session.obtain(body["page"], "article")
            parts = session.read("article", parts_of, body["page"])
        answer = ask(engine, options.command, body)
    finally:
        engine.close()
    if options.json:
        print(printable_json(answer))
    else:
        style = style_of(sys.stdout)
        print(REPORTS[options.command](answer, style), end="")
        for part, text in parts:
            print(style.wrap(printable(shorten(text, _SHOWN, placeholder=" …")), f"{part}: "))
    return 0


def originals(given: Sequence[PageInput]) -> dict[str, Any]:
    """Return the fields of a body that give one original, several, or none."""
    if len(given) > 1:
        return {"sources": given}
    return {"source": given[0]} if given else {}


def style_of(stream: Any) -> Style:
    """Return how to print on `stream`."""
    columns = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 88
    return Style(width=min(100, columns), colour=stream.isatty() and "NO_COLOR" not in os.environ)


def perform(engine: Engine, call: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the answer to `call`; raises Problem and pydantic's ValidationError."""
    model, function = CALLS[call]
    request = model(**body)
    if getattr(request, "save", False):
        raise InvalidRequest("Nothing is saved here; leave `save` out, or ask a server.")
    found = function(engine, request, threading.Event())
    optional = ("sources", "further", "versions", "outline")
    return found if isinstance(found, dict) else fields_of(found, *optional)


def ask(engine: Engine, call: str, body: Mapping[str, Any]) -> Any:
    """Return the answer to `call` as plain JSON; raises what `perform` raises."""
    return json.loads(to_json(perform(engine, call, body)))


def nested(call: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that `fields` are; those of a page may come without `page`."""
    own = CALLS[call][0].model_fields
    if "page" in fields:
        return dict(fields)
    page = {name: value for name, value in fields.items() if name not in own}
    return {"page": page, **{name: fields[name] for name in fields if name in own}}


def page_input(given: str, url: str | None = None) -> PageInput:
    """Return the page that `given` names: an address, a file, or -; raise ValueError."""
    if given.startswith(("http://", "https://")):
        return PageInput(url=given)
    if given != "-" and not Path(given).is_file():
        raise ValueError(f"{given} is neither a file nor an address with http:// or https://.")
    raw = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    if is_pdf("", raw):
        return DocumentInput(url=url, document=raw)
    text = decode(raw, "")
    if not text.strip():
        raise ValueError(f"{'Standard input' if given == '-' else given} is empty.")
    if is_html(text) and not given.lower().endswith(_MARKDOWN):
        return PageInput(url=url, html=text)
    return PageInput(url=url, text=text)


def is_html(text: str) -> bool:
    """Return whether `text` begins as HTML does; "<https://…>" is Markdown."""
    start = text.lstrip()[:8].lower()
    return start.startswith("<") and not start.startswith("<http")
