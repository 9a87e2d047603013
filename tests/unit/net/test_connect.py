import socket
import threading

import pytest

from server.errors import BlockedAddress, DeadlineExceeded, FetchFailed
from server.net.budget import Budget
from server.net.connect import GuardedBackend, look_up
from server.net.policy import Policy


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_NODATA, None])
def test_a_name_without_addresses_is_said_to_be_unknown(code):
    def unknown(host):
        if code is None:
            return []
        raise socket.gaierror(code, "no such name")

    with pytest.raises(FetchFailed, match=r"none\.test. Check the spelling") as caught:
        look_up("none.test", unknown, Budget(60))
    assert caught.value.params["why"] == "no_name"


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
        socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure in name resolution"),
        OSError(24, "Too many open files"),
    ],
)
def test_a_name_server_that_fails_is_not_taken_for_a_wrong_spelling(error):
    def silent(host):
        raise error

    with pytest.raises(FetchFailed, match="name server") as caught:
        look_up("pub.test", silent, Budget(60))
    assert "spelling" not in caught.value.detail
    assert caught.value.params["why"] == "name_server"
    assert caught.value.retryable


def test_a_look_up_that_hangs_ends_with_the_budget():
    over = threading.Event()
    with pytest.raises(DeadlineExceeded):
        look_up("slow.test", lambda host: over.wait(60) and [], Budget(0.1))
    over.set()


def test_the_address_inside_is_not_given_away():
    backend = GuardedBackend(Policy(), lambda host: ["10.1.2.3"], Budget(60))
    with pytest.raises(BlockedAddress) as caught:
        backend.connect_tcp("inside.test", 80)
    assert "10.1.2.3" not in f"{caught.value.detail} {caught.value.params}"
