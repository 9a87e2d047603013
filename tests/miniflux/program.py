"""A real Miniflux on loopback with a PostgreSQL, where `make miniflux` built its program."""

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml.html import fromstring

from tests.postgres import PostgresServer
from tests.servers import free_port, until

PROGRAM = Path(__file__).parent / "bin" / "miniflux.app"
NEEDS_PROGRAM = pytest.mark.skipif(
    not PROGRAM.is_file(), reason="`make miniflux` builds it where Go is"
)
PASSWORD = "a long password"
_ADMIN = ("admin", PASSWORD)
_NUMBERS = itertools.count()


class Miniflux:
    """The program on a port and a database of its own; it may be ended and started again."""

    def __init__(self, folder: Path, postgres: PostgresServer, database: str) -> None:
        postgres.create(database)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = folder / "miniflux.log"
        self._environ = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"user=unabridged dbname={database} host={postgres.folder} "
            "sslmode=disable",
            "RUN_MIGRATIONS": "1",
            "CREATE_ADMIN": "1",
            "ADMIN_USERNAME": _ADMIN[0],
            "ADMIN_PASSWORD": _ADMIN[1],
            "LISTEN_ADDR": f"127.0.0.1:{self.port}",
            "DISABLE_SCHEDULER_SERVICE": "1",  # feeds are fetched when a test says so
            "FETCHER_ALLOW_PRIVATE_NETWORKS": "1",
            "INTEGRATION_ALLOW_PRIVATE_NETWORKS": "1",
        }
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM], env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(self._answers)

    def _answers(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            return httpx2.get(f"{self.base}/healthcheck", trust_env=False).is_success
        except httpx2.HTTPError:
            return False

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.wait()

    def person(self) -> "Person":
        """Return a new person who reads with it."""
        name = f"iris{next(_NUMBERS)}"
        user = {"username": name, "password": PASSWORD}
        answer = httpx2.post(f"{self.base}/v1/users", json=user, auth=_ADMIN, trust_env=False)
        assert answer.status_code == 201, answer.text
        return Person(self, name)


class Person:
    """Somebody who reads with a Miniflux, by its API and its pages."""

    def __init__(self, miniflux: Miniflux, name: str) -> None:
        self.miniflux, self.name = miniflux, name
        self.new_key()

    def new_key(self) -> None:
        """Make an API key; an earlier one is valid still."""
        made = self._sent("POST", "/v1/api-keys", description=f"key {next(_NUMBERS)}")
        self.key, self._key_id = made["token"], made["id"]

    def revoke_key(self) -> None:
        """Delete the newest API key."""
        self._sent("DELETE", f"/v1/api-keys/{self._key_id}")

    def subscribe(self, url: str) -> int:
        """Subscribe to a feed, whose entries come in at once; return its number."""
        categories = self._sent("GET", "/v1/categories")
        feed = self._sent("POST", "/v1/feeds", feed_url=url, category_id=categories[0]["id"])
        return int(feed["feed_id"])

    def refresh(self, feed: int) -> None:
        """Have a feed fetched anew."""
        self._sent("PUT", f"/v1/feeds/{feed}/refresh")

    def unsubscribe(self, feed: int) -> None:
        """Give a feed up; its entries are gone."""
        self._sent("DELETE", f"/v1/feeds/{feed}")

    def entries(self) -> dict[str, dict[str, Any]]:
        """Return all entries by their titles."""
        entries = self._sent("GET", "/v1/entries?limit=1000")["entries"]
        return {entry["title"]: entry for entry in entries}

    def edit(self, entry: int, content: str) -> None:
        """Give an entry another content."""
        self._sent("PUT", f"/v1/entries/{entry}", content=content)

    def sends_webhooks(self, url: str) -> str:
        """Enter a webhook on the page of integrations; return the secret that it then shows."""
        with httpx2.Client(
            base_url=self.miniflux.base, trust_env=False, follow_redirects=True, timeout=60
        ) as pages:
            login = _form(pages.get("/").text, "/login")
            login |= {"username": self.name, "password": PASSWORD}
            assert "/unread" in pages.post("/login", data=login).url.path
            form = _form(pages.get("/integrations").text, "/integration")
            form |= {"webhook_enabled": "1", "webhook_url": url}
            kept = pages.post("/integration", data=form).text
            return _form(kept, "/integration")["webhook_secret"]

    def _sent(self, method: str, path: str, **body: Any) -> Any:
        answer = httpx2.request(
            method,
            self.miniflux.base + path,
            json=body or None,
            auth=(self.name, PASSWORD),
            trust_env=False,
            timeout=60,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def _form(page: str, action: str) -> dict[str, str]:
    """Return the fields of the form that is sent to `action`, as a browser would send them."""
    (form,) = [form for form in fromstring(page).forms if form.action == action]
    return dict(form.form_values())


@contextmanager
def running_miniflux(folder: Path, postgres: PostgresServer) -> Iterator[Miniflux]:
    """Run a Miniflux for a block."""
    miniflux = Miniflux(folder, postgres, f"miniflux{next(_NUMBERS)}")
    try:
        yield miniflux
    finally:
        miniflux.kill()
