"""Ways to start and to go on: menus, pages kept for their original, the button's words, marks."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from lxml.html import document_fromstring

from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.made.answers import UNDECIDED
from tests.e2e.made.sites import Site
from tests.e2e.made.states import ANSWER, bare, verdict
from tests.servers import Server

pytestmark = pytest.mark.browser

HTML = "document.head.outerHTML + document.body.outerHTML"
BUTTON = """(async () => {
  const {action, tabs} = typeof browser === "undefined" ? chrome : browser;
  const [{id}] = await tabs.query({active: true, currentWindow: true});
  return [await action.getBadgeText({tabId: id}), await action.getTitle({tabId: id})];
})()"""
MARKS = """Object.fromEntries([...CSS.highlights].map(([name, marks]) => [name, marks.size]))"""


# The sentence of what is sure.
LINE = """[...document.querySelectorAll('.why .reason > :is(.clause, span)')]
  .map(each => each.textContent).join('').trim()"""


def sent(misbehaving: Any) -> dict[str, Any]:
    """Return the last body that was sent."""
    body: dict[str, Any] = json.loads(misbehaving.requests[-1][3])
    return body


def test_the_button_tells_the_result_in_words(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    result = ["≈", f"Unabridged: {reader.browser.panel(LINE)}"]
    reader.waits_until(lambda: reader.browser.panel(BUTTON) == result, "the result")
    reader.opens("list.html")
    question = ["", "Is this the full story?"]
    reader.waits_until(lambda: reader.browser.panel(BUTTON) == question, "the question")


def test_sentences_are_marked_by_kind_and_the_page_stays_as_it_is(reader: Reader) -> None:
    reader.opens("summary.html")
    before = reader.browser.page(HTML)
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.waits_for_page("CSS.highlights.size > 0")
    marks = reader.browser.page(MARKS)
    assert marks["unabridged-differs"] > 0
    assert marks["unabridged-not_found"] > 0
    assert marks["unabridged-found"] == 0  # differences alone, unless the reader wants all
    assert reader.browser.page(HTML) == before
    reader.opens_menu()
    reader.presses("Off")
    reader.waits_for_page("CSS.highlights.size === 0")
    assert reader.browser.page(HTML) == before
    reader.presses("All")
    reader.waits_for_page("(CSS.highlights.get('unabridged-found')?.size ?? 0) > 0")
    reader.presses("Differences")
    reader.waits_for_page("CSS.highlights.get('unabridged-found')?.size === 0")


def test_an_original_that_only_the_reader_can_open_is_compared_there(reader: Reader) -> None:
    reader.checks("walled.html")
    reader.sees("The site answers with an error (403)")
    reader.presses("Open & compare")
    reader.browser.turn_to("harbour.html")
    assert "Tidewell goes all-electric" in reader.sees("waits to be compared with its original")
    reader.presses_button()
    reader.sees("Is the page in this tab the original of")
    reader.gets_answer()
    reader.presses("Compare with the page you checked")
    text = reader.sees("What was left out")
    assert "Retells " in text
    assert "The page you checked · Tidewell goes all-electric" in text
    assert "Is the page in this tab" not in text
    reader.presses("Show in page")
    reader.sees("Marked in the page.")
    assert reader.browser.page("CSS.highlights.has('unabridged')")
    reader.browser.close_tab()


def test_a_page_no_longer_waits_when_the_reader_says_so(reader: Reader) -> None:
    reader.checks("walled.html")
    reader.sees("The site answers with an error (403)")
    reader.presses("Open & compare")
    reader.browser.turn_to("harbour.html")
    reader.sees("waits to be compared")
    reader.presses("Forget it")
    reader.waits_for("!document.querySelector('.kept')")
    reader.browser.close_tab()


def test_an_address_that_the_server_cannot_open_can_be_opened_by_the_reader(
    reader: Reader,
) -> None:
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.types("original", reader.address("harbour.html", "localhost"))
    reader.presses("Compare")
    reader.sees("Open & compare")


def test_the_originals_text_can_be_given(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.types("original-text", "Tidewell will replace all 14 of its ships by 2031. Fares stay.")
    reader.presses("Compare with this text")
    assert "The text you gave." in reader.sees("Sentence by sentence")


def test_what_was_typed_outlives_a_look_at_another_tab(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.types("original", "half an addr")
    reader.browser.open_tab(reader.address("list.html"))
    reader.sees("Press the toolbar button")
    reader.browser.close_tab()
    reader.knows_original()
    assert reader.browser.panel("document.getElementById('original').value") == "half an addr"


def test_a_passage_and_a_link_can_be_chosen_in_the_menu(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader.checks("summary.html")
    reader.sees("The server is busy")
    reader.browser.page("getSelection().selectAllChildren(document.querySelector('article h1'))")
    misbehaving.requests.clear()
    reader.browser.choose("selection", "article h1")
    reader.waits_until(lambda: any(method == "POST" for method, *_ in misbehaving.requests))
    page = sent(misbehaving)["page"]
    assert page["url"] == reader.address("summary.html")
    assert page["passage"] == {"text": "Tidewell goes all-electric"}
    assert "Tidewell goes all-electric" in page["html"]  # its links lead to the original
    reader.browser.page("getSelection().removeAllRanges()")
    misbehaving.requests.clear()
    reader.browser.choose("link", "a.button")
    reader.waits_until(lambda: any(method == "POST" for method, *_ in misbehaving.requests))
    link = reader.address("original.html?utm_source=straitbrief", "localhost")
    assert sent(misbehaving) == {"page": {"url": link}}


def test_a_passage_is_compared_within_its_page_and_is_never_a_full_story(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.browser.page("getSelection().selectAllChildren(document.querySelector('article p'))")
    reader.browser.choose("selection", "article p")
    text = reader.sees("The passage, compared with the original")
    assert "The passage · Tidewell goes all-electric" in text
    assert "full story" not in text
    assert "left out" not in text
    compared = reader.browser.panel("document.querySelectorAll('.pair').length")
    assert 0 < compared < 6
    reader.browser.page("getSelection().removeAllRanges()")


def test_a_passage_without_an_original_says_where_it_was_looked_for(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.gets_answer()
    reader.browser.page("getSelection().selectAllChildren(document.querySelector('article p'))")
    reader.browser.choose("selection", "article p")
    text = reader.sees("No original was found for this passage")
    assert "full story" not in text
    reader.opens_details()
    reader.unfolds("Where we looked")
    assert "This server's articles – " in reader.sees("Where we looked")
    reader.browser.page("getSelection().removeAllRanges()")


def test_a_headline_is_looked_for_by_its_words(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.browser.page("getSelection().selectAllChildren(document.querySelector('article h1'))")
    reader.browser.choose("selection", "article h1")
    reader.sees("No original was found for this passage")
    reader.browser.page("getSelection().removeAllRanges()")


def test_each_of_several_stories_is_compared_with_its_own_original(reader: Reader) -> None:
    reader.checks("briefing.html")
    text = reader.sees("4 stories on this page")
    assert "Each has its own original." in text
    assert reader.texts(".story-name") == [
        "Ferries go electric",
        "A second bridge is put off",
        "Mussels are back on the northern shore",
        "The old coal pier becomes a market",
    ]
    links = reader.browser.panel("[...document.querySelectorAll('.story a')].map(a => a.href)")
    assert links[0] == reader.address("original.html", "localhost")
    reader.presses("Compare: Ferries go electric")
    text = reader.sees("Tidewell to replace its whole fleet with electric ferries")
    assert "This story · Ferries go electric" in text
    assert "second bridge" not in text
    reader.presses("All stories of this page")
    reader.sees("4 stories on this page")


def test_the_answer_about_a_linked_page_names_it_and_leaves_the_button_alone(
    reader: Reader,
) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.browser.choose("link", "a.button")
    text = reader.sees("The linked page · Tidewell to replace its whole fleet")
    assert "Show in page" not in text
    reader.waits_until(lambda: reader.browser.panel(BUTTON)[0] == "", "the empty button")


def test_the_comparison_goes_on_at_the_original_and_leads_back(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    said = reader.texts("h1")
    reader.browser.panel("document.querySelector('.origin a.primary').click()")
    reader.browser.turn_to("original.html")
    assert "Press the toolbar button" in reader.sees("The page you checked · Tidewell")
    assert reader.texts("h1") == said
    reader.browser.click_button()
    reader.waits_for_page("CSS.highlights.get('unabridged-left_out')?.size > 0")
    reader.waits_for("!document.querySelector('.note.there')")
    assert reader.texts("h1") == said
    reader.presses("Back to the page")
    reader.waits_for("document.querySelector('.eyebrow').textContent.startsWith('This page')")
    assert reader.texts("h1") == said
    reader.browser.close_tab()


REPORT = {"name": "Dagens Sund", "role": "basis", "quote": "", "url": "https://sund.test/a"}
RETELLS = bare(verdict("summary", "says_summary", "This is a summary."))
RETELLS["verdict"]["basis"] = {"kind": "retells", "credits": [REPORT]}
FIRST_STEPS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "complete": (bare(verdict("full", "whole_text", None)), []),
    "retells": (RETELLS, ["Find that report"]),
    "incomplete": (ANSWER | verdict("excerpt", "says_excerpt", "Read on"), ["Read: Ferries"]),
    "paywalled": (
        bare(verdict("paywalled", "cut_for_subscribers", "Subscribe")),
        ["Sign in here, then press the button again."],
    ),
    "unsure": (UNDECIDED, ["Compare: Ferries in north"]),
    "no article": (bare(verdict("not_article", "list_of_links", "Harbour tunnel")), []),
}


def test_each_answer_has_one_first_step(reader: Reader, misbehaving: Any) -> None:
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    misbehaving.mode, steps_by_answer = "comparison", {}
    for answer, (comparison, _) in FIRST_STEPS.items():
        misbehaving.comparison = comparison
        reader.checks("summary.html")
        reader.waits_for("document.body.dataset.state === 'answer'")
        steps_by_answer[answer] = reader.texts(
            "main :is(a.primary, button.primary, .primary > summary, .step)"
        )
    assert steps_by_answer == {answer: steps for answer, (_, steps) in FIRST_STEPS.items()}


def saved(reader: Reader, label: str) -> tuple[str, str]:
    """Name and text of the file that a press on the button gives."""
    reader.browser.panel(
        """(() => { window.file = null; const {createObjectURL} = URL;
        const {prototype} = HTMLAnchorElement; URL.createObjectURL = blob => {
        blob.text().then(text => { window.file = text; }); return "#" };
        prototype.click = function () { window.fileName = this.download;
        URL.createObjectURL = createObjectURL; delete prototype.click; }; })()"""
    )
    reader.presses(label)
    reader.waits_for("window.file !== null")
    name, text = reader.browser.panel("[window.fileName, window.file]")
    return name, text


def test_the_comparison_can_be_saved_in_three_formats(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.opens_menu()
    reader.sees("Save as")
    name, text = saved(reader, "JSON")
    assert name.endswith(".json")
    assert json.loads(text)["verdict"]["label"] == "summary"
    name, text = saved(reader, "Markdown")
    assert name.endswith(".md")
    assert text.startswith("# The original says “14”; the page says “12”.")
    assert "Tidewell goes all-electric" in text
    name, text = saved(reader, "HTML")
    assert name == "Tidewell-goes-all-electric.html"
    tree: Any = document_fromstring(text)
    assert tree.xpath("string(//h1)") == "Retells The Marlow Gazette"
    reason = tree.xpath("string(//p[@class='reason'])")
    assert reason.startswith("The original says “14”; the page says “12”.")
    assert "Tidewell goes all-electric" in tree.xpath("string(//p[@class='eyebrow'])")
    assert "summary.html" in tree.xpath("string(//p[@class='eyebrow']/a/@href)")
    assert len(tree.xpath("//li[contains(@class, 'pair')]")) == reader.browser.panel(
        "document.querySelectorAll('.pair').length"
    )
    assert ".pair" in tree.xpath("string(//style)")
    assert tree.xpath("//script | //button | //link | //img") == []


def test_a_sentence_of_the_original_can_be_copied_as_a_quotation(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    # The clipboard wants a real gesture.
    reader.browser.panel(
        "navigator.clipboard.writeText = async text => { window.copied = text; }, 0"
    )
    reader.presses("Copy as quotation")
    reader.sees("Copied, with its address.")
    quotation = reader.browser.panel("window.copied")
    assert "— The Marlow Gazette, Tidewell to replace its whole fleet" in quotation
    assert "original.html#:~:text=" in quotation


def test_a_search_service_gets_words_only_once_the_reader_saw_and_allowed_them(
    reader: Reader, pages: Site, searching_server: str
) -> None:
    def asked() -> list[str]:
        paths = [urlsplit(path) for _, _, path, _ in pages.requests]
        return [parse_qs(p.query)["q"][0] for p in paths if p.path == "/searx/search"]

    before = len(asked())
    reader.browser.configure(searching_server)
    reader.checks("rewritten.html")
    assert "SearXNG" in reader.sees("Search services could look further.")
    words = reader.texts("ul[aria-labelledby=offer] b")
    assert len(asked()) == before
    assert "SearXNG" not in reader.browser.panel("document.querySelector('.fold').textContent")
    reader.presses("Let them look")
    reader.sees("Found by SearXNG with words of this page.")
    assert reader.texts(".origin h2") == [
        "Tidewell to replace its whole fleet with electric ferries"
    ]
    assert asked()[before:] == words[: len(asked()) - before] != []


def test_a_report_says_what_is_wrong_and_holds_no_whole_text(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.opens_menu()
    reader.browser.panel("document.querySelector('.item-fold').open = true")
    reader.types("report-note", "It is the same number.")
    name, text = saved(reader, "Save as a file")
    report = json.loads(text)
    assert name.startswith("report-")
    assert report["note"] == "It is the same number."
    assert report["verdict"]["evidence"]
    assert report["page"]["title"] == "Tidewell goes all-electric"
    assert "text" not in report["page"]


LAST = """(() => { const box = [...document.querySelectorAll("article p")].at(-1)
  .getBoundingClientRect(); return [box.x + 8, box.y + 8]; })()"""


def test_a_wrong_end_is_marked_in_the_page_and_kept_in_a_file(reader: Reader) -> None:
    reader.checks("original.html")
    reader.sees("No sign of a longer version")
    reader.opens_details()
    reader.unfolds("Wrong? Mark where it ends")
    reader.browser.page("[...document.querySelectorAll('article p')].at(-1).scrollIntoView() ?? 1")
    reader.presses("Click it in the page")
    chosen = "document.querySelector('.sentences input:checked')?.closest('label').textContent"

    def clicks() -> Any:
        reader.browser.click_at(*reader.browser.page(LAST))
        return reader.browser.panel(chosen)

    reader.waits_until(clicks, "the page's listening")
    text = reader.browser.panel(chosen)
    assert text in reader.browser.page("document.querySelector('article').textContent")
    _, file = saved(reader, "Save as a file")
    report = json.loads(file)
    assert report["ends"]["text"] == text
    assert isinstance(report["ends"]["sentence"], int)


def test_who_is_signed_in_shares_from_the_panel_by_three_presses(
    reader: Reader, running: Server
) -> None:
    """An extension that is not connected says what to do, has the button, and then the link."""
    server = running.base
    Visitor(reader.browser, server).signs_in(running)
    reader.checks("original.html")
    reader.sees("No sign of a longer version")
    reader.opens_menu()
    reader.presses("Link to share")  # 1
    reader.sees("A link is kept on your server")
    reader.presses("Connect")  # 2
    reader.browser.turn_to("/pair?connect=")
    reader.waits_for_page("document.querySelector('form.ask button') !== null")
    number = "document.querySelector('main').innerText.match(/number (\\d{3})/)[1]"
    reader.sees(f"Connect · {reader.browser.page(number)}")
    reader.browser.page("void document.querySelector('form.ask button').click()")  # 3
    reader.browser.turn_to("original.html")  # the tab that asked closes itself
    reader.waits_for("document.querySelector('#notice a') !== null")
    address = reader.browser.panel("document.querySelector('#notice a').href")
    assert address.startswith(f"{server}/c/")
    assert "No sign of a longer version" in httpx2.get(f"{address}?lang=en", timeout=60).text


def test_text_in_a_frame_is_named_and_the_frame_offered(reader: Reader) -> None:
    reader.checks("framed.html")
    text = reader.sees(
        "The text may be in a part of this page: Tidewell to replace its whole fleet"
    )
    assert "Open an article" not in text
    link = reader.browser.panel("document.querySelector('main p > a').href")
    assert link == reader.address("original.html")


def test_a_part_in_a_frame_is_checked_by_one_press(reader: Reader) -> None:
    reader.opens("framed.html", "localhost")
    reader.presses_button()
    reader.sees("The text may be in a part of this page")
    reader.presses("Check this part")
    reader.gets_answer()  # what is known so far has the same words
    text = reader.sees("No sign of a longer version")
    assert "Tidewell to replace its whole fleet with electric ferries" in text


def test_the_next_page_of_a_text_opens_in_its_place_and_is_checked(reader: Reader) -> None:
    reader.checks("quay.html")
    reader.gets_answer()
    reader.presses("Open page 2")
    reader.waits_for_page("location.pathname === '/quay-2.html'")
    if reader.browser.name == "chromium":
        assert "who pays for it" in reader.sees("Can't tell")
    else:  # it reads a tab no more that has gone on: the server is asked, which may not open this
        reader.sees(reader.address("quay-2.html"))
