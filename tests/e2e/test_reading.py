"""The reading view in both browsers: both texts whole, bands, scrolling, keys, filters, paper."""

from collections.abc import Iterator
from typing import Any

import pytest

from .reader import SCREENSHOTS
from .test_accessibility import AXE, RUN
from .visitor import Visitor

pytestmark = pytest.mark.browser

PAGE = ".reading .pane.page"
SOURCE = ".reading .pane.source"
SENTENCES = """(side => [...document.querySelectorAll(`.reading [data-side="${side}"]`)]
.map(each => [Number(each.dataset.index), each.textContent]))"""
# A sentence of the page with a source, so that a band starts at it.
LINKED = '.reading [data-side="page"][data-links]'


@pytest.fixture
def visitor(browser: Any, server: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, server)
    visitor.hands.dress()
    visitor.asks_sample()
    visitor.waits_for("document.querySelector('.bands .band')")
    yield visitor
    visitor.hands.undress()


def scrolled(visitor: Visitor, pane: str) -> float:
    top: float = visitor.browser.page(f"document.querySelector({pane!r}).scrollTop")
    return top


def test_both_texts_stand_whole_and_in_order(visitor: Visitor) -> None:
    visitor.browser.page(
        """void fetch("/v1/compare", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({page: {url: location.origin + "/sample/norvane-own-models"}})})
        .then(answer => answer.json()).then(all => window.expected = all.alignment)"""
    )
    for side in ("page", "source"):
        wanted = visitor.waits_for(f"window.expected?.{side}")
        shown = visitor.browser.page(f"{SENTENCES}({side!r})")
        assert [text for _, text in shown] == wanted
        assert [index for index, _ in shown] == list(range(len(wanted)))


def test_a_band_runs_from_each_told_sentence_to_its_source(visitor: Visitor) -> None:
    # Where the path starts and ends, against where the browser has the two sentences.
    misses = visitor.browser.page(
        """(() => {
        const gutter = document.querySelector(".gutter").getBoundingClientRect();
        const box = (side, index) => document.querySelector(`.reading [data-side="${side}"][data-index="${index}"]`).getBoundingClientRect();
        return [...document.querySelectorAll(".bands .band")].flatMap(band => {
          const [, a, , c] = band.getAttribute("d").match(/M0 ([-\\d.e]+)C\\S+ [-\\d.e]+ \\S+ ([-\\d.e]+) \\S+ ([-\\d.e]+)V/).map(Number);
          const [page, source] = [box("page", band.dataset.page), box("source", band.dataset.source)];
          const within = (y, {top, bottom}) => y + gutter.top > top - 2 && y + gutter.top < bottom + 2;
          return within(a, page) && within(c, source) ? [] : [[band.dataset.page, band.dataset.source, a, c]];
        });
        })()"""
    )
    assert misses == []
    assert visitor.browser.page("document.querySelectorAll('.bands .band').length") > 5


def test_pointing_at_a_sentence_lights_its_band_and_its_source(visitor: Visitor) -> None:
    visitor.points_at(LINKED)
    lit = visitor.waits_for(
        "[...document.querySelectorAll('.band.lit')].map(band => [band.dataset.page, band.dataset.source])"
    )
    for page, source in lit:
        for side, index in (("page", page), ("source", source)):
            one = f'.reading [data-side="{side}"][data-index="{index}"].lit'
            assert visitor.browser.page(f"Boolean(document.querySelector({one!r}))")
    visitor.hands.point(5, 5)
    visitor.waits_for("!document.querySelector('.band.lit')")


def test_keys_walk_from_difference_to_difference(visitor: Visitor) -> None:
    visitor.presses("Next difference")
    total = int(visitor.texts(".walk .place")[0].split(" of ")[1])
    seen = []
    for turn in range(total):
        assert visitor.texts(".walk .place") == [f"{turn + 1} of {total}"]
        kind, index = visitor.waits_for(
            "(at => at.matches('.chosen') && [at.dataset.kind, Number(at.dataset.index)])(document.activeElement)"
        )
        assert kind in ("differs", "not_found")
        assert visitor.texts(".chosen-words strong")[0]
        seen.append(index)
        visitor.hands.press("n")
    assert seen == sorted(set(seen))
    visitor.waits_for(f"document.querySelector('.walk .place').textContent === '1 of {total}'")
    visitor.hands.press("p")
    visitor.waits_for(
        f"document.querySelector('.walk .place').textContent === '{total} of {total}'"
    )


def test_a_difference_is_put_into_words(visitor: Visitor) -> None:
    visitor.clicks(".reading .differs:has(mark.number)")
    visitor.sees("This page: 15,000")
    visitor.sees("Original: 15,500")
    address = visitor.waits_for("document.querySelector('.ways a').href")
    assert "#:~:text=" in address


