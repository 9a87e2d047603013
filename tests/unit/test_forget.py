"""Nothing of a page is left in a process after the work on it."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from types import FrameType

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.cite.reading import citations_of
from server.config import Settings
from server.model import PageInput
from server.net.sample import page as sample_page
from server.pipeline.tasks import candidate_features, check_texts, examine, text_of
from server.store import Grant, open_store
from server.web.app import build
from server.workers import WorkerPool

# Read backwards: the word itself is in no module.
DRAW_KCAB = "uxelvarog"
SAMPLES = "norvane-own-models", "norvane-to-make-significant-investments"


def marked(name: str, word: str) -> PageInput:
    """Return a sample page whose words, names, addresses and markup contain `word`."""
    html = sample_page(f"/sample/{name}", 8750) or ""
    title = word.title()
    html = html.replace("<p>", f'<p class="{word}"><a href="https://{word}.example/{word}">', 1)
    html = html.replace(
        "</p>",
        f" said {title} of {word} on Monday, who paid 4 {word} to “the {word} harbour of "
        f"{word}”.</a> Read the full story at The {title} Gazette ({title}).</p>",
    )
    html += f"<p>({title} Gazette)</p><p>Source: {title} Gazette</p><p>By {title} Ellery</p>"
    return PageInput(html=html, url=f"https://{word}.example/{word}?{word}=1")


def strings_from(roots: list[object]) -> Iterator[tuple[str, object]]:
    """Every text that can be reached from `roots`, with what holds it."""
    seen_ids: set[int] = set()
    waiting = list(roots)
    while waiting:
        holder = waiting.pop()
        if id(holder) in seen_ids or isinstance(holder, FrameType):
            continue
        seen_ids.add(id(holder))
        for referent in gc.get_referents(holder):
            if isinstance(referent, str):
                yield referent, holder
            elif isinstance(referent, bytes | bytearray):
                yield bytes(referent).decode("latin-1"), holder
            else:
                waiting.append(referent)


def remembered(backwards: str) -> list[str]:
    """Return this process's objects that contain the word: holders and beginning."""
    word, objects = backwards[::-1], set()
    gc.unfreeze()
    for text, holder in strings_from(gc.get_objects()):
        if word in text.casefold():
            holder_name = getattr(holder, "__qualname__", "")
            objects.add(f"{type(holder).__name__} {holder_name}: {text[:40]}")
    return sorted(objects)


def at_last(look: Callable[[], list[str]]) -> list[str]:
    """Return what is still there once who worked has tidied up: an idle process does soon."""
    end = time.monotonic() + 120  # of a busy machine
    while (objects := look()) and time.monotonic() < end:
        time.sleep(0.5)
    return objects


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(Settings(workers=1, worker_megabytes=2_000))
    yield pool
    pool.close()


def test_a_worker_holds_nothing_of_a_page_that_it_compared(pool):
    word = DRAW_KCAB[::-1]
    page, source = (marked(name, word) for name in SAMPLES)
    judged_page, judged_source = pool.run(examine, page), pool.run(examine, source)
    texts = text_of(judged_page.article, judged_page.notes), text_of(judged_source.article)
    assert word in texts[0].sentences[0].casefold() + texts[1].sentences[0].casefold()
    assert pool.run(check_texts, *texts).sentences
    pool.run(citations_of, page)
    pool.run(candidate_features, texts[0], judged_source.article)
    assert at_last(lambda: pool.run(remembered, DRAW_KCAB, timeout=60)) == []


def test_the_server_holds_nothing_of_what_it_was_sent(tmp_path):
    word = DRAW_KCAB[::-1]
    settings = Settings(data=tmp_path, workers=1)
    app = build(settings)
    with closing(open_store(settings)) as store:
        _, secret = store.tokens.create(Grant("Ada", ("compare",)))
    sent = [marked(name, word).model_dump(include={"html", "url"}) for name in SAMPLES]
    bodies = [
        {"page": sent[0], "source": sent[1], "find": False},
        {"page": sent[0], "find": False},
        {"page": {"url": f"http://127.0.0.1/{word}"}, "find": False},
    ]
    for body, status in zip(bodies, (200, 200, 403), strict=True):
        assert call(app, secret, body).status_code == status
    key = call(app, secret, bodies[0] | {"save": "link"}).json["id"]
    for view in (f"/c/{key}", f"/c/{key}/card.png", f"/v1/comparisons/{key}"):
        assert call(app, secret, None, view).status_code == 200
    del sent, bodies, body, word
    assert at_last(lambda: gc.collect() and remembered(DRAW_KCAB)) == []


def call(
    app: Flask, secret: str, body: dict[str, object] | None, path: str = "/v1/compare"
) -> TestResponse:
    """Return the answer to a comparison, or to a view of one, asked with a token."""
    answer = app.test_client().open(
        path,
        method="POST" if body else "GET",
        json=body,
        headers={"Host": "127.0.0.1:8750", "Authorization": f"Bearer {secret}"},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    )
    answer.get_data()
    return answer
