from contextlib import closing

import pytest

from server import create_app
from server.config import ENGINE, Settings
from server.errors import StoreUnavailable
from server.pipeline.wiring import open_index
from server.store import Grant, open_store
from server.web.admission import Admission
from server.web.gauges import Gauges


@pytest.fixture
def stores(tmp_path):
    settings = Settings(data=tmp_path)
    with closing(open_store(settings)) as store, closing(open_index(settings)) as index:
        yield settings, store, index


def readings(gauges):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in gauges.collect()
        for sample in family.samples
    }


def test_what_an_operator_is_woken_for_is_counted(stores):
    settings, store, index = stores
    feed = store.feeds.add_feed("https://bote.example/feed", "Bote", 600.0, 0.0)
    store.feeds.change_feed(feed.id, failures=3)
    values = readings(Gauges(settings, store, index, Admission(2)))
    assert values["unabridged_build_info", ENGINE.partition("/")[2]] == 1
    assert values["unabridged_feeds", "failing"] == 1
    assert values["unabridged_feeds", "active"] == 0
    assert values["unabridged_index_articles",] == 0
    assert values["unabridged_requests_waiting",] == 0
    assert values["unabridged_hook_messages", "waiting"] == 0
    assert ("unabridged_backup_age_seconds",) not in values


def test_what_cant_be_read_is_left_out(stores, monkeypatch):
    settings, store, index = stores

    def away():
        raise StoreUnavailable("The database is away.")

    monkeypatch.setattr(store.feeds, "feeds", away)
    values = readings(Gauges(settings, store, index, Admission(2)))
    assert ("unabridged_feeds", "failing") not in values
    assert ("unabridged_index_articles",) in values


def test_prometheus_gets_gauges_beside_the_counts(tmp_path):
    settings = Settings(data=tmp_path)
    with closing(open_store(settings)) as store:
        _, secret = store.tokens.create(Grant("Ada", ("admin",)))
    client = create_app(settings).test_client()
    headers = {"Host": "127.0.0.1:8750", "Authorization": f"Bearer {secret}"}
    text = client.get("/metrics", headers=headers).text
    assert "unabridged_build_info{" in text
    assert "unabridged_at_work " in text
