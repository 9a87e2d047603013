import threading
import time

import pytest

from server.errors import Busy, Cancelled
from server.web.admission import Admission, finish, watched


def never():
    return False


def test_items_come_as_they_are_made_and_the_work_is_told_to_stop_at_the_end():
    cancelled = threading.Event()
    assert list(watched(iter("abc"), cancelled, never)) == ["a", "b", "c"]
    assert cancelled.is_set()


def test_silence_is_filled():
    def slow():
        time.sleep(0.8)
        yield "at last"

    items = list(watched(slow(), threading.Event(), never, silence=0.1))
    assert items[0] is None
    assert items[-1] == "at last"


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
        finish(patient, cancelled, lambda: True)
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
        pytest.raises(Busy, match="1 at a time") as caught,
        admission.place(0.01),
    ):
        pass
    assert caught.value.params["retry_after"] > 0
    with admission.place(0.01):
        pass


def test_a_place_is_free_again_after_a_failure():
    admission = Admission(1)
    with pytest.raises(ValueError, match="broken"), admission.place():
        raise ValueError("broken")
    with admission.place(0.01):
        pass
