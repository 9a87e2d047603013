"""Numbers and dates beside those of the source: what is another one, and what only looks so."""

import pytest

from server.align import Text, align
from tests.unit.align.beside import FILLER, changes, told

VALUES = {"number", "date", "negation"}


def label(page: str, source: str, language: str = "en") -> str:
    return align(Text([page], language), Text([source, *FILLER], language)).sentences[0].label


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Ordent paid $5 million for the Orlund harbour.",
         "Ordent paid €5 million for the Orlund harbour."),
        ("Growth in Orlund was 0.4% in May.", "Growth in Orlund was -0.4% in May."),
        ("Growth in Orlund was 0.4% in May.", "Growth in Orlund was −0.4% in May."),
        ("Growth in Orlund was +5% in May.", "Growth in Orlund was -5% in May."),
        ("Growth in Orlund was 5‰ in May.", "Growth in Orlund was 5% in May."),
        ("It was 12 degrees in Orlund on Monday morning.",
         "It was -12 degrees in Orlund on Monday morning."),
        ("It was 12 degrees in Orlund early on Monday morning.",
         "It was minus 12 degrees in Orlund on Monday morning."),
    ],
)  # fmt: skip
def test_another_sign_at_a_number_is_another_number(page, source):
    assert label(page, source) != "verbatim"
    (change,) = [c for c in changes(page, source) if c.kind == "number"]
    assert change.source


def test_per_cent_lost_is_not_word_for_word():
    assert label("Growth in Orlund was 3.5% in May.", "Growth in Orlund was 3.5 in May.") != (
        "verbatim"
    )


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Growth in Orlund was 5 % in May.", "Growth in Orlund was 5% in May."),
        ("Growth in Orlund was 5% in May.", "Growth in Orlund was +5% in May."),
        ("– 12 boats left Orlund on pages 3-5.", "12 boats left Orlund on pages 3–5."),
        ("The boat cost $ 5 million in Orlund.", "The boat cost $5 million in Orlund."),
    ],
)
def test_a_sign_written_otherwise_is_word_for_word(page, source):
    assert label(page, source) == "verbatim"


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Orders in Orlund fell 5% on Monday.", "Orders in Orlund were at -5% on Monday."),
        ("It was minus 12 degrees in Orlund early on Monday.",
         "It was -12 degrees in Orlund on Monday."),
        ("It was 12 degrees below zero in Orlund early on Monday.",
         "It was -12 degrees in Orlund on Monday."),
    ],
)  # fmt: skip
def test_a_minus_told_in_words_is_not_a_change(page, source):
    assert VALUES.isdisjoint(c.kind for c in changes(page, source))


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Quelque 150 000 habitants quittent Orlund.",
         "Quelque 150\u202f000 habitants quittent Orlund."),
        ("Quelque 150 000 habitants quittent Orlund.",
         "Quelque 150000 habitants quittent Orlund."),
    ],
)  # fmt: skip
def test_thousands_set_apart_by_any_space_are_word_for_word(page, source):
    assert label(page, source, "fr") == "verbatim"


