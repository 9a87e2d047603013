"""Differences within a sentence that the source has."""

import pytest

from server.align import Text, align
from tests.unit.align.beside import FILLER, changes, told

COUNCIL = "The council of Brevik voted 7 to 4 on Monday to take the harbour company to court."
FERRY = "Solund Lines did not rule out a winter service for the 3,200 islanders, Tilda Marsh said."
QUOTE = "“We have looked at every other way to keep the boats running,” said Tilda Marsh of Solund."


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        (COUNCIL.replace("7 to", "8 to"), COUNCIL, ("number", "8", "7")),
        (COUNCIL.replace("Monday", "Tuesday"), COUNCIL, ("date", "Tuesday", "Monday")),
        (COUNCIL.replace("Brevik", "Larvik"), COUNCIL, ("name", "Larvik", "Brevik")),
        (
            COUNCIL.replace("voted", "has not voted"),
            COUNCIL,
            ("negation", "has not voted", "voted"),
        ),
        (FERRY.replace("did not rule", "did rule"), FERRY, ("negation", "rule", "not rule")),
        (FERRY.replace("3,200", "3.2 million"), FERRY, ("number", "3.2 million", "3,200")),
        (
            QUOTE.replace("every other way", "each plan"),
            QUOTE,
            (
                "quote",
                "We have looked at each plan to keep the boats running,",
                "We have looked at every other way to keep the boats running",
            ),
        ),
    ],
)
def test_a_swap_in_a_sentence_is_shown_with_both_sides(page, source, expected):
    assert expected in told(changes(page, source))


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (COUNCIL.replace("7 to 4", "seven to four"), COUNCIL),
        (FERRY.replace("3,200", "some 3200"), FERRY),
        (FERRY.replace("Tilda Marsh said", "said Marsh"), FERRY),
        (QUOTE.replace("“", '"').replace("”", '"'), QUOTE),
    ],
)
def test_another_way_to_write_the_same_is_not_a_change(page, source):
    assert {c.kind for c in changes(page, source)} <= {"wording"}


def test_a_number_that_is_nowhere_in_the_source_has_no_source_side():
    page = "The council of Brevik, where 48,000 people live, voted to take the harbour to court."
    assert ("number", "48,000", None) in told(changes(page, COUNCIL))


def test_a_number_that_the_source_has_for_the_same_thing_elsewhere_is_not_a_change():
    page = "Solund Lines, with 3,200 islanders to serve, goes to court with the council of Brevik."
    kinds = {c.kind for c in changes(page, COUNCIL, FERRY)}
    assert kinds.isdisjoint({"number", "moved"})


def test_the_decimal_mark_is_read_by_language():
    source = "Die Reederei Solund beförderte im Sommer 1.500 Fahrgäste über den Fjord nach Brevik."
    same = source.replace("1.500", "1500")
    different = source.replace("1.500", "1,5")
    assert changes(same, source, language="de") == []
    assert ("number", "1,5", "1.500") in told(changes(different, source, language="de"))


