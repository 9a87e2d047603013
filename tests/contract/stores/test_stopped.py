"""What a server leaves behind that was stopped as systemd, Docker and Ctrl-C stop it."""

import json
import shutil
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.servers import Server, running_server

BODY = {
    "page": {"text": "The ferry to Brackholm sank. Nobody was hurt.", "title": "Ferry"},
    "source": {"text": "The ferry to Brackholm sank. Nobody was hurt. The captain slept."},
    "save": True,
}
SAVED, ADDED = 12, 5


def fill(server: Server) -> None:
    """Save comparisons in several threads of the server, and add articles to its index."""
    articles = [
        {"url": f"https://bote.example/{n}", "title": f"Ferry {n}", "text": "It sank at noon."}
        for n in range(ADDED)
    ]

    def save(_: int) -> int:
        with httpx2.Client(headers=server.owner, trust_env=False, timeout=60) as client:
            return client.post(f"{server.base}/v1/compare", json=BODY).status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(save, range(SAVED))) == {200}
    added = httpx2.post(
        f"{server.base}/v1/articles",
        json={"articles": articles},
        headers=server.owner,
        trust_env=False,
        timeout=60,
    )
    assert added.json()["added"] == ADDED, json.dumps(added.json())


def count_rows(file: Path, query: str) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute(query).fetchone()[0])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_copy_of_a_stopped_servers_files_alone_has_everything(tmp_path, how):
    data_folder, copies = tmp_path / "data", tmp_path / "copies"
    data_folder.mkdir()
    copies.mkdir()
    with running_server(data_folder) as server:
        fill(server)
        server.stop(how)

    assert not [path.name for path in data_folder.iterdir() if path.name.endswith(("-wal", "-shm"))]
    for name in ("unabridged.sqlite3", "articles.db"):
        shutil.copy(data_folder / name, copies / name)
    saved = count_rows(copies / "unabridged.sqlite3", "select count(*) from comparisons")
    articles = count_rows(copies / "articles.db", "select total(articles) from days")
    assert (saved, articles) == (SAVED, ADDED)
