"""Names: nouns beside them, their other spellings, and other languages."""

import pytest

from server.text.names import is_general_knowledge, is_respelt, is_title, names, place_of, respelt
from server.text.tokens import words
from tests.unit.align.beside import changes, told


def name_says(page: str, *source: str, language: str = "en", of_source: str | None = None):
    all_changes = changes(page, *source, language=language, of_source=of_source)
    return [c.says for c in all_changes if c.kind == "name"]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Die Polizei sucht nach dem Einbruch in Orlund einen Tatverdächtigen mit Kapuzenpullover.",
         "Nach einem Einbruch in Orlund sucht die Polizei einen Mann mit Kapuze."),
        ("Die Sanierung des Freibads in Orlund dauert ein Halbjahr.",
         "Das Schwimmbad in Orlund wird sechs Monate lang saniert."),
        ("Der Zugverkehr ruhte, ein Rettungshubschrauber brachte Verunglückte nach Orlund.",
         "Züge fuhren nicht, ein Hubschrauber flog die Verletzten nach Orlund."),
        ("Der Verdächtige sitzt nun in Untersuchungshaft, sagte die Polizei in Orlund.",
         "Der Verdächtige sitzt nun in Haft, sagte die Polizei in Orlund."),
        ("Der Minister Pläne vorlegen zu lassen, lehnte der Rat in Orlund am Montag ab.",
         "Der Minister Ideen vorlegen zu lassen, lehnte der Rat in Orlund am Montag ab."),
    ],
)  # fmt: skip
def test_a_german_noun_is_not_a_name(page, source):
    assert name_says(page, source, language="de") == []


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        ("Kanzler Olaf Scholz besucht am Montag Orlund.",
         "Kanzler Friedrich Merz besucht am Montag Orlund.", ("Olaf Scholz", "Friedrich Merz")),
        ("Der Rat sprach am Montag in München über die Brücke.",
         "Der Rat sprach am Montag in Berlin über die Brücke.", ("München", "Berlin")),
        ("Der Zug fuhr am Montag nach Hamburg und blieb stehen.",
         "Der Zug fuhr am Montag nach Bremen und blieb stehen.", ("Hamburg", "Bremen")),
        ("Der Stürmer Thomas Müller traf am Montag zweimal in Orlund.",
         "Der Stürmer Stefan Weber traf am Montag zweimal in Orlund.",
         ("Thomas Müller", "Stefan Weber")),
        ("Der Rat traf am Montag in Larvik den Vorstand der Reederei.",
         "Der Rat traf am Montag in Brevik den Vorstand der Reederei.", ("Larvik", "Brevik")),
    ],
)  # fmt: skip
def test_a_german_name_in_the_place_of_another_is_shown_with_both(page, source, expected):
    assert ("name", *expected) in told(changes(page, source, language="de"))


def test_a_german_first_name_or_title_shows_that_the_source_lacks_a_person():
    source = "In Orlund ging es um die Brücke."
    for page in ("Bürgermeisterin Runa Velt sprach in Orlund über die Brücke.",
                 "Auch Lena Velt sprach in Orlund über die Brücke."):  # fmt: skip
        assert [message[-24:] for message in name_says(page, source, language="de")] == [
            " is not in the original."
        ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Gestern sah Karl Heinz Osk den Bürgermeister Jan Velt.", ["Karl Heinz Osk", "Jan Velt"]),
        ("Der Bahnhof Berlins wird teurer, sagte Ministerin Velt.", ["Berlins", "Velt"]),
        ("Laut Ursula von der Velt wurde Anna der Preis verliehen.", ["Ursula von der Velt"]),
        ("Er kam am Montag aus der Stadt und ging in Haft.", []),
        ("Gestern lagen am Kai Container, und die Marina Breviks war leer.", []),
    ],
)
def test_names_stand_among_german_nouns(sentence, expected):
    line = words(sentence, "de")
    runs = names(sentence, line, "de")
    assert [sentence[line[a].start : line[b].end] for a, b in runs] == expected


@pytest.mark.parametrize(
    ("page", "source", "language", "of_source"),
    [
        ("Mara Velt will fund the bridge in Orlund.", "Мара Вельт оплатит мост 2020.", "en", "ru"),
        ("Le pont sera financé par Bruxelles, dit Orlund.",
         "Brussels will fund the bridge in Orlund.", "fr", "en"),
        ("Die Brücke in Orlund wird gesperrt, sagte Bürgermeisterin Lena Osk.",
         "The bridge in Orlund is closed.", "de", "en"),
        ("The Supreme Court let Orlund fund the bridge.",
         "La Cour suprême laisse Orlund payer le pont.", "en", "fr"),
    ],
)  # fmt: skip
def test_what_another_language_writes_otherwise_is_not_a_name_that_it_lacks(
    page, source, language, of_source
):
    assert name_says(page, source, language=language, of_source=of_source) == []


