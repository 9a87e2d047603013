"""Every file that the pages' templates load is served."""

import re

import pytest
from flask import Flask

from server.config import Settings
from server.web import problems
from server.web.routes import pages
from tests.servers import ROOT

TEMPLATES = sorted((ROOT / "server/web/templates").glob("*.html"))
LOADED = sorted(
    {path for one in TEMPLATES for path in re.findall(r'(/static/[\w./-]+)"', one.read_text())}
)


@pytest.fixture(scope="module")
def client():
    app = Flask("server.web", static_folder=None)
    problems.register(app)
    app.register_blueprint(pages.blueprint(Settings()))
    return app.test_client()


@pytest.mark.parametrize("path", [*LOADED, "/static/lib/view/translate.js"])
def test_a_file_that_a_page_loads_is_served(client, path):
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.data


def test_templates_load_files():
    assert len(LOADED) > 3
