import pytest

from server.article import read_article
from server.model import PageInput
from server.page.document import visible
from server.page.parse import parse

PROSE = "<p>The harbour of Port Ellery was closed on Monday after a crane fell on the quay.</p>" * 8
SHORT = "<p>Please switch scripts on to see this page of the Ellery Courant.</p>"


def shown(html: str) -> str:
    root = parse(f"<html><body>{html}</body></html>", None).root
    return " ".join(text for _, text, *_ in visible(root))


def test_a_part_that_react_sends_late_is_read_in_its_place():
    html = (
        '<main>before <template id="B:0"></template> after</main>'
        '<div hidden id="S:0">late <template id="B:1"></template></div>'
        '<div hidden id="S:1">later</div>'
    )
    assert shown(html).split() == ["before", "late", "later", "after"]


def test_a_late_part_without_a_place_is_read_where_it_is():
    assert shown('<p>before</p><div hidden id="S:0">late</div>').split() == ["before", "late"]


def test_other_hidden_parts_stay_hidden():
    assert shown('<p>before</p><div hidden id="late">late</div>').split() == ["before"]


@pytest.mark.parametrize(
    "html",
    [
        f"{SHORT}<noscript><h1>Crane falls</h1>{PROSE}</noscript>",
        f'<div style="visibility:hidden"><h1>Crane falls</h1>{PROSE}</div>{SHORT}',
        f'<div style="display: none"><main>{PROSE}</main></div>',
    ],
)
def test_text_that_only_a_script_would_show_is_read(html):
    assert "a crane fell on the quay" in shown(html)


@pytest.mark.parametrize(
    "html",
    [
        f"{PROSE}<noscript>{PROSE}</noscript>",
        f"{SHORT}<noscript>{SHORT}</noscript>",
        f'{PROSE}<div style="display:none"><h1>Crane falls</h1>{PROSE}</div>',
    ],
)
def test_what_the_page_has_in_view_or_what_is_short_stays_as_it_is(html):
    visible = html.split("<noscript>")[0].split('<div style="display:none">')[0]
    assert shown(html).split() == shown(visible).split()


def test_what_is_hidden_for_a_closed_part_of_the_story_stays_hidden():
    html = f'<h1>Crane falls</h1>{SHORT}<div style="display:none">{PROSE}</div>'
    assert "a crane fell" not in shown(html)


REFERENCES = [
    *("&#31;", "&#1;", "&#0;", "&#8;", "&#11;", "&#x1F;", "&#x0b", "&#xFFFE;", "&#65535;"),
    *("&#31\N{ARABIC-INDIC DIGIT THREE};", "&#3&#31;1;", "&&#31;#31;", "&#1&#1&#1;;", "<\f"),
]


@pytest.mark.parametrize(
    "before", ["<noscript>x</noscript>", "<svg></svg>", "<script>1</script>", "<p hidden>x</p>"]
)
def test_references_to_control_characters_cost_no_page(before):
    tails = "".join(f"{before}{reference} tail" for reference in REFERENCES)
    page = f"<html><body><h1>Crane falls</h1>{PROSE}{tails}{PROSE}</body></html>"
    text = read_article(PageInput(html=page)).text
    assert "a crane fell on the quay" in text
    assert not [sign for sign in text if sign < " " and sign != "\n"]


def test_references_to_other_characters_stay():
    assert shown("a&#9;b&#32;c&#160;d&#x20AC;&#310;").split() == ["a", "b", "c", "d€Ķ"]