@pytest.mark.parametrize(
    ("language", "page", "source", "expected"),
    [
        ("ja", "工事は2027年6月に始まると市長は述べた。", "工事は2026年6月に始まると市長は述べた。",
         ("date", "2027年6月", "2026年6月")),
        ("zh", "市长表示工程将于2027年6月开始。", "市长表示工程将于2026年6月开始。",
         ("date", "2027年6月", "2026年6月")),
        ("ko", "시장은 공사가 2027년 6월에 시작된다고 말했다.",
         "시장은 공사가 2026년 6월에 시작된다고 말했다.", ("date", "2027년 6월", "2026년 6월")),
        ("ja", "田村市長は13日、新しい橋を開いた。", "田村市長は3月12日、新しい橋を開いた。",
         ("date", "13日", "3月12日")),
        ("es", "Ordent invirtió dos mil millones de euros en el puerto.",
         "Ordent invirtió 2 millones de euros en el puerto.",
         ("number", "dos mil millones", "2 millones")),
        ("ja", "住民の4割が橋に反対した。", "住民の30%が橋に反対した。",
         ("number", "4割", "30%")),
        ("en", "The tower of Orlund is 300 feet (191 metres) high.",
         "The tower of Orlund is 300 feet high.", ("number", "191 metres", None)),
        ("en", "Ordent's sales climbed 24% to $6.8 billion.",
         "Ordent's sales rose to $6.8 billion from $5.96 billion.", ("number", "24%", None)),
        ("uk", "Ордент інвестував 2,5 млрд гривень у порт.",
         "Ордент інвестував 1,5 млрд гривень у порт.",
         ("number", "2,5 млрд гривень", "1,5 млрд гривень")),
    ],
)  # fmt: skip
def test_another_value_is_shown(language, page, source, expected):
    assert expected in told(changes(page, source, language=language))


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("ja", "工事は2026年に始まると市長は述べた。", "工事は2026年6月に始まると市長は述べた。"),
        ("ja", "工事は6月に始まると市長は述べた。", "工事は2026年6月に始まると市長は述べた。"),
        ("ja", "田村市長は12日、新しい橋を開いた。", "田村市長は3月12日、新しい橋を開いた。"),
        ("zh", "市长12日宣布新桥开通。", "市长3月12日宣布新桥开通。"),
        ("ko", "시장은 12일 새 다리를 열었다.", "시장은 3월 12일 새 다리를 열었다."),
        ("en", "Mara Velt led Orlund's council in 2019-23.",
         "Mara Velt led Orlund's council from 2019 to 2023."),
        ("en", "The fair in Orlund is open on April 26.",
         "The fair in Orlund is open on Apr. 18-26."),
        ("en", "Mara Velt led Orlund's council in 2024-25.",
         "Mara Velt led Orlund's council in 2024–2025."),
        ("en", "The road to Orlund was closed 2-4 p.m. on Monday.",
         "The road to Orlund was closed between 2 p.m. and 4 p.m. on Monday."),
        ("ja", "船は午後2時半に出る。", "船は14時30分に出る。"),
        ("zh", "船下午2点出发。", "船14时出发。"),
        ("ko", "배는 오후 2시에 떠난다.", "배는 14시에 떠난다."),
        ("it", "Il battello parte alle 14.30 da Orlund.",
         "Il battello parte alle ore 14:30 da Orlund."),
        ("en", "The ferry left Orlund at 0700 GMT on Monday.",
         "The ferry left Orlund at 7 a.m. on Monday."),
        ("en", "Mara Velt wrote the book in Orlund after 9/11.",
         "Mara Velt wrote the book in Orlund after Sept. 11."),
    ],
)  # fmt: skip
def test_a_date_told_in_part_or_written_otherwise_is_not_a_change(language, page, source):
    assert VALUES.isdisjoint(c.kind for c in changes(page, source, language=language))


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "The bridge in Orlund will cost no less than 5 million euros.",
         "The bridge in Orlund will cost at least 5 million euros."),
        ("en", "The bridge in Orlund will cost no more than 5 million euros.",
         "The bridge in Orlund will cost at most 5 million euros."),
        ("fr", "Pas moins de 12 ponts ferment à Orlund lundi.",
         "Au moins 12 ponts ferment à Orlund lundi."),
        ("fr", "Pas moins de 12 ponts ferment à Orlund lundi.",
         "Plus de 12 ponts ferment à Orlund lundi."),
        ("es", "No menos de 12 puentes cierran el lunes en Orlund.",
         "Más de 12 puentes cierran el lunes en Orlund."),
        ("it", "Non meno di 12 ponti chiudono lunedì a Orlund.",
         "Almeno 12 ponti chiudono lunedì a Orlund."),
        ("pt", "Não menos de 12 pontes fecham na segunda em Orlund.",
         "Pelo menos 12 pontes fecham na segunda em Orlund."),
        ("de", "Nicht weniger als 12 Brücken schließen am Montag in Orlund.",
         "Mindestens 12 Brücken schließen am Montag in Orlund."),
        ("nl", "Niet minder dan 12 bruggen sluiten maandag in Orlund.",
         "Minstens 12 bruggen sluiten maandag in Orlund."),
        ("pl", "Nie mniej niż 12 mostów zamkną w poniedziałek w Orlundzie.",
         "Co najmniej 12 mostów zamkną w poniedziałek w Orlundzie."),
        ("ru", "В порту Орлунда погибли более 12 рыбаков.",
         "В порту Орлунда погибли не менее 12 рыбаков."),
    ],
)  # fmt: skip
def test_a_bound_denied_is_the_other_bound(language, page, source):
    assert VALUES.isdisjoint(c.kind for c in changes(page, source, language=language))