def test_chips_show_one_kind_and_the_walk_follows(visitor: Visitor) -> None:
    visitor.presses("Not in original")
    assert visitor.texts(".reading .bands .band") == []
    count = int(visitor.texts(".chips [aria-pressed=true] .number")[0])
    assert visitor.texts(".walk .place") == [str(count)]
    visitor.presses("Next difference")
    visitor.waits_for("document.activeElement.dataset.kind === 'not_found'")
    visitor.presses("Left out")
    visitor.presses("Next difference")
    visitor.waits_for("document.activeElement.dataset.side === 'source'")
    colours = visitor.browser.page(
        """["left_out", "found"].map(kind => getComputedStyle(
        document.querySelector(`.panes .sentence[data-kind="${kind}"]`)).backgroundColor)"""
    )
    assert colours[0] != colours[1]


def test_scrolling_one_side_brings_the_matching_place_of_the_other(visitor: Visitor) -> None:
    visitor.hands.dress(height=520)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).clientHeight < 420")
    visitor.browser.page(f"document.querySelector({SOURCE!r}).scrollIntoView()")
    assert scrolled(visitor, PAGE) == 0
    visitor.hands.wheel(*visitor.place(f"{SOURCE} p"), 5000)
    visitor.waits_for(
        f"(at => at.scrollTop > 100 && at.scrollTop + at.clientHeight > at.scrollHeight - 3)(document.querySelector({SOURCE!r}))"
    )
    # Both ends meet.
    visitor.waits_for(
        f"(at => at.scrollTop + at.clientHeight > at.scrollHeight - 3)(document.querySelector({PAGE!r}))"
    )
    visitor.hands.wheel(*visitor.place(f"{PAGE} p:last-child"), -5000)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).scrollTop < 3")


def test_the_overview_shows_where_one_is_and_leads_on(visitor: Visitor) -> None:
    visitor.hands.dress(height=520)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).clientHeight < 420")
    overview = "document.querySelector('.overview')"
    assert visitor.browser.page(f"{overview}.getAttribute('aria-valuenow')") == "0"
    assert "this page tells" in visitor.browser.page(f"{overview}.title")
    assert visitor.browser.page("document.querySelectorAll('.overview rect').length") > 4
    visitor.browser.page(f"{overview}.focus()")
    visitor.hands.press("End")
    visitor.waits_for(f"{overview}.getAttribute('aria-valuenow') === '100'")
    visitor.hands.press("Home")
    visitor.waits_for(f"{overview}.getAttribute('aria-valuenow') === '0'")
    x, y, height = visitor.browser.page(
        f"(box => [box.x + box.width / 2, box.y, box.height])({overview}.getBoundingClientRect())"
    )
    visitor.hands.click(x, y + height * 0.7)
    visitor.waits_for(f"document.querySelector({SOURCE!r}).scrollTop > 50")


def test_the_ribbon_leads_to_the_sentence(visitor: Visitor) -> None:
    visitor.clicks(".ribbon .told:last-of-type")
    visitor.waits_for(f"document.querySelector({SOURCE!r}).querySelector('.chosen')")


def test_a_narrow_page_is_one_column_with_the_source_inline(visitor: Visitor) -> None:
    visitor.hands.dress(width=500)
    visitor.waits_for("document.querySelector('.reading.narrow')")
    inline = visitor.texts(".inline-source")
    told = visitor.browser.page(f"document.querySelectorAll({LINKED!r}).length")
    assert len(inline) == told
    assert not visitor.texts(".overview")
    lefts = visitor.browser.page(
        "['page', 'source'].map(side => document.querySelector(`.pane.${side}`).getBoundingClientRect().left)"
    )
    assert lefts[0] == lefts[1]
    visitor.hands.dress()
    visitor.waits_for("!document.querySelector('.reading.narrow')")
    assert not visitor.texts(".inline-source")


def test_both_views_hold_the_same(visitor: Visitor) -> None:
    shown = visitor.browser.page(
        "Object.fromEntries([...document.querySelectorAll('.reading [data-side=page]')].map(each => [each.textContent, each.dataset.kind]))"
    )
    visitor.presses("Pairs")
    pairs = visitor.browser.page(
        "[...document.querySelectorAll('.pair:not(.left_out)')].map(pair => [pair.querySelector('.this-page blockquote').textContent, pair.dataset.kind])"
    )
    assert pairs
    for text, kind in pairs:
        assert shown[text] == kind


def test_a_chip_that_was_chosen_holds_in_the_other_view(visitor: Visitor) -> None:
    visitor.presses("Differs")
    visitor.presses("Pairs")
    kinds = visitor.browser.page(
        "[...document.querySelectorAll('.pair')].filter(pair => pair.checkVisibility()).map(pair => pair.dataset.kind)"
    )
    assert set(kinds) == {"differs"}


