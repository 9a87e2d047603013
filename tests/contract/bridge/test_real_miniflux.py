"""A real server beside a real Miniflux, with pages and feeds on loopback."""

import pytest

from server.bridge.line import has_line, without_line
from tests.contract.bridge.loopback import OTHER, STORY, Item, page, rss, whole
from tests.contract.bridge.owner import add, bridge_of
from tests.miniflux.program import NEEDS_PROGRAM, running_miniflux
from tests.servers import running_server, until

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
    with running_server(tmp_path, sooner=SOONER, **options) as running:
        yield running


def walled(site, *names):
    """Serve pages that a paywall cuts; return the entries of their feed."""
    for name in names:
        site.pages[f"/{name}"] = page(name, STORY[:2], BOUNDARY)
    return [Item(f"{site.base}/{name}", name) for name in names]


def contents(person):
    return {title: entry["content"] for title, entry in person.entries().items()}


def is_done(server, count):
    entries = bridge_of(server)["entries"]
    return sum(entries.values()) == count and "waiting" not in entries


def feeds_of_eleven(site):
    """Serve the pages of eleven entries in four feeds; return the addresses of the feeds."""
    site.pages["/dock"] = page("Ellery shuts its oldest dock", STORY)
    go_on = f'<a href="{site.base}/dock">Go on reading</a>'
    site.pages["/cut"] = page("A dock, in brief", STORY[:2], go_on)
    later = "Mon, 02 Mar 2026 11:30:00 GMT"
    after_the_gazette = "Wed, 04 Mar 2026 15:00:00 GMT"
    wire = [
        Item(f"{site.base}/dock", "Ellery shuts its oldest dock", whole(STORY)),
        Item(f"{site.base}/choir", "A choir in Norhaven", whole(OTHER)),
        Item(f"{site.base}/nothing", "A dead link"),
    ]
    brief = [
        Item(site.made("summary.html"), "Tidewell goes all-electric", published=after_the_gazette),
        Item(site.made("briefing.html"), "The strait this morning", published=after_the_gazette),
        Item(f"{site.base}/cut", "A dock, in brief"),
        *walled(site, "wall"),
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
    unlinked = after["Tidewell turns electric"]
    assert "Same story as" in unlinked
    assert "/original.html" in unlinked


def test_its_signed_webhook_brings_new_entries(server, site, person):
    wall, later = walled(site, "wall", "later")
    site.pages["/feed"] = rss("Bay Herald", site.base, [wall])
    feed = person.subscribe(f"{site.base}/feed")
    bridge = add(server, person.miniflux.base, person.key, last=0)
    secret = person.sends_webhooks(f"{server.base}/v1/bridges/{bridge['id']}/entries")
    add(server, person.miniflux.base, person.key, secret=secret)
    site.pages["/feed"] = rss("Bay Herald", site.base, [later, wall])
    person.refresh(feed)
    until(lambda: bridge_of(server)["entries"] == {"marked": 1})
    assert "<strong>Subscribers only</strong>" in contents(person)["later"]
    assert bridge_of(server)["refused"] == 0


def test_nothing_is_lost_while_it_is_away_or_refuses(polling, miniflux, site, person):
    site.pages["/feed"] = rss("Bay Herald", site.base, walled(site, "early", "late"))
    held = [site.held["/early"], site.held["/late"]]
    person.subscribe(f"{site.base}/feed")
    add(polling, miniflux.base, person.key)
    until(lambda: "/early" in site.asked or "/late" in site.asked)
    miniflux.kill()
    for event in held:
        event.set()
    until(lambda: bridge_of(polling)["last_error"])
    assert "does not take connections" in bridge_of(polling)["last_error"]
    miniflux.start()
    person.revoke_key()
    until(lambda: "401" in bridge_of(polling)["last_error"])
    assert not any(map(has_line, contents(person).values()))
    person.new_key()
    add(polling, miniflux.base, person.key)
    until(lambda: bridge_of(polling)["entries"] == {"marked": 2})
    assert all(content.count("Subscribers only") == 1 for content in contents(person).values())


def test_what_its_reader_edited_or_gave_up_is_left_alone(polling, site, person):
    edited, gone = walled(site, "edited", "gone")
    held = [site.held["/edited"], site.held["/gone"]]
    for item in (edited, gone):
        site.pages[f"/{item.title}.xml"] = rss(item.title, site.base, [item])
    person.subscribe(f"{site.base}/edited.xml")
    feed = person.subscribe(f"{site.base}/gone.xml")
    entry = person.entries()["edited"]
    add(polling, person.miniflux.base, person.key)
    until(lambda: sum(bridge_of(polling)["entries"].values()) == 2)
    person.edit(entry["id"], "<p>My own notes.</p>")
    person.unsubscribe(feed)
    for event in held:
        event.set()
    until(lambda: bridge_of(polling)["entries"] == {"left": 2})
    assert contents(person) == {"edited": "<p>My own notes.</p>"}
