import pytest

from server.config import Settings
from server.store import open_clock, open_store
from server.store.clock import Clock

DAY, HOUR = 86_400.0, 3_600.0
START = 1_800_000_000.0


class Time:
    """A wall clock, and a clock of running time, that a test sets."""

    def __init__(self):
        self.wall, self.running = START, 50.0

    def pass_by(self, seconds):
        self.wall += seconds
        self.running += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def clock(tmp_path, time):
    def restart(since=None):
        return Clock(tmp_path / "clock", since, lambda: time.wall, lambda: time.running)

    return restart


def test_a_clock_that_goes_on_is_trusted_from_the_start(clock, time):
    ticking = clock()
    for _ in range(10):
        assert ticking.trusted()
        time.pass_by(600)


def test_a_start_400_days_ahead_deletes_nothing_within_the_first_hour(clock, time, caplog):
    assert clock().trusted()
    time.wall += 400 * DAY
    started = clock()
    assert not started.trusted()
    time.pass_by(HOUR - 1)
    assert not started.trusted()
    assert caplog.text.count("400 days") == 1
    time.pass_by(1)
    assert started.trusted()


def test_a_clock_that_is_corrected_in_time_has_deleted_nothing_and_is_trusted(clock, time):
    assert clock().trusted()
    time.wall += 400 * DAY
    started = clock()
    assert not started.trusted()
    time.wall -= 400 * DAY
    time.pass_by(600)
    assert started.trusted()
    time.wall += 400 * DAY
    assert not started.trusted()


def test_each_start_with_a_wrong_clock_waits_anew(clock, time):
    assert clock().trusted()
    time.wall += 400 * DAY
    for _ in range(3):
        started = clock()
        assert not started.trusted()
        time.pass_by(HOUR / 2)
        assert not started.trusted()


def test_a_step_while_the_server_runs_is_noticed(clock, time):
    ticking = clock()
    assert ticking.trusted()
    time.wall += 8 * DAY
    assert not ticking.trusted()


def test_a_clock_that_is_behind_is_known_until_it_is_set_or_believed(clock, time):
    assert clock().trusted()
    time.wall -= 400 * DAY
    started = clock()
    assert started.is_behind()
    assert not started.trusted()
    time.wall += 400 * DAY
    assert not started.is_behind()
    assert started.trusted()
    time.wall -= 400 * DAY
    assert started.is_behind()
    time.pass_by(HOUR)
    assert not started.is_behind()
    assert started.trusted()


def test_a_weekend_off_is_not_a_step(clock, time):
    assert clock().trusted()
    time.wall += 3 * DAY
    assert clock().trusted()


def test_without_a_file_the_time_given_is_the_newest_seen(clock, time):
    assert not clock(since=START - 400 * DAY).trusted()
    assert clock(since=START - DAY).trusted()


def test_a_file_that_cannot_be_read_is_as_none(clock, tmp_path):
    (tmp_path / "clock").write_text("nonsense")
    assert clock().trusted()


def test_a_database_that_was_emptied_is_refused_and_a_first_start_is_not(tmp_path):
    settings = Settings(data=tmp_path)
    settings.database_path.touch()  # as a kill at the very first start may leave it
    open_store(settings).close()
    assert open_clock(settings).trusted()
    open_store(settings).close()
    settings.database_path.write_bytes(b"")
    with pytest.raises(SystemExit, match="unabridged restore"):
        open_store(settings)


def test_the_file_is_its_owners_alone_also_one_that_is_there(clock, tmp_path):
    (tmp_path / "clock").touch(0o644)
    assert clock().trusted()
    assert (tmp_path / "clock").stat().st_mode & 0o777 == 0o600
