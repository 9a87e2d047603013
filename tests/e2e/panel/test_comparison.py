"""From the click to the comparison: real button, real panel, real server, in both browsers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml.html import document_fromstring

from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, Reader

pytestmark = pytest.mark.browser

EXTENSION = Path(__file__).parents[3] / "extension"
HTML = "document.head.outerHTML + document.body.outerHTML"


@pytest.fixture
def compared(reader: Reader) -> Reader:
    """Yield a reader who has a summary compared with its original."""
    reader.checks("summary.html")
    reader.gets_answer()
    reader.sees("Retells The Marlow Gazette")
    return reader


FRESH = "document.querySelector('#content > *')?.dataset.fresh"


@pytest.fixture
def shown(reader: Reader) -> Reader:
    """Yield a reader before that answer, for tests that leave it as it is: they share it."""
    if not reader.browser.panel(FRESH):
        reader.checks("summary.html")
        reader.sees("Retells The Marlow Gazette")
        # Besides the pair that the headline shows, changes are folded.
        reader.browser.panel(
            """document.querySelectorAll(".entirety, details.group").forEach(each =>
            each.open = true)"""
        )
        reader.browser.panel("document.querySelector('#content > *').dataset.fresh = 'yes'")
    return reader


def sent(reader: Reader, misbehaving: Any, path: str) -> dict[str, Any]:
    """Return the request that a check of the page at `path` sends."""
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader.checks(path)
    reader.sees("The server is busy")
    (body,) = (body for method, _, _, body in misbehaving.requests if method == "POST")
    misbehaving.requests.clear()
    request: dict[str, Any] = json.loads(body)
    return request


def test_the_source_is_named_and_linked(shown: Reader) -> None:
    card = shown.texts(".origin")[0]
    assert "The Marlow Gazette" in card
    assert "Tidewell to replace its whole fleet with electric ferries" in card
    assert "Mar 4, 2026" in card
    link = shown.browser.panel("document.querySelector('.origin a.primary').href")
    assert link == shown.address("original.html", "localhost")


def test_the_answer_names_the_page_that_it_is_about(shown: Reader) -> None:
    assert shown.texts(".eyebrow")[0].startswith("This page · Tidewell goes all-electric")


def test_the_figures_add_up_and_the_map_says_what_is_told(shown: Reader) -> None:
    figures, counted = shown.browser.panel(
        """(tiles => [tiles.map(tile => parseInt(tile.textContent)), tiles.map(tile =>
        document.querySelectorAll(`:is(.pair, .proof).${tile.dataset.filter}`).length)])
        ([...document.querySelectorAll(".tile")])"""
    )
    assert figures == counted
    assert 0 not in figures
    (covered,) = shown.texts(".coverage-words")
    assert re.fullmatch(r"Has [1-9]\d?% of the original", covered)
    assert "A number differs" in shown.texts(".what")
    assert "this page has" in shown.browser.panel(
        "document.querySelector('.map-of').getAttribute('aria-label')"
    )


def test_differing_words_are_marked_in_both_sentences(shown: Reader) -> None:
    assert shown.texts(".proof .page mark.number") == ["12"]
    assert shown.texts(".proof .source mark.number") == ["14"]


def test_the_worst_pairs_come_first_and_the_left_out_last(shown: Reader) -> None:
    kinds = shown.browser.panel(
        "[...document.querySelectorAll('.proof, .pair')].map(pair => pair.dataset.kind)"
    )
    assert kinds[0] in ("differs", "not_found")
    assert kinds.index("found") > kinds.index("not_found")
    assert kinds.index("found") > kinds.index("left_out")


def test_the_original_opens_at_the_sentence(shown: Reader) -> None:
    links = shown.browser.panel(
        "[...document.querySelectorAll('.pair a[data-do=open]')].map(link => link.href)"
    )
    assert links
    assert all("original.html" in link and "#:~:text=" in link for link in links)


def test_the_verdict_says_how_much_of_the_original_the_page_tells(compared: Reader) -> None:
    assert compared.texts("h1") == ["Retells The Marlow Gazette"]
    compared.browser.panel("document.querySelector('.why').open = true")
    (reason,) = compared.texts(".why .reason")
    assert reason.startswith("The original says “14”; the page says “12”. The page has ")
    assert reason.count("of the original") == 1


def test_keys_walk_at_once_and_the_heading_has_the_focus(compared: Reader) -> None:
    focused = "document.activeElement"
    assert compared.browser.panel(f"{focused}.tagName") == "H1"
    compared.browser.panel(
        f"""{focused}.dispatchEvent(new KeyboardEvent("keydown", {{key: "n", bubbles: true}}))"""
    )
    assert compared.browser.panel(f"{focused} === document.querySelector('.proof')")


def test_the_map_says_its_longest_gap_on_focus_and_its_stretches_by_keys(compared: Reader) -> None:
    panel = compared.browser.panel
    panel("document.querySelector('.map-of').dispatchEvent(new FocusEvent('focus')), 0")
    (gap,) = compared.texts(".map-words")
    assert gap.startswith("Left out (")
    panel(
        """document.querySelector(".map-of").dispatchEvent(
        new KeyboardEvent("keydown", {key: "ArrowLeft"})), 0"""
    )
    (after,) = compared.texts(".map-words")
    assert after != gap
    assert panel("document.querySelector('.map-of').getAttribute('aria-valuetext')") == after
    panel("document.querySelector('.map-of').dispatchEvent(new FocusEvent('blur')), 0")
    assert compared.texts(".map-words") == []


def test_the_proof_is_the_headline_and_an_omission_in_the_first_view(compared: Reader) -> None:
    places = """[".proof .page .said", ".proof .source .said", ".pair.left_out"].map(each =>
        document.querySelector(each).getBoundingClientRect().top + scrollY)"""
    tops_by_width = {}
    for width in (240, 360):
        compared.browser.paint(width=width)
        tops_by_width[width] = compared.browser.panel(places)
    compared.browser.paint()
    page, source, omission = tops_by_width[360]
    assert page <= 110
    assert source <= 190
    assert omission <= 500
    page, source, _ = tops_by_width[240]
    assert page <= 150
    assert source <= 260
    for side in ("page", "source"):
        assert len(compared.texts(f".proof .{side} mark.number")) == 1


# What a reader presses or types, and whether that colours the pair for a moment.
KEY = (
    'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "%s", bubbles: true}))'
)
CHOICES = {
    **{f"the {side} in the headline": f"document.querySelector('.proof .{side} a').click()"
       for side in ("page", "source")},
    **{key: KEY % key[0] for key in ("n", "n again", "p")},
    "a card": "document.querySelector('.pair.found blockquote').click()",
    "the map": """(map => map.dispatchEvent(new MouseEvent("click", {bubbles: true,
        clientX: map.getBoundingClientRect().right - 3})))(document.querySelector(".map"))""",
}  # fmt: skip
CHOSEN = """(pair => [
    document.querySelector(".tiles").offsetHeight, innerHeight, pair.className,
    ...[pair, ...pair.querySelectorAll("mark")].filter(each => each.getClientRects().length)
    .map(each => each.getBoundingClientRect()).map(box => [box.top, box.bottom]),
  ])(document.activeElement.closest(".pair, .proof"))"""


@pytest.mark.parametrize("width", [320, 640, 1000])
def test_each_choice_keeps_its_pair_and_the_pair_s_marks_in_view(
    compared: Reader, width: int
) -> None:
    compared.browser.paint(width=width)
    compared.browser.panel("document.querySelector('h1').focus(), scrollTo(0, 0)")
    for name, chooses in CHOICES.items():
        if "headline" in name:
            compared.browser.panel("scrollTo(0, 0)")
        compared.browser.panel(f"({chooses}), 0")
        bar, end, kind, (top, _), *marks = compared.browser.panel(CHOSEN)
        assert bar <= top <= end, name
        assert all(bar <= above and below <= end for above, below in marks), name
        assert marks or "left_out" in kind, name
    colour = compared.browser.panel(
        """getComputedStyle(document.querySelector(".proof mark.number")).backgroundColor"""
    )
    assert colour != "rgba(0, 0, 0, 0)"
    compared.waits_for_page("CSS.highlights.has('unabridged')")
    compared.browser.paint()


def test_the_pair_in_the_headline_is_listed_once_and_opens_in_its_place(compared: Reader) -> None:
    panel = compared.browser.panel
    proven = panel("document.querySelector('.proof').dataset.page")
    assert panel(f"document.querySelector('.pair[data-page=\"{proven}\"]')") is None
    before = compared.texts(".proof > div:is(.page, .source) > :is(p, blockquote)")
    panel("document.querySelector('.entirety > summary').click()")
    after = compared.texts(".proof > div:is(.page, .source) > :is(p, blockquote)")
    assert len(before) == len(after) == 2
    assert before != after
    assert not any("…" in text for text in after)
    assert compared.texts(".entirety .actions button")


def test_few_stops_lead_through_all_pairs(compared: Reader) -> None:
    """Arrow keys walk within a group, so that Tab stops once in each; a folded one is a stop."""
    stops = compared.browser.panel(
        """[...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex]")]
        .filter(each => each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}))
        .map(each => each.matches(".pair") ? "pair" : each.tagName)"""
    )
    unfolded = ".group:not(details:not([open]))"
    groups = compared.browser.panel(f"document.querySelectorAll('{unfolded}').length")
    assert stops.count("pair") == groups
    assert len(stops) < 40
    compared.browser.panel(
        """(first => { first.focus(); first.dispatchEvent(new KeyboardEvent("keydown",
        {key: "j", bubbles: true})); })(document.querySelector(".pair"))"""
    )
    assert (
        compared.browser.panel(
            "[...document.querySelectorAll('.pair')].indexOf(document.activeElement)"
        )
        == 1
    )


def test_the_tiles_filter(compared: Reader) -> None:
    tile = "document.querySelector('.tile.not_found').click()"
    compared.browser.panel(tile)
    shown = compared.texts(".pair")
    assert shown
    assert all("Original" not in text for text in shown)
    assert compared.texts(".group h3") == [f"Not in the original {len(shown)}"]
    assert compared.texts(".tiles [aria-pressed=true]") == [f"{len(shown)} Added"]
    compared.browser.panel(tile)
    assert len(compared.texts(".group h3")) > 1


def test_a_sentence_is_shown_in_the_page_and_its_html_stays(compared: Reader) -> None:
    before = compared.browser.page(HTML)
    compared.browser.panel("document.querySelector('.pair.found .this-page blockquote').click()")
    compared.sees("Marked in the page.")
    assert compared.browser.page("CSS.highlights.has('unabridged')")
    assert compared.browser.page(HTML) == before
    compared.presses("Remove the mark")
    compared.waits_for("document.getElementById('notice').hidden")
    assert not compared.browser.page("CSS.highlights.has('unabridged')")
    assert compared.browser.page(HTML) == before


def test_sentences_are_found_across_elements_typography_and_shadow_roots(reader: Reader) -> None:
    reader.opens("shapes.html")
    anchor = (EXTENSION / "page" / "anchor.js").read_text("utf-8")
    shown = {
        'a SENTENCE through a link, a softhyphen & "typographic" quotes - and Élégance.': (
            "A sentence through a link, a soft\u00adhyphen & “typographic” quotes "
            "— and E\u0301le\u0301gance."
        ),
        "Text in a shadow root.": "Text in a shadow root.",
        "Plain text is shown.": "Plain text is shown.",
        "The nine lamps burn all night.": "The eightnine lamps of the quay burn all night.",
        "This stands nowhere.": None,
    }
    located = reader.browser.page(
        f"""(() => {{ {anchor}; return locate(indexText(document.body), {json.dumps(list(shown))})
        .map(range => range && range.toString().replace(/\\s+/g, " ")); }})()"""
    )
    assert dict(zip(shown, located, strict=True)) == shown


def test_a_page_without_a_sign_of_more_is_called_so(reader: Reader) -> None:
    reader.checks("original.html")
    reader.gets_answer()
    panel_text = reader.sees("No sign of a longer version")
    assert "This page · Tidewell to replace its whole fleet" in panel_text
    assert "Compare with another page or text" in panel_text
    assert " words" in panel_text
    assert "1 min" not in panel_text
    reader.opens_details()
    reader.unfolds("How this page was read")
    reader.presses("Show in page")
    reader.sees("Marked in the page.")


def test_a_list_is_not_an_article(reader: Reader) -> None:
    """Unless the reader says that it is one: then it is looked for, and never called whole."""
    reader.checks("list.html")
    reader.sees("This is not an article")
    reader.presses("It is one")
    panel_text = reader.sees("Can't tell")
    assert "Comparing it with its original would settle this." in panel_text
    assert "Know the original?" in panel_text


def test_an_original_that_is_not_found_can_be_given(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.sees("No original was found.")
    reader.opens_details()
    reader.sees("Where we looked")
    reader.knows_original()
    address = reader.address("original.html", "localhost")
    reader.browser.panel(f"document.getElementById('original').value = {address!r}")
    reader.presses("Compare")
    reader.sees("What was left out")
    assert "The address you gave." in reader.texts(".origin")[0]
    reader.knows_original()
    another = reader.address("unlinked.html", "localhost")
    reader.browser.panel(f"document.getElementById('original').value = {another!r}")
    reader.browser.panel("document.getElementById('original').form.requestSubmit()")
    reader.sees("The address leads to this same page.")


def test_a_mistyped_address_is_refused_where_it_stands(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.browser.panel("document.getElementById('original').value = 'not an address'")
    reader.presses("Compare")
    reader.sees("This is not a web address.")


def test_nothing_is_sent_before_a_click(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    for path in ("summary.html", "original.html", "list.html", "shapes.html"):
        reader.opens(path)
    assert misbehaving.requests == []


def test_what_is_typed_and_what_is_secret_is_not_sent(reader: Reader, misbehaving: Any) -> None:
    for path in ("summary.html", "shapes.html"):
        body = sent(reader, misbehaving, path)
        assert "typed-secret" not in json.dumps(body)


def test_the_page_is_sent_with_its_address_title_and_language(
    reader: Reader, misbehaving: Any
) -> None:
    page = sent(reader, misbehaving, "original.html")["page"]
    assert page["url"] == reader.address("original.html")
    assert (
        page["title"]
        == "Tidewell to replace its whole fleet with electric ferries - The Marlow Gazette"
    )
    assert page["language"] == "en"
    assert "application/ld+json" in page["html"]


def test_text_that_is_not_shown_is_marked_and_text_that_is_shown_is_not(
    reader: Reader, misbehaving: Any
) -> None:
    html = sent(reader, misbehaving, "shapes.html")["page"]["html"]
    tree = document_fromstring(html)
    hidden = ("Text without a box.", "Invisible text.", "Clipped away.", "Behind a closed summary.")
    shown = (
        *("Plain text is shown.", "Visible again.", "First line.", "Within reach of a scroll."),
        *("In a box of contents.", "Shown in spite of its attribute.", "Faded, but there."),
        *("Slotted text.", "Text in a ", "Sealed text."),
    )
    assert {text: _is_hidden(tree, text) for text in hidden} == dict.fromkeys(hidden, True)
    assert {text: _is_hidden(tree, text) for text in shown} == dict.fromkeys(shown, False)
    assert "In no slot." not in html
    assert "onclick" not in html
    assert "style=" not in html


def _is_hidden(tree: Any, text: str) -> bool:
    (element,) = tree.xpath("//*[text()[contains(., $text)]]", text=text)
    return bool(element.xpath("ancestor-or-self::*[@hidden]"))


def test_side_by_side_in_a_tab_takes_the_answer_over(compared: Reader) -> None:
    before, said = compared.texts(".tile:has(b)"), compared.texts("h1")
    compared.opens_menu()
    compared.presses("Open side by side in a tab")
    tab = compared.browser.newest_tab("panel.html?tab=")
    try:
        assert (
            tab.wait_for(
                "[...document.querySelectorAll('.tile:has(b)')].map(each => each.textContent)"
            )[: len(before)]
            == before
        )
        # A sentence chosen in the tab is shown in the panel beside it.
        difference = ".reading [data-side=page][data-kind=differs]"
        chosen = tab.wait_for(f"document.querySelector('{difference}').dataset.index")
        tab.wait_for(f"document.querySelector('{difference}').click() ?? true")
        compared.waits_for(f"document.activeElement.matches('[data-page=\"{chosen}\"]')")
        tab.wait_for("document.querySelectorAll('.views button')[1].click() ?? true")
        columns = (
            """getComputedStyle(document.querySelector('.pair.found .sides')).gridTemplateColumns"""
        )
        assert len(tab.wait_for(columns).split()) == 2
        assert tab.wait_for("document.title").startswith("Tidewell goes all-electric")
        assert compared.texts("h1") == said  # in the panel beside it
        if PICTURES:
            tab.shoot(SCREENSHOTS / f"wide-light-{compared.browser.name}.png")
    finally:
        tab.close()
