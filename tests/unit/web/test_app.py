"""The application's data folder, the path that it is under, and its problems' titles."""

import pytest
from flask import Flask, request

from server import create_app
from server.config import Settings
from server.web.app import Subpath, _make_data_folder


def test_the_data_folder_is_its_owners_alone_also_one_that_is_there(tmp_path):
    (tmp_path / "old").mkdir(0o755)
    for name in ("old", "new"):
        _make_data_folder(Settings(data=tmp_path / name))
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o700


def client(address):
    app = Flask("test")

    @app.get("/<path:rest>")
    @app.get("/", defaults={"rest": ""})
    def seen(rest):
        return {"path": request.path, "root": request.script_root}

    app.wsgi_app = Subpath(app.wsgi_app, Settings(address=address).subpath)
    return app.test_client()


@pytest.mark.parametrize("path", ["/unabridged/v1/status", "/v1/status"])
@pytest.mark.parametrize(
    "address", ["https://x.example/unabridged", "https://x.example/unabridged/"]
)
def test_a_path_is_taken_off_whoever_took_it_off_before(address, path):
    answer = client(address).get(path)
    assert answer.json == {"path": "/v1/status", "root": "/unabridged"}


@pytest.mark.parametrize(
    ("requested", "path"),
    [("/unabridged", "/"), ("/unabridged/", "/"), ("/unabridgedly", "/unabridgedly")],
)
def test_only_whole_parts_of_a_path_are_taken_off(requested, path):
    assert client("https://x.example/unabridged").get(requested).json["path"] == path


@pytest.mark.parametrize("address", ["", "https://x.example", "https://x.example/"])
def test_without_a_path_nothing_changes(address):
    assert client(address).get("/v1/status").json == {"path": "/v1/status", "root": ""}


def test_a_problem_has_a_title_in_the_callers_language_where_there_is_one(tmp_path):
    browser = create_app(Settings(data=tmp_path)).test_client()
    headers = {"Host": "127.0.0.1:8750", "Origin": "https://evil.example"}

    def title(language, path="/v1/status"):
        languages = {"Accept-Language": language} if language else {}
        return browser.get(path, headers={**headers, **languages}).json["title"]

    assert title("de-AT, de;q=0.9, en;q=0.8") == "Der Server lehnt das ab"
    assert title("") == title("en") == title("tlh") != title("de")
    headers.pop("Origin")
    assert title("de", "/v1/none") == title("en", "/v1/none")  # no words for this one
