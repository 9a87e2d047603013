"""The web of the tests: pages on made-up hosts, and servers that misbehave on purpose."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.e2e.made.answers import UNDECIDED
from tests.e2e.made.hard_pages import HARD
from tests.papers import pdf

PAGES = Path(__file__).parent / "pages"
# An original that only the reader's browser may open, and a summary that links to it.
SAME = {
    "harbour.html": "original.html",
    "walled.html": "summary.html",
    "awaited.html": "cited.html",
}
PDF = pdf(
    [
        [
            (60, 740, 20, "Tidewell will run on electric buses"),
            (
                60,
                700,
                11,
                "Tidewell replaces all its diesel buses by 2031, the council said today.",
            ),
            (
                60,
                686,
                11,
                "The first twelve electric buses run from May on, on the lines to the port.",
            ),
        ]
    ]
)


class Site(ThreadingHTTPServer):
    """A web server; `requests` logs each request as (method, host, path, body)."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.port = self.server_port
        self.requests: list[tuple[str, str, str, str]] = []
        self.left = threading.Event()  # the one who asked for a page that never comes hung up


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def site(self) -> Any:
        return self.server

    def log_message(self, *_: object) -> None:
        pass

    def note(self) -> str:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.site.requests.append((self.command, self.headers["Host"], self.path, body))
        return body

    def answer(
        self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Pages(_Handler):
    """tests/e2e/made/pages under every host name."""

    def do_GET(self) -> None:
        self.note()
        path = self.path.split("?")[0].lstrip("/")
        if path == "held.html":
            self.connection.recv(1)  # until the other side hangs up
            self.site.left.set()
        elif path == "paper.pdf":
            self.answer(200, "application/pdf", PDF)
        elif path == "searx/search":
            self.answer(200, "application/json", json.dumps(self.found()).encode())
        elif path in HARD:
            headers, html = HARD[path]
            self.answer(200, "text/html; charset=utf-8", html().encode(), headers)
        elif path == "harbour.html" and "Unabridged" in (self.headers["User-Agent"] or ""):
            self.answer(403, "text/plain", b"For members, in their browsers.")
        else:
            self.answer_file(path)

    def answer_file(self, path: str) -> None:
        file = PAGES / SAME.get(path, path)
        if not file.is_file():
            return self.answer(404, "text/plain", b"Not here.")
        html = file.read_text("utf-8").replace("{port}", str(self.site.port))
        if path == "walled.html":
            html = html.replace("/original.html", "/harbour.html")
        if path == "awaited.html":
            html = html.replace("/nothing.html", "/held.html")
        return self.answer(200, "text/html; charset=utf-8", html.encode())

    def do_POST(self) -> None:
        """Answer like a chat model that supports nothing."""
        self.note()
        said = {"message": {"content": '{"supported": false, "passage": null}'}}
        self.answer(200, "application/json", json.dumps({"choices": [said]}).encode())

    def found(self) -> dict[str, Any]:
        """Answer like a SearXNG that finds the original for any words."""
        address = f"http://localhost:{self.site.port}/original.html"
        return {"results": [{"url": address, "title": "Tidewell goes all-electric"}]}


class Misbehaving(Site):
    """An API that does what a real one can't be made to do: set `mode` first."""

    mode = "busy"
    # What the mode "comparison" answers.
    comparison: Mapping[str, Any] = UNDECIDED
    # Its events of a check of the compared page's sources.
    cited: Sequence[Mapping[str, Any]] = ()

    def __init__(self) -> None:
        super().__init__(_Misbehaving)
        self.tokens: set[str | None] = set()
        self.written = 0.0  # when the last stream's first words went out
        self.released = threading.Event()
        self.broken_off = threading.Event()


class _Misbehaving(_Handler):
    def end_headers(self) -> None:
        if self.site.mode != "no_cors":
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "*")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        super().end_headers()

    def do_OPTIONS(self) -> None:
        self.answer(204, "text/plain", b"")

    def do_GET(self) -> None:
        self.note()
        self.answer(200, "text/html", b"<h1>A router</h1>")

    def do_POST(self) -> None:
        self.note()
        self.site.tokens.add(self.headers["Authorization"])
        getattr(self, f"_{self.site.mode}")()

    def _busy(self) -> None:
        self._problem("busy", 503)

    def _unauthorized(self) -> None:
        self._problem("unauthorized", 401)

    def _quota_exceeded(self) -> None:
        self._problem("quota_exceeded", 429)

    def _not_found(self) -> None:
        self._problem("not_found", 404)

    def _unreadable_document(self) -> None:
        self._problem("unreadable_document", 422, "article")

    def _problem(self, slug: str, status: int, stage: str = "request") -> None:
        problem = {"type": f"/problems/{slug}", "title": slug, "status": status, "detail": slug}
        problem |= {"stage": stage}
        self.answer(status, "application/problem+json", json.dumps(problem).encode())

    def _no_cors(self) -> None:
        self._html()

    def _html(self) -> None:
        self.answer(200, "text/html", b"<h1>A router</h1>")

    def _stream(self, text: str) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())
        self.wfile.flush()
        self.site.written = time.time()

    def _half(self) -> None:
        self._stream('{"event":"stage","stage":"article","state":"started"}\n{"event":"do')

    def _hang(self, *further: dict[str, Any]) -> None:
        """One step or more, then signs of life until the caller hangs up."""
        steps = ({"event": "stage", "stage": "article", "state": "done"}, *further)
        self._stream("".join(json.dumps(event) + "\n" for event in steps))
        try:
            while not self.site.released.is_set():
                self.wfile.write(b"\n")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.site.broken_off.set()

    def _hang_judged(self) -> None:
        """Yield a verdict, and the opening of a site that doesn't end."""
        comparison = self.site.comparison
        judged = {"event": "stage", "stage": "verdict", "state": "done"}
        self._hang(
            judged | {"page": comparison["page"], "verdict": comparison["verdict"]},
            {"event": "progress", "stage": "source", "number": 2, "of": 3},
            {"event": "progress", "stage": "source", "host": "gazette.test"},
        )

    def _comparison(self) -> None:
        compared = ({"event": "done", "comparison": self.site.comparison},)
        events = self.site.cited if self.path == "/v1/cite" else compared
        self._stream("".join(json.dumps(event) + "\n" for event in events))

    def _problem_later(self) -> None:
        problem = {"type": "/problems/extraction_failed", "title": "", "status": 422, "detail": ""}
        self._stream(json.dumps({"event": "problem", "problem": problem}) + "\n")
