"""Nothing of the server is undocumented: routes, problems, metrics."""

import re

import pytest

from server import create_app
from server.config import Settings
from server.errors import PROBLEMS
from server.store import owner_token
from server.web import monitoring
from server.web.operations import OPERATIONS
from tests.servers import ROOT

HOME = {"Host": "127.0.0.1:8750"}
PAPERS = {path: path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")}
SELF_HOSTING = PAPERS[ROOT / "docs" / "self-hosting.md"]
# What a browser or a search engine asks for by itself, and files of the pages.
OF_PAGES = {"/static/", "/words/", "/sample/", "/manifest.webmanifest"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(Settings(data=tmp_path_factory.mktemp("data")))


def routes(app):
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        yield from ((method, path) for method in rule.methods - {"HEAD", "OPTIONS"})


def test_every_call_is_in_the_contract_and_every_page_in_a_paper(app):
    described = {(operation.method.upper(), operation.path) for operation in OPERATIONS.values()}
    shapes = {(method, re.sub(r"{\w+}", "{}", path)) for method, path in described}
    papers = "\n".join(PAPERS.values()) + (ROOT / "README.md").read_text("utf-8")
    missing = []
    for method, path in routes(app):
        if (method, re.sub(r"{\w+}", "{}", path)) in shapes:
            continue
        if path == "/" or any(path.startswith(prefix) for prefix in OF_PAGES):
            continue
        if not re.search(rf"(?<![\w/]){re.escape(path.partition('{')[0])}", papers):
            missing.append((method, path))
    assert missing == []


def test_every_problem_has_a_page_and_is_in_the_list(app):
    client = app.test_client()
    docs_html = client.get("/docs", headers=HOME).text
    for slug in PROBLEMS:
        assert client.get(f"/problems/{slug}", headers=HOME).status_code == 200
        assert f"/problems/{slug}" in docs_html or slug in docs_html


def test_every_metric_is_in_the_table(app):
    owner = {"Authorization": f"Bearer {owner_token(app.extensions['unabridged'].settings.data)}"}
    text = app.test_client().get("/metrics", headers={**HOME, **owner}).text
    names = set(re.findall(r"^# TYPE (unabridged_\w+) ", text, re.MULTILINE))
    names = {name for name in names if not name.endswith("_created")}
    assert names
    assert [name for name in names if f"`{name}`" not in SELF_HOSTING] == []
    assert monitoring.__doc__
