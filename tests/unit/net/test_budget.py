import threading

import pytest

from server.errors import Cancelled, DeadlineExceeded, FetchFailed, PageTooLarge
from server.net import budget as budget_module
from server.net.budget import MOST_AT_ONCE, Budget, HostQueue


def test_time_runs_out_once_for_all_waits(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(budget_module.time, "monotonic", lambda: now[0])
    budget = Budget(0.3)
    budget.waiting_for = "slow.test"
    assert 0 < budget.seconds_left() <= 0.3
    now[0] += 0.31
    with pytest.raises(DeadlineExceeded, match=r"slow\.test .* 0\.3 seconds"):
        budget.seconds_left()


def test_a_part_can_not_outlast_the_whole():
    budget = Budget(100)
    with budget.part(20):
        assert budget.seconds_left() <= 20
        with budget.part(1_000):
            assert budget.seconds_left() <= 20
    assert budget.seconds_left() > 20


def test_a_caller_who_went_away_ends_the_wait():
    gone = threading.Event()
    budget = Budget(10, gone)
    assert budget.glance() < 1
    gone.set()
    with pytest.raises(Cancelled):
        budget.seconds_left()


def test_bytes_are_counted_until_they_are_too_many():
    budget = Budget(10)
    budget.count_received(10**9)  # nothing was limited yet
    budget.allow(100, PageTooLarge("too large"))
    budget.count_received(100)
    with pytest.raises(PageTooLarge):
        budget.count_received(1)


def test_a_third_visitor_waits_for_a_turn_and_only_as_long_as_it_may():
    turns = HostQueue()
    with turns.turn("a.test", Budget(60)), turns.turn("a.test", Budget(60)):
        with turns.turn("b.test", Budget(60)):
            pass
        third = turns.turn("a.test", Budget(0.05))
        with pytest.raises(DeadlineExceeded):
            third.__enter__()
    with turns.turn("a.test", Budget(60)):
        pass
    assert not turns._busy


def test_an_answer_may_come_in_so_many_pieces_and_no_more(monkeypatch):
    monkeypatch.setattr(budget_module, "_MOST_PIECES", 3)
    budget = Budget(10)
    for _ in range(2):
        budget.allow(100, PageTooLarge("too large"))
        for _ in range(3):
            budget.piece()
        with pytest.raises(FetchFailed, match=r"^The other site sends its answer in more than 3"):
            budget.piece()


def test_the_next_request_over_a_connection_has_its_own_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(budget_module.time, "monotonic", lambda: now[0])
    budget = Budget(10)
    now[0] += 10
    with pytest.raises(DeadlineExceeded):
        budget.seconds_left()
    budget.renew()
    assert budget.seconds_left() == 10


def test_a_host_is_crowded_once_as_many_wait_as_are_at_work():
    turns, over = HostQueue(), threading.Event()

    def fetch():
        with turns.turn("popular.example", Budget(60)):
            over.wait(60)

    threads = [threading.Thread(target=fetch) for _ in range(2 * MOST_AT_ONCE)]
    for thread in threads:
        thread.start()
    while not turns.is_crowded("popular.example"):
        over.wait(0.01)
    assert not turns.is_crowded("other.example")
    over.set()
    for thread in threads:
        thread.join()
    assert not turns.is_crowded("popular.example")
    assert not turns._wanted
    assert not turns._busy
