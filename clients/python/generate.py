"""Write unabridged_client.py, the Python client, from docs/openapi.json.

    python clients/python/generate.py

A test keeps the file current. It has no dependency: one file to copy.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "unabridged_client.py"
# The method for each call.
NAMES = {
    ("post", "/v1/compare"): "compare",
    ("post", "/v1/extract"): "extract",
    ("post", "/v1/verdict"): "verdict",
    ("post", "/v1/find"): "find",
    ("post", "/v1/cite"): "cite",
    ("post", "/v1/align"): "align",
    ("post", "/v1/story"): "story",
    ("get", "/v1/stories"): "stories",
    ("post", "/v1/articles"): "add_articles",
    ("get", "/v1/articles"): "search_articles",
    ("get", "/v1/comparisons"): "comparisons",
    ("post", "/v1/comparisons"): "import_comparisons",
    ("get", "/v1/comparisons/{id}"): "comparison",
    ("patch", "/v1/comparisons/{id}"): "change_comparison",
    ("delete", "/v1/comparisons/{id}"): "delete_comparison",
    ("post", "/v1/comparisons/{id}/versions"): "look_again",
    ("put", "/v1/comparisons/{id}/link"): "make_link",
    ("delete", "/v1/comparisons/{id}/link"): "revoke_link",
    ("get", "/v1/me"): "own_data",
    ("delete", "/v1/me"): "delete_own_data",
    ("post", "/v1/pairings"): "pair",
    ("post", "/v1/pairings/claim"): "claim",
    ("get", "/v1/feeds"): "feeds",
    ("post", "/v1/feeds"): "add_feed",
    ("patch", "/v1/feeds/{id}"): "change_feed",
    ("get", "/v1/feeds/{id}"): "feed",
    ("delete", "/v1/feeds/{id}"): "remove_feed",
    ("get", "/v1/tokens"): "tokens",
    ("post", "/v1/tokens"): "add_token",
    ("get", "/v1/tokens/{id}"): "token",
    ("patch", "/v1/tokens/{id}"): "limit_token",
    ("delete", "/v1/tokens/{id}"): "revoke_token",
    ("get", "/v1/hooks"): "hooks",
    ("post", "/v1/hooks"): "add_hook",
    ("get", "/v1/hooks/{id}"): "hook",
    ("post", "/v1/hooks/{id}/try"): "try_hook",
    ("delete", "/v1/hooks/{id}"): "remove_hook",
    ("get", "/v1/bridges"): "bridges",
    ("post", "/v1/bridges"): "add_bridge",
    ("get", "/v1/bridges/{id}"): "bridge",
    ("post", "/v1/bridges/{id}/clear"): "clear_bridge",
    ("delete", "/v1/bridges/{id}"): "remove_bridge",
    ("get", "/v1/status"): "status",
}
# For feed readers and command lines, not for programs.
LEFT_OUT = {("get", "/v1/stories.atom")}
LEFT_OUT |= {("post", "/v1/bridges/{id}/entries")}  # for feed readers too
LEFT_OUT |= {("get", "/feeds/{key}/{feed}.atom"), ("get", "/feeds/{key}.opml")}
LEFT_OUT |= {("get", "/v1/compare"), ("get", "/v1/verdict")}
LEFT_OUT |= {("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics")}
# Events of the streams, which have no method.
LEFT_OUT_TYPES = {"StageEvent", "ProgressEvent", "ProblemEvent", "DoneEvent", "StreamEvent"}
LEFT_OUT_TYPES |= {"GrownEvent", "StoryEvent"}
LEFT_OUT_TYPES |= {
    "Readiness",
    "SourcesEvent",
    "SourceEvent",
    "JudgedClaim",
    "CitedEvent",
    "CiteEvent",
}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
RENAMED = {"Warning": "ApiWarning"}
HEAD = '''"""A typed client of an Unabridged server; written by generate.py from docs/openapi.json.

    from unabridged_client import Client

    client = Client("https://unabridged.example", token="unab_…")
    print(client.verdict({"page": {"url": "https://news.example/story"}})["verdict"]["label"])

It needs nothing but Python 3.11 or newer. Every error of the server is a ProblemError, and so is
no answer at all (`status` 0).
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast
from urllib.parse import quote, urlencode


