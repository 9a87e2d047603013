"""The data sent and its place: shown before the first time, allowed by the reader, seen later."""

import json
from typing import Any

import pytest

from tests.e2e.drivers.reader import Reader
from tests.e2e.made.sites import Site

pytestmark = pytest.mark.browser

SHOWN = """Object.fromEntries([...document.querySelectorAll(".sent [data-field]")]
  .map(field => [field.dataset.field, field.textContent]))"""


def posted(misbehaving: Any) -> list[dict[str, Any]]:
    return [json.loads(body) for method, _, _, body in misbehaving.requests if method == "POST"]


def test_before_the_first_time_the_reader_sees_word_for_word_what_would_be_sent(
    reader: Reader, misbehaving: Any
) -> None:
    address = f"http://127.0.0.1:{misbehaving.port}"
    reader.browser.configure(address, agreed=False)
    reader.checks("summary.html")
    assert address in reader.sees("May this page be sent?")
    assert misbehaving.requests == []
    shown = reader.browser.panel(SHOWN)
    reader.presses("Send")
    reader.browser.consent()
    reader.sees("The server is busy")
    assert shown == {f"page.{name}": text for name, text in posted(misbehaving)[0]["page"].items()}
    reader.checks("original.html")
    reader.sees("The server is busy")  # asked once
    assert len(posted(misbehaving)) == 2


def test_a_reader_who_says_no_has_sent_nothing_and_is_asked_again(
    reader: Reader, misbehaving: Any
) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}", agreed=False)
    for _ in range(2):
        reader.checks("summary.html")
        reader.sees("May this page be sent?")
        reader.presses("Cancel")
        reader.sees("Stopped")
    assert misbehaving.requests == []


def test_another_server_is_another_question(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure("http://127.0.0.1:9")  # agreed to
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}", agreed=False)
    reader.checks("summary.html")
    reader.sees("May this page be sent?")
    assert misbehaving.requests == []


def test_what_was_sent_can_be_looked_at_later(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader.checks("original.html")
    reader.sees("What was sent")
    reader.browser.panel("document.querySelector('.sent summary').click()")
    reader.waits_for("document.querySelectorAll('.sent dd').length > 0")
    (body,) = posted(misbehaving)
    assert reader.browser.panel(SHOWN)["page.html"] == body["page"]["html"]


def test_twenty_pages_without_a_click_send_nothing(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    for number in range(5):
        for path in ("summary.html", "original.html", "list.html", "shapes.html"):
            reader.opens(f"{path}?{number}")
    assert misbehaving.requests == []


def test_a_model_elsewhere_is_asked_once_the_reader_saw_the_words_and_allowed_it(
    reader: Reader, pages: Site, searching_server: str
) -> None:
    def asked() -> list[str]:
        bodies = [body for _, _, path, body in pages.requests if path == "/v1/chat/completions"]
        return [json.loads(body)["messages"][-1]["content"] for body in bodies]

    before = len(asked())
    reader.browser.configure(searching_server)
    reader.checks("summary.html")
    assert "small-model at localhost" in reader.sees("could give a second opinion")
    words = reader.texts("ol[aria-labelledby=opinion] b")
    assert len(asked()) == before
    reader.presses("Ask the model")
    reader.sees("Second opinion of small-model: the original does not support this.")
    # The server remembers what a model said, so in a second browser it may not ask again.
    assert asked()
    assert all(any(word in message for word in words) for message in asked()[before:])
    assert "could give a second opinion" not in reader.browser.panel("document.body.innerText")
