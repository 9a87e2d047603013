"""The API's calls, for commands, tools and batches: a body in, its answer out.

A batch takes JSON lines and answers in their order, on all cores. A line that fails becomes a line
with its problem; the others go on. A shard is every n-th line. The lines of an output file show
where a run stopped.
"""

import argparse
import json
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import Any

from pydantic_core import to_json

from server.calls import CALLS, REPORTS
from server.config import Settings
from server.errors import InternalError, InvalidRequest, Problem, validated
from server.model import DocumentInput, PageInput, each_once, fields_of, json_object
from server.net.content import decode, is_guessed, is_pdf
from server.pipeline.engine import Engine, Session
from server.pipeline.tasks import parts_of
from server.pipeline.wiring import open_engine
from server.show.printable import escaped, printable, printable_json
from server.show.report import Style


def _call(options: argparse.Namespace, settings: Settings) -> int:
    body: dict[str, Any] = {"page": page_input(options.page, options.url)}
    body |= originals([page_input(given) for given in getattr(options, "sources", ())])
    if options.command in ("compare", "align"):
        body["opinion"] = options.opinion
    if options.command == "compare":
        body["item"] = options.item
    parts = list[tuple[str, str]]()
    with closing(open_engine(settings)) as engine:
        if getattr(options, "why", False):
            session = Session(engine, threading.Event())
            body["page"] = session.obtain(body["page"], "article")
            parts = session.read("article", parts_of, body["page"])
        answer = ask(engine, options.command, body)
    if options.json:
        print(printable_json(answer))
    else:
        style = style_of(sys.stdout)
        print(REPORTS[options.command](answer, style), end="")
        for part, text in parts:
            # Characters of a block.
            print(style.wrap(printable(shorten(text, 120, placeholder=" …")), f"{part}: "))
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
    """Return the fields of the answer to `call`; raises Problem."""
    model, function = CALLS[call]
    request = validated(model, dict(body))
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
        return validated(PageInput, {"url": given})
    if given != "-" and not Path(given).is_file():
        named = given or "An empty name"
        raise ValueError(f"{named} is neither a file nor an address with http:// or https://.")
    if url is not None and not url.startswith(("http://", "https://")):
        raise ValueError(f"--url {url} is no address; it begins with https:// or http://.")
    raw = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    if is_pdf("", raw):
        return DocumentInput(url=url, document=raw)
    text = decode(raw, "")
    if is_guessed(raw):
        read = f"{'Standard input' if given == '-' else given} is not UTF-8 and names no encoding"
        print(f"unabridged: {read}; it was guessed. Save it as UTF-8 to be sure.", file=sys.stderr)
    if not text.strip():
        raise ValueError(f"{'Standard input' if given == '-' else given} is empty.")
    as_html = is_html(text) and not given.lower().endswith((".md", ".markdown"))
    return validated(PageInput, {"url": url, "html" if as_html else "text": text})


def is_html(text: str) -> bool:
    """Return whether `text` begins as HTML does; "<https://…>" is Markdown."""
    start = text.lstrip()[:8].lower()
    return start.startswith("<") and not start.startswith("<http")


def _batch(options: argparse.Namespace, settings: Settings) -> int:
    if options.index and options.call in ("extract", "align"):
        raise ValueError(f"`{options.call}` asks no index; leave --index out.")
    lines = shard(sys.stdin, *options.shard)
    problems = resume(lines, options.output, options.call) if options.output else 0
    answered = 0
    with (
        closing(open_engine(settings, offline=options.offline, index=options.index)) as engine,
        options.output.open("ab") if options.output else nullcontext(sys.stdout.buffer) as out,
    ):
        for line in run(engine, options.call, lines):
            answered += 1
            problems += failed(line)
            out.write(line)
            out.flush()
    if not answered:
        print("No line was left to answer.", file=sys.stderr)
    if problems:
        print(f"Lines with a problem, as their answers say: {problems}.", file=sys.stderr)
    return int(problems > 0)


def run(engine: Engine, call: str, lines: Iterable[str]) -> Iterator[bytes]:
    """Yield one answer per line of `lines`, each `{id, …}`; skip blank lines."""
    ahead = 2 * engine.settings.workers
    with ThreadPoolExecutor(max_workers=ahead) as threads:
        waiting: deque[Future[bytes]] = deque()
        for line in lines:
            if not line.strip():
                continue
            waiting.append(threads.submit(_answer, engine, call, line))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def shard(lines: Iterable[str], number: int, of: int) -> Iterator[str]:
    """Yield every `of`-th line that is not blank, from line `number` on."""
    return islice((line for line in lines if line.strip()), number - 1, None, of)


# The field by which an answer shows its call; those that have others' fields come first.
_SIGNS = {
    "compare": "timings_ms",
    "find": "search",
    "verdict": "verdict",
    "cite": "citations",
    "align": "figures",
    "extract": "extractor",
}


def resume(lines: Iterator[str], output: Path, call: str) -> int:
    """Skip the `lines` that `output` has answers for; cut off a partial answer.

    Returns how many of these answers are problems. Raises ValueError where the last answer is not
    that of its line, or the answers are another call's.
    """
    if not output.exists():
        return 0
    done, last, end, problems = 0, b"", 0, 0
    with output.open("rb+") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break  # the run stopped while writing this one
            done, last, end = done + 1, line, end + len(line)
            problems += failed(line)
            if done - problems == 1 and not failed(line):
                fields = json_object(line)
                other = next((name for name, field in _SIGNS.items() if field in fields), call)
                if other != call:
                    raise ValueError(
                        f"{output} holds answers to `{other}`, not to `{call}`. Name another file, "
                        "or delete this one."
                    )
        taken = list(islice(lines, done - 1, done)) if done else []
        file.seek(0)
        is_ours = b'{"id":'.startswith(file.read(6))
        if not is_ours or (
            done and (not taken or json_object(taken[0]).get("id") != json_object(last).get("id"))
        ):
            raise ValueError(
                f"{output} holds answers to other lines. Name another file, or delete this one."
            )
        file.truncate(end)
    return problems


def failed(answer: bytes) -> bool:
    """Return whether a line of the output is a problem; texts have quotes escaped."""
    return b',"problem":{"type":"/problems/' in answer


def _answer(engine: Engine, call: str, line: str) -> bytes:
    key = None
    try:
        fields = json.loads(line, object_pairs_hook=each_once)
        if not isinstance(fields, dict):
            raise InvalidRequest("The line is not a JSON object.")
        key = fields.pop("id", None)
        return _line({"id": key} | perform(engine, call, nested(call, fields)) | {"id": key})
    except Problem as problem:
        problem_found = problem
    except (ValueError, RecursionError) as error:
        problem_found = InvalidRequest(f"The line can't be read as JSON: {error}.")
    except Exception as error:  # noqa: BLE001 - one bad page must not end the batch
        problem_found = InternalError(f"The page failed ({type(error).__name__}: {error}).")
    return _line({"id": key, "problem": problem_found.as_json()})


def _line(answer: dict[str, Any]) -> bytes:
    return escaped(to_json(answer).decode()).encode() + b"\n"
