"""Two servers on one PostgreSQL; one is killed while people save: nothing is lost or doubled."""

import os
import signal
import threading
import time
from pathlib import Path

import httpx2
import pytest

from server.config import Settings
from server.store import Grant, open_store
from tests.servers import Server

pytestmark = pytest.mark.xdist_group("postgres")
BODY = {
    "page": {"text": "The ferry to Brackholm sank. Nobody was hurt.", "title": "Ferry"},
    "source": {"text": "The ferry to Brackholm sank. Nobody was hurt. The captain slept."},
    "save": True,
}
SAVED_BEFORE, SAVED_AFTER = 6, 6


def kill_all(pid: int) -> None:
    """End a process and its descendants as a power cut would."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    os.kill(pid, signal.SIGKILL)
    for child in map(int, children):
        kill_all(child)


class Person(threading.Thread):
    """Saves comparisons until told to stop, on the first server that answers."""

    def __init__(self, bases: list[str], secret: str) -> None:
        super().__init__()
        self._bases, self._headers = bases, {"Authorization": f"Bearer {secret}"}
        self.saved: list[str] = []
        self.refused: list[object] = []
        self.enough = threading.Event()

    def run(self) -> None:
        with httpx2.Client(headers=self._headers, trust_env=False, timeout=60) as client:
            while not self.enough.is_set():
                for base in self._bases:
                    try:
                        answer = client.post(f"{base}/v1/compare", json=BODY)
                    except httpx2.HTTPError:
                        continue  # the one that was killed
                    if answer.status_code == 200 and answer.json()["id"]:
                        self.saved.append(answer.json()["id"])
                    else:
                        self.refused.append(answer.text)
                    break


def wait_for(people: list[Person], more: int) -> None:
    wanted = [len(person.saved) + more for person in people]
    end = time.monotonic() + 120
    while any(len(person.saved) < count for person, count in zip(people, wanted, strict=True)):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_one_of_two_servers_is_killed_and_nothing_is_lost_or_doubled(postgres_server, tmp_path):
    address = postgres_server.create("two_servers")
    store = open_store(Settings(database=address))
    key, secret = store.tokens.create(Grant("Ada", ("compare",)))
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    servers = [Server(folder, UNABRIDGED_DATABASE=address) for folder in folders]
    try:
        first, second = (server.wait().base for server in servers)
        people = [Person([first, second], secret), Person([second, first], secret)]
        for person in people:
            person.start()
        wait_for(people, SAVED_BEFORE)
        kill_all(servers[0].pid)
        assert httpx2.get(f"{second}/readyz", trust_env=False).status_code == 200
        wait_for(people, SAVED_AFTER)
        for person in people:
            person.enough.set()
            person.join()
        assert [person.refused for person in people] == [[], []]
        acknowledged = people[0].saved + people[1].saved
        kept = [saved.id for saved in store.comparisons.listed(key, 10_000, None)]
        assert len(set(acknowledged)) == len(acknowledged)
        assert set(acknowledged) <= set(kept)
        # The request in flight on the killed server may have been kept without an answer.
        assert len(kept) - len(acknowledged) <= 1
        store.sql.check()
    finally:
        for server in servers:
            server.stop()
        store.close()
