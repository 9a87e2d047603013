"""Numbers and dates by value and unit, in the conventions of a language."""

import re

import pytest

from server.language.data import by_language
from server.text.numbers import quantities
from server.text.quantity import Quantity, same_value
from server.text.tokens import words


def read(sentence: str, language: str = "en") -> list[Quantity]:
    return quantities(sentence, words(sentence, language), language)


@pytest.mark.parametrize(
    ("sentence", "language", "value", "unit"),
    [
        ("15,500 chips", "en", 15500, ""),
        ("15.500 Chips", "de", 15500, ""),
        ("1.5 tonnes", "en", 1500, "weight"),
        ("1,5 Tonnen", "de", 1500, "weight"),
        ("0.125 grams", "en", 0.000125, "weight"),
        ("$1.5bn", "en", 1.5e9, "$"),
        ("1,500 million dollars", "en", 1.5e9, "$"),
        ("3,5 Mrd. Euro", "de", 3.5e9, "€"),
        ("two billion", "en", 2e9, ""),
        ("2 Billionen", "de", 2e12, ""),
        ("twenty-five boats", "en", 25, ""),
        ("two hundred and ten thousand", "en", 210_000, ""),
        ("fünfundzwanzig Boote", "de", 25, ""),
        ("12 percent", "en", 12, "%"),
        ("12,5 pour cent", "fr", 12.5, "%"),
        ("12 % der Boote", "de", 12, "%"),
        ("1 500 000 personnes", "fr", 1_500_000, ""),
        ("投入150亿", "zh", 1.5e10, ""),
        ("٣٥٪", "ar", 35, "%"),
        ("in 2019", "en", 2019, "year"),
        ("am 2019", "lb", 2019, "year"),  # a language without a file
        ("on 12 September", "en", 912, "day"),
        ("on Sept. 12", "en", 912, "day"),
        ("am 12. September", "de", 912, "day"),
        ("12 май", "bg", 512, "day"),
        ("12. května", "cs", 512, "day"),
        ("12 de març", "ca", 312, "day"),
        ("12. mai", "nb", 512, "day"),
        ("12 شباط", "ar", 212, "day"),
        ("on 5 million US dollars", "en", 5e6, "$"),
        ("300 svenska kronor", "sv", 300, "kr"),
        ("el 3 de marzo", "es", 303, "day"),
        ("am 12.09.2025", "de", 912, "day"),
        ("on Thursday", "en", 3, "weekday"),
        ("at 11:30", "en", 690, "time"),
        ("at 5 p.m.", "en", 1020, "time"),
        ("at 5:30pm", "en", 1050, "time"),
        ("um 17.30 Uhr", "de", 1050, "time"),
        ("à 14h30", "fr", 870, "time"),
        ("午後8時", "ja", 1200, "time"),
        ("午前8時半", "ja", 510, "time"),
        ("下午2点", "zh", 840, "time"),
        ("오후 2시 30분", "ko", 870, "time"),
        ("3時間", "ja", 0.125, "span"),
        ("um 14 Uhr 30", "de", 870, "time"),
        ("the fourteenth time", "en", 14, "ordinal"),
        ("on the twenty-first day", "en", 21, "ordinal"),
        ("la decimocuarta edición", "es", 14, "ordinal"),
        ("au vingt-et-unième siècle", "fr", 21, "ordinal"),
        ("im einundzwanzigsten Jahrhundert", "de", 21, "ordinal"),
        ("w czternastym roku", "pl", 14, "ordinal"),
        ("в двадцать втором веке", "ru", 22, "ordinal"),
        ("alle 14.30", "it", 870, "time"),
        ("в 14.30", "ru", 870, "time"),
        ("o 14.30.", "pl", 870, "time"),
        ("CHF 14.30", "de", 14.3, "chf"),
        ("am 14.10. in Orlund", "de", 1014, "day"),
        ("a las 14.30 horas", "es", 870, "time"),
        ("14.30 pesos", "es", 14.3, ""),
        ("am 24.12. in Orlund", "de", 1224, "day"),
        ("اثنا عشر قاربا", "ar", 12, ""),
        ("a dozen boats", "en", 12, ""),
        ("12 lakh rupees", "en", 1_200_000, "₹"),
        ("1,50,000 homes", "en", 150_000, ""),
        ("3 crore", "en", 3e7, ""),
        ("a third of the boats", "en", 33.33, "%"),
        ("ein Viertel der Boote", "de", 25, "%"),
        ("la mitad de los barcos", "es", 50, "%"),
        ("two percentage points", "en", 2, "points"),
        ("3 Prozentpunkte", "de", 3, "points"),
        ("a six-month campaign", "en", 182.625, "span"),
        ("two decades", "en", 7305, "span"),
        ("seit zehn Jahren", "de", 3652.5, "span"),
        ("the 34-year-old", "en", 34, ""),
        ("the 3rd boat", "en", 3, "ordinal"),
        ("am 3. Tag", "de", 3, "ordinal"),
        ("3. dzień", "pl", 3, "ordinal"),
        ("1500 Gramm Fisch", "de", 1.5, "weight"),
        ("2000 km of coast", "en", 2_000_000, "length"),
        (".4 centimetres", "en", 0.004, "length"),
        ("300 MW", "de", 3e8, "power"),
        ("50 °F", "en", 10, "temperature"),
        ("2 per mille", "en", 2, "‰"),
        ("CHF 20 Mio.", "de", 2e7, "chf"),
        ("R$ 5 milhões", "pt", 5e6, "$"),
        ("trois cents bateaux", "fr", 300, ""),
        ("quatre-vingt-dix-sept bateaux", "fr", 97, ""),
        ("deux milliards d'euros", "fr", 2e9, "€"),
        ("treinta y cinco barcos", "es", 35, ""),
        ("veinticinco millones de dólares", "es", 25e6, ""),
        ("ventidue barche", "it", 22, ""),
        ("un miliardo di euro", "it", 1e9, ""),
        ("vinte e cinco barcos", "pt", 25, ""),
        ("vijfentwintig boten", "nl", 25, ""),
        ("tjugofem båtar", "sv", 25, ""),
        ("dwadzieścia pięć łodzi", "pl", 25, ""),
        ("1,5 mld złotych", "pl", 1.5e9, "zł"),
        ("двадцать пять лодок", "ru", 25, ""),
        ("1,5 млрд рублей", "ru", 1.5e9, "₽"),
        ("yirmi beş tekne", "tr", 25, ""),
        ("yüzde 12", "tr", 12, "%"),
        ("خمسين قاربا", "ar", 50, ""),
        ("٣ مليارات دولار", "ar", 3e9, "$"),
        ("५० लाख रुपये", "hi", 5e6, "₹"),
        ("12 प्रतिशत", "hi", 12, "%"),
        ("3億5000万円", "ja", 3.5e8, "¥"),
        ("三百五十人", "ja", 350, ""),
        ("12パーセント", "ja", 12, "%"),
        ("13亿美元", "zh", 1.3e9, "$"),
        ("百分之十二", "zh", 12, "%"),
        ("1억 5천만 원", "ko", 1.5e8, "₩"),
        ("1조 2천억 원", "ko", 1.2e12, "₩"),
        ("3만 5000명", "ko", 35000, ""),
        ("a 5p fee", "en", 0.05, ""),
        ("1.2万亿元", "zh", 1.2e12, "元"),
        ("5亿3000万", "zh", 5.3e8, ""),
        ("百分之十二点五", "zh", 12.5, "%"),
        ("住民の3割", "ja", 30, "%"),
        ("1,5 mil millones de euros", "es", 1.5e9, ""),
        ("1.500 mil millones", "es", 1.5e12, ""),
        ("dos mil millones", "es", 2e9, ""),
        ("2 mil 500 millones", "es", 2.5e9, ""),
        ("mil doscientos barcos", "es", 1200, ""),
        ("dois mil milhões", "pt", 2e9, ""),
        ("deux mille milliards d'euros", "fr", 2e12, "€"),
        ("mille deux cents bateaux", "fr", 1200, ""),
        ("2,5 mila miliardi", "it", 2.5e12, ""),
        ("3 mln 500 tys. łodzi", "pl", 3.5e6, ""),
        ("2 bin 500 tekne", "tr", 2500, ""),
        ("half a billion euros", "en", 5e8, "€"),
        ("medio millón de barcos", "es", 5e5, ""),
        ("mezzo milione di barche", "it", 5e5, ""),
        ("eine halbe Million Boote", "de", 5e5, ""),
        ("un demi-million de bateaux", "fr", 5e5, ""),
        ("two dozen boats", "en", 24, ""),
        ("5 M€", "fr", 5e6, "€"),
        ("50 cents", "en", 0.5, ""),
        ("٢٫٥ مليون", "ar", 2.5e6, ""),
        ("5‰", "en", 5, "‰"),
        ("12日に", "ja", 12, "mday"),
        ("12日間", "ja", 12, "span"),
        ("12일 만에", "ko", 12, ""),
        ("2-4 p.m.", "en", 840, "time"),
        ("11 to 2 p.m.", "en", 660, "time"),
        ("0700 GMT", "en", 420, "time"),
        ("12퍼센트", "ko", 12, "%"),
        ("on 2025-09-12", "en", 912, "day"),
        ("on 25/12/2025", "en", 1225, "day"),
        ("on 3/4/2025", "en", 2025, "year"),
        ("on the 12th of September", "en", 912, "day"),
        ("le 1er mars", "fr", 301, "day"),
        ("12 de septiembre", "es", 912, "day"),
        ("il 12 settembre", "it", 912, "day"),
        ("12 de setembro", "pt", 912, "day"),
        ("op 12 september", "nl", 912, "day"),
        ("den 12 september", "sv", 912, "day"),
        ("12 września", "pl", 912, "day"),
        ("12 сентября", "ru", 912, "day"),
        ("12 Eylül'de", "tr", 912, "day"),
        ("12 سبتمبر", "ar", 912, "day"),
        ("12 सितंबर", "hi", 912, "day"),
        ("2025年9月12日", "ja", 912, "day"),
        ("9月12日", "zh", 912, "day"),
        ("9월 12일", "ko", 912, "day"),
        ("am Donnerstagabend", "de", 3, "weekday"),
        ("周四", "zh", 3, "weekday"),
        ("목요일", "ko", 3, "weekday"),
        ("في يوم الخميس", "ar", 3, "weekday"),
        ("yesterday's vote", "en", -1, "ago:day"),
        ("im vergangenen Jahr", "de", -1, "ago:year"),
        ("l'année dernière", "fr", -1, "ago:year"),
        ("на прошлой неделе", "ru", -1, "ago:week"),
        ("昨年の夏", "ja", -1, "ago:year"),
        ("上个月", "zh", -1, "ago:month"),
    ],
)
def test_a_number_is_read_by_value_and_unit(sentence, language, value, unit):
    quantity = read(sentence, language)[0]
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == unit
    assert sentence[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("yüzde 12:30", "tr"), ("百分之12:30", "zh"), ("09/11'2:0", "en"), ("1٫2٫3", "ar")],
)
def test_digits_with_odd_marks_are_read_without_a_crash(sentence, language):
    assert all(quantity.value >= 0 for quantity in read(sentence, language))


