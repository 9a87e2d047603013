"""Views of saved comparisons are rendered by a worker, within what admission allows."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from pydantic_core import to_json

from server.config import Settings
from server.errors import Busy
from server.model import Version
from server.store import WatchedText, open_store, owner_token
from server.web import admission
from server.web.app import build
from server.web.routes import saved

HEADERS = {"Host": "127.0.0.1:8750"}
TOLD = "The ferry to Brackholm sank in the harbour on Monday morning, the harbour master said."
BODY = {
    "page": {"text": f"{TOLD} Nobody in town slept that night, and the bells rang."},
    "source": {"text": f"{TOLD} Captain Orla Finch said the hull had been checked in 2019."},
    "find": False,
    "save": "link",
}
VIEWS = ("/v1/comparisons/{}", "/c/{}", "/c/{}/card.png")


class Asked:
    """A server without sockets, with what it asked its workers for, and a saved comparison."""

    def __init__(self, app, monkeypatch):
        self.app, self.engine = app, app.extensions["unabridged"]
        self.owner = {"Authorization": f"Bearer {owner_token(self.engine.settings.data)}"}
        self.key = self.call("/v1/compare", "POST", json=BODY, headers=self.owner).json["id"]
        self.made = []
        run = self.engine.pool.run

        def counted(function, *args, **options):
            self.made.append(function.__name__)
            return run(function, *args, **options)

        monkeypatch.setattr(self.engine.pool, "run", counted)

    def call(self, path, method="GET", **options):
        headers = HEADERS | options.pop("headers", {})
        environ = {"REMOTE_ADDR": "127.0.0.1"} | options.pop("environ", {})
        return self.app.test_client().open(
            path, method=method, headers=headers, environ_base=environ, **options
        )

    def get(self, view, **headers):
        return self.call(view.format(self.key), headers=headers)


@pytest.fixture
def saved_server(tmp_path, monkeypatch):
    app = build(Settings(data=tmp_path, workers=2, worker_megabytes=2_000))
    yield Asked(app, monkeypatch)
    app.extensions["unabridged"].close()


@pytest.fixture
def store(tmp_path, saved_server):
    with closing(open_store(Settings(data=tmp_path))) as opened:
        yield opened


@pytest.mark.parametrize("view", VIEWS)
def test_a_worker_renders_a_view_for_each_request(saved_server, view):
    first, again = saved_server.get(view), saved_server.get(view)
    assert first.status_code == 200
    assert b"Brackholm" in first.data or view.endswith("png")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert saved_server.made == ["render_view"] * 2


@pytest.mark.parametrize("view", VIEWS)
def test_who_has_a_view_is_not_sent_it_again(saved_server, view):
    tag = saved_server.get(view).headers["ETag"]
    unchanged = saved_server.get(view, **{"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == tag
    assert saved_server.made == ["render_view"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_one_name_whatever_the_host(saved_server, view):
    hosts = ("127.0.0.1:8750", "127.0.0.1:9999", "localhost")
    views = [saved_server.get(view, Host=host) for host in hosts]
    assert {answer.status_code for answer in views} == {200}
    assert len({answer.headers["ETag"] for answer in views}) == 1
    assert len({answer.data for answer in views}) == 1


def test_a_view_is_packed_for_those_who_take_it_so(saved_server):
    plain, packed = (
        saved_server.get(VIEWS[0], **{"Accept-Encoding": encodings})
        for encodings in ("", "br, gzip")
    )
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_page_in_another_language_is_another_view(saved_server):
    pages = [saved_server.get("/c/{}", **{"Accept-Language": tag}) for tag in ("en", "de")]
    assert pages[0].headers["ETag"] != pages[1].headers["ETag"]
    assert 'lang="de"' in pages[1].text
    assert saved_server.made == ["render_view"] * 2


def test_rendering_counts_at_admission_and_all_strangers_are_one_caller(saved_server, monkeypatch):
    callers = []

    @contextmanager
    def full(_, whose, __=None):
        callers.append(whose)
        raise Busy("The server is busy.", retry_after=2)
        yield

    monkeypatch.setattr(admission.Admission, "place", full)
    for view, headers in ((VIEWS[0], saved_server.owner), *((view, {}) for view in VIEWS)):
        refused = saved_server.get(view, **headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    for address in ("192.0.2.1", "192.0.2.2"):
        saved_server.call(VIEWS[1].format(saved_server.key), environ={"REMOTE_ADDR": address})
    own, *strangers = dict.fromkeys(callers)
    assert own == "local"
    assert strangers == ["readers of links"]
    assert saved_server.made == []


def test_a_view_is_rendered_once_for_all_who_ask_meanwhile(saved_server, monkeypatch):
    rendered = saved.Views._render

    def once_all_wait(views, view):
        while views._waiting._initial_value - views._waiting._value < 4:
            time.sleep(0.01)
        return rendered(views, view)

    monkeypatch.setattr(saved.Views, "_render", once_all_wait)
    with ThreadPoolExecutor(4) as threads:
        statuses = threads.map(lambda _: saved_server.get(VIEWS[1]).status_code, range(4))
        assert set(statuses) == {200}
    assert saved_server.made == ["render_view"]


def test_a_later_version_is_shown_at_once(saved_server, store):
    before = [saved_server.get(view).headers["ETag"] for view in VIEWS]
    version = Version("page", "2026-01-02T03:04:05+00:00", "The page no longer says so.", [])
    text = WatchedText(saved_server.key, "https://brief.example/f")
    store.hooks.add_version(text, version.seen, to_json({"version": version, "sentences": []}))
    after = [saved_server.get(view) for view in VIEWS]
    assert not {answer.headers["ETag"] for answer in after} & set(before)
    assert after[0].json["versions"][0]["seen"] == version.seen


@pytest.mark.parametrize(
    ("place", "forged"),
    [
        (("alignment", "sentences", 0, "source"), [999]),
        (("alignment", "left_out", 0, "source"), 10**9),
    ],
)
def test_an_import_whose_parts_do_not_fit_together_is_a_sentence(saved_server, place, forged):
    comparison = saved_server.get(VIEWS[0]).json
    *steps, last = place
    node = comparison
    for field in steps:
        node = node[field]
    node[last] = forged
    comparison["id"] = None
    body = {"comparisons": [{"comparison": comparison}]}
    imported = saved_server.call("/v1/comparisons", "POST", json=body, headers=saved_server.owner)
    assert imported.status_code == 200
    (key,) = imported.json["added"]
    assert saved_server.call(VIEWS[1].format(key)).status_code == 404
