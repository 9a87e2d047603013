"""A page and a candidate in another language: names and numbers decide, or nothing does."""

import pytest

from server.article.read import read_article
from server.model import PageInput
from server.pipeline.tasks import candidate_features, text_of
from server.source.decide import CONFIRMED, SURE, judge
from server.source.features import comparable
from server.source.finder import SearchQuery
from server.source.lead import Lead, OpenedPage
from tests.unit.source.test_search import OTHER, STORY, opened_page

URL = "https://gazette.example/2026/ships"
# Without digits: the library of a small town opens again, and its readers are glad.
LIBRARY = {
    "ja": "町の図書館が長い改修を終えて再び開館した。子どもたちは新しい部屋を喜んでいる。"
    "館長は、静かな席を増やしたと話した。",
    "hi": "शहर का पुस्तकालय लंबी मरम्मत के बाद फिर खुल गया। बच्चों को नया पढ़ने का कमरा बहुत पसंद आया। "
    "प्रमुख ने कहा कि शांत बैठने की जगह बढ़ाई गई है।",
    "ru": "Городская библиотека снова открылась после долгого ремонта. Дети рады новой комнате для "
    "чтения. Директор Вера Лунина сказала, что тихих мест стало больше.",
    "zh": "镇上的图书馆在长时间翻修后重新开放。孩子们很喜欢新的阅读室。馆长说安静的座位增加了。",
    "ko": "마을 도서관이 긴 수리를 마치고 다시 문을 열었다. 아이들은 새 독서실을 좋아했다. "
    "관장은 조용한 자리가 늘었다고 말했다.",
    "ar": "أعيد فتح مكتبة البلدة بعد ترميم طويل. فرح الأطفال بغرفة القراءة الجديدة. "
    "وقالت المديرة إن المقاعد الهادئة أصبحت أكثر.",
    "de": "Die Stadtbibliothek ist nach langem Umbau wieder offen. Die Kinder freuen sich über das "
    "neue Lesezimmer. Es gebe nun mehr stille Plätze, sagte die Leiterin Vera Lunin.",
}
LIGHTHOUSE = {
    "de": "Der Leuchtturm von Brackholm wird im Mai wieder leuchten. Odd Farrow nannte Kosten von "
    "2,4 Millionen Kronen. Wilma Stensund schaltet das Licht ein. Fischer aus Ellery halfen 2014.",
    "es": "El faro de Brackholm volverá a alumbrar en mayo. Odd Farrow calculó el coste en 2,4 "
    "millones de coronas. Wilma Stensund lo encenderá. Pescadores de Ellery ayudaron en 2014.",
}


def judged(page, candidate, strength):
    text = read_article(PageInput(text=page[0], language=page[1]))
    article = read_article(PageInput(text=candidate, language="en"))
    lead = Lead(URL, "page_link_cta", "Linked.", strength=strength)
    features = candidate_features(text_of(text), article)
    page = opened_page(URL, article)
    opened = OpenedPage(lead, URL, (lead.found_by,), "open", page, features=features)
    return judge(SearchQuery(text), [opened])[0]


@pytest.mark.parametrize(
    ("language", "strength"), list(zip(LIBRARY, [0.9, 0.4, 0.0, 0.9, 0.4, 0.0, 0.9], strict=True))
)
def test_nothing_is_said_of_an_article_in_another_language_that_shares_no_names(language, strength):
    match = judged((LIBRARY[language], language), OTHER, strength)
    assert (match.relation, match.reason) == ("unverified", "other_language")
    assert "another language" in match.message


@pytest.mark.parametrize("language", LIGHTHOUSE)
def test_names_and_numbers_confirm_a_call_to_an_original_in_another_language(language):
    match = judged((LIGHTHOUSE[language], language), STORY, 0.9)
    assert match.relation == "source"
    assert match.confidence >= CONFIRMED >= SURE


@pytest.mark.parametrize("text", ["Weiter.", "Read on, then."])
def test_a_page_that_tells_next_to_nothing_decides_nothing(text):
    match = judged((text, "en"), f"{STORY} Read on, then.", 0.9)
    assert (match.relation, match.reason) == ("unverified", "too_little")


def test_what_both_could_have_is_names_of_one_script_and_telling_numbers():
    page = {"farro", "лунин", "2400000", "3", "2026", "-1250", ""}
    assert comparable(page, {"ellery"}) == {"farro", "2400000", "-1250"}
    assert comparable(page, {"петро"}) == {"лунин", "2400000", "-1250"}