@pytest.mark.parametrize("bound", ["More than", "At least", "No fewer than"])
def test_a_bound_turned_round_is_told_once(bound):
    page = f"{bound} 300 boats left the harbour of Orlund on Monday."
    source = "Fewer than 300 boats left the harbour of Orlund on Monday."
    (change,) = [c for c in changes(page, source) if c.kind in VALUES]
    assert (change.kind, change.page.text) == ("number", f"{bound} 300")


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("ar", "استثمرت الشركة ٢٫٥ مليون دولار في الميناء.",
         "استثمرت الشركة 2.5 مليون دولار في الميناء."),
        ("ar", "استثمرت الشركة ٢٬٥٠٠ دولار في الميناء.",
         "استثمرت الشركة 2500 دولار في الميناء."),
        ("fr", "Ordent a investi 5 milliards d'euros dans le port.",
         "Ordent a investi 5 Md€ dans le port."),
        ("fr", "Ordent a investi 500 000 euros dans le port.",
         "Ordent a investi 500 k€ dans le port."),
        ("es", "El boleto cuesta $1,200 pesos en Orlund.",
         "El boleto cuesta 1200 pesos en Orlund."),
        ("zh", "经济增长百分之五点二。", "经济增长5.2%。"),
        ("en", "The road to Orlund is 3 miles (4.8 km) long.",
         "The road to Orlund is 3 miles long."),
        ("en", "Ordent paid €440,000 (about $480,000) for the boat.",
         "Ordent paid €440,000 for the boat."),
        ("en", "The Orlund quake had a magnitude of 6.1.",
         "The magnitude-6.1 quake shook Orlund."),
        ("en", "A 6.1 quake shook Orlund on Monday.",
         "A magnitude-6.1 quake shook Orlund on Monday."),
        ("en", "A ticket to Orlund costs 50 cents.", "A ticket to Orlund costs $0.50."),
        ("it", "Orlund ha comprato un centinaio di barche lunedì.",
         "Orlund ha comprato cento barche lunedì."),
        ("vi", "Công ty Ordent đầu tư 1,5 tỷ đồng vào cảng.",
         "Công ty Ordent đầu tư 1.500 triệu đồng vào cảng."),
        ("id", "Ordent menanamkan 1,5 miliar rupiah di pelabuhan.",
         "Ordent menanamkan 1.500 juta rupiah di pelabuhan."),
        ("he", "אורדנט השקיעה 1.5 מיליארד שקל בנמל.", "אורדנט השקיעה 1,500 מיליון שקל בנמל."),
        ("cs", "Ordent investoval 1,5 miliardy korun do přístavu.",
         "Ordent investoval 1 500 milionů korun do přístavu."),
        ("el", "Η Ordent επένδυσε 1,5 δισ. ευρώ στο λιμάνι.",
         "Η Ordent επένδυσε 1.500 εκατ. ευρώ στο λιμάνι."),
        ("fa", "اوردنت ۱٫۵ میلیارد دلار در بندر سرمایه گذاشت.",
         "اوردنت ۱۵۰۰ میلیون دلار در بندر سرمایه گذاشت."),
        ("nb", "Ordent investerte 1,5 milliarder kroner i havnen.",
         "Ordent investerte 1500 millioner kroner i havnen."),
        ("ro", "Ordent a investit 1,5 miliarde de euro în port.",
         "Ordent a investit 1.500 de milioane de euro în port."),
        ("uk", "Ордент купив 20 човнів у понеділок в Орлунді.",
         "Ордент купив двадцять човнів у понеділок в Орлунді."),
    ],
)  # fmt: skip
def test_a_value_written_otherwise_is_not_a_change(language, page, source):
    assert VALUES.isdisjoint(c.kind for c in changes(page, source, language=language))


