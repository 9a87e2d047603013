"""What becomes of entries: a reader in memory, a clock that is set, pages without a socket."""

from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import pytest

from server.bridge import Bridging, work
from server.bridge.line import has_line, without_line
from server.bridge.readers import ReaderEntry
from server.config import Settings
from server.errors import (
    Busy,
    DeadlineExceeded,
    PageStatus,
    ReaderRefused,
    ReaderUnavailable,
)
from server.ingest import Web
from server.net.fetch import Fetched
from server.store import SqliteArticles, open_store

STORY = [
    "The port of Ellery will shut its oldest dock in May, the harbour board decided on Monday.",
    "The dock was built in 1884 and has handled grain, coal and, lately, a single ferry.",
]
WALL = (
    '<!doctype html><html lang="en"><head><title>A wall</title></head><body><article>'
    f"<h1>A wall</h1>{''.join(f'<p>{sentence}</p>' for sentence in STORY)}"
    '<div class="paywall"><p>Subscribe to continue reading.</p></div></article></body></html>'
)
LEAD = "<p>A lead.</p>"
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


class Clock:
    """A clock that a test sets; the time is the work's alone."""

    def __init__(self):
        self.now = 1_000_000.0

    def time(self):
        return self.now


class Killed(BaseException):
    """The end of the process, at once."""


class Reader:
    """A feed reader in memory; `problem` is raised by every call while it is set."""

    def __init__(self):
        self.entries = {}
        self.problem = None
        self.writes = []
        self.polls = []

    def add(self, *numbers, content=LEAD):
        for number in numbers:
            url = f"https://wire.example/{number}"
            entry = ReaderEntry(str(number), "1", "Wire", url, f"Title {number}", content)
            self.entries[str(number)] = entry

    def edit(self, number, content):
        self.entries[str(number)] = replace(self.entries[str(number)], content=content)

    def newest(self, after, limit):
        self._fail()
        numbers = sorted(number for number in map(int, self.entries) if number > after)[:limit]
        self.polls.append(len(numbers))
        return [self.entries[str(number)] for number in numbers], max([after, *numbers])

    def entry(self, key):
        self._fail()
        return self.entries.get(key)

    def write(self, entry, content):
        self._fail()
        self.entries[entry.key] = replace(entry, content=content)
        self.writes.append(int(entry.key))
        return self.entries[entry.key]

    def _fail(self):
        if self.problem:
            raise self.problem

    def lines(self):
        return {int(key) for key, entry in self.entries.items() if has_line(entry.content)}


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(work, "time", clock)
    return clock


@pytest.fixture
def reader(monkeypatch):
    reader = Reader()
    monkeypatch.setattr(work, "Miniflux", lambda *_: reader)
    return reader


@pytest.fixture
def pages(monkeypatch):
    """Serve what a test says for an address: HTML, a problem, or what it calls; else a wall."""
    table = {}

    def page(_, url):
        answer = table.get(int(url.rpartition("/")[2]), WALL)
        if callable(answer):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        return Fetched(url, 200, answer)

    monkeypatch.setattr(Web, "page", page)
    monkeypatch.setattr(Web, "mining_reserved", lambda *_: False)
    return table


@pytest.fixture
def store(tmp_path):
    with closing(open_store(Settings(data=tmp_path))) as store:
        yield store


@pytest.fixture
def bridge(store, clock):
    added = store.bridges.add("miniflux", "https://reader.example", "iris", "en")
    store.bridges.change(added.id, due=clock.now)
    return added


@pytest.fixture
def bridging(store, bridge, reader, pages, engine, tmp_path):
    bridge_engine = replace(engine(), feeds=store.feeds)
    with closing(SqliteArticles(tmp_path / "index.db")) as index:
        bridge_engine = replace(bridge_engine, index=lambda: index)
        bridging = Bridging(store, bridge_engine, index, None, "https://u.example")
        yield bridging
        bridging.end()


@pytest.fixture
def states(store, bridge):
    return lambda: dict(store.bridges.named(bridge.id).entries)


@pytest.fixture
def entry_in_queue(store, bridge):
    """Return a function that returns an entry as it is in the queue."""

    def entry(number):
        entries = store.bridges.of_feed(bridge.id, "1")
        return next(entry for entry in entries if entry.entry == str(number))

    return entry


def later(clock, bridging, seconds):
    clock.now += seconds
    assert bridging.turn()


def test_new_entries_are_taken_a_hundred_at_a_time_and_each_once(bridging, reader, clock, states):
    reader.add(*range(1, 231))
    for number in range(1, 231):
        reader.edit(number, f"<p>{'A whole text is not judged twice. ' * 20}</p>")
    entries_to_judge = []
    bridging._work = entries_to_judge.extend  # what is judged is another test's
    bridging.store.bridges.due = lambda *_: []
    for _ in range(3):
        assert bridging.turn()
    assert reader.polls == [100, 100, 30]
    assert states() == {"waiting": 230}
    assert bridging.turn()  # not due yet
    later(clock, bridging, MINUTE)
    assert reader.polls == [100, 100, 30, 0]


