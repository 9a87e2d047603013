"""The picture of a shared comparison: gist, pair, map and legend, in both directions."""

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from pydantic_core import from_json, to_json

from server import create_app
from server.config import Settings
from server.language.messages import words
from server.model import CompareRequest, PageInput
from server.net import sample
from server.pipeline.compare import Done, compare
from server.show import picture
from server.show.picture import PICTURED, picture_of
from server.store import SavedComparison, moment, open_store
from tests.e2e.drivers.pixels import Colour, Picture

HOST = {"Host": "127.0.0.1:8750"}
MIDDLE_OF_MAP = picture._MAP_TOP + 17


@pytest.fixture
def comparison(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    return replace(done.comparison, id="key")


def plain(comparison: Any) -> Any:
    return from_json(to_json(comparison))


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """Return the SVGs that pictures are made of."""
    svgs = list[str]()
    render = picture._render

    def rendered(svg: str, *, is_other: bool) -> bytes:
        svgs.append(svg)
        return render(svg, is_other=is_other)

    monkeypatch.setattr(picture, "_render", rendered)
    return svgs


def test_a_link_has_a_picture_of_its_comparison(comparison, tmp_path):
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
    page = client.get("/c/key?lang=en", headers=HOST).text
    assert "/c/key/card.png?lang=en" in page
    assert f"<title>{escape(comparison.gist.says)}" in page
    assert client.get("/c/other/card.png", headers=HOST).status_code == 404


def test_it_can_be_read_in_a_chat(comparison, drawn):
    png = Picture(picture_of(plain(comparison), words("en")))
    assert (png.width, png.height) == (1200, 630)
    (svg,) = drawn
    phrases = ("Retells The Harbour Gazette", "Has 49% of the original", "not use", ">use<")
    assert [phrase for phrase in phrases if phrase not in svg] == []
    assert [phrase for phrase in ("Signal Brief", "Changed", "Left out") if phrase not in svg] == []


def colours_of(comparison: Any, language: str) -> list[Colour]:
    """Return the colours of the map's cells that are not hatched, in the picture's order."""
    png = Picture(picture_of(comparison, words(language)))
    cells: list[Colour] = []
    for x in range(64, 1136):
        colour = png.colour(x, MIDDLE_OF_MAP)
        if colour != (cells[-1] if cells else None):
            cells.append(colour)
    map_colours = {
        tuple(bytes.fromhex(PICTURED[kind][1:])) for kind in ("told", "in_part", "differs")
    }
    return [colour for colour in cells if colour in map_colours]


def test_the_map_runs_as_the_reader_reads(comparison):
    of_sample = plain(comparison)
    colours = colours_of(of_sample, "en")
    assert len(colours) == 10  # of 24 sentences; the others are left out
    assert colours_of(of_sample, "ar") == colours[::-1]


def test_an_arabic_picture_is_in_arabic(comparison, drawn):
    picture_of(plain(comparison), words("ar"))
    assert words("ar").text("chip_left_out") in drawn[-1]
    assert "\u2067" in drawn[-1] or "&#x2067;" in drawn[-1]


@pytest.mark.parametrize("count", [0, 1, 2, 60, 3000])
def test_a_text_of_any_length_fits(comparison, count):
    shown = plain(comparison)
    shown["alignment"]["account"] = [{"source": index, "state": "told"} for index in range(count)]
    assert picture_of(shown, words("en"))


def test_where_nothing_differs_the_weightiest_omission_is_quoted(comparison, drawn):
    shown = plain(comparison)
    omitted = shown["alignment"]["left_out"][0]["source"]
    shown["gist"]["clauses"] = [
        {"code": "left_out", "params": {"source": "", "left_out": 14}, "source": omitted}
    ]
    picture_of(shown, words("en"))
    assert shown["alignment"]["source"][omitted].split()[0] in drawn[-1]
    assert "The Harbour Gazette · Left out" in drawn[-1]


def test_a_page_without_a_comparison_has_its_verdict_and_its_title(comparison, drawn):
    alone = replace(comparison, source=None, alignment=None, gist=None)
    picture_of(plain(alone), words("en"))
    assert "Retells The Harbour Gazette" in drawn[-1]
    assert alone.page.title in drawn[-1]
    nameless = replace(alone, page=replace(alone.page, title=None))
    picture_of(plain(nameless), words("en"))
    assert " ".join(alone.page.text.split()[:5]) in drawn[-1]


@pytest.mark.parametrize(
    "hostile",
    ["x" * 1_000_000, '</text><image href="file:///etc/passwd"/>&amp;', "\ud800\ufffe\x00\x1b[2J"],
)
def test_hostile_words_stay_words(comparison, hostile, drawn):
    shown = plain(comparison)
    shown["page"]["publisher"] = hostile
    sentence = shown["gist"]["clauses"][0]["page"]
    shown["alignment"]["page"][sentence] += hostile
    shown["alignment"]["sentences"][sentence]["finding"] = "not_found"
    tracemalloc.start()
    try:
        assert picture_of(shown, words("en"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert "<image" not in drawn[-1]
    assert len(drawn[-1]) < 30_000


def test_what_no_font_has_is_left_out(comparison, drawn, monkeypatch):
    monkeypatch.setattr(picture, "_has_glyph", lambda _: False)
    picture_of(plain(comparison), words("ja"))
    assert words("ja").text("chip_left_out") not in drawn[-1]
    assert "Has 49% of the original" in drawn[-1]


def test_the_face_is_there_with_its_licence():
    folder = Path(picture.__file__).parent / "face"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8")
    assert {path.name for path in folder.glob("*.ttf")} == {"regular.ttf", "bold.ttf"}
