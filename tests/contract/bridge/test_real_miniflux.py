"""A real server beside a real Miniflux, with pages and feeds on loopback."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from server.bridge.line import has_line, without_line
from server.config import Settings
from server.store import open_store
from tests.contract.bridge.loopback import OTHER, STORY, Item, page, rss, whole
from tests.contract.bridge.owner import add, bridge_of, call
from tests.miniflux.program import NEEDS_PROGRAM, running_miniflux
from tests.servers import running_server, serving, until

pytestmark = [NEEDS_PROGRAM, pytest.mark.xdist_group("postgres")]
BOUNDARY = '<div class="paywall"><p>Subscribe to continue reading.</p></div>'
# Rounds that would keep a test waiting.
SOONER = {"server.bridge.work._POLL_SECONDS": 0.5, "server.bridge.work._FIRST_REST": 1.0}


@pytest.fixture(scope="module")
def miniflux(tmp_path_factory, postgres_server):
    with running_miniflux(tmp_path_factory.mktemp("miniflux"), postgres_server) as running:
        yield running


@pytest.fixture
def person(miniflux):
    return miniflux.person()


@pytest.fixture
def polling(tmp_path, options):
    """Run a server that asks readers each half second, unless they send webhooks."""
    with running_server(tmp_path, sooner=SOONER, **options) as running:
        yield running


def publish(site, *names, more=()):
    """Serve pages that a paywall cuts, in a feed; return its address."""
    for name in names:
        site.pages[f"/{name}"] = page(name, STORY[:2], BOUNDARY)
    items = [*(Item(f"{site.base}/{name}", name) for name in names), *more]
    site.pages["/feed.xml"] = rss("Harrow Wire", site.base, items)
    return f"{site.base}/feed.xml"


def contents(person):
    return {title: entry["content"] for title, entry in person.entries().items()}


def has_states(server, **states):
    return bridge_of(server)["entries"] == states


def is_done(server, count):
    entries = bridge_of(server)["entries"]
    return sum(entries.values()) == count and "waiting" not in entries


def add_signed(server, person):
    """Add a bridge, and its webhook on Miniflux's own page."""
    base = person.miniflux.base
    bridge = add(server, base, person.key)
    secret = person.sends_webhooks(f"{server.base}/v1/bridges/{bridge['id']}/entries")
    return add_asked(server, person, secret)


def add_asked(server, person, secret):
    """Give a bridge a secret; return once its reader was asked: webhooks alone bring more then."""
    bridge = add(server, person.miniflux.base, person.key, secret=secret)
    bridges = open_store(Settings(data=server.data)).bridges
    until(lambda: not bridges.due_bridges(time.time()))
    return bridge


def feeds_of_eleven(site):
    """Serve the pages of eleven entries in four feeds; return the addresses of the feeds."""
    site.pages["/dock"] = page("Ellery shuts its oldest dock", STORY)
    go_on = f'<a href="{site.base}/dock">Go on reading</a>'
    site.pages["/cut"] = page("A dock, in brief", STORY[:2], go_on)
    site.pages["/wall"] = page("wall", STORY[:2], BOUNDARY)
    later = "Mon, 02 Mar 2026 11:30:00 GMT"
    after_the_gazette = "Wed, 04 Mar 2026 15:00:00 GMT"
    wire = [
        Item(f"{site.base}/dock", "Ellery shuts its oldest dock", whole(STORY)),
        Item(f"{site.base}/choir", "A choir in Norhaven", whole(OTHER)),
        Item(f"{site.base}/nothing", "A dead link"),
    ]
    brief = [
        Item(site.made("summary.html"), "Tidewell goes all-electric", published=after_the_gazette),
        # Before the reports that it names: a page of several stories is no earlier text of one.
        Item(site.made("briefing.html"), "The strait this morning"),
        Item(f"{site.base}/cut", "A dock, in brief"),
        Item(f"{site.base}/wall", "wall"),
    ]
    herald = [
        Item(f"{site.base}/herald", "A dock is shut", whole(STORY), later),
        Item(f"{site.base}/choir", "A choir in Norhaven, once more", whole(OTHER), later),
        Item(site.made("unlinked.html"), "Tidewell turns electric", published=after_the_gazette),
    ]
    gazette = [
        Item(
            site.made("original.html"),
            "Tidewell to replace its whole fleet",
            published="Wed, 04 Mar 2026 07:00:00 GMT",
        )
    ]
    feeds = {
        "Marlow Gazette": gazette,
        "Harrow Wire": wire,
        "Strait Brief": brief,
        "Bay Herald": herald,
    }
    for title, items in feeds.items():
        site.pages[f"/{title}.xml".replace(" ", "-")] = rss(title, site.base, items)
    return [f"{site.base}/{title}.xml".replace(" ", "-") for title in feeds]