@pytest.mark.parametrize(
    ("language", "source", "page", "word"),
    [
        ("de", "Der Rat von Brevik hat die Klage gegen die Reederei am Montag beschlossen.",
         "Der Rat von Brevik hat die Klage gegen die Reederei am Montag nicht beschlossen.",
         "nicht"),
        ("fr", "Le conseil de Brevik a voté lundi la plainte contre la compagnie du port.",
         "Le conseil de Brevik n'a pas voté lundi la plainte contre la compagnie du port.",
         "pas voté"),
        ("es", "El consejo de Brevik aprobó el lunes la demanda contra la compañía del puerto.",
         "El consejo de Brevik no aprobó el lunes la demanda contra la compañía del puerto.", "no"),
        ("it", "Il consiglio di Brevik ha approvato lunedì la causa contro la società del porto.",
         "Il consiglio di Brevik non ha approvato lunedì la causa contro la società.", "non"),
        ("pt", "O conselho de Brevik aprovou na segunda a ação contra a empresa do porto.",
         "O conselho de Brevik não aprovou na segunda a ação contra a empresa do porto.", "não"),
        ("nl", "De raad van Brevik heeft maandag de klacht tegen de rederij goedgekeurd.",
         "De raad van Brevik heeft maandag de klacht tegen de rederij niet goedgekeurd.", "niet"),
        ("sv", "Rådet i Brevik godkände på måndagen stämningen mot rederiet i hamnen.",
         "Rådet i Brevik godkände inte på måndagen stämningen mot rederiet i hamnen.", "inte"),
        ("pl", "Rada Breviku przyjęła w poniedziałek pozew przeciwko spółce portowej.",
         "Rada Breviku nie przyjęła w poniedziałek pozew przeciwko spółce portowej.", "nie"),
        ("ru", "Совет Бревика одобрил в понедельник иск против портовой компании.",
         "Совет Бревика не одобрил в понедельник иск против портовой компании.", "не"),
        ("tr", "Brevik meclisi liman şirketine karşı davayı pazartesi günü onaylıyor.",
         "Brevik meclisi liman şirketine karşı davayı pazartesi günü onaylamıyor.", "onaylamıyor"),
        ("ar", "وافق مجلس بريفيك يوم الاثنين على الدعوى ضد شركة الميناء.",
         "لم يوافق مجلس بريفيك يوم الاثنين على الدعوى ضد شركة الميناء.", "لم"),
        ("hi", "परिषद ने सोमवार को बंदरगाह कंपनी के खिलाफ मुकदमे को मंजूरी दी।",
         "परिषद ने सोमवार को बंदरगाह कंपनी के खिलाफ मुकदमे को मंजूरी नहीं दी।", "नहीं"),
        ("ja", "市議会は月曜日に港湾会社への訴訟を承認した。",
         "市議会は月曜日に港湾会社への訴訟を承認しなかった。", "な"),
        ("zh", "市议会周一批准了对港口公司的诉讼。", "市议会周一没有批准对港口公司的诉讼。", "没"),
        ("ko", "시의회는 월요일에 항만 회사에 대한 소송을 승인했다.",
         "시의회는 월요일에 항만 회사에 대한 소송을 승인하지 않았다.", "않"),
    ],
)  # fmt: skip
def test_a_negation_added_is_shown_in_every_language_covered(language, source, page, word):
    added = [c.page.text for c in changes(page, source, language=language)
             if c.kind == "negation" and c.page]  # fmt: skip
    assert len(added) == 1
    assert word in added[0]
    assert "negation" in {c.kind for c in changes(source, page, language=language)}


def test_a_no_for_other_words_is_doubted_and_no_longer_there_only_if_nothing_else_says_it():
    source = "Patients in Brevik had new drugs and beds after the storm."
    page = "In Brevik no drugs or beds were there for patients."
    (change,) = (c for c in changes(page, source) if c.kind == "negation")
    assert (change.page.text, change.params["code"]) == ("no", "one_sided")
    order = "Police allowed no entry of lorries from Brevik towards Larvik on Monday."
    allowed = order.replace("allowed no", "allowed")
    assert "negation" in {c.kind for c in changes(allowed, order)}
    bars = order.replace("allowed no", "barred")
    assert "negation" not in {c.kind for c in changes(bars, order)}


def test_unless_says_if_not():
    denied = "Pilots will leave the ferry to Brevik on Monday if they were not paid more."
    unless = denied.replace("if they were not", "unless they were")
    for page, source in ((unless, denied), (denied, unless)):
        assert "negation" not in {c.kind for c in changes(page, source)}
    (change,) = changes(unless, unless.replace("unless", "if"))
    assert change.kind == "negation"


@pytest.mark.parametrize(
    "page",
    [
        "The council of Brevik not only voted on Monday, it takes the harbour company to court.",
        "The council of Brevik voted not entirely at ease to take the harbour company to court.",
    ],
)
def test_what_only_looks_like_a_negation_is_none(page):
    assert "negation" not in {c.kind for c in changes(page, COUNCIL)}


