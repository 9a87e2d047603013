"""Readiness, metrics, and logs that hold nothing of what was read."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from server.config import Settings
from server.store.owner_token import owner_token
from server.store.records import Grant
from server.store.store import open_store
from tests.servers import ROOT, Server, free_port, running_server, until

BODY = {"page": {"text": "A page. It says two things."}}


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Values of a scrape by name and labels."""
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def below(pid: int) -> list[int]:
    """Return the processes below `pid`, from the top down."""
    processes = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if above == pid:
            processes += [int(folder.name), *below(int(folder.name))]
    return processes


def ready(base: str) -> httpx2.Response:
    return httpx2.get(f"{base}/readyz", trust_env=False, timeout=30)


def failed(base: str) -> list[str]:
    """Return the failing checks, [] for a server that is ready."""
    answer = ready(base)
    assert answer.status_code in (200, 503)
    return list(answer.json().get("params", {}).get("failed", []))


def test_a_server_is_ready_once_its_workers_are_and_says_what_was_looked_at(server):
    until(lambda: ready(server.base).status_code == 200)
    checks = ready(server.base).json()["checks"]
    assert checks == dict.fromkeys(("database", "index", "disk", "workers"), "ok")


def test_each_part_that_is_away_makes_a_server_unready_while_it_lives(tmp_path):
    with running_server(tmp_path) as running:
        until(lambda: ready(running.base).status_code == 200)
        for name in ("unabridged.sqlite3", "articles.db"):
            # Not SQLite's shared memory: a process that has it mapped dies where it is cut off.
            for file in (tmp_path / name, tmp_path / f"{name}-wal"):
                file.write_bytes(b"no database " * 400)

        until(lambda: failed(running.base) == ["database", "index"])
        answer = ready(running.base)
        assert answer.json()["type"] == "/problems/not_ready"
        assert answer.headers["Retry-After"]
        assert str(tmp_path) not in answer.text
        assert httpx2.get(f"{running.base}/healthz", trust_env=False, timeout=60).status_code == 200


def test_a_data_folder_that_is_gone_makes_a_server_unready_and_a_start_makes_it(tmp_path):
    data_folder = tmp_path / "data"
    with running_server(tmp_path, UNABRIDGED_DATA=str(data_folder)) as running:
        until(lambda: ready(running.base).status_code == 200)
        shutil.rmtree(data_folder)
        until(lambda: "disk" in failed(running.base))
        assert ready(running.base).status_code == 503
        assert "disk: the data folder is missing" in ready(running.base).json()["detail"]


def test_a_damaged_index_stops_only_what_needs_it_and_the_log_says_what_to_do(tmp_path):
    (tmp_path / "articles.db").write_bytes(b"no database " * 400)
    with running_server(tmp_path) as running:
        until(lambda: failed(running.base) == ["index"])
        with httpx2.Client(
            base_url=running.base, headers=running.owner, trust_env=False, timeout=60
        ) as client:
            assert client.post("/v1/extract", json=BODY).status_code == 200
            search = client.get("/v1/articles", params={"q": "ferry"})
        assert (search.status_code, search.json()["type"]) == (503, "/problems/store_damaged")
        assert search.json()["retryable"] is False
        assert "unabridged index refill" in running.log.read_text()


def test_workers_that_died_make_a_server_unready_until_new_ones_are_up(tmp_path):
    with running_server(tmp_path) as running:
        until(lambda: ready(running.base).status_code == 200)
        _server, nursery, *workers = below(running.pid)
        for pid in (nursery, *workers):
            os.kill(pid, signal.SIGKILL)
        until(lambda: failed(running.base) == ["workers"])  # an answer is good for a second
        until(lambda: ready(running.base).status_code == 200)