def test_entries_get_the_lines_that_they_need(polling, site, person):
    for url in feeds_of_eleven(site):
        person.subscribe(url)
    before = contents(person)
    assert len(before) == 11
    add(polling, person.miniflux.base, person.key)
    until(lambda: is_done(polling, 11))
    after = contents(person)
    assert {title for title in after if not has_line(after[title])} == {
        "Tidewell to replace its whole fleet",
        "Ellery shuts its oldest dock",
        "A choir in Norhaven",
        "A dead link",
    }
    assert {title: without_line(content) for title, content in after.items()} == before
    assert "<strong>Subscribers only</strong>" in after["wall"]
    assert "<strong>4 stories on this page</strong>" in after["The strait this morning"]
    assert "goes on at" in after["A dock, in brief"]
    assert f'"{site.base}/dock"' in after["A dock, in brief"]
    summary = after["Tidewell goes all-electric"]
    assert "<strong>Retells The Marlow Gazette</strong>" in summary
    assert "/original.html" in summary
    for title, earlier in {
        "A dock is shut": "Ellery shuts its oldest dock",
        "A choir in Norhaven, once more": "A choir in Norhaven",
    }.items():
        assert "Same story as" in after[title]
        assert f">{earlier}</a>” in your feed Harrow Wire" in after[title]
    (dead,) = bridge_of(polling)["troubled"]
    assert (dead["title"], dead["state"]) == ("A dead link", "failed")
    assert "answers with status 404" in dead["reason"]
    unlinked = after["Tidewell turns electric"]
    assert "Same story as" in unlinked
    assert "/original.html" in unlinked


def test_a_webhook_brings_the_line_and_a_changed_feed_keeps_it(server, site, person):
    feed = person.subscribe(publish(site, "first"))
    bridge = add_signed(server, person)
    assert bridge["signed"] is True
    until(lambda: has_states(server, marked=1))
    publish(site, "first", "second")
    # Miniflux then takes the contents of all entries anew, without our lines.
    person.refresh(feed)
    until(lambda: has_states(server, marked=2))
    until(lambda: all(map(has_line, contents(person).values())))
    assert bridge_of(server)["refused"] == 0


def test_a_webhook_with_a_wrong_signature_or_of_5_mb_loses_nothing(server, site, person):
    feed = person.subscribe(publish(site, "first"))
    bridge = add_signed(server, person)
    until(lambda: has_states(server, marked=1))
    base = person.miniflux.base
    add_asked(server, person, "another secret")
    publish(site, "first", "second")
    person.refresh(feed)
    until(lambda: bridge_of(server)["refused"] == 1)
    assert not has_line(contents(person)["second"])
    add(server, base, person.key)  # asks the reader at once
    until(lambda: has_states(server, marked=2))

    add_signed(server, person)
    # Its webhook has 5.8 MB, as Miniflux writes the marks.
    long = [Item(f"{site.base}/long{n}", f"long{n}", "<p>Word.</p>" * 90_000) for n in range(2)]
    for item in long:
        site.pages[item.url.removeprefix(site.base)] = page(item.title, STORY[:2], BOUNDARY)
    publish(site, "first", "second", "third", more=long)
    person.refresh(feed)
    until(lambda: bridge_of(server)["refused"] == 1)  # since it got this secret
    add(server, base, person.key)
    until(lambda: sum(bridge_of(server)["entries"].values()) == 5)
    until(
        lambda: bridge_of(server)["entries"]["marked"] >= 3 and has_line(contents(person)["third"])
    )
    until(lambda: "waiting" not in bridge_of(server)["entries"])
    assert bridge["id"] == bridge_of(server)["id"]