@pytest.mark.parametrize(
    ("page", "source", "language", "expected"),
    [
        ("The ferry's profit fell to 14 million crowns last summer, Solund Lines said.",
         "The ferry's profit rose to 14 million crowns last summer, Solund Lines said.", "en",
         ("fell", "rose")),
        ("Der Gewinn der Reederei sank im Sommer auf 14 Millionen Kronen.",
         "Der Gewinn der Reederei stieg im Sommer auf 14 Millionen Kronen.", "de",
         ("sank", "stieg")),
        ("Le tribunal de Brevik a déclaré l'armateur innocent lundi matin.",
         "Le tribunal de Brevik a déclaré l'armateur coupable lundi matin.", "fr",
         ("innocent", "coupable")),
        ("पार्टी ने सोमवार को ब्रेविक के नए घाट के खिलाफ मतदान किया।",
         "पार्टी ने सोमवार को ब्रेविक के नए घाट के पक्ष में मतदान किया।", "hi", ("खिलाफ", "पक्ष")),
        ("صوت الحزب يوم الاثنين ضد الرصيف الجديد في بريفيك.",
         "صوت الحزب يوم الاثنين لصالح الرصيف الجديد في بريفيك.", "ar", ("ضد", "لصالح")),
        ("Цена билета на паром летом снизилась на десять процентов.",
         "Цена билета на паром летом выросла на десять процентов.", "ru",
         ("снизилась", "выросла")),
        ("渡し船の運賃は昨年の夏に一割ほど減少したという。",
         "渡し船の運賃は昨年の夏に一割ほど増加したという。", "ja", ("減少", "増加")),
    ],
)  # fmt: skip
def test_a_word_exchanged_for_its_opposite_turns_the_statement_round(
    page, source, language, expected
):
    opposites = [c for c in changes(page, source, language=language) if c.params.get("code")]
    assert [(c.kind, c.params["code"], c.page.text, c.source.text) for c in opposites] == [
        ("negation", "opposite", *expected)
    ]


@pytest.mark.parametrize(
    ("page", "source", "language", "hedge"),
    [
        ("The captain took the money from the harbour's safe, the court heard on Monday.",
         "The captain allegedly took the money from the harbour's safe, the court heard on Monday.",
         "en", "allegedly"),
        ("The council will take the harbour company to court before the winter.",
         "The council may take the harbour company to court before the winter.", "en", "may"),
        ("Der Kapitän hat das Geld aus dem Safe des Hafens genommen.",
         "Der Kapitän hat das Geld angeblich aus dem Safe des Hafens genommen.", "de",
         "angeblich"),
        ("Le capitaine a pris l'argent dans le coffre du port de Brevik.",
         "Le capitaine a probablement pris l'argent dans le coffre du port de Brevik.", "fr",
         "probablement"),
        ("Капитан взял деньги из сейфа порта в Бревике.",
         "Капитан предположительно взял деньги из сейфа порта в Бревике.", "ru",
         "предположительно"),
    ],
)  # fmt: skip
def test_a_doubt_dropped_is_shown(page, source, language, hedge):
    (change,) = [c for c in changes(page, source, language=language) if c.kind == "hedge"]
    assert hedge in change.source.text
    assert change.page
    assert "hedge" not in {c.kind for c in changes(source, source)}


@pytest.mark.parametrize(
    ("page", "source", "language", "expected"),
    [
        (FERRY.replace("the", "less than"), FERRY.replace("the", "more than"),
         "en", ("less than 3,200", "more than 3,200")),
        ("Die Reederei hat weniger als 3.200 Fahrgäste nach Brevik gebracht.",
         "Die Reederei hat mehr als 3.200 Fahrgäste nach Brevik gebracht.", "de",
         ("weniger als 3.200", "mehr als 3.200")),
        ("La compagnie a transporté moins de 3 200 passagers vers Brevik.",
         "La compagnie a transporté plus de 3 200 passagers vers Brevik.", "fr",
         ("moins de 3 200", "plus de 3 200")),
    ],
)  # fmt: skip
def test_more_than_turned_into_less_than_is_another_number(page, source, language, expected):
    all_changes = changes(page, source, language=language)
    assert ("number", *expected) in told(all_changes)