def test_what_a_link_holds_back_is_a_gap(visitor: Visitor) -> None:
    visitor.browser.page(
        """void Promise.all(["dom", "translate", "view/comparison"].map(name => import(`/static/lib/${name}.js`)))
        .then(async ([, {translator}, {comparisonView}]) => {
        const words = await fetch("/words/en.json").then(answer => answer.json());
        const sentence = (text, paragraph) => ({text, start: 0, end: text.length, paragraph});
        const article = texts => ({title: "T", language: "en", sentences: texts.map((text, i) => sentence(text, i >> 1))});
        const [page, source] = [["It cost 12 million."], ["It cost 12 million.", "", "", "The end."]];
        const none = {number: 0, name: 0, date: 0, quote: 0, negation: 0, moved: 0};
        const comparison = {id: "x", page: article(page), source: article(source), search: null, warnings: [],
          verdict: {label: "summary", evidence: []}, alignment: {page, source, withheld: [1, 2],
          sentences: [{index: 0, label: "verbatim", source: [0], score: 1, concern: 0, missing: [], changes: []}],
          left_out: [1, 2, 3].map((at, rank) => ({source: at, rank, why: "", why_code: "detail"})),
          figures: {page_sentences: 1, found: 1, verbatim: 1, partly_found: 0, not_found: 0, source_sentences: 4,
            used: 1, covered_share: 0.5, left_out_words: 9, left_out_minutes: 0.1, changed: none}}};
        const view = comparisonView(comparison, translator(new Map(Object.entries(words))), {views: {first: "reading", choose() {}}});
        document.getElementById("content").replaceChildren(...view.body);
        document.body.dataset.made = "yes"; })"""
    )
    visitor.waits_for("document.body.dataset.made")
    assert visitor.texts(".reading .pane.source .withheld") == [
        "[…] Not shown here; read it in the original."
    ]
    assert visitor.texts(".reading .pane.source .sentence")[-1] == "The end."
    visitor.presses("Pairs")
    assert all(visitor.texts("blockquote"))


def test_the_page_is_printed_whole_with_numbers_for_bands(visitor: Visitor) -> None:
    if visitor.browser.name == "firefox":
        visitor.browser._run("gBrowser.selectedBrowser.browsingContext.mediumOverride = 'print'", "chrome")
    else:
        visitor.browser._page.emulate_media(media="print")
    try:
        heights = visitor.waits_for(
            """(() => { const panes = [...document.querySelectorAll(".pane")];
            return getComputedStyle(document.querySelector(".gutter")).display === "none" &&
            panes.map(pane => [pane.clientHeight, pane.scrollHeight]); })()"""
        )
        assert all(shown >= whole - 2 for shown, whole in heights)
        number = visitor.browser.page(
            "getComputedStyle(document.querySelector('[data-number]'), '::before').content"
        )
        assert "1" in number or "attr" in number
        assert not visitor.texts("button")
    finally:
        if visitor.browser.name == "firefox":
            visitor.browser._run("gBrowser.selectedBrowser.browsingContext.mediumOverride = ''", "chrome")
        else:
            visitor.browser._page.emulate_media(media="screen")


VARIANTS = {
    "light": ("en", {"width": 1400}),
    "dark": ("en", {"width": 1400, "dark": True}),
    "rtl": ("ar", {"width": 1400}),
    "narrow": ("en", {"width": 360, "height": 800}),
    "narrow-dark-rtl": ("he", {"width": 360, "height": 800, "dark": True}),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_axe_finds_nothing_in_either_view(visitor: Visitor, variant: str) -> None:
    language, look = VARIANTS[variant]
    visitor.opens(f"/?lang={language}")
    found = {"home": _axe(visitor, look, f"site-home-{variant}")}
    visitor.browser.page("document.querySelector('button[name=sample]').click()")
    visitor.gets_answer()
    for at, view in enumerate(("pairs", "reading")):
        visitor.browser.page(f"document.querySelectorAll('.views button')[{at}].click()")
        found[view] = _axe(visitor, look, f"site-{view}-{variant}")
    assert found == dict.fromkeys(found, [])


def _axe(visitor: Visitor, look: Any, name: str) -> Any:
    visitor.hands.dress(**look)
    visitor.hands.shoot(SCREENSHOTS / f"{name}-{visitor.browser.name}.png")
    # High enough that nothing is scrolled or stuck over something else, which axe can't decide.
    visitor.hands.dress(**look | {"height": 9000})
    visitor.browser.page(AXE.read_text("utf-8") + ";1" if visitor.browser.name == "chromium" else _loaded())
    visitor.browser.page(f"window.found = null, void ({RUN}).then(found => window.found = {{found}})")
    return visitor.waits_for("window.found")["found"]


def _loaded() -> str:
    return f"(() => {{ (0, eval)({AXE.read_text('utf-8')!r}); return 1; }})()"