@pytest.mark.parametrize(
    ("language", "page", "source", "expected"),
    [
        ("ja", "オルンド港で300人以上が働く。", "オルンド港で300人未満が働く。",
         ("number", "300人以上", "300人未満")),
        ("ko", "오를룬드 항구에서 300명 이상이 일한다.", "오를룬드 항구에서 300명 미만이 일한다.",
         ("number", "300명 이상", "300명 미만")),
        ("tr", "Orlund limanında en az 300 kişi çalışıyor.",
         "Orlund limanında en fazla 300 kişi çalışıyor.",
         ("number", "en az 300", "en fazla 300")),
    ],
)  # fmt: skip
def test_a_bound_turned_round_is_shown_with_its_words(language, page, source, expected):
    all_changes = told(changes(page, source, language=language))
    assert [change for change in all_changes if change[0] != "wording"] == [expected]


def test_without_a_table_of_scales_two_numbers_must_count_the_same():
    page, source = "ออร์ลุนด์ลงทุน 1.5 พันล้านบาทในท่าเรือ", "ออร์ลุนด์ลงทุน 1,500 ล้านบาทในท่าเรือ"
    assert "number" not in {c.kind for c in changes(page, source, language="th")}
    other_source = source.replace("1,500", "1,700")
    assert "number" in {c.kind for c in changes(source, other_source, language="th")}


def test_a_percentage_of_many_numbers_is_not_worked_out():
    source = "Ordent sold 10, 14, 17, 21 and 27 boats in Orlund."
    assert "number" in {c.kind for c in changes("Ordent sold 40% more boats.", source)}


def test_an_opposite_beside_a_number_that_is_only_rounded_is_shown():
    page = "More than 300 boats left the harbour of Orlund on Monday morning."
    source = "Fewer than 310 boats left the harbour of Orlund on Monday morning."
    assert {c.kind for c in changes(page, source)} & {"number", "negation"}


def test_years_to_the_day_of_publication_can_be_worked_out():
    page = Text(["Ordent built the harbour of Orlund 10 years ago."], "en", "2025-03-06")
    source = Text(["Ordent built the harbour of Orlund in 2015.", *FILLER], "en")
    assert VALUES.isdisjoint(c.kind for c in align(page, source).sentences[0].changes)
    later = Text(page.sentences, "en", "2027-03-06")
    assert "number" in {c.kind for c in align(later, source).sentences[0].changes}


def test_a_day_next_to_the_end_of_time_is_compared():
    page = Text(["The bridge in Orlund opens next month."], "en", "9999-12-05")
    assert align(page, Text(["The bridge in Orlund opens in May."], "en")).sentences[0].source


def test_a_number_of_another_noun_is_not_a_counterpart_in_other_words():
    (change,) = changes(
        "Elections for the 182-member council of Orlund are held at the end of the year.",
        "“I have worked for 25 long years,” said Tilda Marsh, a member of the council of Orlund.",
    )
    assert change.says == "“182” is not in the original."


