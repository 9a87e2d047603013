"""A number exchanged for another one of the same article."""

import pytest

from server.align import Text, align, align_some, facts
from server.align.changes import misplaced
from server.model import Change
from server.text.numbers import quantities as numbers

ARTICLE = [
    "The council of Brevik voted 11 to 4 on Monday to take the harbour company to court.",
    "Solund Lines carried 3,200 passengers last summer and lost 14 million crowns.",
    "Four fishermen were arrested on Friday after 160 kilos of cod were found in a shed.",
    "The company was founded in 1987 and has 75 workers, said its director, Tilda Marsh.",
]


def changes(page: str, source: list[str] = ARTICLE, language: str = "en") -> list[Change]:
    return align(Text([page], language), Text(source, language)).sentences[0].changes


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "Solund Lines carried 75 passengers last summer and lost 14 million crowns.",
            ("number", "75", "3,200"),
        ),
        (
            "The company was founded in 1987 and has 160 workers, said its director, Tilda Marsh.",
            ("number", "160", "75"),
        ),
    ],
)
def test_a_number_in_the_place_of_another_one_is_shown_though_the_source_has_it(page, expected):
    all_changes = changes(page)
    assert expected in [
        (c.kind, c.page and c.page.text, c.source and c.source.text) for c in all_changes
    ]


@pytest.mark.parametrize(
    "page",
    [
        "Friday's arrest of four fishermen followed the discovery of 160 kilos of cod.",
        "With 75 workers, the company that Tilda Marsh directs dates back to 1987.",
        "Last summer 3,200 passengers sailed with Solund Lines, which lost 14 million crowns.",
        "By 11 votes to 4 the council of Brevik decided on Monday to go to court.",
    ],
)
def test_a_number_that_keeps_its_company_in_other_words_is_not_a_change(page):
    assert {c.kind for c in changes(page)}.isdisjoint({"number", "date"})


def test_a_year_is_not_held_against_last_year():
    source = ["Eels made up half of the catch last year, the fishers' union said.",
              "The union was founded in 2014."]  # fmt: skip
    page = "Eels made up half of the catch in 2014, the fishers' union said."
    assert {c.kind for c in changes(page, source)}.isdisjoint({"date"})


@pytest.mark.parametrize(
    ("language", "source", "page", "expected"),
    [
        (
            "de",
            ["Die Reederei beförderte im Sommer 3.200 Fahrgäste über den Fjord.",
             "Sie hat 75 Angestellte und wurde 1987 gegründet."],
            "Die Reederei beförderte im Sommer 75 Fahrgäste über den Fjord.",
            ("75", "3.200"),
        ),
        (
            "ru",
            ["Летом паромы перевезли через фьорд 3200 пассажиров.",
             "В компании работают 75 человек."],
            "Летом паромы перевезли через фьорд 75 пассажиров.",
            ("75", "3200"),
        ),
        (
            "ja",
            ["渡し船は昨夏3200人の乗客を運んだ。", "会社には75人の社員がいる。"],
            "渡し船は昨夏75人の乗客を運んだ。",
            ("75", "3200"),
        ),
    ],
)  # fmt: skip
def test_a_swap_is_found_in_other_languages(language, source, page, expected):
    all_changes = changes(page, source, language)
    assert expected in [(c.page.text, c.source.text) for c in all_changes if c.page and c.source]


def test_of_each_number_the_company_is_compared_once(monkeypatch):
    compared, alike = [], misplaced._likeness
    monkeypatch.setattr(misplaced, "_likeness", lambda *both: compared.append(both) or alike(*both))
    page = "The company, founded in 1987, has a staff of 160, as its director Tilda Marsh said."
    assert changes(page)
    assert compared
    assert len(compared) == len(set(map(repr, compared)))


def test_of_a_further_original_only_the_sentences_asked_for_are_read(monkeypatch):
    read_sentences = []
    monkeypatch.setattr(
        facts,
        "quantities",
        lambda sentence, *arguments: (
            read_sentences.append(sentence) or numbers(sentence, *arguments)
        ),
    )
    page = [f"Ship {n} of Ostrand carried {n + 300} barrels to Orlund." for n in range(20)]
    assert len(align_some(Text(page, "en"), Text(ARTICLE, "en"), [3])) == 1
    assert set(read_sentences) == {page[3], *ARTICLE}
