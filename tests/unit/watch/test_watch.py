"""Events of webhooks: pages that changed, articles that retell."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest
from pydantic_core import to_json

from server.config import Settings
from server.model import CompareRequest, PageInput
from server.net.sample import original_url, pages, summary_url
from server.pipeline.compare import Done, compare
from server.store import (
    IndexArticle,
    SavedComparison,
    SqliteArticles,
    WatchedText,
    moment,
    open_store,
)
from server.watch import Watcher, keep_version, last_text, seen_again
from server.watch.watch import _digests, look

PORT = Settings().port
SINCE = "The company has since taken back what it said on Monday."
EVERYTHING = ("page.changed", "article.retells")


def sees(watched, *looks):
    """Return the results of successive looks at a page."""
    results = []
    for digests in looks:
        watched, gone, new = look(watched, frozenset(digests))
        results.append(("".join(sorted(gone)), "".join(sorted(new))))
    return results


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (["ab", "ab", "ab", "ab"], ["", "", "", ""]),
        (["ab", "ab", "b", "b", "b"], ["", "", "", "-a", ""]),
        (["ab", "ab", "abc", "abc", "abc"], ["", "", "", "+c", ""]),
        (["ab", "ab", "xb", "xb"], ["", "", "", "-a+x"]),
        # What goes and comes back, and what is another at each look, is no change.
        (["ab", "ab", "b", "ab", "b", "ab"], [""] * 6),
        (["abp", "abq", "abr", "abs", "abt"], [""] * 5),
    ],
    ids=["same", "gone", "new", "edited", "flicker", "teasers"],
)
def test_a_change_is_what_two_looks_in_a_row_agree_on(looks, expected):
    results = sees(WatchedText("c", "https://a.example/"), *looks)
    assert [
        (f"-{gone}" if gone else "") + (f"+{new}" if new else "") for gone, new in results
    ] == expected


@pytest.fixture
def store(tmp_path):
    opened = open_store(Settings(data=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def watcher(store, engine, tmp_path):
    web = pages(PORT)
    web_engine = engine(web)
    index = SqliteArticles(tmp_path / "articles.db")
    watching = Watcher(store.hooks, store.feeds, web_engine, index, hours=12, pause=0)
    request = CompareRequest(page=PageInput(url=summary_url(PORT)))
    (done,) = [event for event in compare(web_engine, request) if isinstance(event, Done)]
    comparison = replace(done.comparison, id="saved")
    assert comparison.source.url == original_url(PORT)
    page_and_source = (
        "The summary",
        summary_url(PORT),
        "The original",
        original_url(PORT),
        "summary",
    )
    store.comparisons.save(
        SavedComparison("saved", *page_and_source, moment(), moment(days=9)),
        to_json(comparison),
        "ada",
    )
    store.hooks.add("https://desk.example/in", EVERYTHING, "ada")
    return watching


def messages(store):
    rows = store.sql.rows("select kind, body from hook_messages order by created, kind")
    return [(kind, json.loads(body)["data"]) for kind, body in rows]


def again(watcher, store):
    """Look at every page, due or not."""
    with store.sql.write() as db:
        db.execute("update watched_texts set due = 0")
    return watcher.round()


def test_a_page_that_changed_before_the_first_look_is_reported(watcher, store):
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    pages_of_fetcher[address] = pages_of_fetcher[address].replace(
        "</article>", f"<p>{SINCE}</p></article>"
    )
    assert watcher.round() == 0
    assert [again(watcher, store) for _ in range(2)] == [1, 0]
    assert messages(store)[0][1]["sentences"] == {"gone": 0, "new": 1}


def test_what_a_wall_hides_is_not_gone(watcher, store):
    assert [watcher.round(), again(watcher, store)] == [0, 0]
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    begin, _, _ = pages_of_fetcher[address].partition("</p>")
    wall = '<div class="paywall"><p>Subscribe to continue reading this article.</p></div>'
    pages_of_fetcher[address] = f"{begin}</p>{wall}</article></body></html>"
    assert [again(watcher, store) for _ in range(3)] == [0, 0, 0]


def test_each_webhook_of_an_owner_hears_of_a_change(watcher, store):
    store.hooks.add("https://other.example/in", EVERYTHING, "ada")
    assert watcher.round() == 0
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    changed = pages_of_fetcher[address].replace("</article>", f"<p>{SINCE}</p></article>")
    pages_of_fetcher[address] = changed
    assert [again(watcher, store) for _ in range(3)] == [0, 2, 0]


def test_new_citation_of_a_saved_page_is_told_once(watcher, store):
    for hook in store.hooks.hooks():
        store.hooks.remove(hook.id)
    store.hooks.add("https://desk.example/in", ["citations.changed"], "ada")
    assert [watcher.round(), again(watcher, store)] == [0, 0]
    shown = watcher.engine.fetcher._pages
    (address,) = [url for url in shown if "own-models" in url]
    claim = f'Bread costs more in Ellery, <a href="{original_url(PORT)}">bakers complain</a>.'
    shown[address] = shown[address].replace("</article>", f"<p>{claim}</p></article>")
    assert [again(watcher, store) for _ in range(3)] == [1, 0, 0]
    ((kind, message),) = messages(store)
    assert kind == "citations.changed"
    (citation,) = message["citations"]
    assert citation["sentence"].startswith("Bread costs more")
    assert citation["outcome"] == "not_there"


def test_a_saved_page_that_changed_is_told_once(watcher, store):
    assert watcher.round() == 0
    assert watcher.round() == 0  # it is not due
    assert again(watcher, store) == 0
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    changed = pages_of_fetcher[address].replace("</article>", f"<p>{SINCE}</p></article>")
    assert changed != pages_of_fetcher[address]
    pages_of_fetcher[address] = changed
    assert [again(watcher, store) for _ in range(3)] == [0, 1, 0]
    ((kind, message),) = messages(store)
    sentence = message.pop("says")
    assert sentence.startswith("The original says “")
    assert [(kind, message)] == [
        (
            "page.changed",
            {
                "comparison": "saved",
                "page": {"url": summary_url(PORT)},
                "sentences": {"gone": 0, "new": 1},
                "changed": f"The page now also says “{SINCE}”",
                "changes": [{"kind": "added", "before": None, "after": SINCE, "changes": []}],
            },
        )
    ]
    # A page that can't be read is not a page that changed.
    del pages_of_fetcher[address]
    assert [again(watcher, store) for _ in range(2)] == [0, 0]


def test_a_new_headline_and_a_short_sentence_are_told(watcher, store):
    watcher.round()
    again(watcher, store)
    shown = watcher.engine.fetcher._pages
    (address,) = [url for url in shown if "own-models" in url]
    title = json.loads(store.hooks.comparison("saved"))["page"]["title"]
    shown[address] = shown[address].replace(title, "Norvane takes it all back")
    shown[address] = shown[address].replace("</article>", "<p>The chief resigned.</p></article>")
    assert [again(watcher, store) for _ in range(3)] == [0, 1, 0]
    ((_, message),) = messages(store)
    assert [(change["kind"], change["after"]) for change in message["changes"]] == [
        ("headline", "Norvane takes it all back"),
        ("added", "The chief resigned."),
    ]


def test_what_an_older_server_did_not_count_is_not_news(watcher, store):
    watcher.round()
    again(watcher, store)
    shown = watcher.engine.fetcher._pages
    (address,) = [url for url in shown if "own-models" in url]
    watched = store.hooks.seen(WatchedText("saved", address))
    saved = json.loads(store.hooks.comparison("saved"))["page"]["sentences"]
    digests = _digests(sentence["text"] for sentence in saved)
    assert digests < watched.known  # the headline
    store.hooks.looked(replace(watched, known=digests, last=digests))
    assert [again(watcher, store) for _ in range(3)] == [0, 0, 0]


def test_a_change_that_its_reader_saw_first_is_told_in_words_too(watcher, store):
    watcher.round()
    assert again(watcher, store) == 0
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    page_html = pages_of_fetcher[address]
    pages_of_fetcher[address] = page_html.replace("</article>", f"<p>{SINCE}</p></article>")
    before = last_text(
        store.hooks, WatchedText("saved", address), json.loads(store.hooks.comparison("saved"))
    )
    revisit = seen_again(watcher.engine, [(WatchedText("saved", address), before)], Event())
    for text, version, article in revisit.versions:
        keep_version(store.hooks, text, version, article)
    assert [again(watcher, store) for _ in range(2)] == [0, 1]
    ((_, message),) = messages(store)
    assert message["changed"] == f"The page now also says “{SINCE}”"
    assert [change["after"] for change in message["changes"]] == [SINCE]
    assert len(store.comparisons.versions("saved")) == 1


def test_an_original_that_changed_is_told_and_saved_version_by_version(watcher, store):
    pages_of_fetcher = watcher.engine.fetcher._pages
    original = original_url(PORT)
    watcher.round()
    again(watcher, store)
    for added in (SINCE, "A second correction followed on the evening of the same day."):
        page_html = pages_of_fetcher[original]
        pages_of_fetcher[original] = page_html.replace("</article>", f"<p>{added}</p></article>")
        assert [again(watcher, store) for _ in range(2)] == [0, 1]
    bodies = [message for _, message in messages(store)]
    assert bodies[0]["source"] == {"url": original}
    versions = [json.loads(body)["version"] for body in store.comparisons.versions("saved")]
    assert [version["side"] for version in versions] == ["source", "source"]
    assert [[change["after"] for change in version["changes"]] for version in versions] == [
        [SINCE],
        [added],
    ]
    store.comparisons.delete("saved", "ada")
    assert store.comparisons.versions("saved") == []


def test_a_new_article_that_retells_is_told_and_others_are_not(watcher, store):
    original = json.loads(store.hooks.comparison("saved"))["source"]
    sentences = [sentence["text"] for sentence in original["sentences"]]
    today = datetime.now(UTC).isoformat(timespec="seconds")
    retelling = IndexArticle(
        "https://other.example/norvane",
        original["title"],
        " ".join(sentences[:6]),
        published=today,
        language="en",
    )
    unrelated = IndexArticle(
        "https://other.example/ferry",
        "A ferry for Ellery harbour",
        "The harbour of Ellery gets a ferry in May. It will carry cars. The council paid for it.",
        published=today,
        language="en",
    )
    watcher.index.add_articles([unrelated])
    assert watcher.round() == 0
    watcher.index.add_articles([retelling])
    assert watcher.round() == 1
    (message,) = messages(store)
    assert message[0] == "article.retells"
    assert message[1]["article"]["url"] == retelling.url
    assert message[1]["retold"]["url"] == original_url(PORT)
    watcher._counted.clear()
    assert watcher.round() == 0


def test_new_text_in_the_story_of_a_saved_page_is_told_once(watcher, store):
    store.hooks.remove(store.hooks.hooks()[0].id)
    store.hooks.add("https://desk.example/in", ("story.grew",), "ada")
    watcher.engine = replace(watcher.engine, index=lambda: watcher.index)
    page = json.loads(store.hooks.comparison("saved"))["page"]
    today = datetime.now(UTC).isoformat(timespec="seconds")
    fields = {"publisher": "Coast Brief", "published": today, "language": "en"}
    copy = IndexArticle("https://other.example/norvane", "Norvane", page["text"], **fields)
    old = replace(copy, url="https://old.example/norvane", published="2025-09-12")
    watcher.index.add_articles([copy, old])
    assert watcher.round() == 1
    ((kind, message),) = messages(store)
    assert kind == "story.grew"
    assert message["article"]["url"] == copy.url
    assert (message["texts"], message["origins"]) == (3, 1)
    watcher._counted.clear()
    assert watcher.round() == 0


def test_nothing_is_looked_at_for_a_receiver_that_takes_no_messages(watcher, store, monkeypatch):
    monkeypatch.setattr("server.watch.watch._MOST_WAITING", 1)
    assert [watcher.round(), again(watcher, store)] == [0, 0]
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    counts = []
    for number in range(6):
        added = f"<p>The company said {number} more offices would open in the spring.</p></article>"
        pages_of_fetcher[address] = pages_of_fetcher[address].replace("</article>", added)
        counts += [again(watcher, store) for _ in range(2)]
    assert sum(counts) == 1
    store.hooks.sent(store.hooks.take(1e12, 1e12))
    # What was not looked at meanwhile is said in one.
    assert sum(again(watcher, store) for _ in range(3)) == 1
    assert store.hooks.hooks()[0].waiting == 1


def test_a_message_is_short_however_long_the_sentences_of_a_page(watcher, store):
    watcher.round()
    again(watcher, store)
    pages_of_fetcher = watcher.engine.fetcher._pages
    (address,) = [url for url in pages_of_fetcher if "own-models" in url]
    long = "".join(f"<p>{letter}{' and so on and on' * 600}.</p>" for letter in "abc")
    added_html = f"{long}<p>{SINCE}</p></article>"
    pages_of_fetcher[address] = pages_of_fetcher[address].replace("</article>", added_html)
    assert sum(again(watcher, store) for _ in range(3)) == 1
    ((_, message),) = messages(store)
    assert SINCE in str(message["changes"])
    assert len(json.dumps(message)) < 50_000
