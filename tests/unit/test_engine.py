import threading
import time
from types import SimpleNamespace

from server.config import Settings
from server.engine import Engine, Session
from server.model import PageInput


class Pool:
    """Notes when tasks are due."""

    def __init__(self) -> None:
        self.due: list[float] = []

    def run(self, *_: object, due: float, **__: object) -> str:
        self.due.append(due)
        return "done"


class Fetcher:
    """Takes a while."""

    def fetch(self, url: str, **_: object) -> SimpleNamespace:
        time.sleep(0.2)
        return SimpleNamespace(url=url, html="<p>Late.</p>", status=200)


def test_who_was_away_may_wait_half_as_long_for_a_worker():
    pool = Pool()
    session = Session(Engine(Settings(), pool, Fetcher()), threading.Event())

    session.examine(PageInput(html="<p>Brought along.</p>"))
    session.examine(PageInput(url="https://harbour.example/"))
    session.examine(PageInput(url="https://harbour.example/2"))

    first, second, third = (due - session.begun for due in pool.due)
    assert first == 0, "a page that was brought along is due as it came"
    assert 1.5 * 0.2 <= second < third
    assert third >= 1.5 * 0.4
