import socket
import threading
from contextlib import ExitStack, nullcontext, suppress
from types import SimpleNamespace

import pytest
from flask import Flask, g

from server.config import Settings
from server.errors import Busy, Cancelled, QuotaExceeded
from server.model import CompareRequest, PageInput
from server.store import Token
from server.web.admission import Admission, Gateway, Load, caller, caller_gone, watched
from server.workers import CURRENT, Share
from tests.servers import until


def never():
    return False


def test_items_come_as_they_are_made_and_the_work_is_told_to_stop_at_the_end():
    cancelled = threading.Event()
    assert list(watched(iter("abc"), cancelled, never)) == ["a", "b", "c"]
    assert cancelled.is_set()


def test_the_work_is_of_the_request_whose_share_it_takes():
    share = Share("ada", 9.0)
    items = watched((CURRENT.get() for _ in "1"), threading.Event(), never, share=share)
    assert list(items) == [share]
    assert CURRENT.get() is None


def test_silence_is_filled():
    was_silent = threading.Event()

    def slow():
        was_silent.wait(60)
        yield "at last"

    items = watched(slow(), threading.Event(), never, silence=0.01)
    assert next(items) is None
    was_silent.set()
    assert [item for item in items if item is not None] == ["at last"]


def test_what_the_work_raises_is_raised_to_its_reader():
    def broken():
        yield 1
        raise ValueError("broken")

    items = watched(broken(), threading.Event(), never)
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_a_caller_who_has_gone_ends_the_work():
    cancelled = threading.Event()

    def patient():
        cancelled.wait(10)
        return "nobody reads this"

    with pytest.raises(Cancelled):
        list(watched((patient() for _ in "1"), cancelled, lambda: True))
    assert cancelled.is_set()


def test_a_reader_who_stops_reading_ends_the_work():
    cancelled = threading.Event()
    items = watched(iter(range(9)), cancelled, never)
    next(items)
    items.close()
    assert cancelled.is_set()


def test_one_more_than_there_is_room_for_is_told_to_come_back():
    admission = Admission(1)
    with (
        admission.place(),
        pytest.raises(Busy, match="1 request at work and 0 that wait") as caught,
        admission.place(),
    ):
        pass
    assert caught.value.params["retry_after"] > 0
    with admission.place():
        pass


def test_a_place_is_free_again_after_a_failure():
    admission = Admission(1)
    with pytest.raises(ValueError, match="broken"), admission.place():
        raise ValueError("broken")
    with admission.place():
        pass


def held(stack, admission, caller, count):
    """Return how many of `count` places a caller gets; they are held until `stack` ends."""
    places = 0
    for _ in range(count):
        with suppress(Busy):
            stack.enter_context(admission.place(caller))
            places += 1
    return places


def test_the_last_place_is_for_a_caller_with_nothing_at_work():
    with ExitStack() as stack:
        admission = Admission(8, places=8)
        assert held(stack, admission, "ada", 7) == 7
        with admission.place("bob"):
            pass


def test_a_caller_finds_a_place_though_they_became_fewer_than_another_has_taken():
    class Slower:
        left = 8

        def places(self):
            return self.left

        def finished(self, seconds):
            pass

    load = Slower()
    admission = Admission(50, load)
    with ExitStack() as stack:
        assert held(stack, admission, "a", 7) == 7
        load.left = 4
        queue = Queue(admission)
        queue.join("b1")
        assert queue.wait() == ["b1"]
        queue.join("a1", gone=lambda: True)
        assert queue.wait() == ["b1", "a1: Cancelled"], "she waits until less is at work"


