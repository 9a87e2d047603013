"""A server on PostgreSQL: all that it keeps, two processes, and a database that goes away."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from server.config import Settings
from server.store.owner_token import owner_token
from server.store.records import Grant
from server.store.store import open_store
from tests.postgres import running_postgres
from tests.servers import ROOT, free_port, running_server

pytestmark = pytest.mark.xdist_group("postgres")
PAGE = {"text": "The ferry to Brackholm sank. Nobody was hurt.", "title": "Ferry"}
SOURCE = {"text": "The ferry to Brackholm sank. Nobody was hurt. The captain was asleep at noon."}
BODY = {"page": PAGE, "source": SOURCE}


def slug(response):
    return response.json()["type"].removeprefix("/problems/")


def client_of(base, secret=""):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx2.Client(base_url=base, headers=headers, trust_env=False, timeout=60)


def test_all_that_a_team_keeps_is_in_postgresql(postgres_server, tmp_path):
    address = postgres_server.create("team")
    store = open_store(Settings(database=address))
    _, secret = store.tokens.create(Grant("Ada", ("compare", "index"), per_day=3))
    with (
        running_server(tmp_path, host="0.0.0.0", UNABRIDGED_DATABASE=address) as running,
        client_of(running.base, secret) as ada,
        client_of(running.base) as stranger,
    ):
        saved = ada.post("/v1/compare", json={**BODY, "save": True}).json()
        (entry,) = ada.get("/v1/comparisons").json()["comparisons"]
        assert (entry["id"], entry["title"], entry["link"]) == (saved["id"], "Ferry", None)
        link = ada.put(f"/v1/comparisons/{saved['id']}/link").json()["link"]
        opened = stranger.get(link.replace("/c/", "/v1/comparisons/"))
        assert opened.json()["page"] == saved["page"]
        assert ada.delete(f"/v1/comparisons/{saved['id']}/link").status_code == 204
        assert slug(stranger.get(link.replace("/c/", "/v1/comparisons/"))) == "not_found"

        code = ada.post("/v1/pairings", json={"name": "Bo"}).json()["code"]
        paired = stranger.post("/v1/pairings/claim", json={"code": code}).json()["token"]
        assert slug(stranger.post("/v1/pairings/claim", json={"code": code})) == "pairing_used"

        assert ada.get("/v1/feeds").json() == {"feeds": []}
        store.feeds.add_feed("https://bote.example/feed", "Bote\0", 600, time.time())
        (feed,) = ada.get("/v1/feeds").json()["feeds"]
        assert feed["title"].startswith("Bote")
        for key in (feed["id"], "%00"):
            status = ada.delete(f"/v1/feeds/{key}").status_code
            assert status == (204 if key != "%00" else 404)

        with client_of(running.base, paired) as bo:
            outcomes = [bo.post("/v1/align", json=BODY).status_code for _ in range(4)]
            assert outcomes == [200, 429, 429, 429]  # shared with Ada, who compared and paired
            assert bo.get("/v1/comparisons").json()["comparisons"] == []
    assert not list(tmp_path.glob("unabridged.sqlite3*"))
    store.close()


def test_a_quota_holds_across_processes_on_postgresql(postgres_server, tmp_path):
    address = postgres_server.create("quota")
    store = open_store(Settings(database=address))
    _, secret = store.tokens.create(Grant("Ada", ("compare",), per_day=5))
    store.close()
    with (
        running_server(tmp_path, UNABRIDGED_DATABASE=address, GUNICORN_CMD_ARGS="-w 2") as running,
        client_of(running.base, secret) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        running.wait_for_processes(2)
        answers = threads.map(lambda _: client.post("/v1/align", json=BODY), range(16))
        outcomes = sorted(answer.status_code for answer in answers)
        assert outcomes[:5] == [200] * 5
        assert set(outcomes[5:]) <= {429, 503}  # a busy server counts nothing


def test_a_database_that_goes_away_is_said_and_found_again(tmp_path):
    with running_postgres() as database:
        address = database.create("going")
        store = open_store(Settings(database=address))
        _, secret = store.tokens.create(Grant("Ada", ("compare",)))
        store.close()
        with (
            running_server(
                tmp_path,
                UNABRIDGED_DATABASE=address,
                UNABRIDGED_DATA=str(tmp_path / "new"),
            ) as running,
            client_of(running.base, secret) as ada,
            client_of(running.base, owner_token(tmp_path / "new")) as local,
        ):
            key = ada.post("/v1/compare", json={**BODY, "save": "link"}).json()["id"]
            database.stop()
            calls = (
                lambda: ada.get("/v1/comparisons"),
                lambda: ada.post("/v1/compare", json=BODY),
                lambda: local.get(f"/v1/comparisons/{key}"),
                lambda: local.get("/v1/feeds"),
            )
            with ThreadPoolExecutor(len(calls)) as threads:  # each waits for a connection
                answers = list(threads.map(lambda call: call(), calls))
            for answer in answers:
                assert (answer.status_code, slug(answer)) == (503, "store_unavailable")
                assert answer.headers["Retry-After"]
                assert answer.json()["retryable"]
            ready = local.get("/readyz")
            assert (ready.status_code, slug(ready)) == (503, "not_ready")
            assert "database" in ready.json()["params"]["failed"]

            # What needs no database goes on, and a comparison that can't be saved is not lost.
            comparison = local.post("/v1/compare", json={**BODY, "save": True}).json()
            assert comparison["id"] is None
            assert comparison["alignment"]["figures"]["found"] == 2
            assert comparison["warnings"][-1]["type"] == "/problems/store_unavailable"

            database.start()
            assert ada.get(f"/v1/comparisons/{key}").json()["id"] == key
            assert ada.post("/v1/compare", json={**BODY, "save": True}).json()["id"]
            assert running.alive


def test_beyond_loopback_without_a_token_or_without_its_database_it_does_not_start(
    postgres_server, tmp_path
):
    for address, words in (
        (postgres_server.create("empty"), "tokens create"),
        ("postgresql://ada:secretword@/none?host=/nowhere", "UNABRIDGED_DATABASE"),
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "server.cli.main", "serve"],
            cwd=ROOT,
            env={
                **os.environ,
                "UNABRIDGED_BIND": f"0.0.0.0:{free_port()}",
                "UNABRIDGED_DATA": str(tmp_path),
                "UNABRIDGED_DATABASE": address,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert ended.returncode != 0
        assert words in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "secretword" not in ended.stderr
