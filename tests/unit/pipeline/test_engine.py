import threading
import time

import pytest

from server.config import Settings
from server.errors import ExtractionFailed, InvalidAddress, PageLeftAlone
from server.model import PageInput, SearchOptions
from server.net.fetch import Fetched
from server.pipeline.engine import Engine, Session
from server.pipeline.find import search_query
from server.pipeline.tasks import JudgedPage, SearchWords, examine, search_words

READ = examine(PageInput(text="The ferry sank. Nobody was hurt."))


class Pool:
    """Notes when tasks are due."""

    def __init__(self) -> None:
        self.due: list[float] = []

    def run(self, *_: object, due: float, **__: object) -> JudgedPage:
        self.due.append(due)
        return READ


class Fetcher:
    """Takes a while."""

    def fetch(self, url: str, **_: object) -> Fetched:
        time.sleep(0.2)
        return Fetched(url, 200, "<p>Late.</p>")


def test_time_spent_at_other_sites_delays_the_turn_for_a_worker():
    pool = Pool()
    session = Session(Engine(Settings(), pool, Fetcher()), threading.Event())

    session.examine(PageInput(html="<p>Brought along.</p>"))
    session.examine(PageInput(url="https://harbour.example/"))
    session.examine(PageInput(url="https://harbour.example/2"))

    first, second, third = (due - session.started for due in pool.due)
    assert first == 0, "a page that was brought along is due as it came"
    assert 1.5 * 0.2 <= second < third
    assert third >= 1.5 * 0.4


class Dying(Pool):
    """Has workers that end as the test says, then read the page."""

    def __init__(self, *reasons: str) -> None:
        super().__init__()
        self.reasons = list(reasons)

    def run(self, *_: object, **__: object) -> JudgedPage:
        if self.reasons:
            reason = self.reasons.pop(0)
            raise ExtractionFailed(f"It failed by {reason}.", reason=reason)
        return READ


@pytest.mark.parametrize("reasons", [["crash"], ["time", "time"], ["memory", "time"]])
def test_a_page_that_stopped_two_workers_is_refused_by_name(reasons):
    requested_urls = []

    class Asked(Fetcher):
        def fetch(self, url: str, **_: object) -> Fetched:
            requested_urls.append(url)
            return Fetched(url, 200, "<p>Bad.</p>")

    session = Session(Engine(Settings(), Dying(*reasons), Asked()), threading.Event())
    bad, html = PageInput(url="https://harbour.example/bad"), "<p>Bad.</p>"
    for _ in reasons:
        with pytest.raises(ExtractionFailed):
            session.examine(bad)
    with pytest.raises(PageLeftAlone, match=r"harbour\.example/bad") as refusal:
        session.examine(bad)
    # What is said of a limit is true of the second time, too.
    assert f"It failed by {reasons[-1]}." in refusal.value.detail
    assert refusal.value.params["reason"] == reasons[-1]
    with pytest.raises(PageLeftAlone):
        session.open("https://harbour.example/bad", 5)
    assert len(requested_urls) == len(reasons)
    # What a reader sends under that name is another page, and so is any other address.
    assert session.examine(PageInput(url=bad.url, html=html)) == READ
    assert session.examine(PageInput(url="https://harbour.example/good")) == READ


def test_a_page_that_stopped_one_worker_or_failed_otherwise_is_read_again():
    session = Session(Engine(Settings(), Dying("time", "error", "error"), None), threading.Event())
    page = PageInput(html="<p>Slow.</p>")
    for _ in range(3):
        with pytest.raises(ExtractionFailed):
            session.examine(page)
    assert session.examine(page) == READ


def test_an_address_too_long_to_be_one_is_a_problem_of_the_pages():
    session = Session(Engine(Settings(), Pool(), Fetcher()), threading.Event())
    for address in (
        "https://harbour.example/" + "a" * 9_000,
        "https://harbour.example/" + "ä" * 2_000,
    ):
        with pytest.raises(InvalidAddress, match="longer than"):
            session.open(address, 5)


def test_words_to_search_for_are_read_in_a_worker():
    called = []

    class Noting(Pool):
        def run(self, function: object, *args: object, **_: object) -> SearchWords:
            called.append(function)
            return SearchWords([("ferry", 1.0)], ["ferry"], "The ferry sank.")

    session = Session(Engine(Settings(), Noting(), None), threading.Event())
    query = search_query(session, READ, PageInput(text="The ferry sank."), SearchOptions())
    assert called == [search_words]
    assert (query.terms, query.text) == ([("ferry", 1.0)], "The ferry sank.")


@pytest.mark.parametrize("text", ["A. " * 700_000, "a" * 2_000_000, "1,000 " * 300_000])
def test_of_a_long_text_the_beginning_is_searched_for(text):
    sentences = ["The ferry to Brackholm sank.", text, "Ada Varga saw it."]
    query = search_words("T" * 100_000, sentences, "en")
    assert len(query.text) <= 102_000
    assert all(len(term) <= 400 for term, _ in query.terms)
    assert "Varga" not in query.text
