import socket
import threading
from contextlib import ExitStack, nullcontext, suppress
from itertools import pairwise
from types import SimpleNamespace

import pytest
from flask import Flask, g

from server.config import Settings
from server.errors import Busy, Cancelled, QuotaExceeded
from server.model import CompareRequest, PageInput
from server.store import Token
from server.web.admission import Admission, Desk, Load, caller, caller_gone, watched


def never():
    return False


def test_items_come_as_they_are_made_and_the_work_is_told_to_stop_at_the_end():
    cancelled = threading.Event()
    assert list(watched(iter("abc"), cancelled, never)) == ["a", "b", "c"]
    assert cancelled.is_set()


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


def test_one_more_than_the_places_is_told_to_come_back():
    admission = Admission(1)
    with (
        admission.place(),
        pytest.raises(Busy, match="1 request at a time") as caught,
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


def held(stack, admission, whose, count):
    """Return how many of `count` places a caller gets; they are held until `stack` ends."""
    got = 0
    for _ in range(count):
        with suppress(Busy):
            stack.enter_context(admission.place(whose))
            got += 1
    return got


def test_a_caller_alone_may_have_every_place():
    with ExitStack() as stack:
        assert held(stack, Admission(8), "ada", 20) == 8


def test_a_caller_who_was_refused_finds_a_place_when_one_gets_free():
    admission = Admission(8)
    with ExitStack() as hog, ExitStack() as other:
        assert held(hog, admission, "ada", 8) == 8
        assert held(other, admission, "bob", 1) == 0
        hog.pop_all().close()
        with ExitStack() as again:
            assert held(again, admission, "ada", 20) == 4
            assert held(other, admission, "bob", 20) == 4


def test_the_longest_refused_comes_before_who_was_served_meanwhile(monkeypatch):
    """Two callers that never wait, and one that comes again when Retry-After says."""
    now = [100.0]
    monkeypatch.setattr("server.web.admission.time.monotonic", lambda: now[0])
    admission = Admission(2)
    at_work: dict[str, list[ExitStack]] = {"ada": [], "bob": [], "eve": []}

    def asks(whose):
        stack = ExitStack()
        try:
            stack.enter_context(admission.place(whose))
        except Busy as busy:
            return now[0] + busy.params["retry_after"]
        at_work[whose].append(stack)
        return None

    served, due, waited = 0, 100.0, [100.0]
    for _ in range(450):  # tenths of a second
        now[0] += 0.1
        for whose in ("ada", "bob"):
            if now[0] % 0.3 < 0.1:
                for stack in at_work[whose]:
                    stack.close()
                at_work[whose].clear()
            for _ in range(6):
                asks(whose)
        if now[0] >= due:
            told = asks("eve")
            if told is None:
                served += 1
                waited.append(now[0])
                at_work["eve"].pop().close()
            due = told or now[0] + 0.1
    longest = max(then - since for since, then in pairwise(waited))
    assert served >= 5
    assert longest <= 10


def test_a_caller_that_does_not_come_again_keeps_no_place_empty_for_long(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("server.web.admission.time.monotonic", lambda: now[0])
    admission = Admission(1)
    with admission.place("ada"), pytest.raises(Busy), admission.place("eve"):
        pass
    now[0] += 0.1
    with admission.place("ada"):
        pass  # it was served last before eve came
    with pytest.raises(Busy), admission.place("ada"):
        pass
    now[0] += 4
    with admission.place("ada"):
        pass


def test_a_site_whose_queue_is_full_takes_no_place():
    class Crowded:
        def is_crowded(self, url):
            return "popular" in url

    pool = SimpleNamespace(busy_seconds=lambda: 0.0, waited_seconds=lambda: 0.0)
    desk = Desk(SimpleNamespace(pool=pool, settings=Settings(), fetcher=Crowded()))
    for url, html, refused in (
        ("https://popular.example/a", None, True),
        ("https://popular.example/a", "<p>Sent.</p>", False),
        ("https://other.example/a", None, False),
    ):
        page = PageInput(url=url, html=html)
        for wanted in (page, CompareRequest(page=page)):
            outcome = pytest.raises(Busy, match="popular") if refused else nullcontext()
            with outcome, desk.place(wanted, "ada", lambda: None):
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


def test_three_callers_share_alike():
    admission = Admission(9)
    with ExitStack() as stack:
        for whose in ("ada", "bob", "eve"):
            held(stack, admission, whose, 1)
        assert [held(stack, admission, whose, 9) for whose in ("ada", "bob", "eve")] == [2, 2, 2]


def test_a_caller_who_left_has_no_share_any_more(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("server.web.admission.time.monotonic", lambda: now[0])
    admission = Admission(4)
    with ExitStack() as stack:
        assert held(stack, admission, "ada", 4) == 4
        assert held(stack, admission, "bob", 1) == 0
    now[0] += 6
    with ExitStack() as stack:
        assert held(stack, admission, "ada", 4) == 4


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


def test_the_smaller_of_both_limits_holds():
    load = Load(lambda: 0.0, lambda: 0.0, 2)
    with ExitStack() as stack:
        assert held(stack, Admission(5, load), "ada", 50) == 5
        assert held(stack, Admission(50, load), "ada", 50) == load.places()


def test_a_share_is_a_whole_number_and_one_at_least():
    admission = Admission(5)
    with ExitStack() as stack:
        held(stack, admission, "ada", 1)
        held(stack, admission, "bob", 1)
        assert held(stack, admission, "ada", 9) == 1, "two each of five places"
    admission = Admission(2)
    with ExitStack() as stack:
        for whose in ("ada", "bob", "eve", "ida"):
            held(stack, admission, whose, 1)
        assert held(stack, admission, "ada", 1) == 0, "one each is the share, of too few places"


def test_places_that_were_given_back_are_all_there_again():
    admission = Admission(6)
    for _ in range(3):
        with ExitStack() as stack:
            assert held(stack, admission, "ada", 4) == 4
            with ExitStack() as inner:
                assert held(inner, admission, "ada", 9) == 2
            assert held(stack, admission, "ada", 9) == 2


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


def test_work_at_the_desk_has_the_engine_its_arguments_and_a_place():
    pool = SimpleNamespace(busy_seconds=lambda: 0.0, waited_seconds=lambda: 0.0)
    engine = SimpleNamespace(pool=pool, settings=Settings(admitted=1, workers=2))
    desk = Desk(engine)

    def work(engine, first, cancelled):
        with pytest.raises(Busy, match="1 request at a time"), desk.admission.place("another"):
            pass
        return engine, first, cancelled.is_set()

    spent = []
    with Flask("test").test_request_context():
        g.token, g.tokens = Token("1", "Ada", ("compare",)), SimpleNamespace(spend=spent.append)
        with pytest.raises(QuotaExceeded):
            desk.run(work, "first")
        g.tokens = SimpleNamespace(spend=lambda token: not spent.append(token))
        assert desk.run(work, "first") == (engine, "first", False)
        assert desk.run(work, "again") == (engine, "again", False)


def crowded(admission, callers):
    """Return the waiting times asked of successive callers."""
    asked = []
    for _ in range(callers):
        with pytest.raises(Busy) as caught:
            admission.turn_away("ada")
        asked.append(caught.value.params["retry_after"])
    return asked


def test_in_a_crowd_there_is_one_request_for_each_worker(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("server.web.admission.time.monotonic", lambda: now[0])
    admission = Admission(50, measured(work=0.1, seconds=0.1))
    with ExitStack() as stack:
        assert held(stack, admission, "ada", 9) == 4, "two come together: one follows each"
        crowded(admission, 30)
    with ExitStack() as stack:
        assert held(stack, admission, "ada", 9) == 2
    now[0] += 11
    with ExitStack() as stack:
        assert held(stack, admission, "ada", 4) == 4, "the crowd has gone"


def test_the_more_are_refused_the_later_they_are_asked_to_come():
    admission = Admission(1, measured(work=0.1, seconds=0.1))
    with admission.place("bob"):
        few, many = crowded(admission, 20), crowded(admission, 400)
    assert few == [2] * 20, "two workers are done with twenty in a second"
    assert many[-1] == pytest.approx(420 * 0.1 / 2 / 2, abs=1)
    with admission.place("bob"):
        assert max(crowded(admission, 5_000)) == 30


def test_who_is_turned_away_holds_nothing_and_wants_a_place():
    admission = Admission(8)
    admission.turn_away("ada")
    with ExitStack() as hog:
        assert held(hog, admission, "ada", 20) == 8
        with pytest.raises(Busy):
            admission.turn_away("bob")
    with ExitStack() as again:
        assert held(again, admission, "ada", 20) == 4


def test_a_crowd_that_comes_first_is_not_sent_away_for_long():
    load = Load(lambda: 0.0, lambda: 0.0, 2)
    admission = Admission(1, load)
    with admission.place("bob"):
        assert set(crowded(admission, 400)) == {2}, "nobody knows yet how long a request takes"
