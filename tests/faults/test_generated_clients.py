"""Clients that generators make of docs/openapi.json, and their calls; run by `make soak`.

The generators come from the registries of Python's and npm's packages, in pinned versions.
"""

import json
import os
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.store import owner_token
from tests.contract.bridge.miniflux_stand_in import TOKEN, StandIn
from tests.servers import DOCUMENT, ROOT, running_server, serving

in_soak = pytest.mark.skipif("UNABRIDGED_FAULTS" not in os.environ, reason="make soak")
OPENAPI = ROOT / "docs" / "openapi.json"
UV = str(ROOT / ".venv" / "bin" / "uv")
PYTHON = "openapi-python-client==0.29.1"
NODE = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
TEXT = "The ferry to Brackholm sank at noon on Monday. Nobody was hurt, the harbour said."
PAGE = {"text": TEXT, "title": "Ferry sinks"}
FEED = (
    "<rss version='2.0'><channel><title>Bote</title><item><title>Ferry</title>"
    "<link>https://bote.example/ferry</link></item></channel></rss>"
)
STORY = f"<!doctype html><html lang=en><title>Ferry sinks</title><article><p>{TEXT}</p></article>"
IMPORTED = DOCUMENT["paths"]["/v1/comparisons"]["post"]["requestBody"]["content"][
    "application/json"
]["example"]
# Calls of programs in an order in which all work. {id}, {code} and {key}, a new token, are those of
# the last answer that had one; {site} and {reader} are addresses.
CALLS = [
    ("get_healthz", {}),
    ("get_readyz", {}),
    ("get_metrics", {}),
    ("get_status", {}),
    ("post_extract", {"page": PAGE}),
    ("post_verdict", {"page": PAGE}),
    ("get_verdict", {"url": "{site}/ferry"}),
    ("post_find", {"page": PAGE}),
    ("post_cite", {"page": PAGE}),
    ("post_align", {"page": {"sentences": ["It sank."]}, "source": PAGE}),
    (
        "post_articles",
        {"articles": [{"url": "https://bote.example/f", "title": "F", "text": TEXT}]},
    ),
    ("get_articles", {"q": "Brackholm", "limit": 3}),
    ("post_story", {"page": PAGE}),
    ("get_stories", {"limit": 3}),
    ("get_stories_atom", {"limit": 3}),
    ("get_compare", {"url": "{site}/ferry"}),
    ("post_comparisons", IMPORTED),
    ("post_compare", {"page": {"url": "{site}/ferry"}, "sources": [PAGE], "save": True}),
    ("get_comparisons", {"limit": 5}),
    ("get_comparisons_id", {}),
    ("patch_comparisons_id", {"tags": ["harbour"]}),
    ("post_comparisons_id_versions", {}),
    ("put_comparisons_id_link", {}),
    ("delete_comparisons_id_link", {}),
    ("delete_comparisons_id", {}),
    ("post_pairings", {"scopes": ["compare"]}),
    ("post_pairings_claim", {"code": "{code}"}),
    ("post_tokens", {"name": "A reader", "scopes": ["feeds"]}),
    ("post_feeds", {"url": "{site}/feed.xml"}),
    ("get_feeds", {}),
    ("get_feeds_id", {}),
    ("patch_feeds_id", {"refresh": True}),
    ("get_feeds_key_opml", {"key": "{key}"}),
    ("get_feeds_key_feed_atom", {"key": "{key}", "feed": "{id}"}),
    ("delete_feeds_id", {}),
    ("post_bridges", {"url": "{reader}", "token": TOKEN}),
    ("get_bridges", {}),
    ("get_bridges_id", {}),
    ("post_bridges_id_clear", {}),
    ("delete_bridges_id", {}),
    ("post_hooks", {"url": "{site}/hook", "events": ["page.changed"]}),
    ("get_hooks", {}),
    ("get_hooks_id", {}),
    ("post_hooks_id_try", {}),
    ("delete_hooks_id", {}),
    ("post_tokens", {"name": "Iris", "scopes": ["compare"]}),
    ("get_tokens", {}),
    ("get_tokens_id", {}),
    ("patch_tokens_id", {"per_day": 200}),
    ("delete_tokens_id", {}),
    ("get_me", {}),
    ("delete_me", {}),
]
# A feed reader calls it, with a signature of the body.
OF_READERS = "post_bridges_id_entries"


class Site(ThreadingHTTPServer):
    """Has a page and a feed, and takes webhooks."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        answers = {"/ferry": ("text/html", STORY), "/feed.xml": ("application/rss+xml", FEED)}
        media, text = answers.get(self.path, ("text/plain", ""))
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Run a server beside a site and a feed reader; return the addresses and a token."""
    with serving(Site()) as site, serving(StandIn()) as reader:
        allowed = {"UNABRIDGED_ALLOW_HOSTS": site.host, "UNABRIDGED_HOOK_HOSTS": site.host}
        with running_server(tmp_path_factory.mktemp("data"), **allowed) as running:
            yield {
                "server": running.base,
                "site": f"http://{site.host}",
                "reader": reader.url,
                "token": owner_token(running.data),
            }


def test_every_documented_call_is_made():
    documented = {
        call["operationId"] for calls in DOCUMENT["paths"].values() for call in calls.values()
    }
    assert {name for name, _ in CALLS} == documented - {OF_READERS}


@in_soak
def test_a_client_in_python(known, tmp_path):
    environment, generated = tmp_path / "environment", tmp_path / "made"
    subprocess.run([UV, "venv", "-q", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([UV, "pip", "install", "-q", "--python", python, PYTHON, "ruff"], check=True)
    generate = [python.with_name("openapi-python-client"), "generate", "--path", OPENAPI]
    generate += ["--output-path", generated / "unabridged_api", "--meta", "none"]
    path = f"{python.parent}:{os.environ['PATH']}"
    subprocess.run(generate, check=True, env={**os.environ, "PATH": path})
    calls_and_values = json.dumps([CALLS, known])
    driver = Path(__file__).with_name("generated_client.py")
    done = subprocess.run(
        [python, driver, calls_and_values],
        env={**os.environ, "PYTHONPATH": str(generated)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [name for name, _ in CALLS]


@in_soak
def test_a_client_in_typescript(known, tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')

    def run(*command):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("npm", "install", "--silent", "--no-audit", "--no-fund", *NODE)
    bin_ = tmp_path / "node_modules" / ".bin"
    run(bin_ / "openapi-typescript", OPENAPI, "--output", "api.d.ts")
    shutil.copy(Path(__file__).with_name("generated_client.ts"), tmp_path / "calls.ts")
    run(bin_ / "tsc", "--strict", "--module", "nodenext", "--target", "es2022", "calls.ts")
    addresses = (known[name] for name in ("server", "site", "reader", "token"))
    assert len(run("node", "calls.js", *addresses).splitlines()) == len(CALLS)