@pytest.mark.parametrize("sentence", ["², ¾ and ⅔", "one boat", "it may rain", "9" * 400, "G7"])
def test_what_is_not_a_figure_is_not_read(sentence):
    assert [q for q in read(sentence) if q.firm] == []


@pytest.mark.parametrize(
    ("page", "source", "same"),
    [
        ("$1.5 billion", "1,500 million dollars", True),
        ("13 percent", "13.4 percent", True),
        ("about 500 boats", "498 boats", True),
        ("500,000 people", "498,312 people", True),
        ("about 15,000 chips", "15,500 chips", False),
        ("15,000 chips", "15,500 chips", False),
        ("49 percent", "50 percent", False),
        ("99 boats", "100 boats", False),
        ("5 dollars", "5 euros", False),
        ("5 percent", "$5", False),
        ("3 March", "4 March", False),
        ("12 boats", "twelve boats", True),
        ("nearly 15 million boats", "14.87 million boats", True),
        ("15 million boats", "14.87 million boats", True),
        ("more than 500 boats", "523 boats", True),
        ("more than 500 boats", "498 boats", False),
        ("nearly 90 percent", "86 percent", True),
        ("a third of them", "33 percent of them", True),
        ("half of them", "70 percent of them", False),
        ("the 200m race", "200 metres", True),
        ("aged 34", "the 34-year-old", True),
        ("48 hours", "2 days", True),
        ("in September", "on 12 September", True),
        ("in October", "on 12 September", False),
        ("at 9pm", "at 21:00", True),
    ],
)
def test_two_numbers_are_the_same_if_one_rounds_the_other(page, source, same):
    assert same_value(read(page)[0], read(source)[0]) is same


