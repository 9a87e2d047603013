"""The reading view in both browsers: both texts whole, bands, scrolling, keys, filters, paper."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.pixels import Picture
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, SETTLED, Reader
from tests.e2e.drivers.started import in_looks
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.drivers.waiting import wait_for
from tests.e2e.panel.test_accessibility import AXE, RUN

pytestmark = pytest.mark.browser

PAGE = ".reading .pane.page"
SOURCE = ".reading .pane.source"
# A sentence of the page with a source, so that a band starts at it.
LINKED = '.reading [data-side="page"][data-links]'

# Asks for the sample's comparison anew.
COMPARED = """void fetch("/v1/compare", {method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({page: {url: location.origin + "/sample/norvane-own-models"}})})
    .then(answer => answer.json()).then(all => window.expected = all.alignment)"""


@pytest.fixture
def guest(browser: Any, server: str) -> Iterator[Visitor]:
    guest = Visitor(browser, server)
    guest.hands.dress()
    yield guest
    guest.hands.undress()


@pytest.fixture
def visitor(guest: Visitor) -> Visitor:
    """Yield a guest who has the sample compared."""
    guest.asks_sample()
    guest.waits_for("document.querySelector('.bands .band')")
    return guest


def scrolled(visitor: Visitor, pane: str) -> float:
    top: float = visitor.browser.page(f"document.querySelector({pane!r}).scrollTop")
    return top


def test_both_texts_stand_whole_and_in_order(visitor: Visitor) -> None:
    visitor.browser.page(COMPARED)
    for side in ("page", "source"):
        expected = visitor.waits_for(f"window.expected?.{side}")
        shown = visitor.probes(f"sentences({side!r})")
        assert [text for _, text in shown] == expected
        assert [index for index, _ in shown] == list(range(len(expected)))


def test_the_screen_says_of_the_original_what_the_account_says(visitor: Visitor) -> None:
    visitor.browser.page(COMPARED)
    alignment = visitor.waits_for("window.expected")
    account, figures = alignment["account"], alignment["figures"]
    shown = visitor.probes("told()")
    differing = {index for index, kind in enumerate(shown["kinds"]) if kind == "differs"}
    states = [entry["state"] for entry in account]
    kinds = ["differs" if index in differing else state for index, state in enumerate(states)]
    assert shown["kinds"] == kinds
    assert {states[index] for index in differing} <= {"told", "in_part"}
    assert shown["map"] == [kind for kind in kinds if kind != "aside"]
    assert max(shown["numbers"]) == len(shown["map"]) == figures["source_sentences"]
    changed = {  # a difference shows over what is left out
        change["source"]["sentence"]
        for sentence in alignment["sentences"]
        for change in sentence["changes"]
        if change["source"]
    }
    for entry, rest in zip(account, shown["rests"], strict=True):
        if entry["source"] not in changed:
            assert rest == " ".join(span["text"] for span in entry["rest"])
    names = {name: name for name in ("differs", "not_found", "found", "left_out")}
    counts = {kind: figures[name] for kind, name in (names | {"partly": "partly_found"}).items()}
    assert shown["tiles"] == {kind: count for kind, count in counts.items() if count}
    share = f"{100 * figures['covered_share']:.0f}% of the original"
    assert shown["covered"] == f"Has {share}"
    said = visitor.browser.page("document.querySelector('.why .reason').textContent")
    assert f"The page has {share}." in said
    visitor.browser.page("document.querySelector('.tile.left_out').click()")
    visitor.steps("next")
    (place,) = visitor.texts(".walk-place")
    assert place.endswith(f" of {figures['left_out']}")
    visitor.presses("Pairs")
    groups = visitor.probes("groups()")
    parts = sum(bool(entry["rest"]) for entry in account)
    assert groups["left_out"] == [figures["left_out"]] * 2
    assert groups["in_part"] == [parts, parts]
    for kind, count in counts.items():
        assert groups.get(kind, [0, 0]) == [count, count]


def test_a_band_runs_from_each_told_sentence_to_its_source(visitor: Visitor) -> None:
    visitor.awaits("strayBands().length === 0")
    assert visitor.browser.page("document.querySelectorAll('.bands .band').length") > 5


def test_pointing_at_a_sentence_lights_its_band_and_its_source(visitor: Visitor) -> None:
    visitor.points_at(LINKED)
    lit = visitor.awaits("lit().length && probe.lit()")
    for page, source in lit:
        for side, index in (("page", page), ("source", source)):
            sentence = f'.reading [data-side="{side}"][data-index="{index}"].lit'
            assert visitor.browser.page(f"Boolean(document.querySelector({sentence!r}))")
    visitor.hands.point(5, 5)
    visitor.waits_for("!document.querySelector('.band.lit')")


def test_keys_walk_from_difference_to_difference(visitor: Visitor) -> None:
    (differences,) = visitor.texts(".walk-place")
    visitor.steps("next")
    total = int(visitor.texts(".walk-place")[0].split(" of ")[1])
    assert differences == f"{total} differences"
    indices = []
    for turn in range(total):
        place = f"{turn + 1} of {total}"
        visitor.waits_for(f"document.querySelector('.walk-place').textContent === {place!r}")
        kind, index = visitor.awaits("focused()")
        assert kind in ("differs", "not_found", "partly")
        assert visitor.texts(".chosen-words strong")[0]
        indices.append(index)
        visitor.hands.press("n")
    assert indices == sorted(set(indices))
    visitor.waits_for(f"document.querySelector('.walk-place').textContent === '1 of {total}'")
    visitor.hands.press("p")
    visitor.waits_for(f"document.querySelector('.walk-place').textContent === '{total} of {total}'")


def test_a_difference_is_put_into_words(visitor: Visitor) -> None:
    differing = ".reading .pane.page .differs:has(mark.negation)"
    visitor.browser.page(f"document.querySelector({differing!r}).scrollIntoView()")
    visitor.clicks(differing)
    visitor.sees("This page: not use")
    visitor.sees("Original: use")
    address = visitor.waits_for("document.querySelector('.ways a').href")
    assert "#:~:text=" in address


def test_chips_show_one_kind_and_the_walk_follows(visitor: Visitor) -> None:
    visitor.browser.page("document.querySelector('.tile.not_found').click()")
    assert visitor.texts(".reading .bands .band") == []
    count = int(visitor.texts(".tiles [aria-pressed=true] b")[0])
    visitor.steps("next")
    visitor.waits_for("document.activeElement.dataset.kind === 'not_found'")
    assert visitor.texts(".walk-place") == [f"1 of {count}"]
    visitor.browser.page("document.querySelector('.tile.left_out').click()")
    visitor.steps("next")
    visitor.waits_for("document.activeElement.dataset.side === 'source'")
    looks = visitor.browser.page(
        """["left_out", "found"].map(kind => getComputedStyle(
        document.querySelector(`.panes .sentence[data-kind="${kind}"]`)).borderImageSource)"""
    )
    assert [look == "none" for look in looks] == [False, True]
    assert visitor.texts(".tiles [aria-pressed=true] span") == ["Left out"]
    visitor.presses("Everything")
    assert visitor.texts(".tiles [aria-pressed=true]") == ["Everything"]
    assert visitor.texts(".reading .bands .band") != []


def test_scrolling_one_side_brings_the_matching_place_of_the_other(visitor: Visitor) -> None:
    visitor.hands.dress(height=520)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).clientHeight < 470")
    visitor.browser.page(f"document.querySelector({SOURCE!r}).scrollIntoView()")
    assert scrolled(visitor, PAGE) == 0
    visitor.hands.wheel(*visitor.place(f"{SOURCE} p"), 5000)
    visitor.awaits(f"atEnd({SOURCE!r})")
    visitor.awaits(f"atEnd({PAGE!r})")  # both ends meet
    assert scrolled(visitor, SOURCE) > 100
    visitor.hands.wheel(*visitor.place(f"{PAGE} p:last-child"), -5000)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).scrollTop < 3")


def test_the_overview_shows_where_one_is_and_leads_on(visitor: Visitor) -> None:
    visitor.hands.dress(height=520)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).clientHeight < 470")
    overview = "document.querySelector('.overview')"
    assert visitor.browser.page(f"{overview}.getAttribute('aria-valuenow')") == "0"
    assert "this page has" in visitor.browser.page(f"{overview}.title")
    assert visitor.browser.page("document.querySelectorAll('.overview .blocks > *').length") > 4
    visitor.browser.page(f"{overview}.focus()")
    visitor.hands.press("End")
    visitor.waits_for(f"{overview}.getAttribute('aria-valuenow') === '100'")
    visitor.hands.press("Home")
    visitor.waits_for(f"{overview}.getAttribute('aria-valuenow') === '0'")
    visitor.browser.page(f"{overview}.scrollIntoView({{block: 'end'}})")
    x, y, height = visitor.browser.page(
        f"(box => [box.x + box.width / 2, box.y, box.height])({overview}.getBoundingClientRect())"
    )
    visitor.hands.click(x, y + height * 0.7)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).scrollTop > 50")
    assert visitor.texts(".overview-key li")[:2] == ["Same words", "Left out in part"]


def test_a_gap_of_the_page_opens_to_what_is_left_out(visitor: Visitor) -> None:
    gap = "document.querySelector('.pane.page .gap')"
    assert visitor.browser.page(f"{gap}.textContent") == "1 sentence left out here"
    before = visitor.browser.page("document.querySelector('.pane.page').scrollHeight")
    visitor.browser.page(f"{gap}.click()")
    assert visitor.texts(".gap-text") == [
        "He called it “a small cluster in the grand scheme of things”."
    ]
    visitor.waits_for(f"document.querySelector('.pane.page').scrollHeight > {before}")
    visitor.awaits("strayBands().length === 0")
    visitor.browser.page(f"{gap}.click()")
    assert visitor.texts(".gap-text") == []


def test_a_narrow_page_is_one_column_with_the_source_inline(visitor: Visitor) -> None:
    visitor.hands.dress(width=500)
    visitor.waits_for("document.querySelector('.reading.narrow')")
    inline = visitor.texts(".inline-source")
    # What is the same needs no second reading.
    differing = ".pane.page .sentence:is(.partly, .differs):has(+ .inline-source)"
    assert len(inline) == visitor.browser.page(f"document.querySelectorAll({differing!r}).length")
    assert inline
    assert not visitor.texts(".overview")
    assert visitor.probes("left('.pane.page') === probe.left('.pane.source')")
    visitor.hands.dress()
    visitor.waits_for("!document.querySelector('.reading.narrow')")
    assert not visitor.texts(".inline-source")


def test_both_views_hold_the_same(visitor: Visitor) -> None:
    shown = visitor.probes("kinds()")
    visitor.presses("Pairs")
    pairs = visitor.probes("pairKinds()")
    assert pairs
    for text, kind in pairs:
        assert shown[text] == kind


def test_a_chip_that_was_chosen_holds_in_the_other_view(visitor: Visitor) -> None:
    visitor.browser.page("document.querySelector('.tile.differs').click()")
    visitor.presses("Pairs")
    kinds = visitor.probes("visiblePairKinds()")
    assert set(kinds) == {"differs"}


def test_what_a_link_holds_back_is_a_gap(visitor: Visitor) -> None:
    visitor.begins("showWithheld()")
    visitor.waits_for("document.body.dataset.made")
    assert visitor.texts(".reading .pane.source .withheld") == [
        "[…] Not shown here; read it in the original."
    ]
    assert visitor.texts(".reading .pane.source .sentence")[-1] == "The end."
    visitor.presses("Pairs")
    assert all(visitor.texts("blockquote"))


def test_the_extension_s_tab_has_the_same_view(browser: Any, server: str) -> None:
    browser.configure(server)
    browser.open(f"{server}/sample/norvane-own-models")
    reader = Reader(browser, None)  # type: ignore[arg-type]  # it opens no page of the tests
    reader.presses_button()
    reader.waits_for("document.body.dataset.state === 'answer'")
    assert reader.texts(".views") == []  # no room for two columns in the panel
    reader.opens_menu()
    reader.presses("Open side by side in a tab")
    tab = browser.newest_tab("panel.html?tab=")
    try:
        tab.wait_for("[...document.querySelectorAll('.views button')][0].click() ?? true")
        # Colours and places come from the style sheet and from scripts, which the tab's own rules
        # for content must let through.
        assert tab.wait_for("document.querySelectorAll('.bands .band').length") > 3
        assert tab.wait_for("document.querySelector('.overview .window').style.blockSize")
        tab.wait_for("document.querySelector('.walk button').click() ?? true")
        assert tab.wait_for("document.querySelectorAll('.sentence.chosen').length") == 1
        assert tab.wait_for("document.querySelector('.ways button').textContent")
        if PICTURES:
            tab.shoot(SCREENSHOTS / f"reading-tab-{browser.name}.png")
    finally:
        tab.close()


def test_an_original_without_sentences_is_not_an_obstacle(visitor: Visitor) -> None:
    visitor.begins("showEmpty()")
    visitor.waits_for("document.body.dataset.made")
    assert visitor.texts(".pane.page .sentence.not_found") == ["A claim.", "Another."]
    assert visitor.texts(".pane.source .sentence") == []
    visitor.steps("next")
    assert visitor.texts(".walk-place") == ["1 of 2"]


def test_text_that_turns_round_or_looks_like_markup_stays_where_it_is(visitor: Visitor) -> None:
    visitor.begins("showHostile()")
    visitor.waits_for("document.body.dataset.made")
    shown = visitor.texts(".pane.page .sentence")
    assert "<b onclick=alert(1)>&amp;</b>" in shown[0]
    assert visitor.probes("all('.reading b').length") == 0
    # What turns letters round ends with its sentence: the next one starts at the left of its line.
    after = visitor.browser.page(
        "getComputedStyle(document.querySelector('.pane.page .sentence')).unicodeBidi"
    )
    assert after == "isolate"


ARABIC_PAGE = (
    "أعلنت بلدية بورت إليري يوم الاثنين إغلاق الرصيف القديم في مايو. "
    "وقالت رئيسة البلدية: «لا خيار لدينا». وستبلغ الكلفة 15 مليون كرونة."
)
ARABIC_SOURCE = f"{ARABIC_PAGE.replace('15', '12')} وقال الصيادون إنهم سيستأنفون القرار."
# The alignment of all that is set from right to left and quotes either text.
QUOTED = """[...document.querySelectorAll("main :is(blockquote, li, .sentence, .said)")]
    .filter(each => getComputedStyle(each).direction === "rtl" && each.checkVisibility())
    .map(each => getComputedStyle(each).textAlign)"""


def test_arabic_texts_begin_at_the_right_in_an_english_page(guest: Visitor) -> None:
    guest.asks(ARABIC_PAGE, ARABIC_SOURCE)
    guest.gets_answer()
    for view in ("Reading", "Pairs"):
        guest.presses(view)
        sides = Counter(guest.browser.page(QUOTED))
        assert sides.total() > 4
        assert sides.keys() <= {"start", "right"}, view


def test_five_thousand_changes_are_shown_and_walked(visitor: Visitor) -> None:
    visitor.begins("showMany(5000)")
    visitor.waits_for("document.body.dataset.made")
    assert visitor.probes("all('.pane.page .sentence').length") == 5000
    visitor.waits_for("document.querySelector('.band')")
    assert visitor.probes("all('.band').length") < 300  # only what is in view is drawn
    visitor.steps("previous")
    visitor.waits_for("document.querySelector('.walk-place').textContent === '5,000 of 5,000'")
    visitor.awaits("atEnd('.pane.source')")
    visitor.awaits("strayBands().length === 0")


def test_the_text_begins_near_the_top(visitor: Visitor) -> None:
    top = "document.querySelector('.pane.page p.imprint ~ *, .pane.page > p')"
    first = f"{top}.getBoundingClientRect().top"
    visitor.hands.dress(width=1400, height=900)
    # Firefox gives a window its size some frames after it was asked to.
    fits = "innerWidth === 1400 && document.documentElement.scrollHeight <= innerHeight"
    visitor.waits_for(f"{first} <= 130 && {fits}")
    visitor.hands.dress(width=360, height=800)
    visitor.waits_for("document.querySelector('.reading.narrow')")
    visitor.waits_for(f"{first} <= 400")  # the headline is a part of both texts


def test_all_sentences_are_reached_by_keys(visitor: Visitor) -> None:
    visitor.browser.page("document.querySelector('.pane.page').focus()")
    visitor.hands.press("j")
    visitor.waits_for("document.activeElement.dataset.index === '0'")
    visitor.hands.press("j")
    visitor.waits_for("document.activeElement.dataset.index === '1'")
    assert visitor.browser.page("document.activeElement.dataset.kind") == "found"


def test_the_page_is_printed_whole_with_numbers_for_bands(visitor: Visitor) -> None:
    visitor.hands.print(on=True)
    try:
        heights = visitor.awaits("unrolled()")
        assert all(shown >= full_height - 2 for shown, full_height in heights)
        number = "getComputedStyle(document.querySelector('[data-number]'), '::before').content"
        assert visitor.browser.page(number) != "none"
        assert not visitor.texts("button:not(.tile, .gap)")
    finally:
        visitor.hands.print(on=False)


def test_on_paper_the_summary_comes_first_and_nothing_is_folded(visitor: Visitor) -> None:
    if not isinstance(visitor.browser, Chromium):
        pytest.skip("Playwright prints in Chromium only")
    visitor.presses("Pairs")
    visitor.waits_for("document.querySelector('.lists')")
    visitor.waits_for("document.querySelector('.map-of').focus() ?? true")
    visitor.waits_for("document.querySelector('.map-words').textContent")
    paper = pypdfium2.PdfDocument(visitor.browser._page.pdf())
    first = " ".join(paper[0].get_textpage().get_text_range().split())
    for words in (
        "The original says “and use",
        "of the original.",
        "The Harbour Gazette",
        "was left out",
    ):
        assert words in first
    for words in ("Everything", "Left out ("):  # a button, and what the map says in focus
        assert words not in first
    assert "We should have the capacity" in first
    visitor.waits_for("document.querySelectorAll('.why[open]').length === 0")


VARIANTS = {
    "light": ("en", {"width": 1400}),
    "dark": ("en", {"width": 1400, "dark": True}),
    "rtl": ("ar", {"width": 1400}),
    "narrow": ("en", {"width": 360, "height": 800}),
    "narrow-dark-rtl": ("he", {"width": 360, "height": 800, "dark": True}),
}


SIDES = {"en": ["left", "right"], "ar": ["right", "left"]}


def ink_of(visitor: Visitor, pixels: Picture, number: int) -> list[tuple[int, int]]:
    """Return the drawn points of the walk's sign `number`; none before it is painted."""
    box: list[float] = visitor.browser.page(
        f"(box => [box.left + 7, box.top + 7, box.right - 7, box.bottom - 7])"
        f"(document.querySelectorAll('.walk .step')[{number}].getBoundingClientRect())"
    )
    left, top, right, bottom = map(round, box)
    points = [(x, y) for y in range(top, bottom) for x in range(left, right)]
    colours = Counter(pixels.colour(x, y) for x, y in points)
    ((ground, _),) = colours.most_common(1)  # a corner may be the button's edge
    return [(x, y) for x, y in points if pixels.colour(x, y) != ground]


