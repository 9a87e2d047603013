import pytest

from server.page.view import PageView
from server.verdict.judge import judge
from server.verdict.signals.press_review import press_review_signal
from tests.unit.verdict.stories import (
    ARABIC,
    ENGLISH,
    GERMAN,
    JAPANESE,
    page,
    prose,
    reading_of,
    view_of,
)

PAPERS = ("Harbour Gazette", "Tidewater Post", "Ellery Herald", "Nordlicht")


def story_at(paper):
    return f"https://{paper.lower().replace(' ', '-')}.example/2026/tunnel-opens"


def linked(paper):
    return f'<a href="{story_at(paper)}">{paper}</a>'


def digest_of(paragraphs, item):
    return "".join(item(text, paper) for text, paper in zip(paragraphs, PAPERS, strict=False))


def behind(text, paper):
    return f"<p>{text} ({linked(paper)})</p>"


def below(text, paper):
    return f"<p>{text}</p><p class='from'>{linked(paper)}</p>"


def above(text, paper):
    return f"<h3>{linked(paper)}</h3><p>{text}</p>"


@pytest.mark.parametrize("item", [behind, below, above])
@pytest.mark.parametrize(
    ("paragraphs", "language"),
    [(ENGLISH, "en"), (GERMAN, "de"), (JAPANESE, "ja"), (ARABIC, "ar")],
)
def test_short_items_that_lead_to_other_publications_are_a_press_review(paragraphs, language, item):
    reading = reading_of(page(digest_of(paragraphs, item), language=language))
    seen = press_review_signal(PageView(reading))
    assert seen.feature == "retells_report:digest"
    assert dict(seen.params)["publications"] == len(paragraphs)
    verdict = judge(PageView(reading))
    assert verdict.label == "summary"
    found = {one.signal: one for one in verdict.evidence}["retells_report"]
    (element,) = reading.document.root.cssselect(found.selector)
    assert found.quote in element.text_content()


@pytest.mark.parametrize(
    "body",
    [
        # Two publications are no review of the press.
        digest_of(ENGLISH[:2], behind),
        # A report that links to what it speaks of.
        "".join(
            f"<p>As {linked(paper)} wrote, it was late. {text}</p>"
            for text, paper in zip(ENGLISH, PAPERS, strict=False)
        ),
        # Links to one site only, or within this one.
        "".join(f"<p>{text} ({linked(PAPERS[0])})</p>" for text in ENGLISH),
        "".join(f'<p>{text} (<a href="/story-{len(text)}">{text[:9]}</a>)</p>' for text in ENGLISH),
        # Credits of pictures, talk about each item, a lexicon.
        digest_of(
            ENGLISH, lambda text, paper: below(text, paper).replace(f">{paper}", f">Photo: {paper}")
        ),
        digest_of(
            ENGLISH,
            lambda text, paper: below(text, paper).replace(f">{paper}", f">{len(paper)} Comments"),
        ),
        "".join(
            f'<p>{text} (<a href="https://{code}.wikipedia.org/wiki/Harbour_Tunnel">{code}</a>)</p>'
            for text, code in zip(ENGLISH, ("en", "de", "fr", "es"), strict=False)
        ),
        # Literature under a text.
        prose(ENGLISH * 2) + "".join(f"<p>{linked(paper)}</p>" for paper in PAPERS),
        # Things to buy.
        digest_of([f"{text} For $30 at" for text in ENGLISH], behind),
        # Long reports in one page, each with its source.
        digest_of([" ".join([text] * 8) for text in ENGLISH], below),
    ],
)
def test_links_to_other_sites_alone_make_no_press_review(body):
    assert press_review_signal(view_of(page(body))) is None


def test_text_without_a_page_has_no_links_to_count():
    assert press_review_signal(view_of(page(""))) is None


def test_teasers_that_break_off_are_no_press_review():
    reading = reading_of(page(digest_of([f"{text[:-1]} ..." for text in ENGLISH], above)))
    assert press_review_signal(PageView(reading)) is None


def test_items_may_have_several_paragraphs():
    def several(text, paper):
        return above(text, paper) + f"<ul><li>{text}</li><li>{text}</li></ul>"

    assert press_review_signal(PageView(reading_of(page(digest_of(ENGLISH, several)))))


def test_items_that_name_their_source_may_come_after_a_longer_beginning():
    def item(text, paper):
        return above(text, paper) + f"<p>Source: {paper}</p>" + prose([text * 2, text[::-1]])

    body = prose(GERMAN) + digest_of(ENGLISH, item)
    assert press_review_signal(view_of(page(body)))
    assert not press_review_signal(view_of(page(body.replace("Source:", "See"))))
