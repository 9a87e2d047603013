"""The README's promise: open the sample, press the button, see the comparison."""

from typing import Any

import pytest

from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.pictures import compared_sample

pytestmark = pytest.mark.browser


def test_the_sample_is_a_summary_whose_original_and_difference_are_shown(
    reader: Reader, server: str
) -> None:
    reader.browser.open(f"{server}/sample/norvane-own-models")
    reader.presses_button()
    panel_text = reader.sees("What was left out")
    for words in ("The Harbour Gazette", "Norvane should not use", "15,500"):
        assert words in panel_text


# Each sentence of the picture: its first four words, and what it is shown as.
DRAWN = """[...document.querySelectorAll(".picture .own .sentence")].map(each =>
  [each.textContent.split(/\\s+/).slice(0, 4).join(" "), each.classList[1]])"""
FIGURES = """Object.fromEntries([...document.querySelectorAll(".picture figcaption span")]
  .map(each => [each.className, Number(each.querySelector("b").textContent)]))"""
OMITTED = """[...document.querySelectorAll(".picture .sentence.left_out")]
  .map(each => each.textContent)"""


def test_the_picture_of_the_front_door_is_true_of_the_sample(browser: Any, server: str) -> None:
    visitor = Visitor(browser, server)
    visitor.opens_form()
    alignment = compared_sample(server)["alignment"]
    finding_by_words = {
        " ".join(alignment["page"][sentence["index"]].split()[:4]): sentence["finding"]
        for sentence in alignment["sentences"]
    }
    drawn = dict(browser.page(DRAWN))
    assert len(drawn) == 4
    assert drawn.items() <= finding_by_words.items()
    figures = {name: alignment["figures"][name] for name in ("differs", "left_out", "not_found")}
    assert browser.page(FIGURES) == figures
    omitted = {alignment["source"][entry["source"]] for entry in alignment["left_out"]}
    assert set(browser.page(OMITTED)) <= omitted


def test_on_a_phone_the_text_begins_in_the_upper_third_under_one_line_of_tools(
    browser: Any, server: str
) -> None:
    visitor = Visitor(browser, server)
    visitor.hands.dress(width=390, height=844)
    try:
        visitor.asks_sample()
        visitor.waits_for("document.querySelector('.reading.narrow .pane.page > p')")
        place = "document.querySelector('.pane.page > p').getBoundingClientRect().top"
        assert browser.page(place) <= 290
        assert browser.page("document.querySelector('.toolbar').offsetHeight") <= 40
    finally:
        visitor.hands.undress()