class Queue:
    """Requests that wait for their turn; each notes its name once it has it."""

    def __init__(self, admission):
        self.admission, self.served, self._threads = admission, [], []

    def join(self, name, gone=never):
        """Add a request of the caller that the first letter of `name` is."""
        before = self._known()
        thread = threading.Thread(target=self._ask, args=(name, gone), daemon=True)
        self._threads.append(thread)
        thread.start()
        until(lambda: self._known() > before)

    def _known(self):
        return len(self.admission._queue) + len(self.served)

    def _ask(self, name, gone):
        try:
            with self.admission.place(name[0], gone=gone):
                self.served.append(name)
        except (Busy, Cancelled) as refused:
            self.served.append(f"{name}: {type(refused).__name__}")

    def wait(self):
        for thread in self._threads:
            thread.join(60)
        return self.served


def test_nobodys_second_request_goes_before_anothers_first():
    admission = Admission(50, places=1)
    queue = Queue(admission)
    with admission.place("z"):
        for name in ("a1", "a2", "a3", "b1", "a4", "b2", "c1"):
            queue.join(name)
    assert queue.wait() == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


def test_where_it_is_full_the_newest_of_who_has_most_is_refused():
    admission = Admission(4, places=1)
    queue = Queue(admission)
    with admission.place("z"):
        for name in ("a1", "a2", "a3", "b1", "a4"):
            queue.join(name)
        until(lambda: len(queue.served) == 2)
        assert set(queue.served) == {"a3: Busy", "a4: Busy"}
    assert queue.wait()[2:] == ["a1", "b1", "a2"]


def test_who_goes_away_or_waits_too_long_leaves_the_queue(monkeypatch):
    admission = Admission(9, places=1)
    queue = Queue(admission)
    with admission.place("z"):
        queue.join("a1", gone=lambda: True)
        assert queue.wait() == ["a1: Cancelled"]
        monkeypatch.setattr("server.web.admission.LONGEST_WAIT_SECONDS", 0.0)
        queue.join("b1")
        assert queue.wait() == ["a1: Cancelled", "b1: Busy"]
    with admission.place("c"):
        pass


def test_a_site_whose_queue_is_full_takes_no_place():
    class Crowded:
        def is_crowded(self, url):
            return "popular" in url

    pool = SimpleNamespace(busy_seconds=lambda: 0.0, waited_seconds=lambda: 0.0)
    gateway = Gateway(SimpleNamespace(pool=pool, settings=Settings(), fetcher=Crowded()))
    for url, html, refused in (
        ("https://popular.example/a", None, True),
        ("https://popular.example/a", "<p>Sent.</p>", False),
        ("https://other.example/a", None, False),
    ):
        page = PageInput(url=url, html=html)
        for request in (page, CompareRequest(page=page)):
            outcome = pytest.raises(Busy, match="popular") if refused else nullcontext()
            with outcome, gateway.place(request, "ada", lambda: None):
                assert not refused


def test_only_who_gets_a_place_is_charged():
    admission, charged = Admission(1), []

    def used_up():
        raise QuotaExceeded("All calls are used up.")

    with (
        admission.place("ada", lambda: charged.append("ada")),
        pytest.raises(Busy),
        admission.place("eve", lambda: charged.append("eve")),
    ):
        pass
    with pytest.raises(QuotaExceeded), admission.place("bo", used_up):
        pass
    with admission.place("eve"):
        pass
    assert charged == ["ada"]


def measured(work, seconds, waited=0.0, workers=2, requests=300):
    """Return the load of a server with requests of `seconds`, `work` of them a worker's.

    `waited` is how long each of them had to wait for one.
    """
    busy, queue = [0.0], [0.0]
    load = Load(lambda: busy[0], lambda: queue[0], workers)
    for _ in range(requests):
        busy[0] += work
        queue[0] += waited
        load.finished(seconds)
    return load


def places(work, seconds, **others):
    """Return how many requests this server admits."""
    return measured(work, seconds, **others).places()


def test_as_many_are_admitted_as_keep_the_workers_busy():
    assert places(work=0.1, seconds=1.0) == 20
    assert places(work=0.1, seconds=1.0, workers=8) == 80
    assert places(work=0.1, seconds=1.9) == 38
    assert places(work=0.1, seconds=9.0) == 40, "a slow machine admits no more for it"