@pytest.mark.parametrize(
    ("page", "source", "number"),
    [
        ("Ordent expects sales of $925 million to $990 million, up $75 million.",
         "Ordent expects sales of $850 million to $990 million, up $75 million.", "$925 million"),
        ("The shell has 673 panels in 93 different shapes, Ordent said.",
         "One of two firms in Orlund made the shell's 673 panels in 91 different shapes.", "93"),
    ],
)  # fmt: skip
def test_a_sum_by_chance_is_another_number(page, source, number):
    numbers = [c.page and c.page.text for c in changes(page, source) if c.kind == "number"]
    assert number in numbers


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Ordent avoids €38-158 billion of taxes in Orlund each year.",
         "Each year Ordent avoids paying €38bn-€158bn in taxes in Orlund."),
        ("Ordent avoids €38bn to €158bn of taxes in Orlund each year.",
         "Each year Ordent avoids between 38 and 158 billion euros of taxes in Orlund."),
        ("Sales in Orlund may grow by 5% to 8%.", "Sales in Orlund may grow by 5-8%."),
    ],
)  # fmt: skip
def test_the_scale_of_a_range_is_told_once(page, source):
    assert VALUES.isdisjoint(c.kind for c in changes(page, source))
    assert VALUES & {c.kind for c in changes(page.replace("8", "7"), source)}


def test_the_number_of_a_road_is_not_another_number():
    page = "The council has approved the construction of a bridge costing 50 million near Orlund."
    source = (
        "The council has cleared the plan for the construction of a bridge over NH-58 near Orlund."
    )
    cost = "Officials pegged the whole thing at €50 million."
    assert not [c for c in align(Text([page], "en"), Text([source, cost, *FILLER], "en"))
                .sentences[0].changes if c.kind in VALUES]  # fmt: skip


def test_a_number_of_quite_another_size_is_not_a_counterpart_in_other_words():
    page = (
        "The swimmer from Solund won three golds within 90 minutes at the national championships."
    )
    source = (
        "The Solund relay at the championships took 19.6 seconds, and a swimmer won her third gold."
    )
    number_changes = [
        c for c in changes(page, source) if c.kind == "number" and c.page.text == "90 minutes"
    ]
    assert [c.source for c in number_changes] == [None]


def test_a_number_written_with_a_space_is_the_same():
    page = "The quay in Solund has room for 3,000 boats, the council said."
    source = "The council said that the quay in Solund has room for 3, 000 boats in all."
    assert [c for c in changes(page, source) if c.kind == "number"] == []


BUILT = "The bridge of Orlund was built {} by Brevik Works."


@pytest.mark.parametrize(
    ("page", "source", "year", "is_borne_out"),
    [
        ("in 1924", "a hundred years ago", "2024", True),
        ("in 1994", "thirty years ago", "2025", True),  # "thirty" is round
        ("in 1994", "thirty years ago", None, True),
        ("in 1964", "a hundred years ago", "2024", False),
        ("in 2020", "three years ago", "2024", False),
        ("100 years ago", "in 1924", "2024", True),
        ("100 years ago", "in 1934", "2024", False),
    ],
)
def test_a_year_may_be_so_many_years_ago(page, source, year, is_borne_out):
    published = year and f"{year}-05-01"
    texts = (
        Text([BUILT.format(page)], "en", published),
        Text([BUILT.format(source), *FILLER], "en", published),
    )
    value_changes = [
        change for change in align(*texts).sentences[0].changes if change.kind in VALUES
    ]
    assert (not value_changes) == is_borne_out


