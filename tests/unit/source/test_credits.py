import json

import pytest

from server.source.credits import find_attributions
from tests.unit.verdict.stories import (
    ARABIC,
    ENGLISH,
    GERMAN,
    JAPANESE,
    page,
    prose,
    reading_of,
    reading_of_text,
)


def named(*lines):
    return [(a.name, a.domain, a.kind) for a in find_attributions(reading_of_text(*lines))]


@pytest.mark.parametrize(
    ("lines", "name", "domain"),
    [
        (("HARBOURTOWN (Reuters) - " + ENGLISH[0], *ENGLISH[1:]), "Reuters", "reuters.com"),
        (("OBERLINDEN (dpa/lno) - " + GERMAN[0], *GERMAN[1:]), "dpa", "dpa.com"),
        ((*ENGLISH, "© 2026 AFP"), "AFP", "afp.com"),
        (("（共同）" + JAPANESE[0], *JAPANESE[1:]), "共同", "kyodonews.jp"),
        ((ARABIC[0] + " (رويترز)", *ARABIC[1:]), "رويترز", "reuters.com"),
        ((*GERMAN, "dpa/lno"), "dpa", "dpa.com"),
    ],
)
def test_an_agency_is_known_by_the_credit_of_its_wire(lines, name, domain):
    assert (name, domain, "wire") in named(*lines)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ((*ENGLISH, "The delay was first reported by the Harbour Gazette."), "Harbour Gazette"),
        ((*ENGLISH, "Source: Harbour Gazette"), "Harbour Gazette"),
        ((ENGLISH[0], "She told the Ellery Herald that it was late.", *ENGLISH), "Ellery Herald"),
        (
            (GERMAN[0], "Zuerst hatte der Oberlinder Bote darüber berichtet.", *GERMAN),
            "Oberlinder Bote",
        ),
        ((JAPANESE[0], "『港湾新報』が最初に報じた。", *JAPANESE), "港湾新報"),
        ((ARABIC[0], "وكانت صحيفة «الميناء» أول من أورد الخبر.", *ARABIC), "الميناء"),
    ],
)
def test_a_publisher_is_named_by_the_words_beside_it(lines, name):
    assert name in [found for found, _, _ in named(*lines)]


def test_what_is_declared_is_named_with_its_domain():
    node = {
        "@type": "NewsArticle",
        "sourceOrganization": {
            "name": "Harbour Gazette",
            "url": "https://www.harbour-gazette.example",
        },
        "creditText": "Reuters",
    }
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    found = find_attributions(reading_of(page(prose(ENGLISH), head=head)))
    assert [(a.name, a.domain, a.kind) for a in found] == [
        ("Harbour Gazette", "harbour-gazette.example", "declared"),
        ("Reuters", "reuters.com", "declared"),
    ]


def test_a_name_that_links_its_front_page_has_a_domain():
    line = "The delay was first reported by the {}, its rival said."
    door = '<a href="https://www.harbour-gazette.example/">The Harbour Gazette</a>'
    story = '<a href="https://harbour-gazette.example/2026/late">Harbour Gazette</a>'

    def found(link):
        body = prose(ENGLISH) + f"<p>{line.format(link)}</p>"
        return [(a.name, a.domain) for a in find_attributions(reading_of(page(body)))]

    assert found(door) == [("Harbour Gazette", "harbour-gazette.example")]
    assert found(story) == found("Harbour Gazette") == [("Harbour Gazette", None)]


def test_people_and_councils_are_no_publishers():
    assert named(*ENGLISH) == []
    assert named(*ENGLISH, "“It is late,” Ada Morrow told the Harbour Council.") == []
    assert named(*ENGLISH, "AP and Reuters are agencies.") == []


def test_the_quote_stands_in_the_page():
    lines = (*ENGLISH, "The delay was first reported by the Harbour Gazette.")
    for attribution in find_attributions(reading_of_text(*lines)):
        assert attribution.quote in "\n".join(lines)
