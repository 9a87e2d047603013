"""A real server beside a stand-in of Miniflux, with pages on loopback."""

import os
import signal
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from server.bridge.line import has_line, without_line
from tests.contract.bridge.miniflux_stand_in import SECRET, TOKEN, running_stand_in
from tests.servers import Server, free_port, running_server, until

STORY = [
    "The port of Ellery will shut its oldest dock in May, the harbour board decided on Monday.",
    "The dock was built in 1884 and has handled grain, coal and, lately, a single ferry.",
    "“We have patched it for thirty years, and its piles are gone,” said Mara Lindqvist, its head.",
    "Divers found that 41 of its 260 oak piles no longer carry any weight.",
    "Repairs would have cost 18 million crowns, twice what the port earns in a year.",
    "The ferry to Brackholm moves to the new quay, which lies 900 metres further north.",
    "Its captain, Jonas Veit, said that the crossing would take six minutes longer.",
    "Fishermen who moor at the old dock get berths at half price until the end of next year.",
    "The town council had asked for a postponement, and lost by four votes to three.",
    "What becomes of the warehouses beside it is to be settled by a competition in autumn.",
]
OTHER = [
    "A choir of two hundred children sang in the square of Norhaven on Saturday evening.",
    "They had practised for five months under Elin Brask, a teacher at the town's school.",
    "Three of the songs were written for the evening by pupils of the eighth class.",
    "Rain had been forecast, and stayed away until the last verse.",
    "The mayor thanked the fire brigade, which had lent its benches and its lamps.",
    "Brask said that she would rather have a choir than a holiday, and that it showed.",
    "Tickets were free; a collection brought 31,400 crowns for the school's new piano.",
    "Next year the choir will sing in Ellery, where it has been invited by the harbour board.",
    "Until then it meets on Tuesdays in the gymnasium, and takes whoever likes to sing.",
    "Its youngest member is six years old and has the loudest voice of all, Brask said.",
]


def page(title, sentences, more="", publisher="Harrow Wire"):
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="{publisher}"></head>'
        f"<body><article><h1>{title}</h1>{body}{more}</article></body></html>"
    )


class Site(ThreadingHTTPServer):
    """Serves pages by path on loopback, and counts what is asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Pages)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.pages = {}
        self.asked = []


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        html = self.server.pages.get(self.path)
        self.server.asked.append(self.path)
        body = (html or "nothing").encode()
        self.send_response(200 if html else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8" if html else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def running_site():
    site = Site()
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


@pytest.fixture
def reader():
    with running_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def site():
    with running_site() as pages:
        yield pages


@pytest.fixture
def options(site):
    return {
        "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.1:{site.server_port}",
        "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.01",
        "UNABRIDGED_BRIDGE_PAGES": "100000",
    }


@pytest.fixture
def server(tmp_path, options):
    with running_server(tmp_path, **options) as running:
        yield running


def call(server, method, path, **json):
    return httpx2.request(
        method,
        f"{server.base}{path}",
        json=json or None,
        headers=server.owner,
        trust_env=False,
        timeout=60,
    )


def add(server, reader, **more):
    answer = call(server, "POST", "/v1/bridges", url=reader.url, token=TOKEN, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def bridge_of(server):
    (bridge,) = call(server, "GET", "/v1/bridges").json()["bridges"]
    return bridge


def send(server, bridge, body, headers):
    url = f"{server.base}/v1/bridges/{bridge['id']}/entries"
    return httpx2.post(url, content=body, headers=headers, trust_env=False, timeout=60)


def content(reader, number):
    return reader.entries[number]["content"]


def kill(server):
    """End a server and all it started, at once."""

    def below(pid):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(one for child in map(int, children) for one in below(child))]

    for pid in below(server.pid):
        os.kill(pid, signal.SIGKILL)
    server.stop()


def whole(sentences):
    """Return a feed's content that is a whole article."""
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def test_what_is_cut_or_repeated_gets_a_line_and_what_is_new_none(server, reader, site):
    wall = '<div class="paywall"><p>Subscribe to continue reading.</p></div>'
    site.pages["/wall"] = page("A wall", STORY[:2], wall)
    site.pages["/whole"] = page("The oldest dock of Ellery is shut", STORY)
    reader.add(f"{site.base}/whole", "The oldest dock of Ellery is shut", feed_title="Harrow Wire")
    reader.add(f"{site.base}/wall", "A wall", feed=2)
    reader.add(f"{site.base}/choir", "A choir in Norhaven", whole(OTHER), feed=3)
    reader.add(f"{site.base}/copy", "Ellery shuts a dock", whole(STORY), 4, "Bay Herald")
    add(server, reader)
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
    bridge = add(server, reader, secret=SECRET)
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
    add(server, reader, last=0)
    site.pages["/wall"] = page("A wall", STORY[:2], '<p class="paywall">Subscribe to read on.</p>')
    reader.status, reader.headers = 429, {"Retry-After": "1"}
    number = reader.add(f"{site.base}/wall", "A wall")
    call(server, "POST", "/v1/bridges", url=reader.url, token="another")
    answer = call(server, "POST", "/v1/bridges", url=reader.url, token="another")
    assert answer.status_code == 502
    assert "refuses the token (401)" in answer.json()["detail"]
    reader.status = None
    reader.token = "a new key"
    answer = call(server, "POST", "/v1/bridges", url=reader.url, token=reader.token)
    assert answer.status_code == 200
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert has_line(content(reader, number))


def test_an_entry_that_was_edited_or_is_gone_is_left_alone(server, reader, site):
    bridge = add(server, reader, secret=SECRET, last=0)
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
    bridge = add(server, reader)
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert call(server, "POST", f"/v1/bridges/{bridge['id']}/clear").status_code == 204
    until(lambda: bridge_of(server)["entries"] == {"cleared": 1})
    assert content(reader, number) == "<p>A lead.</p>"
    assert call(server, "DELETE", f"/v1/bridges/{bridge['id']}").status_code == 204
    assert call(server, "GET", "/v1/bridges").json() == {"bridges": []}


def test_a_queue_survives_kills_and_marks_each_entry_once(tmp_path, reader, options):
    listed = "".join(f"<p>{sentence}</p>" for sentence in STORY[:2])
    paywalled = f'{listed}<p class="paywall">Subscribe to read on.</p>'
    with running_site() as site:
        options["UNABRIDGED_ALLOW_HOSTS"] = f"127.0.0.1:{site.server_port}"
        for number in range(60):
            site.pages[f"/{number}"] = page(f"Wall {number}", [paywalled])
            reader.add(f"{site.base}/{number}", f"Wall {number}")
        for start in range(3):
            server = Server(tmp_path, port=free_port(), **options).wait()
            if not start:
                add(server, reader, last=100)
            wanted = 60 if start == 2 else 15 * (start + 1)
            until(lambda wanted=wanted: len(set(reader.writes)) >= wanted)
            if start < 2:
                kill(server)
        until(lambda: bridge_of(server)["entries"].get("marked") == 60)
        server.stop()
    assert all(content(reader, number).count("#unabridged-line") == 1 for number in reader.entries)