PLANT = "The plant above Orlund {} behind the old church, the council said."


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("dug a ditch 4 centimetres deep", "dug a ditch 4 millimetres deep"),
        ("lies 58 miles away", "lies 58 kilometres away"),
        ("delivers 300 gigawatts", "delivers 300 megawatts"),
        ("burns 4,000 kilograms of wood", "burns 4,000 tonnes of wood"),
        ("burns 40 tons of oil", "burns 40 barrels of oil"),
        ("owns 40 acres", "owns 40 hectares"),
        ("pays its workers 90 euros a day", "pays its workers 90 euros a week"),
        ("spreads 30 litres per square metre", "spreads 30 litres per hectare"),
        ("heats water to 24 degrees Fahrenheit", "heats water to 24 degrees Celsius"),
        ("adds 200 milligrams of iodine", "adds 200 micrograms of iodine"),
        ("keeps 40 megabytes of records", "keeps 40 gigabytes of records"),
        ("holds steam at 2 millibar", "holds steam at 2 bar"),
        ("sends 400 volts to the town", "sends 400 kilovolts to the town"),
        ("hums at 50 kilohertz", "hums at 50 hertz"),
        ("burns 6 litres per kilometre", "burns 6 litres per 100 kilometres"),
        ("loses 90 mg/l of chlorine", "loses 90 milligrams of chlorine per gallon"),
    ],
)
def test_another_unit_of_one_number_is_another_value(page, source):
    kinds = [
        (change.kind, bool(change.page and change.source))
        for change in changes(PLANT.format(page), PLANT.format(source))
    ]
    assert ("number", True) in kinds


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("dug a ditch 4 mm deep", "dug a ditch .4 centimetres deep"),
        ("lies 36 miles away", "lies 58 kilometres away"),
        ("delivers 1.2 gigawatts", "delivers 1,200 megawatts"),
        ("burns 4 million kilograms of wood", "burns 4,000 tonnes of wood"),
        ("owns about 100 acres", "owns 40 hectares"),
        ("pumps 1,000 litres a day", "pumps 7,000 litres a week"),
        ("pumps 7,000 litres", "pumps 7,000 litres a week"),
        ("heats water to 75 degrees Fahrenheit", "heats water to 24 degrees Celsius"),
        ("adds 0.2 milligrams of iodine", "adds 200 micrograms of iodine"),
        ("keeps 40,000 megabytes of records", "keeps 40 GB of records"),
        ("holds steam at 2,000 hPa", "holds steam at 2 bar"),
        ("burns 60 litres per 1000 kilometres", "burns 6 litres per 100 kilometres"),
        ("burns 6 l/100 km", "burns 6 litres per 100 kilometres"),
        ("stands still for 120 minutes", "stands still for two hours"),
        ("cost $4,200 million", "cost 4.2 billion dollars"),
    ],
)
def test_a_converted_measure_is_not_a_change(page, source):
    all_changes = changes(PLANT.format(page), PLANT.format(source))
    assert VALUES.isdisjoint(change.kind for change in all_changes)


def test_a_count_in_the_place_of_another_differs_though_the_value_is_elsewhere():
    page = "Four alleged smugglers were caught in the harbour of Brevik on Monday."
    source = "Three smugglers were caught in the harbour of Brevik on Monday, the coast guard said."
    elsewhere = "Brevik has four churches."
    assert ("Four", "Three") in [
        (c.params["page"], c.params["source"]) for c in changes(page, source, elsewhere)
    ]
    # Unless the source counts the same so somewhere.
    same = "In all four smugglers were caught."
    assert VALUES.isdisjoint(c.kind for c in changes(page, source, same))


def test_a_number_that_a_break_of_sentences_parts_is_the_same():
    page = "The harbour of Brevik cost the town 1.7 million crowns last year."
    source = ("The harbour of Brevik cost the town 1.", "7 million crowns last year, it said.")
    assert VALUES.isdisjoint(c.kind for c in changes(page, *source))


@pytest.mark.parametrize(
    ("page", "source", "told_there"),
    [
        (
            "The larger boat carried 4,000 crates of salted herring, less than rivals load.",
            "Orlund Two carried about 4,400 crates of salted herring, Ebbesen told the meeting.",
            "4,400",
        ),
        # Other words behind the figure: of another thing.
        (
            "The larger boat carried 4,000 crates of salted herring, less than rivals load.",
            "Orlund Two carried about 4,400 barrels of lamp oil, Ebbesen told the meeting.",
            None,
        ),
        # Another word before it: of another deed.
        (
            "The larger boat carried 4,000 crates of salted herring, less than rivals load.",
            "Orlund Two lost about 4,400 crates of salted herring, Ebbesen told the meeting.",
            None,
        ),
    ],
)
def test_two_figures_between_the_same_words_are_of_one_thing(page, source, told_there):
    others = [change.source.text for change in changes(page, source) if change.source]
    assert others == ([told_there] if told_there else [])
