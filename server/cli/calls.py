"""The commands that answer one page, and the API's calls as they are asked on this machine."""

import json
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from textwrap import shorten
from typing import Any

import click
from pydantic_core import to_json

from server import pipeline
from server.calls import CALLS, REPORTS
from server.cite import citing
from server.cli.console import current_settings, end_on_failure, say, style_of
from server.cli.options import (
    WholeNumber,
    examples,
    json_answer,
    page_argument,
    url_option,
    web_address,
)
from server.cli.progress import Progress, Steps
from server.errors import InvalidRequest, validate
from server.model import CompareRequest, Comparison, DocumentInput, PageInput, fields_of
from server.net.content import decode, is_guessed, is_pdf
from server.pipeline import Engine, Report, Session
from server.pipeline.tasks import parts_of
from server.pipeline.wiring import open_engine
from server.show.printable import printable, printable_json

_MOST_OF_A_PART = 120  # characters of a page's part that `verdict --why` prints
_OPTIONAL_FIELDS = ("sources", "further", "versions")

# The counts of an alignment that give status 1, by the mildest finding that does.
_FAILING_FIGURES = {
    "partly": ("partly_found", "not_found", "differs"),
    "not_found": ("not_found", "differs"),
    "differs": ("differs",),
}
_fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING_FIGURES)),
    help="The mildest finding on a sentence of PAGE that gives status 1; status 2 says that there "
    "was nothing to compare.",
)
_opinion_option = click.option(
    "--opinion",
    is_flag=True,
    help="Let the model at UNABRIDGED_OPINION_URL see sentences of files too.",
)


@click.command(
    epilog=examples(
        "unabridged compare https://news.example/short",
        "unabridged compare page.html original.html --url https://news.example/short",
        "unabridged compare draft.html original.html --fail-on differs",
    )
)
@page_argument
@click.argument(
    "sources",
    metavar="[SOURCE]...",
    type=click.Path(allow_dash=True),
    nargs=-1,
    help="Its original, or up to five, the main one first; without one, it is looked for.",
)
@_opinion_option
@click.option(
    "--item",
    type=WholeNumber(0),
    metavar="N",
    help="The story of PAGE to compare, as `find` and `compare` number them.",
)
@url_option
@_fail_on_option
@json_answer
def compare(
    *,
    page: str,
    sources: Sequence[str],
    opinion: bool,
    item: int | None,
    url: str | None,
    fail_on: str | None,
    as_json: bool,
) -> int:
    """Judge PAGE, find its original unless SOURCE is given, and compare them."""
    body = {"page": page_input(page, url), "opinion": opinion, "item": item}
    body |= originals([page_input(source) for source in sources])
    return _print_answer("compare", body, as_json=as_json, fail_on=fail_on)


@click.command(epilog=examples("unabridged extract https://news.example/story > story.txt"))
@page_argument
@url_option
@json_answer
def extract(*, page: str, url: str | None, as_json: bool) -> None:
    """Print the article of PAGE: its title, imprint and text."""
    _print_answer("extract", {"page": page_input(page, url)}, as_json=as_json)


@click.command(epilog=examples("unabridged verdict page.html --url https://news.example/short"))
@page_argument
@click.option(
    "--why",
    is_flag=True,
    help="Print each part of the page beneath, with what its markup calls it.",
)
@url_option
@json_answer
def verdict(*, page: str, why: bool, url: str | None, as_json: bool) -> None:
    """Judge whether PAGE is the whole story, by what the page itself shows."""
    asked = page_input(page, url)
    parts = list[tuple[str, str]]()
    with closing(open_engine(current_settings())) as engine:
        if why:
            session = Session(engine, threading.Event())
            asked = session.obtain(asked, "article")
            parts = session.read("article", parts_of, asked)
        answer = ask(engine, "verdict", {"page": asked})
    _print("verdict", answer, as_json=as_json)
    if as_json:
        return
    style = style_of(sys.stdout)
    for part, text in parts:
        shortened = shorten(text, _MOST_OF_A_PART, placeholder=" …")
        print(style.wrap(printable(shortened), f"{part}: "))


@click.command(epilog=examples("unabridged find https://news.example/short"))
@page_argument
@url_option
@json_answer
def find(*, page: str, url: str | None, as_json: bool) -> None:
    """Find the original that PAGE retells or cuts, and list where it was looked for."""
    _print_answer("find", {"page": page_input(page, url)}, as_json=as_json)


@click.command(epilog=examples("unabridged align short.txt https://news.example/story"))
@page_argument
@click.argument(
    "sources",
    metavar="SOURCE...",
    type=click.Path(allow_dash=True),
    nargs=-1,
    required=True,
    help="Its original, or up to five, the main one first.",
)
@_opinion_option
@url_option
@_fail_on_option
@json_answer
def align(
    *,
    page: str,
    sources: Sequence[str],
    opinion: bool,
    url: str | None,
    fail_on: str | None,
    as_json: bool,
) -> int:
    """Compare PAGE with SOURCE sentence by sentence, without a verdict on the page."""
    body = {"page": page_input(page, url), "opinion": opinion}
    body |= originals([page_input(source) for source in sources])
    return _print_answer("align", body, as_json=as_json, fail_on=fail_on)