@pytest.mark.parametrize(
    ("page", "source", "same"),
    [
        ("yesterday", "on Wednesday", True),
        ("yesterday", "on Tuesday", False),
        ("last year", "in 2024", True),
        ("last year", "in 2023", False),
        ("last month", "in February", True),
        ("on 5 March", "yesterday", True),
        ("on 7 March", "yesterday", False),
        ("yesterday", "on 5 March", True),
        ("last week", "on 1 March", True),
    ],
)
def test_dates_told_from_the_day_of_writing_meet_written_ones(page, source, same):
    def on_thursday(sentence: str) -> Quantity:
        return quantities(sentence, words(sentence, "en"), "en", "2025-03-06T08:00:00Z")[0]

    assert same_value(on_thursday(page), on_thursday(source)) is same


@pytest.mark.parametrize(
    "sentence", ["Call 020 7946 0018.", "Call +44 20 7946 0018.", "Call 555-010-2025.", "Covid-19"]
)
def test_a_telephone_number_or_a_number_in_a_name_is_not_a_figure(sentence):
    assert {quantity.unit for quantity in read(sentence)} == {"label"}


@pytest.mark.parametrize(
    ("sentence", "language", "bound"),
    [
        ("more than 500 boats", "en", "above"),
        ("up to 500 boats", "en", "below"),
        ("about 500 boats", "en", "about"),
        ("mehr als 500 Boote", "de", "above"),
        ("plus de 500 bateaux", "fr", "above"),
        ("menos de 500 barcos", "es", "below"),
        ("более 500 лодок", "ru", "above"),
        ("500人以上", "ja", "above"),
        ("超过500人", "zh", "above"),
    ],
)
def test_a_bound_is_read_with_its_number(sentence, language, bound):
    assert read(sentence, language)[0].bound == bound


