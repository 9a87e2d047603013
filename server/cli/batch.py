"""The command `batch`: JSON lines in, their answers out in the same order, on all cores.

A line that fails becomes a line with its problem; the others go on. A shard is every n-th line. The
lines of an output file show where a run stopped.
"""

import json
import re
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import click
from pydantic_core import from_json, to_json

from server.calls import CALLS
from server.cli.calls import perform
from server.cli.console import current_settings, say
from server.cli.lines import InputLine, standard_input
from server.cli.options import EXISTING_FILE, NEW_FILE, examples
from server.cli.progress import Progress
from server.errors import InternalError, InvalidRequest, Problem
from server.model import each_once, json_object
from server.pipeline.engine import Engine
from server.pipeline.wiring import open_engine
from server.show.printable import escape_json

LINES_PER_WORKER = 2  # that are read ahead: one at work, one at a site or waiting

# The field by which an answer shows its call; those that have others' fields come first.
_FIELD_OF_CALL = {
    "compare": "timings_ms",
    "find": "search",
    "verdict": "verdict",
    "cite": "citations",
    "align": "figures",
    "extract": "extractor",
}
_LINES = (
    examples(
        "unabridged batch extract < pages.jsonl > extracted.jsonl",
        "unabridged batch compare --shard 2/4 --output second.jsonl < pages.jsonl",
    )
    + """

\b
A line has an id and the fields of the request as in the API; those of `page` may come without it:
  extract  {"id": 1, "url": "https://news.example/story"}
  verdict  {"id": 1, "page": {"text": "The ferry is late.", "language": "en"}}
  find     {"id": 1, "html": "<p>The ferry is late.</p>", "search": {"providers": []}}
  compare  {"id": 1, "page": {"url": "https://a.example/1"}, "source": {"url": "https://b.example/2"}}
           {"id": 1, "url": "https://a.example/1", "sources": [{"url": "https://b.example/2"}]}
  cite     {"id": 1, "text": "The ferry is late, [bakers say](https://b.example/2)."}
  story    {"id": 1, "url": "https://news.example/story"}
  align    {"id": 1, "page": {"text": "It is late."}, "source": {"sentences": ["It is early."]}}
An answer is {"id": 1, …} as the API gives it, or {"id": 1, "problem": {…}}."""
)