def test_time_spent_in_the_queue_does_not_count_or_it_would_only_grow():
    assert places(work=0.1, seconds=5.0, waited=4.0) == 20


def test_each_worker_has_one_request_at_work_and_one_to_follow():
    assert places(work=0.5, seconds=0.5) == 4
    assert places(work=20.0, seconds=20.0) == 4
    assert places(work=0.0, seconds=1.0) == 200


def test_a_server_that_knows_nothing_yet_admits_some():
    assert Load(lambda: 0.0, lambda: 0.0, 2).places() == 13


def test_as_many_are_at_work_as_the_workers_keep_up_with():
    load = Load(lambda: 0.0, lambda: 0.0, 2)
    admission = Admission(50, load)
    with ExitStack() as stack:
        assert held(stack, admission, "ada", load.places() - 1) == 12
        queue = Queue(admission)
        queue.join("b1")
        assert queue.wait() == ["b1"]


def test_a_caller_is_a_token_or_an_address():
    with Flask("test").test_request_context(environ_overrides={"REMOTE_ADDR": "192.0.2.1"}):
        assert caller() == "address 192.0.2.1"
        g.token = SimpleNamespace(id="7")
        assert caller() == "7"


def gone_with(connection):
    environ = {"gunicorn.socket": connection} if connection else {}
    with Flask("test").test_request_context(environ_overrides=environ):
        return caller_gone()


def test_a_caller_is_gone_once_the_connection_is_closed():
    ours, peer = socket.socketpair()
    gone = gone_with(ours)
    assert not gone()
    peer.send(b"the next request")
    assert not gone()
    assert ours.recv(99) == b"the next request", "looking took nothing away"
    peer.close()
    assert gone()
    ours.close()
    assert gone()
    assert not gone_with(None)()


def test_work_of_the_gateway_has_the_engine_its_arguments_and_a_place():
    pool = SimpleNamespace(busy_seconds=lambda: 0.0, waited_seconds=lambda: 0.0)
    engine = SimpleNamespace(pool=pool, settings=Settings(admitted=1, workers=2))
    gateway = Gateway(engine)

    def work(engine, first, cancelled):
        with pytest.raises(Busy, match="1 request at work"), gateway.admission.place("another"):
            pass
        return engine, first, cancelled.is_set()

    spent = []
    with Flask("test").test_request_context():
        g.token, g.tokens = Token("1", "Ada", ("compare",)), SimpleNamespace(spend=spent.append)
        with pytest.raises(QuotaExceeded):
            gateway.run(work, "first")
        g.tokens = SimpleNamespace(spend=lambda token: not spent.append(token))
        assert gateway.run(work, "first") == (engine, "first", False)
        assert gateway.run(work, "again") == (engine, "again", False)


def test_the_more_wait_the_later_the_next_one_is_asked_to_come():
    for work, retry_after in ((0.1, 2), (10.0, 15), (100.0, 30)):
        admission = Admission(4, measured(work=work, seconds=work), places=1)
        queue = Queue(admission)
        with admission.place("z"):
            for name in ("a1", "a2", "a3"):
                queue.join(name)
            with pytest.raises(Busy) as caught:
                admission.turn_away("a")
            assert caught.value.params["retry_after"] == retry_after
        queue.wait()


def test_nobody_is_turned_away_while_there_is_room_in_the_queue():
    admission = Admission(3, places=1)
    queue = Queue(admission)
    with admission.place("z"):
        queue.join("a1")
        admission.turn_away("a")
        queue.join("a2")
        with pytest.raises(Busy):
            admission.turn_away("a")
        admission.turn_away("b")
    assert queue.wait() == ["a1", "a2"]


def test_a_crowd_that_comes_first_is_not_sent_away_for_long():
    admission = Admission(1, Load(lambda: 0.0, lambda: 0.0, 2))
    with admission.place("z"), pytest.raises(Busy) as caught:
        admission.turn_away("a")
    assert caught.value.params["retry_after"] == 2, "nobody knows yet how long a request takes"