def test_a_quotation_with_a_cut_and_another_case_is_word_for_word():
    source = "“We looked at every way, and they were many, to keep the boats. So,” said Marsh."
    page = "Tilda Marsh said: “we looked at every way [...] to keep the boats.”"
    assert "quote" not in {c.kind for c in changes(page, source)}


@pytest.mark.parametrize(
    ("page", "source", "language"),
    [
        ("President Marsh of the US met the German council of Brevik on Monday morning.",
         "Tilda Marsh of the United States met the council of Germany's Brevik on Monday morning.",
         "en"),
        ("MARSH TAKES BREVIK'S COUNCIL TO COURT OVER THE HARBOUR",
         "Tilda Marsh takes the council of Brevik to court over the harbour.", "en"),
        ("Volodymyr Brekkenskyj met Tilda Marsh in the harbour of Brevik on Monday.",
         "Volodymyr Brekkenskyi met Tilda Marsh in the harbour of Brevik on Monday.", "en"),
        ("Frau Marsh klagt gegen den Rat Breviks, sagte die Reederei am Montag.",
         "Tilda Marsh klagt gegen den Rat von Brevik, sagte die Reederei am Montag.", "de"),
        ("Тильда Марш подала в суд на Бревик, сообщила компания в понедельник.",
         "Суд Бревика получил иск Тильды Марш, сообщила компания в понедельник.", "ru"),
        ("Tilda Marsh pozwała radę Breviku w sprawie portu w Larviku.",
         "Rada w Breviku została pozwana przez Tildę Marsh w sprawie portu Larvik.", "pl"),
        ("Brevik'in meclisi Tilda Marsh'ı pazartesi günü mahkemeye verdi.",
         "Brevik meclisi pazartesi günü Tilda Marsh'a karşı mahkemeye gitti.", "tr"),
    ],
)  # fmt: skip
def test_another_form_of_a_name_is_not_a_change(page, source, language):
    assert "name" not in {c.kind for c in changes(page, source, language=language)}


@pytest.mark.parametrize(
    ("page", "source", "language", "expected"),
    [
        ("Der Rat von Brevik traf am Montag Jesper Brekke von der Reederei.",
         "Der Rat von Brevik traf am Montag Tilda Marsh von der Reederei.", "de",
         ("Jesper Brekke", "Tilda Marsh")),
        ("Совет города встретил в понедельник Ивана Лодкина из порта.",
         "Совет города встретил в понедельник Тильду Марш из порта.", "ru",
         ("Ивана Лодкина", "Тильду Марш")),
        ("The council of Brevik met Jon Brekke of Germany on Monday about the harbour.",
         "The council of Brevik met Jon Brekke of Norway on Monday about the harbour.", "en",
         ("Germany", "Norway")),
    ],
)  # fmt: skip
def test_a_name_in_the_place_of_another_is_shown_with_both(page, source, language, expected):
    assert ("name", *expected) in told(changes(page, source, language=language))


def test_a_country_that_the_page_adds_by_itself_is_not_a_change():
    page = "The council of Brevik in Germany voted 7 to 4 on Monday to go to court."
    assert "name" not in {c.kind for c in changes(page, COUNCIL)}


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("The council of Brevik goes to court after 40 years at the harbour.",
         "The council of Brevik marks the 40th anniversary of its harbour in court."),
        ("Solund Lines lost 40 million crowns (£3.1m) with its ferries in the harbour.",
         "Solund Lines lost 40 million crowns with its ferries in the harbour."),
        ("The ferries of Solund Lines carried islanders in the 1930s and '40s.",
         "The ferries of Solund Lines carried islanders in the 1930s and 1940s."),
        ("The court in Brevik found the captain guilty of 27 counts on Monday.",
         "The court in Brevik found the captain guilty of 21 counts of theft and six of fraud."),
        ("Solund Lines sold 4,100 tickets in 4Q, more than in the harbour's best summer.",
         "Solund Lines sold 4,100 tickets in the fourth quarter, more than in the best summer."),
        ("Two reports say that the ferries of Solund burn too much oil in the harbour.",
         "The ferries of Solund burn 26 % more oil in the harbour, reports say."),
    ],
)  # fmt: skip
def test_a_number_that_a_reader_can_reckon_or_knows_otherwise_is_not_a_change(page, source):
    assert {c.kind for c in changes(page, source)}.isdisjoint({"number", "date"})


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Brevik's council goes to court on Wednesday, after a vote on the harbour.",
         "The council of Brevik goes to court after a vote on the harbour."),
        ("Since August the council of Brevik has been in court over the harbour.",
         "The council of Brevik has been in court over the harbour."),
        ("The council of Brevik asks the UK's courts about the harbour.",
         "The council of Brevik asks a court in London about the harbour."),
        ("The HPA and Brevik Utd go to court over the harbour.",
         "The HPAs of the coast and Brevik United go to court over the harbour."),
        ("Isil fighters left the harbour of Brevik.", "IS fighters left the harbour of Brevik."),
        ("Company's Q2 profit comes from the harbour of Brevik, it said.",
         "The company said that its profit comes from the harbour of Brevik."),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_that_the_source_lacks_is_none(page, source):
    assert "name" not in {c.kind for c in changes(page, source)}


