"""Clients that generators make of docs/openapi.json, and their calls; run by `make soak`.

The generators come from the registries of Python's and npm's packages, in pinned versions.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.store import owner_token
from tests.servers import ROOT, free_port, running_server

pytestmark = pytest.mark.skipif("UNABRIDGED_FAULTS" not in os.environ, reason="make soak")
OPENAPI = ROOT / "docs" / "openapi.json"
UV = str(ROOT / ".venv" / "bin" / "uv")
PYTHON = "openapi-python-client==0.29.1"
NODE = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
TEXT = "The ferry to Brackholm sank at noon on Monday. Nobody was hurt, the harbour said."
PAGE = {"text": TEXT, "title": "Ferry sinks"}
ARTICLE = {"url": "https://bote.example/f", "title": "Ferry", "text": TEXT}
FEED = (
    "<rss version='2.0'><channel><title>Bote</title><item><title>Ferry</title>"
    "<link>https://bote.example/ferry</link></item></channel></rss>"
)
# Calls of programs in an order in which all work; {id} is that of the call before with an id.
CALLS = [
    ("post_extract", {"page": PAGE}),
    ("post_verdict", {"page": PAGE}),
    ("post_find", {"page": PAGE}),
    ("post_cite", {"page": PAGE}),
    ("post_align", {"page": {"sentences": ["It sank."]}, "source": PAGE}),
    (
        "post_articles",
        {"articles": [{"url": "https://bote.example/f", "title": "F", "text": TEXT}]},
    ),
    ("get_articles", {"q": "Brackholm", "limit": 3}),
    ("post_story", {"page": PAGE}),
    ("post_compare", {"page": PAGE, "sources": [PAGE], "save": True}),
    ("get_comparisons", {"limit": 5}),
    ("get_comparisons_id", {}),
    ("put_comparisons_id_link", {}),
    ("delete_comparisons_id_link", {}),
    ("delete_comparisons_id", {}),
    ("post_pairings", {"scopes": ["compare"]}),
    ("post_pairings_claim", {"code": "{code}"}),
    ("post_feeds", {"url": "{feed}"}),
    ("get_feeds", {}),
    ("delete_feeds_id", {}),
    ("get_me", {}),
    ("delete_me", {}),
    ("get_status", {}),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Run a server that may read a feed of this machine; return addresses and a token."""
    served = tmp_path_factory.mktemp("feed")
    (served / "feed.xml").write_text(FEED)
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    other = subprocess.Popen(command, cwd=served, stderr=subprocess.DEVNULL)
    allowed = {"UNABRIDGED_ALLOW_HOSTS": f"127.0.0.1:{port}"}
    try:
        with running_server(tmp_path_factory.mktemp("data"), **allowed) as running:
            feed = f"http://127.0.0.1:{port}/feed.xml"
            yield running.base, feed, owner_token(running.data)
    finally:
        other.terminate()
        other.wait()


def test_the_calls_are_documented():
    paths = json.loads(OPENAPI.read_text("utf-8"))["paths"].values()
    documented = {call["operationId"] for calls in paths for call in calls.values()}
    assert {name for name, _ in CALLS} <= documented


def test_a_client_in_python(base, tmp_path):
    address, feed, token = base
    environment, made = tmp_path / "environment", tmp_path / "made"
    subprocess.run([UV, "venv", "-q", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([UV, "pip", "install", "-q", "--python", python, PYTHON, "ruff"], check=True)
    generate = [python.with_name("openapi-python-client"), "generate", "--path", OPENAPI]
    generate += ["--output-path", made / "unabridged_api", "--meta", "none"]
    path = f"{python.parent}:{os.environ['PATH']}"
    subprocess.run(generate, check=True, env={**os.environ, "PATH": path})
    given = json.dumps([CALLS, address, feed, token])
    driver = Path(__file__).with_name("generated_client.py")
    done = subprocess.run(
        [python, driver, given],
        env={**os.environ, "PYTHONPATH": str(made)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [name for name, _ in CALLS]


def test_a_client_in_typescript(base, tmp_path):
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
    assert len(run("node", "calls.js", *base).splitlines()) == len(CALLS)
