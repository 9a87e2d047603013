"""Many pages: JSON lines in, JSON lines out, in order, on all cores.

A line that fails becomes a line with its problem; the others go on. A shard is every n-th line.
Since answers come in input order, the lines of an output file show where a run stopped.
"""

import argparse
import json
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import ValidationError
from pydantic_core import to_json

from server import compare as pipeline
from server.compare import Engine
from server.config import Settings
from server.errors import InternalError, InvalidRequest, Problem, invalid
from server.model import AlignRequest, FindRequest, PageInput, SearchOptions
from server.wiring import open_engine

Call = Literal["extract", "verdict", "find", "align"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `batch` to its parser."""
    command.add_argument("call", choices=get_args(Call), help="the call")
    command.add_argument("--offline", action="store_true", help="open no connection")
    command.add_argument("--index", type=Path, help="the index to search (find)")
    command.add_argument(
        "--shard", default="1/1", metavar="I/N", help="every N-th line from line I on"
    )
    command.add_argument("--output", type=Path, help="a file, where a stopped run continues")
    command.set_defaults(run=_batch)


def _batch(options: argparse.Namespace, settings: Settings) -> None:
    lines = shard(sys.stdin, *shard_of(options.shard))
    if options.output:
        resume(lines, options.output)
    engine = open_engine(settings, offline=options.offline, index=options.index)
    try:
        with options.output.open("ab") if options.output else nullcontext(sys.stdout.buffer) as out:
            for line in run(engine, options.call, lines):
                out.write(line)
                out.flush()
    finally:
        engine.close()


def run(engine: Engine, call: Call, lines: Iterable[str]) -> Iterator[bytes]:
    """Yield one answer per line of `lines`, each `{id, …}`; skip blank lines."""
    ahead = 2 * engine.settings.workers
    with ThreadPoolExecutor(max_workers=ahead) as threads:
        waiting: deque[Future[bytes]] = deque()
        for line in lines:
            if not line.strip():
                continue
            waiting.append(threads.submit(_answer, engine, _CALLS[call], line))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class Shard(NamedTuple):
    """Part `number` of `of` parts, counted from 1."""

    number: int
    of: int


def shard_of(given: str) -> Shard:
    """Parse the shard `i/n`; raise ValueError."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", given)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise ValueError(f"{given} is not a shard; write the second of four as 2/4.")
    return Shard(int(match[1]), int(match[2]))


def shard(lines: Iterable[str], number: int, of: int) -> Iterator[str]:
    """Yield every `of`-th line that is not blank, from line `number` on."""
    return islice((line for line in lines if line.strip()), number - 1, None, of)


def resume(lines: Iterator[str], output: Path) -> None:
    """Skip the `lines` that `output` has answers for; cut off a partial answer.

    Raises ValueError where the last answer is not that of its line.
    """
    if not output.exists():
        return
    done, last, end = 0, b"", 0
    with output.open("rb+") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break  # the run stopped while writing this one
            done, last, end = done + 1, line, end + len(line)
        file.truncate(end)
    skipped = list(islice(lines, done - 1, done)) if done else []
    if done and (not skipped or _id_of(skipped[0]) != _id_of(last)):
        raise ValueError(
            f"{output} holds answers to other lines. Name another file, or delete this one."
        )


def _id_of(line: str | bytes) -> Any:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields.get("id") if isinstance(fields, dict) else None


def _answer(engine: Engine, call: Callable[[Engine, dict[str, Any]], Any], line: str) -> bytes:
    key = None
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise InvalidRequest("The line is not a JSON object.")
        key = fields.pop("id", None)
        return to_json({"id": key, **call(engine, fields)}) + b"\n"
    except Problem as problem:
        problem_found = problem
    except ValidationError as error:
        problem_found = invalid(error)
    except (ValueError, RecursionError) as error:
        problem_found = InvalidRequest(f"The line is not JSON: {error}.")
    except Exception as error:  # noqa: BLE001 - one bad page must not end the batch
        problem_found = InternalError(f"The page failed ({type(error).__name__}: {error}).")
    return to_json({"id": key, "problem": problem_found.as_json()}) + b"\n"


def _extract(engine: Engine, fields: dict[str, Any]) -> dict[str, Any]:
    return _fields(pipeline.extract(engine, PageInput(**fields)))


def _verdict(engine: Engine, fields: dict[str, Any]) -> dict[str, Any]:
    examined = pipeline.verdict(engine, PageInput(**fields))
    return {"page": examined.article, "verdict": examined.verdict}


def _find(engine: Engine, fields: dict[str, Any]) -> dict[str, Any]:
    options = SearchOptions(**fields.pop("search", {}))
    request = FindRequest(page=PageInput(**fields), search=options)
    examined, search = pipeline.find(engine, request)
    return {"page": examined.article, "verdict": examined.verdict, "search": search}


def _align(engine: Engine, fields: dict[str, Any]) -> dict[str, Any]:
    return _fields(pipeline.align(engine, AlignRequest(**fields)))


def _fields(noun: Any) -> dict[str, Any]:
    """Return the fields of `noun` by name, uncopied."""
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


_CALLS: dict[Call, Callable[[Engine, dict[str, Any]], Any]] = {
    "extract": _extract,
    "verdict": _verdict,
    "find": _find,
    "align": _align,
}
