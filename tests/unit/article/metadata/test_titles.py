import lxml.html
import pytest

from server.article.metadata.statements import Statements
from server.article.metadata.titles import title_claims, without_site
from server.page.document import Document


def titles(html, sites=(), address=None):
    tree = lxml.html.document_fromstring(html)
    claims = title_claims(Statements(Document(tree, None)), list(sites), address)
    return [claim.value for claim in claims]


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Rain falls | The Courant", "The Courant", "Rain falls"),
        ("The Courant: news | Rain falls", "The Courant: news", "Rain falls"),
        ("Rain falls - Weather - The Courant", "The Courant", "Rain falls - Weather"),
        ("Rain falls - courant.example", "courant.example", "Rain falls"),
        ("Rain - and then snow", "The Courant", "Rain - and then snow"),
        ("Budget 3.0 | Harbour gets nothing", "Courant", "Budget 3.0 | Harbour gets nothing"),
    ],
)
def test_a_title_loses_the_site_but_keeps_its_own_dashes(title, site, expected):
    assert without_site(title, [site]) == expected


def test_a_title_is_cut_to_the_part_that_is_another_title():
    long = "Rain falls on Port Ellery - Weather - The Bay Daily"
    assert without_site(long, [], known={"rainfallsonportellery"}) == "Rain falls on Port Ellery"


def test_a_heading_that_only_leads_home_is_the_sites_name():
    html = (
        '<title>Tide Notes » Blog » Herring return</title><h1><a href="/">Tide Notes</a></h1>'
        "<h2>Herring return</h2>"
    )
    assert titles(html)[0] == "Herring return"


def test_without_structured_data_the_heading_that_begins_title_is_the_title():
    html = (
        "<title>Herring return | Tide Notes</title>"
        '<meta property="og:title" content="Tide Notes, the blog">'
        "<h1>Menu</h1><h1>Herring return</h1>"
    )
    assert titles(html)[0] == "Herring return"


def _declared(shared: str, headline: str, title: str, heading: str) -> str:
    return (
        f'<title>{title}</title><meta property="og:title" content="{shared}">'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{headline}"}}'
        f"</script><h1>{heading}</h1>"
    )


def test_a_headline_that_the_page_shows_comes_before_a_title_for_sharing():
    html = _declared(
        "Herring are back in the bay | Tide Notes",
        "Herring return",
        "Bay herring",
        "Herring return",
    )
    assert titles(html, ["Tide Notes"])[:2] == ["Herring return", "Herring are back in the bay"]


def test_a_headline_that_the_page_does_not_show_comes_after_a_title_for_sharing():
    html = _declared("Herring are back in the bay", "Herring return", "Bay herring", "Shoals")
    assert titles(html)[:2] == ["Herring are back in the bay", "Herring return"]


def test_a_shown_heading_comes_before_a_headline_that_only_the_declaration_has():
    html = (
        '<title>Herring - Tide Notes</title><script type="application/ld+json">'
        '{"@type": "Article", "headline": "species of fish"}</script><h1>Herring</h1>'
    )
    assert titles(html, ["Tide Notes"])[0] == "Herring"


def test_words_on_two_lines_of_a_heading_are_two_words():
    assert titles("<h1>Herring<br>return</h1>") == ["Herring return"]


def test_joiners_stay_in_a_title():
    assert titles("<h1>سگ\u200cها</h1>") == ["سگ\u200cها"]


def test_the_sites_name_alone_is_not_a_title():
    assert titles(
        '<meta property="og:title" content="Tide Notes"><h1>Rain</h1>', ["Tide Notes"]
    ) == ["Rain"]


def test_without_any_title_the_first_lower_heading_is_one():
    assert titles("<h2>Tide Notes</h2><h2>Rain</h2><h3>More</h3>", ["Tide Notes"]) == ["Rain"]
    assert titles("<p>Rain</p>") == []


def test_without_structured_data_the_title_has_the_words_of_the_address():
    html = (
        "<title>Support | Tide Notes</title><h1>Support</h1><h1>Herring return to the bay</h1>"
        f"<p>{'The herring are back. ' * 20}</p>"
    )
    address = "https://notes.example/2026/herring-return-bay"
    assert titles(html, ["Tide Notes"], address)[0] == "Herring return to the bay"


def test_of_a_home_page_the_sites_name_is_the_title():
    html = "<title>Tide Notes</title><h1>Herring return to the bay, and cod</h1><h2>Tide Notes</h2>"
    assert titles(html, ["Tide Notes"], "https://notes.example/")[0] == "Tide Notes"
    assert titles(html, ["Tide Notes"], "https://notes.example/herring-bay")[0] != "Tide Notes"
