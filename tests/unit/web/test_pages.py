"""The words and files that templates and scripts name are there."""

import re
import struct
from pathlib import Path

import pytest
from flask import Flask, g

from server.config import Settings
from server.language.messages import words
from server.store import moment
from server.web import problems
from server.web.routes import pages
from tests.servers import ROOT

TEMPLATES = sorted((ROOT / "server/web/templates").glob("*.html"))
LOADED = sorted(
    {
        path
        for template in TEMPLATES
        for path in re.findall(r'(/static/[\w./-]+)"', template.read_text())
    }
)


@pytest.fixture(scope="module")
def client():
    app = Flask("server.web", static_folder=None)
    problems.answer_problems(app)
    app.register_blueprint(pages.blueprint(Settings()))

    @app.before_request
    def on_this_machine() -> None:
        g.settings, g.person = Settings(), None

    return app.test_client()


def test_files_that_pages_load_are_served(client):
    assert len(LOADED) > 3
    for path in [*LOADED, "/static/lib/view/translate.js"]:
        with client.get(path) as answer:
            assert (answer.status_code, bool(answer.data)) == (200, True), path


def test_people_get_a_page_where_nothing_is_and_programs_a_problem(client):
    page = client.get("/nowhere?lang=en", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert b"There is nothing here" in page.data
    for headers in ({"Accept": "text/html"}, {"Accept": "*/*"}, {}):
        path = "/v1/nowhere" if headers.get("Accept") == "text/html" else "/nowhere"
        answer = client.get(path, headers=headers)
        assert answer.mimetype == "application/problem+json"


def test_phones_can_share_an_address_with_the_home_page(client):
    manifest = client.get("/manifest.webmanifest").get_json()
    assert manifest["share_target"]["params"]["url"] == "page"
    assert manifest["share_target"]["method"] == "GET"
    # What Android asks of a page that it offers to install.
    icons = {icon["sizes"]: icon for icon in manifest["icons"] if "purpose" not in icon}
    (maskable,) = (icon for icon in manifest["icons"] if icon.get("purpose") == "maskable")
    for icon in (icons["192x192"], icons["512x512"], maskable):
        with client.get(icon["src"]) as answer:
            picture = answer.data
        side = int(icon["sizes"].partition("x")[0])
        assert struct.unpack(">2I", picture[16:24]) == (side, side)


def test_the_api_s_page_shows_code_as_code(client):
    text = client.get("/docs", headers={"Host": "127.0.0.1:9999"}).text
    assert "`" not in text.split("</pre>")[1]
    assert "http://127.0.0.1:9999/v1/compare" in text


def test_the_api_s_page_names_types_and_leads_to_them(client):
    text = client.get("/docs").text
    assert 'Takes <a href="#CompareRequest">CompareRequest</a>.' in text
    assert 'Answers <a href="#Comparison">Comparison</a>.' in text
    for shape in (
        'list of <a href="#FoundBy">FoundBy</a>',
        '<a href="#Alignment">Alignment</a> or null',
        "object of integer",
        "boolean or link",
        "list of list of string",
    ):
        assert f"<td>{shape}" in text


WEB = Path(__file__).parents[3] / "server" / "web"
FILES = [*sorted(WEB.rglob("templates/*.html")), *sorted(WEB.rglob("static/site/*.js"))]
NAMED = re.compile(r"""\b(?:t|words)\.text\(\s*["']([a-z_0-9]+)["']""")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_named_word_exists(path):
    message_keys = set(NAMED.findall(path.read_text("utf-8")))
    assert {key for key in message_keys if not words("en").text(key)} == set()


def test_the_operators_contact_is_where_reporters_look():
    path, headers = "/.well-known/security.txt", {"Host": "127.0.0.1:8750"}

    def answer(contact):
        app = Flask("server.web", static_folder=None)
        problems.answer_problems(app)
        app.register_blueprint(pages.blueprint(Settings(contact=contact)))

        @app.before_request
        def on_this_machine() -> None:
            g.needs_token, g.person = (lambda: False), None

        return app.test_client().get(path, headers=headers)

    security_text = answer("mailto:a@b.example")
    lines = dict(line.split(": ", 1) for line in security_text.text.splitlines())
    assert lines["Contact"] == "mailto:a@b.example"
    assert moment(days=1) < lines["Expires"] < moment(days=365)
    assert security_text.mimetype == "text/plain"
    assert answer("").status_code == 404


def test_of_long_headers_of_preferences_only_the_beginning_is_read(client):
    many = ",".join(f"a{number}-x;q=0.5" for number in range(100))
    page = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": f"de,{many}"})
    assert 'lang="de"' in page.text
    page = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": f"{many},de"})
    assert 'lang="en"' in page.text


def test_what_the_api_s_page_lists_is_rendered_once(client, monkeypatch):
    before = client.get("/docs").text
    monkeypatch.setattr(pages, "PROBLEMS", {})
    assert client.get("/docs").text == before
    assert "/problems/busy" in before