def test_a_reader_with_webhooks_is_asked_each_quarter_of_an_hour(
    bridging, reader, clock, store, bridge
):
    store.bridges.change(bridge.id, secret="a secret")
    bridging.turn()
    later(clock, bridging, 14 * MINUTE)
    assert len(reader.polls) == 1
    later(clock, bridging, MINUTE)
    assert len(reader.polls) == 2


def test_entries_are_worked_on_as_they_came_and_get_one_line_each(bridging, reader, states, pages):
    opened = []
    for number in range(1, 21):
        pages[number] = lambda number=number: opened.append(number) or WALL
    reader.add(*range(1, 21))
    bridging.turn()
    assert states() == {"marked": 20}
    assert sorted(opened[:16]) == [*range(1, 17)]  # of a batch, several at once
    assert sorted(reader.writes) == [*range(1, 21)]
    bridging.turn()
    assert len(reader.writes) == 20
    assert {without_line(entry.content) for entry in reader.entries.values()} == {LEAD}


def test_a_page_that_fails_for_now_is_tried_four_times_with_growing_pauses(
    bridging, reader, clock, entry_in_queue, pages
):
    tries = []
    pages[1] = lambda: tries.append(clock.now) or DeadlineExceeded("wire.example is too slow.")
    reader.add(1)
    started = clock.now
    bridging.turn()
    for _ in range(50):
        later(clock, bridging, 5 * MINUTE)
    assert [(moment - started) / MINUTE for moment in tries] == [0, 10, 30, 70]
    assert (entry_in_queue(1).state, entry_in_queue(1).last_error) == (
        "failed",
        "wire.example is too slow.",
    )
    assert reader.writes == []


def test_a_page_that_comes_at_the_second_try_is_marked(
    bridging, reader, clock, entry_in_queue, pages
):
    answers = [DeadlineExceeded("wire.example is too slow."), WALL]
    pages[1] = lambda: answers.pop(0)
    reader.add(1)
    bridging.turn()
    assert (entry_in_queue(1).state, entry_in_queue(1).last_error) == (
        "waiting",
        "wire.example is too slow.",
    )
    later(clock, bridging, 10 * MINUTE)
    assert (entry_in_queue(1).state, entry_in_queue(1).last_error, entry_in_queue(1).tries) == (
        "marked",
        None,
        0,
    )


def test_a_page_that_is_not_there_is_not_tried_again(
    bridging, reader, clock, entry_in_queue, pages
):
    tries = []
    pages[1] = lambda: tries.append(1) or PageStatus("wire.example/1 answers with status 404.")
    reader.add(1)
    bridging.turn()
    later(clock, bridging, DAY)
    assert (len(tries), entry_in_queue(1).state) == (1, "failed")
    assert "status 404" in entry_in_queue(1).last_error


def test_an_entry_waits_for_a_host_that_was_asked_enough_however_often(
    bridging, reader, clock, entry_in_queue, pages
):
    tries = []
    busy = Busy("wire.example is asked for 120 pages an hour at most.", retry_after=30)
    pages[1] = lambda: tries.append(clock.now) or (busy if len(tries) < 9 else WALL)
    reader.add(1)
    bridging.turn()
    for _ in range(9):
        later(clock, bridging, 30)
    assert [after - before for before, after in pairwise(tries)] == [30] * 8
    assert entry_in_queue(1).state == "marked"


def test_a_page_that_ends_whatever_reads_it_is_given_up(
    bridging, reader, entry_in_queue, pages, store
):
    pages[1] = Killed
    reader.add(1)
    for _ in range(4):
        with pytest.raises(Killed):
            bridging.turn()
    assert (entry_in_queue(1).state, entry_in_queue(1).tries) == ("waiting", 4)
    bridging.turn()
    assert (entry_in_queue(1).state, entry_in_queue(1).last_error) == (
        "failed",
        "Its page ended whatever read it.",
    )


def test_a_reader_that_is_down_is_left_alone_ever_longer_and_nothing_is_lost(
    bridging, reader, clock, store, bridge
):
    reader.add(1, 2)
    reader.problem = ReaderUnavailable("The reader could not be asked.")
    rests = []
    for _ in range(12):
        bridging.turn()
        state = store.bridges.named(bridge.id)
        rests.append(state.resting - clock.now)
        clock.now = state.resting
    assert rests == [10, 20, 40, 80, 160, 320, 640, 1_280, 1_800, 1_800, 1_800, 1_800]
    assert (state.failures, state.last_error) == (12, "The reader could not be asked.")
    reader.problem = None
    bridging.turn()
    state = store.bridges.named(bridge.id)
    assert state.entries == {"marked": 2}
    assert (state.failures, state.last_error, state.resting) == (0, None, 0.0)