@pytest.mark.parametrize(
    ("sentence", "language", "text"),
    [
        ("down to -5 degrees", "en", "-5"),
        ("worth −$5", "en", "−$5"),
        ("bis minus 12 Grad", "de", "minus 12"),
        ("moins 12 degrés", "fr", "moins 12"),
        ("マイナス5度", "ja", "マイナス5"),
        ("영하 12도", "ko", "영하 12"),
        ("气温降至-12度", "zh", "-12"),
    ],
)
def test_a_minus_is_read_with_its_number(sentence, language, text):
    (reading,) = read(sentence, language)
    assert (reading.is_negative, reading.text) == (True, text)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("pages 3-5", "en"), ("- 12 boats", "en"), ("-12 boats", "en"), ("au moins 12 bateaux", "fr"),
     ("al menos 12 barcos", "es"), ("$5-$10", "en"), ("5 –10 boats", "en")],
)  # fmt: skip
def test_a_dash_or_a_bound_is_not_a_minus(sentence, language):
    assert not any(quantity.is_negative for quantity in read(sentence, language))


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("l'uno per cento", "it"), ("un pour cent", "fr"), ("el uno por ciento", "es")],
)
def test_the_hundred_in_per_cent_is_not_a_number(sentence, language):
    assert read(sentence, language) == []


RELATIVE = {
    language: dates["relative"].split()
    for language, dates in by_language("dates").items()
    if dates.get("relative")
}


@pytest.mark.parametrize("language", RELATIVE)
def test_phrases_told_from_the_day_of_writing_are_read(language):
    unread = []
    for entry in RELATIVE[language]:
        phrase, value = entry.split("=")
        unit, offset = re.split(r"(?=[+-])", value)
        readings = [
            (quantity.value, quantity.unit) for quantity in read(phrase.replace("_", " "), language)
        ]
        if (int(offset), f"ago:{unit}") not in readings:
            unread.append((phrase, value))
    assert unread == []