class ProblemError(Exception):
    """The server's refusal: RFC 9457, with `type` from a closed list."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")
        self.type = str(problem.get("type", ""))
        self.status = int(problem.get("status", 0))
        self.detail = str(problem.get("detail", ""))
        self.retryable = bool(problem.get("retryable", False))
        self.params: dict[str, Any] = dict(problem.get("params") or {})
        self.retry_after = float(problem.get("retry_after", 0.0))  # seconds, 0 if none are named


'''
CLIENT = '''class Client:
    """Calls the server at `base`; `token` as the server's operator gave it.

    An answer may take so many `seconds`. A busy server is asked again when it says so, for
    `patience` seconds in all.
    """

    def __init__(
        self, base: str, token: str = "", seconds: float = 120.0, patience: float = 30.0
    ) -> None:
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base} is not the address of a server; it begins with https://.")
        self._base, self._token = base.rstrip("/"), token
        self._seconds, self._patience = seconds, patience

    def _call(self, method: str, path: str, body: object = None, **query: object) -> Any:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return self._ask(method, path, body, query)
            except ProblemError as problem:
                wait = problem.retry_after or 2.0
                is_busy = problem.status == 503 and problem.retryable
                is_early = problem.status == 429 and problem.retry_after > 0
                if not (is_busy or is_early) or time.monotonic() + wait > deadline:
                    raise
                time.sleep(wait)

    def _ask(self, method: str, path: str, body: object, query: Mapping[str, object]) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        url = self._base + path + (f"?{urlencode(given)}" if given else "")
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        # The scheme is checked in __init__.
        asked = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=self._seconds) as answer:  # noqa: S310
                read = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                problem = _problem(error.read(), error.code)
                after = error.headers.get("Retry-After", "")
            problem["retry_after"] = int(after) if after.isdecimal() else 0
            raise ProblemError(problem) from None
        except (OSError, http.client.HTTPException) as error:
            detail = f"{self._base}: {getattr(error, 'reason', error)}"
            raise ProblemError({"title": "No answer", "detail": detail}) from error
        return json.loads(read) if read else None

'''
TAIL = """

def _problem(body: bytes, status: int) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if isinstance(found, dict) and "type" in found:
        return found
    return {"title": "No answer of an Unabridged server", "status": status, "detail": ""}
"""


def client(document: dict[str, Any]) -> str:
    """Return the client's source, formatted."""
    schemas, methods = document["components"]["schemas"], []
    for path, calls in document["paths"].items():
        for method, operation in calls.items():
            if (method, path) in LEFT_OUT:
                continue
            answer = _answer(operation)
            methods.append(_method(NAMES[method, path], method, path, operation, answer))
    declared = "\n\n".join(
        _declared(RENAMED.get(name, name), schema)
        for name, schema in sorted(schemas.items())
        if name not in LEFT_OUT_TYPES
    )
    return _formatted(f"{HEAD}{declared}\n\n{CLIENT}" + "\n".join(methods) + TAIL)


def _answer(operation: dict[str, Any]) -> str:
    """Return the type of a call's answer."""
    content = operation["responses"].get("200", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _type(schema) if schema else "None"


def _method(name: str, method: str, path: str, operation: dict[str, Any], answer: str) -> str:
    parameters, call = ["self"], [repr(method.upper())]
    place = path
    for one in operation.get("parameters", []):
        if one["in"] == "path":
            parameters.append("key: str")
            place = path.replace("{id}", "{quote(key, safe='')}")
    call.append(f"f{place!r}".replace("\\'", "'") if place != path else repr(path))
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        parameters.append(f"body: {_type(body)}")
        call.append("body")
    for one in operation.get("parameters", []):
        if one["in"] == "query":
            kind = _type(one["schema"])
            parameters.append(f"{one['name']}: {kind} | None = None")
            call.append(f"{one['name']}={one['name']}")
    made = f"self._call({', '.join(call)})"
    run = made if answer == "None" else f"return cast({_quoted(answer)}, {made})"
    says = f"{operation['summary']}. {operation.get('description', '')}".strip()
    says = says.replace("\\", "\\\\")
    head = f"    def {name}({', '.join(parameters)}) -> {answer}:"
    return f'{head}\n        """{says}"""\n        {run}\n'


def _declared(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"{name}: TypeAlias = {_type(schema)}\n"
    required = set(schema.get("required", ()))
    sent = name.endswith(("Request", "Input", "Options"))
    lines = []
    for field, shape in schema.get("properties", {}).items():
        kind = _type(shape)
        optional = field not in required and (sent or "default" not in shape)
        lines.append(f"    {field}: {f'NotRequired[{kind}]' if optional else kind}\n")
    says = (schema.get("description") or "An answer.").split("\n\n")[0].replace("\n", " ")
    return f'class {name}(TypedDict):\n    """{says}"""\n\n{"".join(lines)}'


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f'"{RENAMED.get(name, name)}"'
    values = [shape["const"]] if "const" in shape else shape.get("enum")
    if values:
        return f"Literal[{', '.join(map(repr, values))}]"
    for key in ("anyOf", "oneOf"):
        if key in shape:
            return _union([_type(each) for each in shape[key]])
    return _by_kind(shape)


def _by_kind(shape: dict[str, Any]) -> str:
    kind = shape.get("type")
    if isinstance(kind, list):
        return _union([PLAIN[each] for each in kind])
    if kind == "array":
        return f"list[{_type(shape['items']) if 'items' in shape else 'Any'}]"
    if kind == "object":
        inner = shape.get("additionalProperties")
        return f"dict[str, {_type(inner) if isinstance(inner, dict) else 'Any'}]"
    return PLAIN.get(str(kind), "Any")


def _quoted(kind: str) -> str:
    return kind if kind.startswith('"') else f'"{kind}"'


def _union(kinds: list[str]) -> str:
    """Return a union; as a string where a part names a later class."""
    joined = " | ".join(dict.fromkeys(kinds))
    return '"' + joined.replace('"', "") + '"' if '"' in joined and len(kinds) > 1 else joined


def _formatted(source: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FILE), "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    FILE.write_text(client(json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))), "utf-8")