def test_a_person_is_missed_in_another_language_of_the_same_script():
    page = "The mayor of Orlund let Mara Velt fund the bridge."
    source = "La maire d'Orlund fait payer le pont à Orlund."
    assert name_says(page, source, of_source="fr") == ["“Mara Velt” is not in the original."]


@pytest.mark.parametrize(
    ("page", "source", "language"),
    [
        ("Downing Street will fund the bridge in Orlund next year.",
         "The government will fund the bridge in Orlund next year.", "en"),
        ("EE.UU. financiará el puente de Orlund, dijo el alcalde.",
         "Estados Unidos financiará el puente de Orlund, dijo el alcalde.", "es"),
        ("Estados Unidos financiará el puente de Orlund, dijo el alcalde.",
         "EE.UU. financiará el puente de Orlund, dijo el alcalde.", "es"),
        ("The Federal Reserve raised rates on Monday in Orlund.",
         "The Fed raised rates on Monday in Orlund.", "en"),
        ("The mayor met Kyiv officials in Orlund on Monday.",
         "The mayor met Kiev officials in Orlund on Monday.", "en"),
        ("The mayor met Zoë Müller in Orlund on Monday.",
         "The mayor met Zoe Mueller in Orlund on Monday.", "en"),
        ("It was 30 degrees Celsius in Orlund on Monday.", "It was 30°C in Orlund on Monday.",
         "en"),
        ("Many people in Orlund caught Covid on Monday.",
         "Many people in Orlund caught the coronavirus on Monday.", "en"),
        ("Key Facts and Figures: the bridge in Orlund was closed on Monday.",
         "The bridge in Orlund was closed on Monday.", "en"),
        ("The Challenge: the bridge in Orlund was closed on Monday.",
         "The bridge in Orlund was closed on Monday.", "en"),
    ],
)  # fmt: skip
def test_another_spelling_or_a_label_is_not_a_name_that_the_source_lacks(page, source, language):
    assert name_says(page, source, language=language) == []


def test_a_name_is_shown_without_its_possessive():
    page = "Wall Street's losses hit the bridge fund in Orlund hard."
    source = "Losses of banks hit the bridge fund in Orlund hard."
    assert name_says(page, source) == ["“Wall Street” is not in the original."]


def test_the_word_that_opens_a_sentence_is_not_part_of_a_name():
    page = "Mara Quill of the Harbour Trust questioned how the town will check the quay."
    source = "But Simon Hart of the Harbour Trust has questioned how the town will check the quay."
    changed = [c for c in changes(page, source) if c.kind == "name"]
    assert [(c.page.text, c.source.text) for c in changed] == [("Mara Quill", "Simon Hart")]


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("german", "DE"),
        ("germans", "DE"),
        ("deutsche", "DE"),
        ("allemands", "DE"),
        ("немецкий", "DE"),
        ("us", "US"),
        ("американский", "US"),
        ("polish", "PL"),
        ("brevik", None),
    ],
)
def test_a_country_is_known_by_its_people_in_several_languages(word, place):
    assert place_of(word, None) == place


def test_a_name_from_cldr_counts_in_its_language_alone():
    assert place_of("virossa", "fi") is None  # a short name begins other words
    assert place_of("viro", "fi") == "EE"
    assert place_of("espanjassa", "fi") == "ES"
    assert place_of("columbia", "ro") == "CO"
    assert place_of("columbia", "en") is None


def test_a_page_may_add_a_country_or_a_faith_but_no_person():
    assert is_general_knowledge("france", "en")
    assert is_general_knowledge("muslim", "en")
    assert not is_general_knowledge("marsh", "en")


def test_another_transliteration_is_the_same_name_and_another_name_is_not():
    assert is_respelt("brekkenskyy", "brekkenskyi")
    assert not is_respelt("larvik", "brevik")
    names = ("brekkenskyy", "müllner", "marsh", "larvik")
    assert respelt(names, ("marsh", "brekkenskyi", "muellner")) == {*names} - {"larvik"}
    assert not respelt(names, ())


def test_a_title_tells_no_name():
    assert is_title("president")
    assert is_title("bundeskanzler")
    assert not is_title("marsh")
