"""Pages as nobody means them to be, through the engine: each has the verdict that it deserves."""

import threading

import pytest

from server.model import PageInput
from server.pipeline.engine import Session
from tests.unit.verdict.stories import ENGLISH, HERE, SCRIPTS, page, prose

DANISH = [
    (
        "Havnetunnelen i Ellerhavn åbner på mandag, to år senere end planlagt og til den dobbelte "
        "pris, sagde byens ingeniør til byrådet torsdag aften."
    ),
    (
        "Forsinkelsen skyldes et lag af vådt ler, som tre undersøgelser havde overset. Pumperne "
        "har kørt dag og nat siden foråret, og den sidste blev slukket i denne uge."
    ),
    (
        "Bilister skal betale to kroner for hver tur, mens busser kører gratis. Byen venter "
        "fjorten tusind biler om dagen, en tredjedel af trafikken på den gamle bro."
    ),
]
GEORGIAN = [
    (
        "ნავსადგურის გვირაბი ორშაბათს გაიხსნება, დაგეგმილზე ორი წლით გვიან და ორმაგ ფასად, "
        "განუცხადა ქალაქის ინჟინერმა საბჭოს ხუთშაბათს საღამოს."
    ),
    (
        "დაგვიანების მიზეზი სველი თიხის ფენა იყო, რომელიც სამმა კვლევამ გამოტოვა. ტუმბოები "
        "გაზაფხულიდან დღე და ღამე მუშაობდა და ამ კვირაში გამოირთო."
    ),
]
PROSE = {"da": DANISH, "th": SCRIPTS["th"], "ka": GEORGIAN}
NEXT = {"da": "Side", "th": "หน้า", "ka": "გვერდი"}
LOCKED = {
    "da": "Denne historie er for dem, der holder avisen",
    "th": "เรื่องนี้สำหรับผู้ที่รับหนังสือพิมพ์",
    "ka": "ეს ამბავი გაზეთის მკითხველთათვის არის",
}
REPLIES = [
    "I drove through the old tunnel for years and never once saw it dry, so good luck to them.",
    "Two crowns for a tube? My bus ticket is less than that, and it has a window and a view.",
    "They said the same of the bridge. Subscribe to my newsletter to read the full story of it.",
    "Ada is right about the clay, my cousin worked on the pumps and they never stopped at all.",
]
COMMENTS = "".join(
    f'<li class="comment" id="comment-{n}"><b>Reader {n}</b><p>{REPLIES[n % 4]}</p></li>'
    for n in range(12)
)
OTHER = [
    (
        "The night ferry to Oster has a new captain. Ida Lund took the wheel on Friday after nine "
        "years as first mate, and the old crew gave her the ship's bell as a present."
    ),
    (
        "She wants to leave on time, she said, in any weather that lets a gull fly. The company "
        "had promised that for years, and had kept it on two days out of three."
    ),
]


@pytest.fixture
def examined(engine):
    session = Session(engine(offline=True), threading.Event())

    def examine(html=None, text=None, url=HERE):
        return session.examine(PageInput(html=html, text=text, url=None if text else url))

    return examine


@pytest.mark.parametrize("kind", ["text", "html"])
def test_text_without_markup_is_the_whole_story(examined, kind):
    judged_page = examined(**{kind: "\n\n".join(["Harbour tunnel opens two years late", *ENGLISH])})
    assert judged_page.verdict.label == "full"
    assert ENGLISH[3] in judged_page.article.text


def test_text_without_markup_that_breaks_off_is_not(examined):
    judged_page = examined(
        text="\n\n".join([*ENGLISH[:2], "Drivers will pay two crowns for each [...]"])
    )
    assert judged_page.verdict.label == "excerpt"


@pytest.mark.parametrize("language", PROSE)
def test_a_pager_needs_no_words_of_its_language(examined, language):
    pager = f'<p>{NEXT[language]} 1 <a href="{HERE}?p=2">2</a> <a href="{HERE}?p=3">3</a></p>'
    judged_page = examined(page(prose(PROSE[language]) + pager, language=language))
    assert judged_page.verdict.label == "excerpt"


@pytest.mark.parametrize("language", PROSE)
def test_a_lock_needs_no_words_of_its_language(examined, language):
    lock = f'<div class="paywall"><p>{LOCKED[language]}</p><a href="/login">1 €</a></div>'
    judged_page = examined(page(prose(PROSE[language]) + lock, language=language))
    assert judged_page.verdict.label == "paywalled"


@pytest.mark.parametrize("language", PROSE)
def test_what_lies_before_a_lock_without_a_link_is_not_called_whole(examined, language):
    lock = f'<div class="paywall"><p>{LOCKED[language]}</p><input type="email"></div>'
    judged_page = examined(page(prose(PROSE[language]) + lock, language=language))
    assert judged_page.verdict.label in ("unknown", "paywalled")


@pytest.mark.parametrize("language", PROSE)
def test_a_whole_story_is_whole_in_any_language(examined, language):
    assert examined(page(prose(PROSE[language]), language=language)).verdict.label == "full"


@pytest.mark.parametrize("stop", ["Drivers will pay two cro", "opens two years late</h1><p>The"])
@pytest.mark.parametrize("rest", ["", "<", "</p><p cla"])
def test_html_that_stops_within_the_story_is_not_the_whole(examined, stop, rest):
    html = page(prose(ENGLISH))
    judged_page = examined(html[: html.index(stop) + len(stop)] + rest)
    assert judged_page.verdict.label in ("excerpt", "unknown", "not_article")


def test_html_that_stops_within_the_story_is_an_excerpt_and_says_where(examined):
    html = page(prose(ENGLISH))
    verdict = examined(html[: html.index("Drivers will pay two cro") + 24]).verdict
    assert verdict.label == "excerpt"
    assert verdict.evidence[0].quote == "Drivers will pay two cro"


def test_html_that_breaks_off_in_the_page_s_foot_is_the_whole_story(examined):
    html = page(prose(ENGLISH))
    assert examined(html[: html.index("More stories")]).verdict.label == "full"


def test_comments_are_neither_the_story_nor_a_reason_to_doubt_it(examined):
    html = page(prose(ENGLISH), f'<section id="comments"><ol>{COMMENTS}</ol></section>')
    judged_page = examined(html)
    assert judged_page.verdict.label == "full"
    assert "cousin" not in judged_page.article.text
    assert ENGLISH[3] in judged_page.article.text


def test_of_two_articles_the_first_is_read(examined):
    second = f'<article><h1><a href="/ferry">A captain for Oster</a></h1>{prose(OTHER)}</article>'
    judged_page = examined(page(prose(ENGLISH), second))
    assert judged_page.verdict.label == "full"
    assert ENGLISH[0] in judged_page.article.text
    assert "Ida Lund" not in judged_page.article.text
