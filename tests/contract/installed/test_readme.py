"""The README's examples, run against a real server word for word; and its pictures."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

from tests.e2e.pictures import DOCS, facts_of, noted
from tests.servers import ROOT, Server, running_server

README = (ROOT / "README.md").read_text("utf-8")
CURLS = re.findall(r"^curl .*$", README, re.M)
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("readme")) as running:
        yield running


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return done.stdout.decode()


def answer(command: str, server: Server) -> dict:
    document = json.loads(run(["sh", "-c", command.replace(":8750", f":{server.port}")]))
    assert "status" not in document, document
    return document


def test_each_curl_answers_as_the_comment_above_it_says(server):
    compared, verdict, aligned = (answer(command, server) for command in CURLS)
    assert compared["source"]["publisher"] == "The Harbour Gazette"
    assert verdict["verdict"]["label"] not in ("full", "unknown")
    assert aligned["sentences"][0]["heading"] == "change_number"


def test_the_example_of_the_docs_page_works(server):
    page = httpx2.get(f"{server.base}/docs", trust_env=False, timeout=60).text
    (example,) = re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)
    assert answer(html.unescape(example), server)["source"]["publisher"] == "The Harbour Gazette"


def test_the_python_example_prints_its_line(server):
    (code,) = PYTHON
    said = run([sys.executable, "-c", code.replace(":8750", f":{server.port}")])
    assert said.startswith("summary of Norvane to make")


@pytest.mark.parametrize("picture", ["panel.png", "reading.png"])
def test_a_picture_shows_what_the_program_says_of_the_sample_now(server, picture):
    """`python -m tests.e2e.pictures` makes them anew."""
    assert noted(DOCS / picture) == facts_of(answer(CURLS[0], server))
