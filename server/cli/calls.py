"""The API's calls for commands and tools: pages in, plain JSON out."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from server import compare as pipeline
from server.cli.printable import printable_json
from server.cli.report import REPORTS, Style
from server.compare import Done, Engine
from server.config import Settings
from server.model import AlignRequest, CompareRequest, FindRequest, PageInput
from server.net.charset import decode
from server.wiring import open_engine

_PAGE_HELP = "address, file, or - for standard input"
_OPINION_HELP = "the model at UNABRIDGED_OPINION_URL may see sentences of files too"
_ITEM_HELP = "the story to compare, as `find` and `compare` number them"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of the call that `command` ends with to its parser."""
    name = command.prog.split()[-1]
    command.add_argument("page", help=_PAGE_HELP)
    if name in ("compare", "align"):
        command.add_argument("source", nargs="?" if name == "compare" else None, help=_PAGE_HELP)
        command.add_argument("--opinion", action="store_true", help=_OPINION_HELP)
    if name == "compare":
        command.add_argument("--item", type=int, metavar="N", help=_ITEM_HELP)
    command.add_argument("--url", help="address of the page in a file")
    command.add_argument("--json", action="store_true", help="the API's answer as JSON")
    command.set_defaults(run=_call, call=name)


def page_input(given: str, url: str | None = None) -> PageInput:
    """Return the page at `given`: an address, a file of HTML or text, or - (standard input).

    Raises ValueError with a sentence if the file is missing.
    """
    if given.startswith(("http://", "https://")):
        return PageInput(url=given)
    if given != "-" and not Path(given).is_file():
        raise ValueError(f"{given} is neither a file nor an address with http:// or https://.")
    raw = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    text = decode(raw, "")
    if not text.strip():
        raise ValueError(f"{'Standard input' if given == '-' else given} is empty.")
    if text.lstrip()[:1] == "<":
        return PageInput(url=url, html=text)
    return PageInput(url=url, text=text)


def _call(options: argparse.Namespace, settings: Settings) -> None:
    page = page_input(options.page, options.url)
    source = page_input(options.source) if getattr(options, "source", None) else None
    engine = open_engine(settings)
    try:
        leave, item = getattr(options, "opinion", False), getattr(options, "item", None)
        if item is not None and item < 0:
            raise ValueError("--item counts from 0.")
        answer = ask(engine, options.call, page, source, leave=leave, item=item)
    finally:
        engine.close()
    if options.json:
        print(printable_json(answer))
    else:
        print(REPORTS[options.call](answer, style_of(sys.stdout)), end="")


def style_of(stream: Any) -> Style:
    """Return how to print on `stream`."""
    columns = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 88
    return Style(width=min(100, columns), colour=stream.isatty() and "NO_COLOR" not in os.environ)


def ask(
    engine: Engine,
    call: str,
    page: PageInput,
    source: PageInput | None = None,
    *,
    leave: bool = False,
    item: int | None = None,
) -> Any:
    """Return the API's answer to `call` as plain JSON; align needs a `source`.

    With `leave` a model outside this machine may see sentences of given texts; `item` is the story
    to compare, of a page of several. Raises Problem.
    """
    answer: Any
    if call == "compare":
        request = CompareRequest(page=page, source=source, opinion=leave, item=item)
        events = pipeline.compare(engine, request)
        answer = next(event.comparison for event in events if isinstance(event, Done))
    elif call == "extract":
        answer = pipeline.extract(engine, page)
    elif call == "verdict":
        examined = pipeline.verdict(engine, page)
        answer = {"page": examined.article, "verdict": examined.verdict}
    elif call == "find":
        examined, search = pipeline.find(engine, FindRequest(page=page))
        answer = {"page": examined.article, "verdict": examined.verdict, "search": search}
    else:
        assert source is not None  # noqa: S101 - align's callers require it
        answer = pipeline.align(engine, AlignRequest(page=page, source=source, opinion=leave))
    return json.loads(to_json(answer))
