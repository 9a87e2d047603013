"""Webhooks and their messages over both databases."""

from dataclasses import replace

import pytest

from server.store.access_tokens import Tokens
from server.store.comparisons import Comparisons
from server.store.hooks import Hooks
from server.store.records import MOST_VERSIONS, Grant, HookMessage, WatchedText
from tests.unit.store.test_comparisons import at_once, entry

MESSAGE = HookMessage("msg_1", "", "ping", '{"type": "ping"}')


@pytest.fixture
def hooks(sql):
    return Hooks(sql)


@pytest.fixture
def hook(hooks):
    return hooks.add("https://desk.example/in", ["page.changed"], "ada")


def put(hooks, hook, key="msg_1", now=0.0):
    return hooks.put(replace(MESSAGE, id=key, hook=hook.id), now)


def test_a_message_is_kept_once_and_taken_by_one_at_a_time(hooks, hook):
    assert put(hooks, hook)
    assert not put(hooks, hook)
    messages = [message for message in at_once(lambda _: hooks.take(1.0, 60.0), 6) if message]
    assert [(message.id, message.tries) for message in messages] == [("msg_1", 1)]
    assert hooks.take(59.0, 120.0) is None
    # Whoever took it is dead: it is taken again, as the same message.
    assert hooks.take(61.0, 120.0) == replace(messages[0], tries=2)


def test_what_arrived_or_was_given_up_is_not_sent_again(hooks, hook, sql):
    for key in ("msg_1", "msg_2", "msg_3"):
        put(hooks, hook, key)
    first, second, third = (hooks.take(1.0, 60.0) for _ in range(3))
    hooks.sent(first)
    hooks.failed(second, "It answers 500.", None)
    hooks.failed(third, "It answers 503.", 30.0)
    (saved_hook,) = hooks.hooks()
    assert (saved_hook.waiting, saved_hook.failed) == (1, 1)
    assert "It answers" in saved_hook.last_error
    assert hooks.take(29.0, 90.0) is None
    assert hooks.take(31.0, 90.0).id == third.id
    assert hooks.take(1e9, 1e9) is not None
    assert not put(hooks, hook, first.id)
    assert hooks.is_known(second.id)
    bodies = dict(sql.rows("select id, body from hook_messages"))
    assert bodies[first.id] == bodies[second.id] == ""
    hooks.forget()
    assert hooks.is_known(first.id)


def test_a_webhook_that_is_gone_or_removed_gets_nothing(hooks, hook):
    put(hooks, hook)
    hooks.retire(hook.id)
    assert hooks.hooks()[0].state == "gone"
    assert hooks.take(1.0, 60.0) is None
    assert hooks.remove(hook.id)
    assert not hooks.remove(hook.id)
    assert not hooks.is_known("msg_1")


def test_comparisons_of_its_owner_and_of_whom_they_paired_are_watched(hooks, sql):
    tokens, comparisons = Tokens(sql), Comparisons(sql)
    ada, _ = tokens.create(Grant("Ada", ("compare",)))
    paired, _ = tokens.create(Grant("Ada's browser", ("compare",), maker=ada, account=ada))
    bo, _ = tokens.create(Grant("Bo", ("compare",)))
    hook = hooks.add("https://desk.example/in", ["page.changed"], ada)
    for key, owner in (("one", ada), ("two", paired), ("three", bo)):
        page = replace(entry(key), url=f"https://brief.example/{key}")
        comparisons.save(page, b'{"page": 1}', owner)
    comparisons.save(entry("over", expires="2020-01-01T00:00:00+00:00"), b"{}", ada)
    assert [watched_text.comparison for watched_text in hooks.watched(hook)] == ["two", "one"]
    assert hooks.comparison("one") == b'{"page": 1}'
    assert hooks.comparison("none") is None
    looked_at = WatchedText(
        "one", "https://brief.example/one", frozenset("ab"), frozenset("bc"), 7.0
    )
    hooks.looked(looked_at)
    hooks.looked(replace(looked_at, due=9.0))
    assert hooks.seen(hooks.watched(hook)[1]) == replace(looked_at, due=9.0)
    comparisons.delete("one", ada)
    hooks.forget()
    assert sql.rows("select count(*) from watched_texts")[0][0] == 0


def test_a_page_that_was_saved_often_is_watched_once(hooks, hook, sql):
    comparisons = Comparisons(sql)
    for number in range(3):
        comparisons.save(entry(f"saved{number}"), b"{}", "ada")
    assert [watched_text.comparison for watched_text in hooks.watched(hook)] == ["saved2"]


def test_a_receiver_that_hangs_is_asked_once_a_while_and_holds_up_nobody(hooks, hook):
    other_hook = hooks.add("https://other.example/in", ["page.changed"], "bo")
    for number in range(50):
        put(hooks, hook, f"msg_{number:02}", number / 100)
    put(hooks, other_hook, "msg_of_other", 0.9)
    hooks.failed(hooks.take(1.0, 60.0), "It takes too long.", 6.0)
    assert hooks.take(1.0, 60.0).id == "msg_of_other"
    assert hooks.take(5.0, 60.0) is None
    assert [saved_hook.waiting for saved_hook in hooks.hooks() if saved_hook.id == hook.id] == [50]
    assert hooks.take(6.0, 60.0).hook == hook.id


def test_the_latest_versions_of_each_text_are_kept(hooks, sql):
    page = WatchedText("saved", None)
    hooks.add_version(replace(page, side="source"), "000", b"original")
    for number in range(MOST_VERSIONS + 2):
        hooks.add_version(page, f"{number:03}", str(number).encode())
    versions = Comparisons(sql).versions("saved")
    assert len(versions) == MOST_VERSIONS + 1
    assert (versions[0], versions[1], versions[-1]) == (
        b"original",
        b"2",
        str(MOST_VERSIONS + 1).encode(),
    )
    assert Comparisons(sql).versions("saved", limit=1) == versions[-1:]
