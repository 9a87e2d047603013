import threading

from server.net.budget import Budget
from server.net.host_limits import MOST_AT_ONCE, Turns


def test_a_host_is_crowded_once_as_many_wait_as_are_at_work():
    turns, over = Turns(), threading.Event()

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
