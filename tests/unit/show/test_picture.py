"""The picture of a shared comparison: its original's sentences by their states."""

import re
import struct
import zlib
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import escape
from pydantic_core import from_json, to_json

from server import create_app
from server.config import Settings
from server.model import CompareRequest, PageInput
from server.net import sample
from server.pipeline.compare import Done, compare
from server.show.picture import BAND, PICTURED, picture_of
from server.store import SavedComparison, moment, open_store

HOST = {"Host": "127.0.0.1:8750"}


@pytest.fixture
def comparison(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    page = replace(done.comparison.page, publisher='<b>&"' + "x" * 400)
    return replace(done.comparison, id="key", page=page)


def test_a_link_has_a_picture_of_the_map(comparison, tmp_path):
    settings = Settings(data=tmp_path)
    store = open_store(settings)
    saved = SavedComparison(
        "key", "T", None, None, None, "summary", moment(), moment(days=9), "key", moment(days=9)
    )
    store.comparisons.save(saved, to_json(comparison), "")
    store.close()
    client = create_app(settings).test_client()
    answer = client.get("/c/key/card.png?lang=en", headers=HOST)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data == picture_of(from_json(to_json(comparison)))
    page = client.get("/c/key?lang=en", headers=HOST).text
    assert "/c/key/card.png?lang=en" in page
    assert f"<title>{escape(comparison.gist.says)}" in page
    assert client.get("/c/other/card.png", headers=HOST).status_code == 404


def cells(png: bytes, gap: bytes = rb"\x00{8,}") -> list[list[str]]:
    """Return the states whose colours are in the picture's bars, by line."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, *_ = struct.unpack(">2I5B", png[16:29])
    assert (width, height) == (1200, 630)
    begin = png.index(b"IDAT")
    size = int.from_bytes(png[begin - 4 : begin])
    body, names = zlib.decompress(png[begin + 4 : begin + 4 + size]), [*PICTURED]
    rows = [body[at + 1 : at + 1 + width] for at in range(0, len(body), width + 1)]
    found: list[list[str]] = []
    blank = True
    for row in rows[BAND:]:
        bars = [bar for bar in re.split(gap, row) if bar]
        states = [names[max(set(bar) - {0}, key=bar.count)] for bar in bars]
        if states and blank:
            found.append(states)
        blank = not states
    return found


def made(*states: str) -> dict[str, Any]:
    account = [{"source": at, "state": state} for at, state in enumerate(states)]
    sentences: list[Any] = []
    return {"alignment": {"account": account, "sentences": sentences}, "page": {"sentences": []}}


def test_each_sentence_that_counts_is_a_bar_in_the_original_s_order():
    states = ["told", "aside", "left_out", "in_part", "told", "not_compared", "left_out"]
    lines = cells(picture_of(made(*states)))
    assert [state for line in lines for state in line] == [*states[:1], *states[2:]]
    assert len(lines) > 1
    mirrored = cells(picture_of(made(*states), mirrored=True))
    assert mirrored == [line[::-1] for line in lines]


@pytest.mark.parametrize("count", [0, 1, 2, 60, 3000])
def test_a_text_of_any_length_fits(count):
    assert sum(map(len, cells(picture_of(made(*["told"] * count)), rb"\x00+"))) == count


def test_a_page_without_a_comparison_is_drawn_as_empty_boxes(comparison):
    alone = from_json(to_json(replace(comparison, source=None, alignment=None, gist=None)))
    assert {state for line in cells(picture_of(alone)) for state in line} == {"not_compared"}
