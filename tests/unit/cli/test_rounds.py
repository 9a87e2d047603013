"""Feeds, webhooks and bridges that do not go on are said, each with its advice.

Bridges are asked with a reader in tests/contract/bridge/test_commands.py.
"""

import time
from dataclasses import replace

from server.cli import rounds
from server.config import Settings
from server.store import Feed, Hook, moment


def texts(findings, *, good=False):
    return [finding.text for finding in findings if finding.good == good]


def test_webhooks_that_do_not_arrive_are_named():
    hook = Hook("h1", "https://desk.example/in", "s", ("page.changed",), "ada", moment())
    sending = replace(Settings(), hook_hosts=("desk.example",))
    assert list(rounds.hooks(Settings(), [])) == []
    assert [finding.good for finding in rounds.hooks(sending, [hook])] == [True]
    (unsent,) = rounds.hooks(Settings(), [hook])
    assert "UNABRIDGED_HOOK_HOSTS" in unsent.text
    failing = replace(hook, failed=1, last_error="It answers 500.")
    (failed,) = rounds.hooks(sending, [failing])
    assert not failed.good
    assert "It answers 500." in failed.text
    (gone,) = rounds.hooks(sending, [replace(failing, state="gone")])
    assert "410" in gone.text


def test_feeds_that_bring_nothing_are_said():
    def feed(**fields):
        return Feed("f1", "https://bote.example/feed", None, due=time.time(), seconds=9, **fields)

    settings = Settings()
    for feeds in ([], [feed()], [feed(state="paused")]):
        assert texts(rounds.feeds(settings, feeds)) == []
    failing = feed(failures=4, last_error="The page answers 500.")
    (finding,) = texts(rounds.feeds(settings, [failing]))
    assert "feeds remove f1" in finding
    assert "500" in finding
    assert "410" in texts(rounds.feeds(settings, [feed(state="gone")]))[0]
    late = replace(feed(), due=time.time() - 90_000)
    assert "server runs" in texts(rounds.feeds(settings, [late]))[0]
    elsewhere = texts(rounds.feeds(replace(settings, feeds_poll=False), [late]))
    assert "unabridged feeds poll" in elsewhere[0]
