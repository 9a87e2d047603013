"""Views of saved comparisons are made once, by a worker."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from pydantic_core import to_json

from server.config import Settings
from server.errors import Busy
from server.model import Version
from server.store import Watched, open_store
from server.store import comparisons as stored
from server.web import admission
from server.web.app import build

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
        self.key = self.call("/v1/compare", "POST", json=BODY).json["id"]
        self.made = []
        run = self.engine.pool.run

        def counted(function, *args, **options):
            self.made.append(function.__name__)
            return run(function, *args, **options)

        monkeypatch.setattr(self.engine.pool, "run", counted)

    def call(self, path, method="GET", **options):
        headers = HEADERS | options.pop("headers", {})
        environ = {"REMOTE_ADDR": "127.0.0.1"}
        return self.app.test_client().open(
            path, method=method, headers=headers, environ_base=environ, **options
        )

    def get(self, view, **headers):
        return self.call(view.format(self.key), headers=headers)


@pytest.fixture
def asked(tmp_path, monkeypatch):
    app = build(Settings(data=tmp_path, workers=2, worker_megabytes=2_000))
    yield Asked(app, monkeypatch)
    app.extensions["unabridged"].close()


@pytest.fixture
def store(tmp_path, asked):
    with closing(open_store(Settings(data=tmp_path))) as opened:
        yield opened


def kept(store):
    return store.sql.rows("select count(*), coalesce(sum(size), 0) from views")[0]


@pytest.mark.parametrize("view", VIEWS)
def test_a_worker_makes_a_view_and_the_server_sends_it_again(asked, view, monkeypatch):
    first = asked.get(view)
    assert (first.status_code, asked.made) == (200, ["shown"])
    monkeypatch.setattr(stored.Comparisons, "body", None)  # it is not even read
    again = asked.get(view)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert asked.made == ["shown"]
    assert b"Brackholm" in first.data or view.endswith("png")


@pytest.mark.parametrize("view", VIEWS)
def test_who_has_a_view_is_not_sent_it_again(asked, view, monkeypatch):
    tag = asked.get(view).headers["ETag"]
    monkeypatch.setattr(stored.Comparisons, "view", None)
    unchanged = asked.get(view, **{"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == tag


def test_a_view_is_packed_for_those_who_take_it_so(asked):
    plain, packed = (asked.get(VIEWS[0], **{"Accept-Encoding": one}) for one in ("", "br, gzip"))
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_page_in_another_language_is_another_view(asked):
    pages = [asked.get("/c/{}", **{"Accept-Language": tag}) for tag in ("en", "de")]
    assert pages[0].headers["ETag"] != pages[1].headers["ETag"]
    assert 'lang="de"' in pages[1].text
    assert asked.made == ["shown"] * 2


def test_a_view_that_is_not_kept_counts_at_admission(asked, monkeypatch):
    def full(*_, **__):
        raise Busy("The server is busy.", retry_after=2)

    assert asked.get(VIEWS[0]).status_code == 200
    monkeypatch.setattr(admission.Admission, "place", full)
    assert asked.get(VIEWS[0]).status_code == 200
    refused = asked.get(VIEWS[2])
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert asked.made == ["shown"]


def test_a_view_is_made_once_for_all_who_wait_for_it(asked):
    begun = threading.Barrier(4)

    def get(_):
        begun.wait()
        return asked.get(VIEWS[1]).status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(get, range(4))) == {200}
    assert asked.made == ["shown"]


def test_a_later_version_is_shown_at_once(asked, store):
    before = [asked.get(view).headers["ETag"] for view in VIEWS]
    version = Version("page", "2026-01-02T03:04:05+00:00", "The page no longer says so.", [])
    text = Watched(asked.key, "https://brief.example/f")
    store.hooks.add_version(text, version.seen, to_json({"version": version, "sentences": []}))
    after = [asked.get(view) for view in VIEWS]
    assert not {answer.headers["ETag"] for answer in after} & set(before)
    assert after[0].json["versions"][0]["seen"] == version.seen


@pytest.mark.parametrize("end", ["/v1/comparisons/{}/link", "/v1/comparisons/{}"])
def test_views_end_with_their_link_and_their_comparison(asked, store, end):
    for view in VIEWS:
        asked.get(view)
    assert kept(store)[0] == 3
    assert asked.call(end.format(asked.key), "DELETE").status_code == 204
    assert kept(store)[0] == 0


def test_the_oldest_views_make_room_for_new_ones(asked, store, monkeypatch):
    asked.get(VIEWS[1])
    most = 2 * kept(store)[1]
    monkeypatch.setattr(stored, "_MOST_VIEWS", most)
    for tag in ("de", "fr", "es"):
        asked.get(VIEWS[1], **{"Accept-Language": tag})
    count, size = kept(store)
    assert count >= 1
    assert size <= most
    made = len(asked.made)
    asked.get(VIEWS[1])
    assert len(asked.made) == made + 1