def painted_signs(visitor: Visitor, path: Path) -> list[list[tuple[int, int]]]:
    """Return the points of both signs, once a picture shows them."""

    def look() -> list[list[tuple[int, int]]] | None:
        visitor.hands.shoot(path)
        pixels = Picture(path.read_bytes())
        signs = [ink_of(visitor, pixels, number) for number in (0, 1)]
        return signs if all(signs) else None

    signs: list[list[tuple[int, int]]] = wait_for(look, lambda: "The walk's signs are not painted.")
    return signs


def side_of_tip(ink: list[tuple[int, int]]) -> str:
    rows = sorted({y for _, y in ink})
    first, middle = ([x for x, y in ink if y == row] for row in (rows[0], rows[len(rows) // 2]))
    return "left" if sum(middle) / len(middle) < sum(first) / len(first) else "right"


@pytest.mark.parametrize("language", SIDES)
def test_the_walk_s_signs_point_where_the_text_goes(
    guest: Visitor, tmp_path: Path, language: str
) -> None:
    guest.opens_form(language)
    guest.browser.page("document.querySelector('button[name=sample]').click()")
    guest.gets_answer()
    guest.waits_for("document.querySelectorAll('.walk .step').length === 2")
    guest.waits_for("document.getAnimations().length === 0")  # it fades in
    signs = painted_signs(guest, tmp_path / "walk.png")
    assert [side_of_tip(ink) for ink in signs] == SIDES[language]


@in_looks("variant", VARIANTS, chromium=["light", "narrow-dark-rtl"], firefox=["light"])
def test_axe_finds_nothing_in_either_view(guest: Visitor, variant: str) -> None:
    language, look = VARIANTS[variant]
    guest.opens_form(language)
    violations_by_view = {"home": _axe(guest, look, f"site-home-{variant}")}
    guest.browser.page("document.querySelector('button[name=sample]').click()")
    guest.gets_answer()
    for place, view in enumerate(("reading", "pairs")):
        guest.browser.page(f"document.querySelectorAll('.views button')[{place}].click()")
        violations_by_view[view] = _axe(guest, look, f"site-{view}-{variant}")
    assert violations_by_view == {where: [] for where in violations_by_view}


def _axe(visitor: Visitor, look: Any, name: str) -> Any:
    if PICTURES:
        visitor.hands.dress(**look)
        visitor.waits_for(SETTLED)
        visitor.hands.shoot(SCREENSHOTS / f"{name}-{visitor.browser.name}.png")
    # High enough that nothing is scrolled or stuck over something else, and the mouse of earlier
    # tests away from the text, where it draws bands over it: there axe can't decide.
    visitor.hands.point(5, 5)
    visitor.hands.dress(**look | {"height": 9000})
    # In the page's own scope, also where the driver keeps one of its own.
    visitor.browser.page(f"(0, eval)({json.dumps(AXE.read_text('utf-8'))}), 1")
    visitor.browser.page(f"window.found = null, void ({RUN}).then(all => window.found = {{all}})")
    return visitor.waits_for("window.found")["all"]
