"""The reading view of a page with several originals, in a browser."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.e2e.drivers.started import in_browsers
from tests.e2e.drivers.visitor import Visitor
from tests.servers import Server

# One browser is enough for what no browser does by itself.
pytestmark = [pytest.mark.browser, in_browsers("chromium")]

LIGHT = "The lighthouse at Brackholm will be lit again in May after eleven dark years."
BREAD = "Flour now costs 40 percent more than in 2020, the bakers of Ostrand say."
MORE = "The museum will bake rye bread for schools in the oven from next autumn on."
BODY = {
    "page": {"text": f"{LIGHT}\n\n{BREAD}", "title": "From the coast"},
    "sources": [
        {"text": LIGHT, "title": "Light"},
        {"text": f"{MORE}\n\n{BREAD}", "title": "Bread"},
        {"url": "http://192.168.0.1/story"},
    ],
    "save": "link",
}
TITLE = "document.querySelector('.reading:not([hidden]) .pane.source h2').textContent"


@pytest.fixture
def visitor(browser: Any, running: Server) -> Iterator[Visitor]:
    visitor = Visitor(browser, running.base)
    visitor.hands.dress()
    url = f"{running.base}/v1/compare"
    answer = httpx2.post(url, json=BODY, headers=running.owner, timeout=60, trust_env=False)
    saved = answer.json()
    visitor.opens(f"/c/{saved['id']}")
    visitor.waits_for("document.querySelector('.bands .band')")
    yield visitor
    visitor.hands.undress()


def test_the_right_column_turns_to_the_original_of_a_sentence(visitor: Visitor) -> None:
    assert visitor.texts(".reading:not([hidden]) .turn button") == ["A · Light", "B · Bread"]
    assert visitor.browser.page(TITLE) == "Light"
    visitor.clicks('.reading:not([hidden]) [data-letter="B"]')
    visitor.waits_for(f"{TITLE} === 'Bread'")
    visitor.waits_for("document.querySelector('.reading:not([hidden]) .bands .band')")
    visitor.waits_for("document.querySelector('.reading:not([hidden]) .band.lit')")
    lit = "document.querySelector('.reading:not([hidden]) .band.lit').dataset"
    assert visitor.browser.page(f"[{lit}.page, {lit}.source]") == ["1", "1"]
    assert visitor.texts(".chosen-words strong") == ["Found in B · Bread"]
    visitor.clicks(".reading:not([hidden]) .turn button")
    visitor.waits_for(f"{TITLE} === 'Light'")
    assert visitor.browser.page("document.activeElement.textContent") == "A · Light"


def test_several_originals_are_given_and_another_is_added_to_the_answer(
    visitor: Visitor, server: str
) -> None:
    visitor.opens("/")
    fields = {
        "page": f"{LIGHT} {BREAD} {MORE}",
        "source": LIGHT,
        "source1": f"{BREAD} Rye is dear.",
    }
    for name, text in fields.items():
        visitor.browser.page(f"document.getElementById({name!r}).value = {text!r}")
    visitor.clicks("form.ask button.primary")
    visitor.waits_for(
        "document.querySelectorAll('.reading:not([hidden]) .turn button').length === 2"
    )
    visitor.browser.page("document.querySelector('.act').open = true")
    visitor.browser.page(f"document.getElementById('original-text').value = {MORE!r}")
    visitor.browser.page("document.getElementById('original-text').form.requestSubmit()")
    visitor.waits_for(
        "document.querySelectorAll('.reading:not([hidden]) .turn button').length === 3"
    )
    assert not visitor.texts(".sentence.not_found")
    # Without scripts.
    form = {"page": f"{LIGHT} {BREAD}", "source": [LIGHT, "", BREAD]}
    plain = httpx2.post(f"{server}/", data=form, timeout=60, trust_env=False).text
    assert "Found in B" in plain
    assert plain.count('name="source"') == 5


def test_the_pairs_name_the_original_and_the_map_has_a_row_for_each(visitor: Visitor) -> None:
    visitor.presses("Pairs")
    assert visitor.texts(".map-row .letter") == ["A", "B"]
    ends = [
        f"document.querySelector('.map-row{selector}').getBoundingClientRect().right"
        for selector in ("", " .map")
    ]
    assert visitor.browser.page(f"{ends[0]} === {ends[1]}")
    assert "Found in B · Bread" in visitor.texts(".pair .what")
    warnings = ["192.168.0.1’s page could not be opened: The server may not open this address."]
    assert visitor.texts(".note.warning") == warnings