class Shard(click.ParamType[tuple[int, int]]):
    """The i-th of n parts, counted from 1, as `i/n`."""

    name = "shard"

    def convert(
        self,
        value: str | tuple[int, int],
        param: click.Parameter | None,
        context: click.Context | None,
    ) -> tuple[int, int]:
        """Return i and n."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value, re.ASCII)
        if not match or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"{value} is not a shard; write the second of four as 2/4.", param, context)
        return int(match[1]), int(match[2])


@click.command(epilog=_LINES)
@click.argument(
    "call", metavar="CALL", type=click.Choice(list(CALLS)), help="What is asked of each page."
)
@click.option("--offline", is_flag=True, help="Open no connection.")
@click.option(
    "--index", type=EXISTING_FILE, metavar="FILE", help="The index to search (find, story)."
)
@click.option(
    "--shard",
    type=Shard(),
    default="1/1",
    metavar="I/N",
    help="Answer every N-th line from line I on.",
)
@click.option(
    "--output",
    type=NEW_FILE,
    metavar="FILE",
    help="Write to a file, where a stopped run continues.",
)
def batch(
    *, call: str, offline: bool, index: Path | None, shard: tuple[int, int], output: Path | None
) -> int:
    """Answer many pages: JSON lines on standard input, an answer for each on standard output.

    The exit status is 1 where a line has a problem.
    """
    if index and call in ("extract", "align"):
        raise click.UsageError(f"`{call}` asks no index; leave --index out.")
    settings = current_settings()
    most_ahead = LINES_PER_WORKER * settings.workers
    read = standard_input("JSON lines")
    lines = lines_of_shard(read, *shard)
    problems = resume(lines, output, call) if output else 0
    answered = 0
    read.begin()
    # On a terminal, the answers show how far it is.
    shows_progress = output is not None or not sys.stdout.isatty()
    progress = Progress(lambda seconds: read.progress(answered, seconds, ahead=most_ahead))
    with (
        closing(open_engine(settings, offline=offline, index=index)) as engine,
        output.open("ab") if output else nullcontext(sys.stdout.buffer) as out,
        progress if shows_progress else nullcontext(),
    ):
        for answer in run(engine, call, lines):
            answered += 1
            problems += is_problem(answer)
            out.write(answer)
            out.flush()
    if not answered:
        say("No line was left to answer.")
    if problems:
        say(f"Lines with a problem, as their answers say: {problems}.")
    return int(problems > 0)


def run(engine: Engine, call: str, lines: Iterable[InputLine]) -> Iterator[bytes]:
    """Yield one answer per line of `lines`, each `{id, …}`; what is at work at an end is left."""
    most_ahead = LINES_PER_WORKER * engine.settings.workers
    cancelled = threading.Event()
    threads = ThreadPoolExecutor(max_workers=most_ahead)
    waiting: deque[Future[bytes]] = deque()
    try:
        for line in lines:
            waiting.append(threads.submit(_answer, engine, call, line, cancelled))
            if len(waiting) > most_ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        cancelled.set()
        threads.shutdown(cancel_futures=True)


def lines_of_shard(lines: Iterable[InputLine], number: int, shards: int) -> Iterator[InputLine]:
    """Yield every `shards`-th line, from line `number` on."""
    return islice(lines, number - 1, None, shards)


_BEGIN = b'{"id":'  # of each answer


def resume(lines: Iterator[InputLine], output: Path, call: str) -> int:
    """Skip the `lines` that `output` has answers for; cut off a partial answer.

    Returns how many of these answers are problems. Raises ValueError where the last answer is not
    that of its line, or the answers are another call's.
    """
    if not output.exists():
        return 0
    answers, last_answer, end, problems = 0, b"", 0, 0
    with output.open("rb+") as file:
        is_checked = False
        for line in file:
            if not line.endswith(b"\n"):
                break  # the run stopped while writing this one
            answers, last_answer, end = answers + 1, line, end + len(line)
            if is_problem(line):
                problems += 1
            elif not is_checked:
                # One that is not a problem shows whose answers they are.
                _check_call(json_object(line), output, call)
                is_checked = True
        file.seek(0)
        is_ours = _BEGIN.startswith(file.read(len(_BEGIN)))  # it may be cut within that
        last_line = next(islice(lines, answers - 1, answers), None) if answers else None
        if not is_ours or (answers and not _have_same_id(last_line, last_answer)):
            raise ValueError(
                f"{output} holds answers to other lines. Name another file, or delete this one."
            )
        file.truncate(end)
    return problems


def _check_call(answer: Mapping[str, Any], output: Path, call: str) -> None:
    """Raise ValueError where `answer` is another call's."""
    for other, field in _FIELD_OF_CALL.items():
        if field not in answer:
            continue
        if other != call:
            raise ValueError(
                f"{output} holds answers to `{other}`, not to `{call}`. Name another file, or "
                "delete this one."
            )
        return


def _have_same_id(line: InputLine | None, answer: bytes) -> bool:
    if line is None:
        return False
    return bool(json_object(line.content).get("id") == json_object(answer).get("id"))


def is_problem(answer: bytes) -> bool:
    """Whether a line of the output is a problem; texts have quotes escaped."""
    return b',"problem":{"type":"/problems/' in answer


def request_body(call: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that `fields` are; those of a page may come without `page`."""
    if "page" in fields:
        return dict(fields)
    names = CALLS[call].model.model_fields
    page = {name: value for name, value in fields.items() if name not in names}
    return {"page": page, **{name: fields[name] for name in fields if name in names}}


def _answer(engine: Engine, call: str, line: InputLine, cancelled: threading.Event) -> bytes:
    key = None
    try:
        fields = _fields_of(line)
        key = fields.pop("id", None)
        answer = perform(engine, call, request_body(call, fields), cancelled)
        return _line({"id": key} | answer | {"id": key})
    except Problem as error:
        problem = error
    except Exception as error:  # noqa: BLE001 - one bad page must not end the batch
        problem = InternalError(f"The page failed ({type(error).__name__}: {error}).")
    return _line({"id": key, "problem": problem.as_json()})


def _fields_of(line: InputLine) -> dict[str, Any]:
    """Return the object that a line holds; raise InvalidRequest."""
    try:
        fields = from_json(line.content)  # refuses half of a surrogate pair, which is not a text
    except ValueError as error:
        reason = str(error).replace(" at line 1 ", " at ")
        raise InvalidRequest(f"Line {line.number} can't be read as JSON: {reason}.") from None
    if not isinstance(fields, dict):
        raise InvalidRequest(f"Line {line.number} is not a JSON object.")
    try:
        json.loads(line.content, object_pairs_hook=each_once)
    except ValueError as error:
        raise InvalidRequest(f"In line {line.number} {error}.") from None
    return fields


def _line(answer: dict[str, Any]) -> bytes:
    return escape_json(to_json(answer).decode()).encode() + b"\n"
