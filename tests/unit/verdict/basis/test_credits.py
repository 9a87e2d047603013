import pytest

from server.verdict.basis.wire import credit_of
from tests.unit.verdict.stories import (
    ARABIC,
    ENGLISH,
    GERMAN,
    JAPANESE,
    basis_of,
    page,
    prose,
    reading_of_text,
    view_of,
    view_of_text,
)


def credits_of(view):
    return [(one.name, one.host) for one in basis_of(view).credits]


def named(*lines):
    return credits_of(view_of_text(*lines))


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
    assert (name, domain) in named(*lines)


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
    assert name in [found for found, _ in named(*lines)]


@pytest.mark.parametrize("written", ["Dr", "DR"])
def test_a_title_is_not_the_broadcaster_that_is_written_in_capitals(written):
    found = named(ENGLISH[0], f"She told {written} Hanne about it in May.", *ENGLISH)
    asked = named(ENGLISH[0], f"The delay was reported by {written}.", *ENGLISH)
    assert found == []
    assert [name for name, _ in asked] == (["DR"] if written == "DR" else [])


def test_people_and_councils_are_no_publishers():
    assert named(*ENGLISH) == []
    assert named(*ENGLISH, "“It is late,” Ada Morrow told the Harbour Council.") == []
    assert named(*ENGLISH, "AP and Reuters are agencies.") == []


def test_the_quote_stands_in_the_page():
    lines = (*ENGLISH, "The delay was first reported by the Harbour Gazette.")
    for credit in basis_of(view_of_text(*lines)).credits:
        assert credit.quote in "\n".join(lines)


def test_days_months_and_what_stands_further_off_are_no_publishers():
    line = "The news, first reported by Quay News, came on Tuesday in May; Ada Morrow denied it."
    assert named(*ENGLISH, line) == [("Quay News", None)]
    assert named(*ENGLISH, "Odd Farrow was the first to report it to Ada Morrow.") == []


CREDITED = [
    "(Harrow Wire)",
    "Port Ellery (Harrow Wire) – The tunnel opens.",
    "– Harrow Wire",
    "Source: Harrow Wire",
    "It opens in May, according to Harrow Wire, and the toll is two crowns.",
    "© 2026 Harrow Wire",
]


@pytest.mark.parametrize("line", CREDITED)
def test_a_known_publisher_is_credited_as_agencies_are(line):
    article = reading_of_text(*ENGLISH, line).article
    assert credit_of(article, "Harrow Wire").quote in line


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("A harrow wire broke in the tunnel.", "Harrow Wire"),
        ("Harrow Wires are made in Ellery.", "Harrow Wire"),
        ("Harrow Wire is a company of the Farrow group.", "Harrow Wire"),
        ("(Ada)", "Ada"),
    ],
)
def test_a_name_in_passing_is_no_credit(line, publisher):
    assert credit_of(reading_of_text(*ENGLISH, line).article, publisher) is None


@pytest.mark.parametrize(
    ("line", "name", "domain"),
    [
        ("Quelle: Hafenbote", "Hafenbote", None),
        ("出典：港新報", "港新報", None),
        ("المصدر: جريدة الميناء", "جريدة الميناء", None),
        ("Source: gazette-ellery.com", "gazette-ellery.com", "gazette-ellery.com"),
    ],
)
def test_a_line_after_the_body_credits_whom_it_names(line, name, domain):
    text = {"Quelle": GERMAN, "出典": JAPANESE, "المصدر": ARABIC}.get(
        line[: line.find(":")], ENGLISH
    )
    text = JAPANESE if line.startswith("出典") else text
    assert (name, domain) in credits_of(view_of(page(prose(text), f"<p>{line}</p>")))


def test_a_host_in_parentheses_is_a_publisher():
    assert ("Fontanella.com", "fontanella.com") in named(
        *ENGLISH[:-1], ENGLISH[-1] + " (Fontanella.com)"
    )


@pytest.mark.parametrize("line", ["Photo credit: A. Morrow", "Note: The tunnel is 3 km long."])
def test_other_lines_with_a_colon_credit_nobody(line):
    assert named(*ENGLISH, line) == named(*ENGLISH)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("The tunnel opens on Monday, according to Harbour Gazette's report.", "Harbour Gazette"),
        ("PORT ELLERY (Harrow Wire) – The tunnel opens on Monday.", "Harrow Wire"),
        ("This article was originally published by the Harbour Gazette.", "Harbour Gazette"),
        ("The Port Traders' Institute (PTI) welcomed the tunnel on Monday.", None),
        ("PORT ELLERY (WQRS) – The tunnel opens on Monday.", None),
    ],
)
def test_a_first_sentence_names_whom_its_form_credits(line, name):
    assert [found for found, _ in named(line, *ENGLISH)] == ([name] if name else [])


def test_a_line_after_the_body_names_an_outlet_without_the_number_of_a_note():
    view = view_of(page(prose(ENGLISH), "<p>Source: Harbour Gazette12</p>"))
    assert ("Harbour Gazette", None) in credits_of(view)
