"""The server's own page, from an address or a text to a link for others, in both browsers."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from lxml.html import document_fromstring

from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.started import in_looks
from tests.e2e.drivers.visitor import FACTS, Visitor
from tests.e2e.site.test_reading import _axe
from tests.servers import Server

pytestmark = pytest.mark.browser

PAGE = "The harbour bridge cost 12 million crowns, the council said.\n\nIt is a triumph of will."
ORIGINAL = (
    "The harbour bridge over the Ellery cost 21 million crowns, the council said on Monday. "
    "It opens in May. The mayor, Ines Tallow, called the delay regrettable."
)


@pytest.fixture
def visitor(browser: Any, running: Server) -> Iterator[Visitor]:
    visitor = Visitor(browser, running.base)
    visitor.signs_in(running)
    visitor.hands.dress()
    yield visitor
    visitor.hands.undress()


def facts_of(html: str) -> Any:
    """Return what FACTS finds, in a page without scripts."""

    def words(within: Any, path: str) -> list[str]:
        return [str(element.text_content()).strip() for element in within.xpath(path)]

    tree = document_fromstring(html)
    return [
        next(word for word in words(tree, "//h1") if word != "Is this page the whole story?"),
        words(tree, "//ul[@class='tiles']/li[not(contains(@class, 'left_out'))]"),
        [
            [
                pair.get("data-kind"),
                next(iter(words(pair, ".//p[@class='what']")), ""),
                words(pair, ".//blockquote"),
            ]
            for pair in tree.xpath("//li[contains(@class, 'pair ')]")
        ],
    ]


def test_an_address_is_compared_step_by_step(visitor: Visitor, pages: Any) -> None:
    visitor.asks(f"http://localhost:{pages.port}/summary.html")
    visitor.waits_for("document.querySelector('.steps')")
    visitor.gets_answer()
    visitor.waits_for("document.querySelector('.proof .page mark').textContent === '12'")
    visitor.waits_for("document.querySelector('.proof .source mark').textContent === '14'")
    visitor.sees("Tidewell to replace its whole fleet with electric ferries")


def test_a_text_is_compared_with_the_text_of_its_original(visitor: Visitor) -> None:
    visitor.asks(PAGE, ORIGINAL)
    visitor.gets_answer()
    visitor.presses("Pairs")
    assert "12 million" in " ".join(visitor.texts(".proof .page mark"))
    assert visitor.texts(".pair.not_found blockquote") == ["It is a triumph of will."]


def test_nothing_given_is_said_where_it_is_missing(visitor: Visitor) -> None:
    visitor.asks(" ")
    visitor.sees("Give the page's address, or its text.")


def test_a_page_that_may_not_be_opened_has_its_sentence_and_can_be_changed(
    visitor: Visitor,
) -> None:
    visitor.asks("http://127.0.0.1:1/gone")
    visitor.gets_answer()
    assert visitor.texts("h1") == ["The server may not open this address"]
    assert visitor.texts(".way-title") == ["http://127.0.0.1:1/gone"]
    assert visitor.texts(".way button") == ["Paste its text"]  # again would not help
    visitor.presses("Paste its text")
    assert visitor.browser.page("document.getElementById('page').value").endswith("/gone")


def test_it_can_be_stopped_and_begun_anew(visitor: Visitor, misbehaving: Any) -> None:
    visitor.asks(PAGE, ORIGINAL)
    visitor.browser.page("document.querySelector('main button')?.click()")
    visitor.gets_answer()
    visitor.opens("/?lang=en")
    assert visitor.browser.page("document.querySelector('form.ask').checkVisibility()")


def test_the_sample_is_one_click_away_and_another_page_after_it(visitor: Visitor) -> None:
    visitor.asks_sample()
    line = visitor.browser.page("document.querySelector('.why .reason').textContent")
    assert line.startswith("The original says “")
    assert "”; the page says “should not use " in line
    assert visitor.texts(".why summary") == ["Retells The Harbour Gazette"]
    visitor.opens_menu()
    visitor.presses("Compare another page")
    assert visitor.browser.page("document.activeElement.id") == "page"


def test_the_same_is_said_in_panel_tab_page_export_and_without_scripts(
    visitor: Visitor, server: str
) -> None:
    said = {}
    browser = visitor.browser
    browser.configure(server)
    visitor.opens("/sample/norvane-own-models")
    reader = Reader(browser, None)  # type: ignore[arg-type]  # it opens no page of the tests
    reader.presses_button()
    reader.waits_for("document.body.dataset.state === 'answer'")
    said["panel"] = browser.panel(FACTS)
    reader.opens_menu()
    reader.presses("Open side by side in a tab")
    tab = browser.newest_tab("panel.html?tab=")
    tab.wait_for("document.querySelectorAll('.views button')[1].click() ?? true")
    tab.wait_for("document.querySelectorAll('.pair').length")
    said["tab"] = tab.wait_for(FACTS)
    tab.close()
    visitor.asks_sample("Pairs")
    said["page"] = browser.page(FACTS)
    key = _shared(visitor)
    visitor.begins(f"export({key!r})")
    html = visitor.waits_for("document.body.dataset.exported")
    assert "<script" not in html
    said["export"] = facts_of(html)
    sample = f"{server}/sample/norvane-own-models"
    answer = httpx2.post(f"{server}/?lang=en", data={"page": sample}, timeout=60)
    # Without the proof of both sides the headline is in words; the panel's is unfolded with it.
    heading, *rest = facts_of(answer.text)
    unfolded = browser.page("document.querySelector('.why .reason').textContent")
    assert unfolded.startswith(heading)
    assert (
        said["page"][0] in document_fromstring(answer.text).find_class("reason")[0].text_content()
    )
    # So its list has the pair that is the headline elsewhere.
    *figures, pairs = rest
    (proven,) = [pair for pair in pairs if pair not in said["panel"][2]]
    assert "not use" in proven[2][0]
    pairs.remove(proven)
    said["without scripts"] = [said["page"][0], *figures, pairs]
    assert "<title>The original says “" in answer.text
    assert visitor.browser.page("document.title").startswith("The original says “")
    assert len(said["panel"][2]) > 20
    for where, what in said.items():
        assert what == said["panel"], where


def _shared(visitor: Visitor) -> str:
    """Create a link of the shown comparison; return its key."""
    visitor.opens_menu()
    visitor.presses("Link to share")
    visitor.waits_for("document.getElementById('share-link')")
    address: str = visitor.browser.page("document.getElementById('share-link').value")
    assert address.startswith(f"{visitor.server}/c/")
    return address.rsplit("/", 1)[1]


def test_a_link_opens_the_comparison_and_ends_with_it(visitor: Visitor, server: str) -> None:
    visitor.asks_sample("Pairs")
    pairs = visitor.texts(".pair blockquote")
    key = _shared(visitor)
    answer = httpx2.get(f"{server}/c/{key}", timeout=60)
    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"]
    visitor.opens(f"/c/{key}?lang=en")
    visitor.waits_for("document.body.dataset.state === 'answer'")
    visitor.presses("Pairs")
    assert visitor.texts(".pair blockquote") == pairs
    visitor.sees("Nothing has changed since.")
    visitor.opens("/saved?lang=en")
    before = len(visitor.texts(".cards li"))
    entry = f"document.querySelector('a[href*=\"/c/{key}\"]').closest('li')"
    visitor.browser.page(f"{entry}.querySelector('button[name=\"delete\"]').click()")
    visitor.waits_for(f"document.querySelectorAll('.cards li').length === {before - 1}")
    assert httpx2.get(f"{server}/c/{key}", timeout=60).status_code == 404
    visitor.opens(f"/c/{key}?lang=en")
    visitor.waits_for("document.body.dataset.state === 'failed'")


LOOKS = {
    "light": {"width": 1400},
    "dark": {"width": 360, "height": 800, "dark": True},
    "narrow": {"width": 320, "height": 800},
}


@in_looks("look", LOOKS, chromium=LOOKS, firefox=["dark"])
def test_what_is_saved_is_tagged_searched_and_read_in_every_look(
    visitor: Visitor, running: Server, look: str
) -> None:
    server = running.base
    visitor.signs_in(running)
    body = {"page": {"text": PAGE}, "source": {"text": ORIGINAL}, "save": True}
    saved = httpx2.post(f"{server}/v1/compare", json=body, headers=running.owner, timeout=60)
    key = saved.json()["id"]
    language = "ar" if look == "narrow" else "en"
    visitor.opens(f"/saved?lang={language}")
    first = "document.querySelector('.cards li')"
    visitor.browser.page(f"{first}.querySelector('details').open = true")
    for field, typed in (
        ("title", "The bridge"),
        ("tags", f"Ellery, {look}"),
        ("note", "Ask Ines"),
    ):
        visitor.browser.page(f"{first}.querySelector('[name={field}]').value = {typed!r}")
    visitor.browser.page(f"{first}.querySelector('.primary').click()")
    written = f"{first}?.querySelector('.own-note')?.textContent === 'Ask Ines'"
    visitor.waits_for(f"{written} && document.readyState === 'complete'")
    tags = "[...document.querySelectorAll('nav.tags a')]"
    visitor.browser.page(f"{tags}.find(tag => tag.textContent === {look!r}).click()")
    visitor.waits_for(
        f"document.querySelector('[aria-current=true][dir]')?.textContent === {look!r}"
        " && document.readyState === 'complete'"
    )
    visitor.fills("q", "regrettable CROWNS")
    visitor.browser.page("document.querySelector('.search button').click()")
    results = "document.querySelector('.cards h2') && document.readyState === 'complete'"
    visitor.waits_for(f"location.search.includes('regrettable') && {results}")
    assert set(visitor.texts(".cards h2")) == {"The bridge"}
    for fold in ("'.cards details'", "'main > details'"):
        visitor.browser.page(f"document.querySelector({fold}).open = true")
    assert _axe(visitor, LOOKS[look], f"site-saved-{look}") == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visitor.browser.page(wide) <= 0
    visitor.opens(f"/c/{key}?lang=en")
    visitor.waits_for("document.body.dataset.state === 'answer'")
    visitor.sees("The bridge")


def test_pages_are_in_the_reader_s_language_and_direction(visitor: Visitor) -> None:
    visitor.opens("/?lang=ar")
    assert visitor.browser.page("document.documentElement.dir") == "rtl"
    title = visitor.texts("h1")[0]
    visitor.opens("/?lang=de")
    assert visitor.browser.page("document.documentElement.lang") == "de"
    assert visitor.texts("h1")[0] != title
    assert len(visitor.texts(".languages a")) >= 11
    visitor.opens("/privacy?lang=ja")
    assert len(visitor.texts("main p")) == 6


def test_markup_in_a_text_stays_text(visitor: Visitor, server: str) -> None:
    attack = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    page = f"{PAGE}\n\n{attack} said the council of 12 people."
    visitor.asks(page, f"{ORIGINAL} {attack} said nobody.")
    visitor.gets_answer()
    visitor.presses("Pairs")
    assert any("<img" in text for text in visitor.texts("blockquote"))
    assert visitor.browser.page("document.title") != "owned"
    assert (
        visitor.browser.page(
            "document.querySelectorAll('main :is(img, script):not(.brand > img)').length"
        )
        == 0
    )
    plain = httpx2.post(f"{server}/", data={"page": page, "source": ORIGINAL}, timeout=60).text
    assert "<img src=x" not in plain
    assert "&lt;img src=x" in plain


def test_without_scripts_a_problem_is_a_page_too(server: str) -> None:
    missing = httpx2.post(f"{server}/?lang=en", data={"page": "  "}, timeout=60)
    assert missing.status_code == 422
    assert "Give the page&#39;s address, or its text." in missing.text
    blocked = httpx2.post(f"{server}/?lang=en", data={"page": "http://10.0.0.1/"}, timeout=30)
    assert blocked.status_code == 403
    assert "may not open" in blocked.text
    long = httpx2.post(
        f"{server}/", data={"page": "https://news.example/" + "a" * 10_000}, timeout=60
    )
    assert long.status_code == 422


def test_another_site_s_page_can_t_send_the_form(server: str) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = httpx2.post(f"{server}/", data={"page": PAGE}, headers=headers, timeout=60)
        assert answer.status_code == 403, headers


def test_what_pages_may_load_is_their_own(server: str) -> None:
    for path in ("/", "/saved", "/privacy", "/docs", "/c/nothing"):
        policy = httpx2.get(f"{server}{path}", timeout=60).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_a_comparison_that_is_not_there_says_so(visitor: Visitor) -> None:
    visitor.opens("/c/AAAAAAAAAAAAAAAAAAAAAA?lang=en")
    visitor.waits_for("document.body.dataset.state === 'failed'")
    assert visitor.texts("h1") == ["There is nothing here"]
    assert "may have been deleted" in visitor.texts(".reason")[0]
    answer = httpx2.get(f"{visitor.server}/c/x", headers={"Accept-Language": "de"}, timeout=60)
    assert answer.status_code == 404


def test_several_stories_are_compared_one_by_one_with_scripts_and_without(
    visitor: Visitor, pages: Any, server: str
) -> None:
    briefing = f"http://localhost:{pages.port}/briefing.html"
    visitor.asks(briefing)
    visitor.gets_answer()
    visitor.sees("4 stories on this page")
    visitor.presses("Compare: A second bridge is put off")
    visitor.sees("This story · A second bridge is put off")
    visitor.presses("All stories of this page")
    visitor.sees("4 stories on this page")
    list_page = httpx2.post(f"{server}/?lang=en", data={"page": briefing}, timeout=30).text
    tree: Any = document_fromstring(list_page)
    assert tree.xpath("string(//div[@class='headline']//h1)") == "4 stories on this page"
    assert len(tree.xpath("//li[@class='card']//form")) == 4
    item_page = httpx2.post(
        f"{server}/?lang=en", data={"page": briefing, "item": "1"}, timeout=30
    ).text
    assert "4 stories" not in item_page
    assert "A second bridge is put off" in item_page