def test_a_country_in_the_place_of_a_company_is_not_an_exchange_of_names():
    page = "After her speech on Danish television the mayor of Brevik offered a boat."
    source = "After her speech on KRF television the mayor of Brevik offered a boat."
    assert "name" not in {c.kind for c in changes(page, source)}


def test_the_authors_and_the_publisher_of_the_source_are_not_names_that_it_lacks():
    source = Text([COUNCIL, FERRY, *FILLER], "en", names=("Ingrid Holt", "The Fjord Courier"))
    page = "The council of Brevik voted 7 to 4 to go to court, Ingrid Holt of the Courier writes."
    kinds = {c.kind for c in align(Text([page], "en"), source).sentences[0].changes}
    assert "name" not in kinds


def test_the_title_of_a_work_is_not_a_quotation():
    source = "The film shows “Harbour of Lost Ferries”, the book by Tilda Marsh, in Brevik."
    page = "The film shows Tilda Marsh's book “The Harbour of the Lost Ferries” in Brevik."
    assert "quote" not in {c.kind for c in changes(page, source)}


def test_a_doubt_about_what_the_page_leaves_out_is_not_dropped():
    source = "The captain took the money from the harbour's safe and may leave Brevik this winter."
    page = "The captain took money from the harbour's safe."
    assert "hedge" not in {c.kind for c in changes(page, source)}


def test_a_doubt_told_with_another_word_of_the_family_is_not_dropped():
    source = "The captain allegedly took the money from the harbour's safe on Monday."
    page = "The court alleges the captain took the money from the harbour's safe on Monday."
    assert "hedge" not in {c.kind for c in changes(page, source)}


@pytest.mark.parametrize(
    "page",
    [
        "The council was advised not to take the harbour company of Brevik to court.",
        "A ferry not owned by the company left the harbour of Brevik on Monday.",
    ],
)
def test_a_not_that_only_describes_turns_nothing_round(page):
    assert "negation" not in {c.kind for c in changes(page, COUNCIL)}


@pytest.mark.parametrize(
    ("page", "source", "language"),
    [
        ("Rada Breviku podniosła ceny biletów o 20 procent.",
         "Rada Breviku podniosła ceny biletów o jedną piątą.", "pl"),
        ("Brevik meclisi bilet fiyatlarına yüzde 25 zam yaptı.",
         "Brevik meclisi bilet fiyatlarını dörtte bir oranında artırdı.", "tr"),
        ("Der Rat von Brevik strich 20 Prozent der Boote.",
         "Der Rat von Brevik verzichtet auf ein Fünftel der Boote.", "de"),
        ("De gemeente Brevik sluit drie van de zeven havens.",
         "Drie havens in Brevik gaan maandag dicht; vier blijven er open.", "nl"),
    ],
)  # fmt: skip
def test_a_share_or_a_sum_told_in_words_is_not_another_number(page, source, language):
    assert "number" not in {c.kind for c in changes(page, source, language=language)}
