import threading

import pytest

from server.errors import StoreDamaged, StoreUnavailable
from server.store.upkeep import Retention


class Trusted:
    def trusted(self):
        return True


class Untrusted:
    def trusted(self):
        return False


CLOCK = Trusted()


@pytest.mark.parametrize("error", [None, StoreUnavailable("The database is away."), KeyError("x")])
def test_it_begins_at_once_and_goes_on_whatever_went_wrong(error):
    times = []
    enough = threading.Event()

    def forget():
        times.append(1)
        if len(times) == 3:
            enough.set()
        if error:
            raise error

    others = threading.Event()
    retention = Retention(CLOCK, [forget, others.set], seconds=0.01)
    retention.start()
    assert enough.wait(30)
    assert others.wait(30)
    retention.end()


def test_files_are_inspected_once_a_day_and_damage_does_not_end_the_rounds(caplog):
    inspected, rounds, enough = [], [], threading.Event()

    def inspect():
        inspected.append(1)
        raise StoreDamaged("The file is damaged.")

    def forget():
        rounds.append(1)
        if len(rounds) == 3:
            enough.set()

    retention = Retention(CLOCK, [forget], [inspect], seconds=0.01)
    retention.start()
    assert enough.wait(30)
    retention.end()
    assert inspected == [1]
    assert "The file is damaged." in caplog.text


def test_nothing_is_forgotten_by_a_clock_that_is_not_trusted():
    forgot, rounds = [], threading.Semaphore(0)

    class Asked(Untrusted):
        def trusted(self):
            rounds.release()
            return False

    retention = Retention(Asked(), [lambda: forgot.append(1)], seconds=0.01)
    retention.start()
    assert all(rounds.acquire(timeout=30) for _ in range(3))
    retention.end()
    assert forgot == []
