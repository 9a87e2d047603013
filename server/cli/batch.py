"""Many pages: JSON lines in, JSON lines out, in order, on all cores.

A line that can't be done becomes a line with its problem; the others go on.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import to_json

from server import compare as pipeline
from server.compare import Engine
from server.errors import InternalError, InvalidRequest, Problem, sentences
from server.model import AlignRequest, FindRequest, PageInput, SearchOptions

Call = Literal["extract", "verdict", "find", "align"]


def run(engine: Engine, call: Call, lines: Iterable[str]) -> Iterator[bytes]:
    """One answer a line of `lines`, each `{id, …}`; blank lines are passed over."""
    ahead = 2 * engine.settings.workers
    with ThreadPoolExecutor(max_workers=ahead) as threads:
        waiting: deque[Future[bytes]] = deque()
        for line in lines:
            if not line.strip():
                continue
            waiting.append(threads.submit(_one, engine, _CALLS[call], line))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _one(engine: Engine, call: Callable[[Engine, dict[str, Any]], Any], line: str) -> bytes:
    key = None
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise InvalidRequest("The line is not a JSON object.")
        key = fields.pop("id", None)
        return to_json({"id": key, **call(engine, fields)}) + b"\n"
    except Problem as problem:
        said = problem
    except ValidationError as error:
        said = InvalidRequest(sentences(error))
    except (ValueError, RecursionError) as error:
        said = InvalidRequest(f"The line is not JSON: {error}.")
    except Exception as error:  # noqa: BLE001 - one bad page must not end the batch
        said = InternalError(f"The page could not be done ({type(error).__name__}: {error}).")
    return to_json({"id": key, "problem": said.as_json()}) + b"\n"


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
    """The fields of `noun` by name, not copied."""
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


_CALLS: dict[Call, Callable[[Engine, dict[str, Any]], Any]] = {
    "extract": _extract,
    "verdict": _verdict,
    "find": _find,
    "align": _align,
}