def test_a_reader_that_is_killed_loses_nothing(polling, site, person):
    miniflux = person.miniflux
    feed = person.subscribe(publish(site, "first"))
    add(polling, miniflux.base, person.key)
    until(lambda: has_states(polling, marked=1))
    held_page = site.held["/second"]
    publish(site, "first", "second", "third")
    person.refresh(feed)
    until(lambda: "/second" in site.asked)  # it is at work on this entry
    miniflux.kill()
    held_page.set()
    until(lambda: bridge_of(polling)["failures"])
    assert "could not be asked" in bridge_of(polling)["last_error"]
    miniflux.start()
    until(lambda: has_states(polling, marked=3))
    until(lambda: bridge_of(polling)["last_error"] is None)
    assert [content.count("#unabridged-line") for content in contents(person).values()] == [1, 1, 1]


def test_a_revoked_key_is_said_and_a_new_one_goes_on(polling, site, person):
    feed = person.subscribe(publish(site, "first"))
    base = person.miniflux.base
    add(polling, base, person.key)
    until(lambda: has_states(polling, marked=1))
    person.revoke_key()
    publish(site, "first", "second")
    person.refresh(feed)
    until(lambda: bridge_of(polling)["last_error"])
    assert f"{base} refuses the token (401). Make an API key in" in bridge_of(polling)["last_error"]
    revoked = call(polling, "POST", "/v1/bridges", url=base, token=person.key)
    assert (revoked.status_code, revoked.json()["type"]) == (422, "/problems/reader_refused")
    person.new_key()
    add(polling, base, person.key)
    until(lambda: has_states(polling, marked=2))
    assert bridge_of(polling)["last_error"] is None


def test_an_entry_edited_or_gone_meanwhile_is_left_alone(polling, site, person):
    publish(site, "gone")
    site.pages["/other.xml"] = site.pages["/feed.xml"]
    held_pages = [site.held["/gone"], site.held["/edited"]]
    gone = person.subscribe(f"{site.base}/other.xml")
    person.subscribe(publish(site, "edited"))
    add(polling, person.miniflux.base, person.key)
    until(lambda: {"/gone", "/edited"} <= set(site.asked))
    person.unsubscribe(gone)
    person.edit(person.entries()["edited"]["id"], "<p>My own notes.</p>")
    for event in held_pages:
        event.set()
    until(lambda: has_states(polling, left=2))
    assert contents(person) == {"edited": "<p>My own notes.</p>"}
    reasons = {entry["title"]: entry["reason"] for entry in bridge_of(polling)["troubled"]}
    assert reasons == {
        "gone": "The entry is gone.",
        "edited": "Its content was changed in the reader; it is left as it is.",
    }


def test_a_reader_that_answers_429_is_left_alone_for_as_long_as_it_says(polling, site, person):
    feed = person.subscribe(publish(site, "first"))
    with serving(Limiter(person.miniflux.base)) as limiter:
        add(polling, limiter.base, person.key)
        until(lambda: has_states(polling, marked=1))
        limiter.is_closed = True
        publish(site, "first", "second")
        person.refresh(feed)
        until(lambda: limiter.refusals)
        until(lambda: bridge_of(polling)["failures"])
        assert "429" in bridge_of(polling)["last_error"]
        limiter.is_closed = False
        until(lambda: has_states(polling, marked=2))
        assert len(limiter.refusals) <= 2


class Limiter(ThreadingHTTPServer):
    """A proxy in front of a reader, which answers 429 while it `is_closed`."""

    daemon_threads = True

    def __init__(self, reader):
        super().__init__(("127.0.0.1", 0), _Passing)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.reader = reader
        self.is_closed = False
        self.refusals = []


class _Passing(BaseHTTPRequestHandler):
    def _pass(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.server.is_closed:
            self.server.refusals.append(time.monotonic())
            self.send_response(429)
            self.send_header("Retry-After", "2")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        passed_on = ("X-Auth-Token", "Content-Type")
        headers = {name: self.headers[name] for name in passed_on if name in self.headers}
        address = self.server.reader + self.path
        answer = httpx2.request(
            self.command, address, content=body, headers=headers, trust_env=False, timeout=60
        )
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def do_GET(self):
        self._pass()

    def do_PUT(self):
        self._pass()

    def log_message(self, *_):
        pass
