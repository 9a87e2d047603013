"""A real server beside a stand-in of Miniflux, with pages on loopback."""

import os
import signal
from pathlib import Path

import httpx2

from server.bridge.line import has_line, without_line
from tests.contract.bridge.loopback import OTHER, STORY, Site, page, whole
from tests.contract.bridge.miniflux_stand_in import SECRET, TOKEN
from tests.contract.bridge.owner import add, bridge_of, call
from tests.servers import Server, free_port, serving, until


def send(server, bridge, body, headers):
    url = f"{server.base}/v1/bridges/{bridge['id']}/entries"
    return httpx2.post(url, content=body, headers=headers, trust_env=False, timeout=60)


def content(reader, number):
    return reader.entries[number]["content"]


def kill(server):
    """End a server and all it started, at once."""

    def below(pid):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(process for child in map(int, children) for process in below(child))]

    for pid in below(server.pid):
        os.kill(pid, signal.SIGKILL)
    server.stop()


def test_what_is_cut_or_repeated_gets_a_line_and_what_is_new_none(server, reader, site):
    wall = '<div class="paywall"><p>Subscribe to continue reading.</p></div>'
    site.pages["/wall"] = page("A wall", STORY[:2], wall)
    site.pages["/whole"] = page("The oldest dock of Ellery is shut", STORY)
    reader.add(f"{site.base}/whole", "The oldest dock of Ellery is shut", feed_title="Harrow Wire")
    reader.add(f"{site.base}/wall", "A wall", feed=2)
    reader.add(f"{site.base}/choir", "A choir in Norhaven", whole(OTHER), feed=3)
    reader.add(f"{site.base}/copy", "Ellery shuts a dock", whole(STORY), 4, "Bay Herald")
    add(server, reader.url, TOKEN)
    until(lambda: sum(bridge_of(server)["entries"].values()) == 4)
    until(lambda: "waiting" not in bridge_of(server)["entries"])
    assert not has_line(content(reader, 1))
    assert "<strong>Subscribers only</strong>" in content(reader, 2)
    assert content(reader, 3) == whole(OTHER)  # a whole, new text stays as it was
    copy = content(reader, 4)
    assert "Same story as “<a href=" in copy
    assert "in your feed Harrow Wire" in copy
    assert f"{site.base}/whole" in copy
    assert without_line(copy) == whole(STORY)
    # What the feed gave whole was not fetched.
    assert {"/choir", "/copy"}.isdisjoint(site.asked)


def test_a_signed_webhook_is_taken_once_and_any_other_refused(server, reader, site):
    bridge = add(server, reader.url, TOKEN, secret=SECRET)
    assert bridge["signed"] is True
    site.pages["/wall"] = page("A wall", STORY[:2], '<p class="paywall">Subscribe to read on.</p>')
    number = reader.add(f"{site.base}/wall", "A wall")
    body, headers = reader.webhook([number])
    wrong = send(server, bridge, body, {**headers, "X-Miniflux-Signature": "0" * 64})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/unauthorized")
    assert "not signed with the secret" in wrong.json()["detail"]
    large = send(server, bridge, b" " * 5_000_000, headers)
    assert (large.status_code, large.json()["type"]) == (413, "/problems/page_too_large")
    assert bridge_of(server)["refused"] == 2
    for _ in range(2):
        assert send(server, bridge, body, headers).status_code == 204
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert content(reader, number).count("Subscribers only") == 1
    assert reader.writes == [number]


def test_a_reader_in_trouble_loses_nothing_and_says_why(server, reader, site):
    add(server, reader.url, TOKEN, last=0)
    site.pages["/wall"] = page("A wall", STORY[:2], '<p class="paywall">Subscribe to read on.</p>')
    reader.status, reader.headers = 429, {"Retry-After": "1"}
    number = reader.add(f"{site.base}/wall", "A wall")
    call(server, "POST", "/v1/bridges", url=reader.url, token="another")
    answer = call(server, "POST", "/v1/bridges", url=reader.url, token="another")
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/reader_refused")
    assert (problem["title"], problem["retryable"]) == ("The feed reader refuses the key", False)
    assert "refuses the token (401). Make an API key in Miniflux" in problem["detail"]
    reader.status = None
    reader.token = "a new key"
    answer = call(server, "POST", "/v1/bridges", url=reader.url, token=reader.token)
    assert answer.status_code == 200
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert has_line(content(reader, number))


def test_an_entry_that_was_edited_or_is_gone_is_left_alone(server, reader, site):
    bridge = add(server, reader.url, TOKEN, secret=SECRET, last=0)
    until(lambda: reader.polls)  # else it might take the entries as they are edited
    site.pages["/wall"] = page("A wall", STORY[:2], '<p class="paywall">Subscribe to read on.</p>')
    edited = reader.add(f"{site.base}/wall", "A wall")
    gone = reader.add(f"{site.base}/wall?2", "A wall")
    body, headers = reader.webhook([edited, gone])
    reader.entries[edited]["content"] = "<p>My own notes.</p>"
    del reader.entries[gone]
    assert send(server, bridge, body, headers).status_code == 204
    until(lambda: bridge_of(server)["entries"] == {"left": 2})
    assert content(reader, edited) == "<p>My own notes.</p>"


def test_lines_are_removed_by_clear(server, reader, site):
    site.pages["/wall"] = page("A wall", STORY[:2], '<p class="paywall">Subscribe to read on.</p>')
    number = reader.add(f"{site.base}/wall", "A wall", "<p>A lead.</p>")
    bridge = add(server, reader.url, TOKEN)
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert call(server, "POST", f"/v1/bridges/{bridge['id']}/clear").status_code == 204
    until(lambda: bridge_of(server)["entries"] == {"cleared": 1})
    assert content(reader, number) == "<p>A lead.</p>"
    assert call(server, "DELETE", f"/v1/bridges/{bridge['id']}").status_code == 204
    assert call(server, "GET", "/v1/bridges").json() == {"bridges": []}


# Entries that come at once while the server is killed twice; `make soak` takes the whole number.
KILLED_ENTRIES = 1_000 if "UNABRIDGED_FAULTS" in os.environ else 24


def test_a_queue_survives_kills_and_marks_each_entry_once(tmp_path, reader, options):
    count = KILLED_ENTRIES
    listed = "".join(f"<p>{sentence}</p>" for sentence in STORY[:2])
    paywalled = f'{listed}<p class="paywall">Subscribe to read on.</p>'
    with serving(Site()) as site:
        options["UNABRIDGED_ALLOW_HOSTS"] = f"127.0.0.1:{site.server_port}"
        for number in range(count):
            site.pages[f"/{number}"] = page(f"Wall {number}", [paywalled])
            reader.add(f"{site.base}/{number}", f"Wall {number}")
        for start in range(3):
            server = Server(tmp_path, port=free_port(), **options).wait()
            if not start:
                bridge = add(server, reader.url, TOKEN, secret=SECRET, last=0)
                body, headers = reader.webhook([*reader.entries])
                assert send(server, bridge, body, headers).status_code == 204
            marked_count = count if start == 2 else count * (start + 1) // 4
            until(
                lambda marked_count=marked_count: len(set(reader.writes)) >= marked_count,
                seconds=3_600,
            )
            if start < 2:
                kill(server)
        until(lambda: bridge_of(server)["entries"] == {"marked": count})
        server.stop()
    # None was lost, and none written twice.
    assert sorted(reader.writes) == [*reader.entries]
    assert all(content(reader, number).count("#unabridged-line") == 1 for number in reader.entries)