def test_a_reader_is_left_alone_for_as_long_as_it_asks(bridging, reader, clock, store, bridge):
    reader.problem = ReaderUnavailable("429.", http_status=429, retry_after="300")
    bridging.turn()
    assert store.bridges.named(bridge.id).resting == clock.now + 300
    reader.problem = ReaderUnavailable("429.", http_status=429, retry_after="90000")
    clock.now += 300
    bridging.turn()
    assert store.bridges.named(bridge.id).resting == clock.now + 1_800


def test_a_key_revoked_during_the_work_loses_nothing(bridging, reader, clock, store, bridge, pages):
    def revoke():
        reader.problem = ReaderRefused("It refuses the token (401).", http_status=401)
        return WALL

    pages[1] = revoke
    reader.add(1)
    bridging.turn()
    state = store.bridges.named(bridge.id)
    assert (state.entries, state.last_error) == ({"waiting": 1}, "It refuses the token (401).")
    reader.problem, pages[1] = None, WALL
    store.bridges.change(bridge.id, resting=0.0, due=clock.now)  # as a new key does
    later(clock, bridging, 10)
    state = store.bridges.named(bridge.id)
    assert (state.entries, state.last_error) == ({"marked": 1}, None)


def test_a_reader_that_refuses_one_entry_is_not_left_alone(
    bridging, reader, entry_in_queue, store, bridge, pages
):
    reader.add(1)
    problem = ReaderUnavailable("It answers with status 413.", http_status=413)
    pages[1] = lambda: setattr(reader, "problem", problem) or WALL
    bridging.turn()
    assert (entry_in_queue(1).state, entry_in_queue(1).last_error) == (
        "left",
        "It answers with status 413.",
    )
    assert store.bridges.named(bridge.id).failures == 0


def test_what_was_edited_or_is_gone_is_left_as_it_is(
    bridging, reader, entry_in_queue, states, pages
):
    def meanwhile():
        reader.edit(1, "<p>My own notes.</p>")
        reader.entries.pop("2")
        return WALL

    pages[1] = meanwhile
    reader.add(1, 2, 3)
    bridging.store.bridges.put(
        [entry.queued(bridging.store.bridges.bridges()[0]) for entry in reader.entries.values()],
        work.time.time(),
    )
    reader.edit(3, "<p>Notes made before.</p>")
    bridging.turn()
    assert states() == {"left": 3}
    assert reader.writes == []
    assert entry_in_queue(2).last_error == "The entry is gone."
    for number in (1, 3):
        reason = "Its content was changed in the reader; it is left as it is."
        assert entry_in_queue(number).last_error == reason


def test_a_line_that_was_written_before_the_end_is_not_written_again(
    bridging, reader, entry_in_queue, monkeypatch
):
    def killed(_):
        raise Killed

    reader.add(1)
    write = reader.write
    with monkeypatch.context() as patch:
        # It ends between writing and saving.
        patch.setattr(reader, "write", lambda *arguments: [write(*arguments), killed(None)])
        with pytest.raises(Killed):
            bridging.turn()
    assert (entry_in_queue(1).state, reader.lines()) == ("waiting", {1})
    bridging.turn()
    assert (entry_in_queue(1).state, reader.writes) == ("marked", [1])


def test_a_line_that_went_with_a_changed_feed_is_written_again(
    bridging, reader, clock, entry_in_queue
):
    reader.add(1)
    bridging.turn()
    reader.edit(1, LEAD)
    later(clock, bridging, 9 * MINUTE)
    assert reader.lines() == set()
    later(clock, bridging, MINUTE)
    assert reader.lines() == {1}
    # It is looked at after half of its age, and no more after two weeks.
    looks = []
    for _ in range(2_000):
        if entry_in_queue(1).due not in looks:
            looks.append(entry_in_queue(1).due)
        later(clock, bridging, 15 * MINUTE)
    assert len(looks) < 30
    assert entry_in_queue(1).due > clock.now + 365 * DAY


def test_a_line_whose_entry_was_edited_later_is_left(bridging, reader, clock, entry_in_queue):
    reader.add(1)
    bridging.turn()
    reader.edit(1, "<p>My own notes.</p>")
    later(clock, bridging, 10 * MINUTE)
    assert (entry_in_queue(1).state, reader.entries["1"].content) == (
        "left",
        "<p>My own notes.</p>",
    )


def test_clear_removes_lines_and_judges_nothing_that_waits(
    bridging, reader, clock, store, bridge, states
):
    reader.add(1, 2)
    bridging.turn()
    reader.add(3)
    store.bridges.put([reader.entries["3"].queued(bridge)], clock.now)
    reader.entries.pop("2")
    assert store.bridges.clear(bridge.id, clock.now) == 2
    bridging.turn()
    assert reader.lines() == set()
    assert reader.entries["1"].content == LEAD
    assert states() == {"cleared": 2, "left": 1}
    reader.add(4)  # entries to come get theirs
    later(clock, bridging, MINUTE)
    assert reader.lines() == {4}
