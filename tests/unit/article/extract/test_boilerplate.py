import lxml.html
import pytest

from server.article.extract.boilerplate import without_repeats
from server.article.read import read
from server.model import PageInput
from server.page.block import blocks_of
from server.page.document import TextMap
from server.text.lines import (
    claims_rights,
    credits_picture,
    is_prompt,
)
from tests.unit.article.pages import ENGLISH, FRENCH, GERMAN, JAPANESE, SPANISH, page

URL = "https://courant.example/a"
RIGHTS = [
    ("© 2026 The Ellery Courant. All rights reserved.", ENGLISH),
    ("Copyright 2026 Courant News Agency. This material may not be rewritten.", ENGLISH),
    ("© Oberlindener Bote. Alle Rechte vorbehalten.", GERMAN),
    ("La Gazette de Valcombe – Reproduction interdite", FRENCH),
    ("Todos los derechos reservados. Prohibida su reproducción.", SPANISH),
    ("無断転載を禁じます。", JAPANESE),
]


def text_of(html):
    return read(PageInput(html=html, url=URL)).article.text.split("\n\n")


@pytest.mark.parametrize("markup", ["<p>{}</p>", "<p><small>{}</small></p>"])
@pytest.mark.parametrize(("line", "paragraphs"), RIGHTS)
def test_a_line_on_rights_at_the_end_is_not_the_article(line, paragraphs, markup):
    assert text_of(page(paragraphs, after=markup.format(line))) == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "The copyright of the song was sold in 1988 for 4,000 crowns, and the heirs never saw it.",
        "He asked that his rights be reserved, the court said.",
    ],
)
def test_a_sentence_on_rights_claims_none(text):
    assert not claims_rights(text)


@pytest.mark.parametrize(
    "text",
    [
        "Related: The cranes of Port Ellery",
        "READ MORE: Ferry runs again",
        ">> Lesen Sie auch: Der Hafen von Ellery",
        "» Читайте также",
        "Follow us on our channels",
        "あわせて読みたい記事",
        "Photo credit: Iris Calloway",
    ],
)
def test_a_line_that_leads_elsewhere_asks_or_credits_is_a_prompt(text):
    assert is_prompt(text)


@pytest.mark.parametrize(
    "text",
    [
        "Related parties are named in the contract.",
        "Readmore is a town.",
        "The ferry runs. Read more: it also sails on Sundays.",
        "Related: " + "the crane fell on the quay and nobody was hurt. " * 4,
    ],
)
def test_a_sentence_of_the_story_is_not_a_prompt(text):
    assert not is_prompt(text)


def test_a_deck_that_is_shown_twice_is_read_once():
    deck = "A crane fell on the quay of Port Ellery."
    html = (
        f"<p>{deck}</p><p>Yes.</p><p>{deck}</p><p>Yes.</p><p>It was old.</p>"
        f"<p>It rained.</p><p>It blew.</p><p>Yes.</p><p>{deck}</p>"
    )
    blocks = blocks_of(TextMap(lxml.html.document_fromstring(html)))
    texts = [block.text for block in without_repeats(blocks)]
    assert texts.count("Yes.") == 3
    assert texts[0] == texts[-1] == deck  # the last one is far away
    assert texts.count(deck) == 2


def test_links_that_repeat_headings_are_a_table_of_contents():
    html = (
        "<ul><li><a href='#a'>Why the bridge closes</a></li><li><a href='#b'>Ferries</a></li>"
        "<li>Why the bridge closes</li></ul><h2>Why the bridge closes ¶</h2><p>It rusts.</p>"
        "<h2><a href='/ferries'>Ferry times</a></h2>"
    )
    blocks = blocks_of(TextMap(lxml.html.document_fromstring(html)))
    assert [block.text for block in without_repeats(blocks)] == [
        "Ferries",
        "Why the bridge closes",
        "Why the bridge closes ¶",
        "It rusts.",
        "Ferry times",
    ]


@pytest.mark.parametrize(
    "text",
    ["Iris Calloway/Getty Images", "The quay at noon (Image: Getty)", "Reuters", "© dpa"],
)
def test_a_line_that_ends_in_a_picture_agency_is_a_credit(text):
    assert credits_picture(text)


@pytest.mark.parametrize("text", ["The crane was sold to Reuters.", "He works for Getty Images"])
def test_a_sentence_on_an_agency_is_not_a_credit(text):
    assert not credits_picture(text)


def test_bylines_and_lone_numbers_are_not_the_text():
    numbered = [line for n, text in enumerate(ENGLISH, 1) for line in (f"{n}.", text)]
    html = page(["By Iris Calloway", *numbered])
    text = read(PageInput(html=html, url="https://courant.example/a")).article.text
    assert text.split("\n\n") == ENGLISH