@click.command(epilog=examples("unabridged story https://news.example/short"))
@page_argument
@url_option
@json_answer
def story(*, page: str, url: str | None, as_json: bool) -> None:
    """List the texts in your index that tell the story of PAGE, and which rest on which.

    Nothing is fetched but a page given by its address. Add the feeds you read first:
    `unabridged feeds add URL`.
    """
    _print_answer("story", {"page": page_input(page, url)}, as_json=as_json)


def _print_answer(
    call: str, body: Mapping[str, Any], *, as_json: bool, fail_on: str | None = None
) -> int:
    """Print the answer to `call`; return the status that `--fail-on` asks for."""
    steps = Steps()
    with (
        end_on_failure(2 if fail_on else None),  # 1 is a finding
        closing(open_engine(current_settings())) as engine,
        Progress(steps.describe),
    ):
        answer = ask(engine, call, body, steps.hear)
    _print(call, answer, as_json=as_json)
    return _status(answer, fail_on) if fail_on else 0


def _status(answer: Mapping[str, Any], fail_on: str) -> int:
    """Return 1 for findings from `fail_on` on, 2 where nothing was compared, else 0."""
    alignment = answer.get("alignment", answer)
    if alignment is None:
        say("Nothing was compared: no original was found, or it could not be read.")
        return 2
    figures = alignment["figures"]
    return int(any(figures[name] for name in _FAILING_FIGURES[fail_on]))


def _print(call: str, answer: Any, *, as_json: bool) -> None:
    if as_json:
        print(printable_json(answer))
    else:
        print(REPORTS[call](answer, style_of(sys.stdout)), end="")


def originals(sources: Sequence[PageInput]) -> dict[str, Any]:
    """Return the fields of a body that give one original, several, or none."""
    if len(sources) > 1:
        return {"sources": sources}
    return {"source": sources[0]} if sources else {}


def perform(
    engine: Engine,
    call: str,
    body: Mapping[str, Any],
    cancelled: threading.Event,
    report: Report | None = None,
) -> dict[str, Any]:
    """Return the fields of the answer to `call`; raise Problem. `report` hears of its steps."""
    model, function = CALLS[call]
    request: Any = validate(model, dict(body))
    if getattr(request, "save", False):
        raise InvalidRequest("Nothing is saved here; leave `save` out, or ask a server.")
    answer: Any
    if isinstance(request, CompareRequest):
        answer = _run_compare(engine, request, cancelled, report)
    elif call == "cite":
        *_, done = citing(engine, request.page, cancelled, report)
        answer = done["citations"]
    else:
        answer = function(engine, request, cancelled)
    return answer if isinstance(answer, dict) else fields_of(answer, *_OPTIONAL_FIELDS)


def _run_compare(
    engine: Engine, request: CompareRequest, cancelled: threading.Event, report: Report | None
) -> Comparison:
    for event in pipeline.compare(engine, request, cancelled, report):
        if isinstance(event, pipeline.Done):
            return event.comparison
        if report:
            report(event)
    raise AssertionError("the last event of a comparison is the whole")


def ask(engine: Engine, call: str, body: Mapping[str, Any], report: Report | None = None) -> Any:
    """Return the answer to `call` as plain JSON; raise what `perform` raises."""
    return json.loads(to_json(perform(engine, call, body, threading.Event(), report)))


def page_input(name: str, url: str | None = None, language: str | None = None) -> PageInput:
    """Return the page that `name` says: an address, a file, or -; raise Problem."""
    is_address = name.startswith(("https://", "http://"))
    if is_address or (name != "-" and not Path(name).is_file()):
        if address := web_address(name):
            return validate(PageInput, {"url": address, "language": language})
        named = name or "An empty name"
        raise InvalidRequest(f"{named} is neither a file nor an address with http:// or https://.")
    if name == "-" and sys.stdin.isatty():
        say("Waiting for a page. Ctrl-D ends the input, Ctrl-C this command.")
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if is_pdf("", raw):
        return validate(DocumentInput, {"url": url, "document": raw, "language": language})
    place = "Standard input" if name == "-" else name
    text = decode(raw, "")
    if is_guessed(raw):
        say(
            f"unabridged: {place} is not UTF-8 and names no encoding; it was guessed. Save it as "
            "UTF-8 to be sure."
        )
    if not text.strip():
        raise InvalidRequest(f"{place} is empty.")
    as_html = is_html(text) and not name.lower().endswith((".md", ".markdown"))
    kind = "html" if as_html else "text"
    return validate(PageInput, {"url": url, kind: text, "language": language})


def is_html(text: str) -> bool:
    """Whether `text` begins as HTML does; "<https://…>" is Markdown."""
    start = text.lstrip()[:8].lower()
    return start.startswith("<") and not start.startswith("<http")