def test_metrics_count_calls_and_nothing_that_was_in_them(tmp_path):
    with running_server(tmp_path) as running:
        with httpx2.Client(
            base_url=running.base, headers=running.owner, trust_env=False, timeout=60
        ) as client:
            client.post("/v1/compare", json={**BODY, "find": False})
            client.post("/v1/extract", json={"pgae": 1})
            client.get("/secret-address?secret=word")
            client.request("SECRETMETHOD", "/v1/extract")
            client.get("/v1/comparisons/secret-key")
            answer = client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert "secret" not in answer.text.lower()
        counted = samples(answer.text)
        assert (
            counted["unabridged_requests_total", "call=/v1/compare", "method=POST", "status=200"]
            == 1
        )
        assert counted["unabridged_problems_total", "type=invalid_request"] == 1
        assert counted["unabridged_problems_total", "type=not_found"] == 2
        assert counted["unabridged_request_seconds_count", "call=/v1/compare"] == 1
        assert (
            sum(value for key, value in counted.items() if key[0] == "unabridged_comparisons_total")
            == 1
        )
        assert counted["unabridged_at_work",] == 0


def test_metrics_beyond_loopback_want_an_admins_token(tmp_path):
    store = open_store(Settings(data=tmp_path))
    secrets = {
        scope: store.tokens.create(Grant(scope, (scope,)))[1] for scope in ("compare", "admin")
    }
    store.close()
    with running_server(tmp_path, host="0.0.0.0") as running:
        outcomes = {
            name: httpx2.get(
                f"{running.base}/metrics",
                headers={"Authorization": f"Bearer {secret}"} if secret else {},
                trust_env=False,
                timeout=60,
            ).status_code
            for name, secret in {**secrets, "nobody": ""}.items()
        }
        assert outcomes == {"compare": 403, "admin": 200, "nobody": 401}
        assert ready(running.base).status_code in (200, 503)


def test_metrics_of_several_processes_are_added_up_where_the_operator_says(tmp_path):
    (tmp_path / "metrics").mkdir()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "UNABRIDGED_BIND": f"127.0.0.1:{port}",
        "UNABRIDGED_DATA": str(tmp_path),
        "UNABRIDGED_WORKERS": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "-c", "python:server.web.gunicorn_conf"),
            *("-w", "2", "server:create_app()"),
        ],
        cwd=ROOT,
        env=environ,
        stderr=subprocess.DEVNULL,
    )

    def up() -> bool:
        try:
            return httpx2.get(f"{base}/healthz", trust_env=False, timeout=60).status_code == 200
        except httpx2.HTTPError:
            return False

    try:
        until(up)
        with ThreadPoolExecutor(8) as threads:
            list(
                threads.map(
                    lambda _: httpx2.get(f"{base}/v1/status", trust_env=False, timeout=60),
                    range(40),
                )
            )

        owner = {"Authorization": f"Bearer {owner_token(tmp_path)}"}

        def counted() -> float:
            scraped = httpx2.get(f"{base}/metrics", headers=owner, trust_env=False, timeout=60).text
            key = ("unabridged_requests_total", "call=/v1/status", "method=GET", "status=200")
            return samples(scraped)[key]

        until(lambda: counted() == 40.0)  # each is counted after its answer
        assert [counted() for _ in range(6)] == [40.0] * 6
    finally:
        process.terminate()
        process.wait(timeout=30)


SECRET = "Zwiebelkuchen"


def lines_of(running: Server) -> list[dict[str, object]]:
    return [json.loads(line) for line in running.log.read_text().splitlines()]


