"""Reads what is sent with a call: its query, and its body as JSON within limits."""

import codecs
import json
import re
import threading
from contextlib import nullcontext
from typing import Any

from flask import current_app, request
from pydantic_core import from_json

from server.config import Settings
from server.errors import (
    InvalidRequest,
    M,
    NotJson,
    PageTooLarge,
    UnsupportedMediaType,
    validate,
)
from server.model import counted, each_once
from server.web.operations import OPERATIONS, Operation, called_operation

# Of other bodies: a form that pastes a text, one with a file (0: as a call), and all the rest.
_PASTED = 500_000  # what Flask reads of a form
_FORMS = {("post", "/"): _PASTED, ("post", "/story"): _PASTED, ("post", "/saved"): 0}
_OTHERS = 8_192
_WEBHOOK = re.compile(r"/v1/bridges/[^/]+/entries")
_MOST_DIGITS = 19  # of a number in a query


def body_limit(settings: Settings, line: bytes) -> int:
    """Return the most bytes of the body that may follow the request line."""
    method, _, target = line.decode("latin-1").partition(" ")
    path = target.partition(" ")[0].partition("?")[0]
    place = method.lower(), path.removeprefix(settings.subpath) or "/"
    call = OPERATIONS.get(place)
    if call and call.has_body:
        return call.most_bytes or settings.request_bytes
    if _WEBHOOK.fullmatch(place[1]):
        return OPERATIONS["post", "/v1/bridges/{id}/entries"].most_bytes
    return _FORMS.get(place, _OTHERS) or settings.request_bytes


def check_query(call: Operation) -> None:
    """Raise InvalidRequest for a parameter that `call` does not take, or not so."""
    schemas = {parameter["name"]: parameter["schema"] for parameter in call.parameters}
    for name, (value, *repeated) in request.args.lists():
        if name not in schemas:
            takes = ", ".join(schemas) or "none"
            raise InvalidRequest(f"There is no parameter `{name[:40]}`; this call takes {takes}.")
        if repeated:
            raise InvalidRequest(f"The parameter `{name}` comes more than once; give it once.")
        longest, most = schemas[name].get("maxLength"), schemas[name].get("maximum")
        if longest and len(value) > longest:
            raise InvalidRequest(f"`{name}` has more than {counted(longest, 'character')}.")
        is_number = value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
        if most and not (is_number and 1 <= int(value) <= most):
            message = f"`{name}` is a whole number from 1 to {most}, not “{value[:40]}”."
            raise InvalidRequest(message)


def parse(model: type[M]) -> M:
    """Parse the request as `model`; raise a Problem that names each fault.

    That is its body, or the page at the address in the query of a GET.
    """
    if request.method in ("GET", "HEAD"):
        if "url" not in request.args:
            raise InvalidRequest(f"`url`, percent-encoded, is missing: GET {request.path}?url=….")
        return validate(model, {"page": {"url": request.args["url"]}})
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(
            f"The body came as {request.mimetype or 'an unnamed type'}; "
            "send JSON with the header Content-Type: application/json."
        )
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    body = request.get_data(cache=False)
    return validate(model, read_json(body, called_operation(), coding))


# Larger bodies are parsed one by one, which takes memory for one at a time.
_LARGE_BYTES = 65_536
_ONE_LARGE = threading.Lock()


def read_json(body: bytes, call: Operation | None, coding: str = "identity") -> Any:
    """Read the body of a `call`, within its limits; raise Problem."""
    with _ONE_LARGE if len(body) > _LARGE_BYTES else nullcontext():
        return _parse(body.removeprefix(codecs.BOM_UTF8), call, coding)


def _parse(body: bytes, call: Operation | None, coding: str) -> Any:
    beginning = body[:_OTHERS].lstrip()
    if coding != "identity" and not beginning.startswith(b"{"):
        raise UnsupportedMediaType(f"The body came compressed ({coding[:20]}); send it as it is.")
    if not beginning and not body.strip():
        raise NotJson("The body is empty; send a JSON object, as /docs describes it.")
    most = call.most_values if call else 0
    count, size, members = _measure(body, most)
    limit = current_app.extensions["unabridged"].settings.page_bytes
    if size > limit:
        raise PageTooLarge(
            f"A text of the body has {size:,} bytes or more, and at most {limit:,} are read; send "
            "the article's part of it.",
            size=size,
            limit=limit,
        )
    if count > most:
        raise InvalidRequest(
            f"The body has more than {most} members, elements, objects and lists, which is more "
            "than this call takes; /docs lists its fields."
        )
    try:  # in two steps: faults of pydantic's own JSON would hold copies of it
        value = from_json(body)
    except ValueError as error:
        raise NotJson(f"The body is not JSON in UTF-8: {error}.") from None
    if _count_members(value) < members:  # of two with one name, only the last was kept
        try:
            json.loads(body, object_pairs_hook=each_once)
        except ValueError as error:
            raise InvalidRequest(f"In the body {error}.") from None
    return value


def _count_members(value: Any) -> int:
    """Count the members of all objects in a JSON value."""
    if isinstance(value, dict):
        return len(value) + sum(map(_count_members, value.values()))
    return sum(map(_count_members, value)) if isinstance(value, list) else 0


_WITHIN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_BYTES_AT_ONCE = 1_000_000  # then other threads have their turn


def _measure(body: bytes, most: int) -> tuple[int, int, int]:
    """Count the values of a JSON text by its marks outside strings, no further than `most`.

    Also returns the least bytes of its longest string once read, which is in UTF-8, and the number
    of its members.
    """
    offset, longest = 0, 0
    between_strings: list[bytes] = []
    while (quote := body.find(b'"', offset)) >= 0 and len(between_strings) <= most:
        between_strings.append(body[offset:quote])
        before, offset = quote, quote + 1
        while before != offset and body[offset : offset + 1] != b'"':
            part = _WITHIN_STRING.match(body, offset, offset + _BYTES_AT_ONCE)
            before, offset = offset, part.end() if part else offset
        if offset - quote > longest:
            escapes = body.count(b"\\", quote, offset)
            long_escapes = body.count(b"\\u", quote, offset)
            longest = max(longest, offset - quote - 1 - escapes - 4 * long_escapes)
        offset += 1
    rest = body[offset:] if len(between_strings) <= most else b""
    marks = b"".join((*between_strings, rest))
    count = max(len(between_strings), len(marks) - len(marks.translate(None, b",:[{")))
    return count, longest, marks.count(b":")
