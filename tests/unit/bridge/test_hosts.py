from itertools import pairwise

import pytest

from server.bridge.hosts import PacedHosts
from server.errors import Busy
from server.net.budget import Budget


def asked(hosts, host):
    """Return the seconds that a request to a host has to wait; 0 where it goes."""
    try:
        with hosts.turn(host, Budget(9)):
            return 0
    except Busy as problem:
        return problem.params["retry_after"]


def test_a_hundred_pages_of_a_host_are_spread_within_its_hour():
    now, times = 0.0, []
    hosts = PacedHosts(60, lambda: now)
    while len(times) < 100:
        wait = asked(hosts, "wire.example")
        if not wait:
            times.append(now)
        now += wait
    assert times[:6] == [0.0] * 6  # a tenth of the hour's at once
    for start in times:
        assert sum(start <= time < start + 3_600 for time in times) <= 60
    assert all(later - time >= 60 for time, later in pairwise(times[6:]))


def test_hosts_do_not_wait_for_each_other():
    hosts = PacedHosts(2, lambda: 0.0)
    assert [asked(hosts, "wire.example") for _ in range(2)] == [0, 0]
    with pytest.raises(Busy, match="is asked for 2 pages an hour at most"):
        hosts.turn("wire.example", Budget(9)).__enter__()
    assert asked(hosts, "bay.example") == 0