def test_no_log_line_has_a_word_of_a_page_a_query_a_token_or_a_link(tmp_path):
    store = open_store(Settings(data=tmp_path))
    key, token = store.tokens.create(Grant("Ada", ("compare",)))
    with running_server(tmp_path, host="0.0.0.0") as running:
        ask = {"trust_env": False, "timeout": 60}
        good, bad = ({"Authorization": f"Bearer {word}"} for word in (token, SECRET))
        body = {"page": {"text": f"{SECRET} is a cake. It has onions."}, "find": False}
        saving = {**body, "save": "link"}
        saved = httpx2.post(f"{running.base}/v1/compare", json=saving, headers=good, **ask).json()
        address = f"{running.base}/v1/compare?q={SECRET}"
        assert httpx2.post(address, json=body, headers=good, **ask).status_code == 422
        stream = {**good, "Accept": "application/x-ndjson"}
        httpx2.post(f"{running.base}/v1/compare", json=body, headers=stream, **ask)
        httpx2.post(f"{running.base}/v1/compare", json=body, headers=bad, **ask)
        httpx2.post(f"{running.base}/v1/extract", json={SECRET: 1}, headers=good, **ask)
        httpx2.get(f"{running.base}/v1/comparisons/{saved['id']}", **ask)
        httpx2.get(f"{running.base}/{SECRET}?{SECRET}", **ask)
        httpx2.post(f"{running.base}/v1/pairings/claim", json={"code": SECRET}, **ask)
        for line in (
            f"GET /?{SECRET} HTTP/9",
            f"GET /?{SECRET}",
            f"{SECRET.lower()} / HTTP/1.1",
            f"GET / HTTP/1.1\r\nHost: x\r\n{SECRET} : 1",
            f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: {SECRET}\0",
            f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {SECRET}",
        ):
            with socket.create_connection(("127.0.0.1", running.port)) as raw:
                raw.sendall(line.encode() + b"\r\n\r\n")
                raw.recv(1000)
        # A fault of the server's own, with the secret in what the database is asked.
        with store.sql.write() as db:
            db.execute("alter table comparisons rename to elsewhere")
        failed = httpx2.get(f"{running.base}/v1/comparisons/{SECRET}", headers=good, **ask)
        assert failed.status_code >= 500
    store.close()
    logged = running.log.read_text()
    for word in (SECRET, SECRET.lower(), token, saved["id"], "onions"):
        assert word not in logged
    lines = lines_of(running)
    logged_calls = {(line.get("call"), line.get("status"), line.get("problem")) for line in lines}
    assert ("/v1/compare", 200, None) in logged_calls
    assert ("/v1/compare", 401, "unauthorized") in logged_calls
    assert ("/v1/comparisons/<id>", 200, None) in logged_calls
    assert ("unknown", 404, "not_found") in logged_calls
    assert key in {line.get("token") for line in lines}
    assert {"timestamp", "level", "event", "ms"} <= set(lines[0])
    assert any(line.get("problem") == "malformed_request" for line in lines)


def test_a_fault_is_logged_by_its_places(tmp_path):
    code = (
        "import logging, sys\n"
        "from server.web import monitoring\n"
        "monitoring.configure(each_request=True)\n"
        "def fail(text):\n"
        "    raise ValueError(text)\n"
        "try:\n"
        "    try:\n"
        f"        fail('{SECRET}')\n"
        "    except ValueError as error:\n"
        f"        raise RuntimeError('{SECRET}') from error\n"
        "except RuntimeError as error:\n"
        "    logging.getLogger('server.x').error('It %s.', 'failed', exc_info=error)\n"
        "    logging.getLogger('gunicorn.error').exception('Error handling request %s', '/?"
        f"{SECRET}')\n"
        f"import threading; threading.Thread(target=fail, args=['{SECRET}']).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    ours, gunicorns, threads = map(json.loads, done.stderr.splitlines())
    assert SECRET not in done.stderr
    assert ours["event"] == "It failed."
    assert ours["error"] == "RuntimeError"
    assert "ValueError" in ours["places"]
    assert any("fail" in place for place in ours["places"])
    assert gunicorns["event"] == "Error handling request"
    assert (threads["event"], threads["error"]) == ("A thread failed.", "ValueError")


def test_requests_are_not_logged_where_the_operator_says_so(tmp_path):
    with running_server(tmp_path, UNABRIDGED_LOG_REQUESTS="0") as running:
        httpx2.get(f"{running.base}/v1/status", trust_env=False, timeout=60)
    assert running.log.read_text() == ""


def test_probes_do_not_fill_the_log(tmp_path):
    with running_server(tmp_path) as running:
        for probe in ("/healthz", "/metrics") * 3:
            url = running.base + probe
            answer = httpx2.get(url, headers=running.owner, trust_env=False, timeout=60)
            assert answer.status_code == 200
    assert running.log.read_text() == ""
