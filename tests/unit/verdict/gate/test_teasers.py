import pytest

from server.verdict.gate.gate import shape_features
from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, page, prose, view_of

SENTENCE = "The council of Port Ellery votes on plan number {n} tonight and expects a long evening."


def cards(count, tag="div", href="/story-{n}"):
    return "".join(
        f'<{tag} class="card"><h3><a href="{href.format(n=n)}">Council votes on plan {n}</a></h3>'
        f"<p>{SENTENCE.format(n=n)}</p></{tag}>"
        for n in range(count)
    )


def front(body):
    return f"<html><head><title>Signal Brief</title></head><body><main>{body}</main></body></html>"


@pytest.mark.parametrize("tag", ["div", "article", "li", "section"])
@pytest.mark.parametrize("count", [6, 20])
def test_headlines_that_lead_on_with_a_sentence_each_are_a_list(tag, count):
    view = view_of(front(cards(count, tag)))
    verdict = judge(view)
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "list_of_links")
    assert verdict.evidence[0].params == {"links": count}
    assert verdict.evidence[0].quote == "Council votes on plan 0"
    assert f"{count} headlines" in verdict.evidence[0].says
    (element,) = view.document.root.cssselect(verdict.evidence[0].selector)
    assert "Council votes on plan 0" in element.text_content()


def test_teasers_need_no_container_and_no_headline_of_the_page():
    flat = "".join(
        f'<h2><a href="/story-{n}">Council votes on plan {n}</a></h2><p>{SENTENCE.format(n=n)}</p>'
        for n in range(8)
    )
    assert judge(view_of(front(f"<h1>Results for plan</h1>{flat}"))).label == "not_article"


@pytest.mark.parametrize(
    "body",
    [
        cards(5),
        cards(12, href="https://paper-{n}.example/2026/story-of-the-day-{n}"),
        cards(12, href="#plan-{n}"),
    ],
    ids=["few", "of other sites", "of the page"],
)
def test_other_headlines_are_no_teasers(body):
    tests = shape_features(view_of(front(body))).tests
    assert not any(test.code == "list_of_links" for test in tests)


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Tunnel opens</h1>{prose(ENGLISH)}</article><section>{cards(8)}</section>",
        (
            f"<div>{cards(7)}</div><article><h1>Tunnel opens</h1>{prose(ENGLISH[:2])}</article>"
            f"<div>{cards(7)}</div>"
        ),
        f"<nav>{cards(7)}</nav><article>{prose(ENGLISH[:2])}</article><aside>{cards(7)}</aside>",
    ],
    ids=["below a story", "around a brief", "beside one"],
)
def test_a_story_among_teasers_is_no_list(body):
    assert judge(view_of(front(body))).label != "not_article"


def test_a_report_in_entries_with_links_is_a_story():
    entries = "".join(
        f'<h2><a href="/part-{n}">Part {n}</a></h2>{prose(ENGLISH)}' for n in range(7)
    )
    assert judge(view_of(page(entries))).label != "not_article"
