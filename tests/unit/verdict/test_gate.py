import pytest

from server.verdict.gate import shape_features
from server.verdict.judge import judge
from tests.unit.verdict.stories import (
    ENGLISH,
    GERMAN,
    SCRIPTS,
    page,
    prose,
    view_of,
    view_of_text,
)

LINKS = "".join(
    f'<li><a href="/story-{n}">Council of Port Ellery votes on plan number {n}</a></li>'
    for n in range(30)
)


def document(body, head=""):
    head = f"<head><title>Signal Brief</title>{head}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>"


@pytest.mark.parametrize(
    ("html", "signal"),
    [
        (document(f"<main><h1>News</h1><ul>{LINKS}</ul></main>"), "list_of_links"),
        (document("<h1>Page not found</h1><p>Try the search.</p>"), "notice_page"),
        (document("<main><p>Seite nicht gefunden</p></main>"), "notice_page"),
        (document('<div id="app">Chargement...</div>'), "script_page"),
        (
            document("<h1>Tunnel from above</h1><video src='/v.mp4'></video><p>12:04</p>"),
            "media_page",
        ),
        (
            document("<div><p>We value your privacy</p><button>Accept all cookies</button></div>"),
            "consent_wall",
        ),
        (document("<div id='root'></div><script>start()</script>"), "no_text"),
    ],
)
def test_a_page_without_an_article_is_none_and_quotes_itself(html, signal):
    verdict = judge(view_of(html))
    assert verdict.label == "not_article"
    assert verdict.evidence[0].signal == signal
    assert verdict.evidence[0].quote
    assert verdict.evidence[0].selector


@pytest.mark.parametrize("shown", [f"<h1>News</h1><ul>{LINKS}</ul>", prose(ENGLISH * 2)])
def test_what_a_reader_calls_an_article_is_judged_as_one_and_never_called_whole(shown):
    view = view_of(document(f"<main>{shown}</main>"))
    verdict = judge(view, said_article=True)
    assert (verdict.label, verdict.answer) == ("full", "unsure")
    signals = {reason.signal for reason in verdict.evidence}
    assert ("list_of_links" in signals) == (judge(view).label == "not_article")


def test_an_error_status_without_a_story_is_a_notice():
    html = document("<p>Gone fishing, the harbour office has moved to another street.</p>")
    verdict = judge(view_of(html, status=404))
    assert (verdict.label, verdict.evidence[0].params) == ("not_article", {"status": 404})


def test_an_error_status_with_a_story_is_not():
    assert judge(view_of(page(prose(ENGLISH * 2)), status=500)).label == "full"


@pytest.mark.parametrize("paragraphs", [ENGLISH[:2], GERMAN[:2]])
def test_a_brief_is_an_article(paragraphs):
    assert judge(view_of(page(prose(paragraphs)))).label == "full"


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_brief_in_a_script_with_its_own_signs_is_an_article(language):
    assert judge(view_of(page(prose(SCRIPTS[language]), language=language))).label == "full"


def test_a_story_with_a_film_or_many_links_is_an_article():
    html = page("<video src='/v.mp4'></video>" + prose(ENGLISH), f"<ul>{LINKS}</ul>")
    assert judge(view_of(html)).label == "full"


def test_an_empty_document_is_not_an_article_and_quotes_nothing():
    verdict = judge(view_of("<html><head></head><body><div></div></body></html>"))
    assert verdict.label == "not_article"
    assert [(reason.signal, reason.quote) for reason in verdict.evidence] == [("no_text", None)]


def test_a_few_words_of_text_are_unknown():
    verdict = judge(view_of_text("The tunnel opens."))
    assert (verdict.label, verdict.evidence[0].signal) == ("unknown", "short_text")


def test_much_text_without_a_sentence_is_not_called_empty():
    items = "".join(
        f"<p>Harbour cottage {n} with two rooms, a stove and a boat</p>" for n in range(40)
    )
    assert judge(view_of(page(items))).evidence[0].signal != "no_text"


def test_a_films_description_is_not_an_article_on_a_page_that_says_it_is_a_films():
    head = '<meta property="og:type" content="video.other">'
    film = "<video src='/v.mp4'></video>" + prose(ENGLISH[:2])
    verdict = judge(view_of(document(f"<main>{film}</main>", head)))
    assert verdict.evidence[0].signal == "media_page"


NOTICES = {
    "en": ["Pardon Our Interruption", "Sorry, you have been blocked", "We'll be back soon"],
    "de": ["Sie nutzen einen Adblocker", "Wir sind bald wieder für Sie da"],
    "fr": ["Ce site n'est pas disponible dans votre région", "Site en maintenance"],
    "es": ["Lo sentimos, has sido bloqueado", "Sitio en mantenimiento"],
    "pt": ["Desculpe, você foi bloqueado", "Site em manutenção"],
    "it": ["Sito in manutenzione", "Spiacenti, sei stato bloccato"],
    "nl": ["Sorry, u bent geblokkeerd", "Adblocker gedetecteerd"],
    "pl": ["Przepraszamy, zostałeś zablokowany", "Wykryto AdBlocka"],
    "ru": ["Доступ ограничен", "Технические работы на сайте"],
    "tr": ["Sitemiz bakımda", "Üzgünüz, engellendiniz"],
    "ja": ["アクセスが拒否されました", "ただいまメンテナンス中です"],
    "zh": ["抱歉，您已被阻止", "网站维护中"],
    "ko": ["접근이 거부되었습니다", "사이트 점검 중입니다"],
    "ar": ["الموقع قيد الصيانة", "تم رفض الوصول"],
    "hi": ["साइट रखरखाव में है", "पहुँच अस्वीकृत"],
}
EXPLAINED = "Something about this visit was unusual, and so nothing is shown. " * 5


@pytest.mark.parametrize(
    ("language", "headline"),
    [(language, headline) for language, all_ in NOTICES.items() for headline in all_],
)
def test_a_page_headed_by_a_notice_is_one_also_where_it_explains_itself(language, headline):
    html = f'<html lang="{language}"><body><h1>{headline}</h1><p>{EXPLAINED}</p></body></html>'
    verdict = judge(view_of(html))
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "notice_page")
    assert verdict.evidence[0].quote == headline


def test_a_notice_may_stand_in_the_title_beside_the_sites_name():
    html = (
        "<html><head><title>Just a moment... | Signal Brief</title></head>"
        f"<body><p>{EXPLAINED}</p></body></html>"
    )
    assert judge(view_of(html, status=403)).label == "not_article"


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour tunnel under maintenance",
        "Access denied: reporters kept out of the council's meeting",
        "Hafentunnel wegen Wartungsarbeiten gesperrt",
    ],
)
def test_a_brief_about_what_is_closed_is_a_brief(headline):
    html = page(prose(ENGLISH[:2])).replace("Harbour tunnel opens two years late", headline)
    assert judge(view_of(html)).label == "full"


@pytest.mark.parametrize("status", [403, 451])
def test_little_text_that_comes_with_a_refusal_is_not_whole(status):
    assert judge(view_of(page(prose(ENGLISH[:2])), status=status)).label == "unknown"
    assert judge(view_of(page(prose(ENGLISH * 4)), status=status)).label == "full"


SENTENCE = "The council of Port Ellery votes on plan number {n} tonight and expects a long evening."


def cards(count, tag="div", href="/story-{n}"):
    return "".join(
        f'<{tag} class="card"><h3><a href="{href.format(n=n)}">Council votes on plan {n}</a></h3>'
        f"<p>{SENTENCE.format(n=n)}</p></{tag}>"
        for n in range(count)
    )


def front(body):
    return f"<html><head><title>Signal Brief</title></head><body><main>{body}</main></body></html>"


@pytest.mark.parametrize("tag", ["div", "article", "li", "section"])
@pytest.mark.parametrize("count", [6, 20])
def test_headlines_that_lead_on_with_a_sentence_each_are_a_list(tag, count):
    view = view_of(front(cards(count, tag)))
    verdict = judge(view)
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "list_of_links")
    assert verdict.evidence[0].params == {"links": count}
    assert verdict.evidence[0].quote == "Council votes on plan 0"
    assert f"{count} headlines" in verdict.evidence[0].says
    (element,) = view.document.root.cssselect(verdict.evidence[0].selector)
    assert "Council votes on plan 0" in element.text_content()


def test_teasers_need_no_container_and_no_headline_of_the_page():
    flat = "".join(
        f'<h2><a href="/story-{n}">Council votes on plan {n}</a></h2><p>{SENTENCE.format(n=n)}</p>'
        for n in range(8)
    )
    assert judge(view_of(front(f"<h1>Results for plan</h1>{flat}"))).label == "not_article"


@pytest.mark.parametrize(
    "body",
    [
        cards(5),
        cards(12, href="https://paper-{n}.example/2026/story-of-the-day-{n}"),
        cards(12, href="#plan-{n}"),
    ],
    ids=["few", "of other sites", "of the page"],
)
def test_other_headlines_are_not_teasers(body):
    tests = shape_features(view_of(front(body))).tests
    assert not any(test.code == "list_of_links" for test in tests)


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Tunnel opens</h1>{prose(ENGLISH)}</article><section>{cards(8)}</section>",
        (
            f"<div>{cards(7)}</div><article><h1>Tunnel opens</h1>{prose(ENGLISH[:2])}</article>"
            f"<div>{cards(7)}</div>"
        ),
        f"<nav>{cards(7)}</nav><article>{prose(ENGLISH[:2])}</article><aside>{cards(7)}</aside>",
    ],
    ids=["below a story", "around a brief", "beside one"],
)
def test_a_story_among_teasers_is_not_a_list(body):
    assert judge(view_of(front(body))).label != "not_article"


def test_a_report_in_entries_with_links_is_a_story():
    entries = "".join(
        f'<h2><a href="/part-{n}">Part {n}</a></h2>{prose(ENGLISH)}' for n in range(7)
    )
    assert judge(view_of(page(entries))).label != "not_article"


@pytest.mark.parametrize(
    ("head", "body", "url", "feature"),
    [
        ('<meta property="og:type" content="website">', "", None, "og:website"),
        ('<meta property="article:section" content="Town">', "", None, "meta:story"),
        ("", '<div itemtype="https://schema.org/NewsArticle"></div>', None, "schema:article"),
        ("", "", "https://gazette.example/our-services/tunnels", "address:site"),
    ],
)
def test_what_a_page_declares_to_be_is_a_feature(head, body, url, feature):
    plain, declared = (
        shape_features(view_of(page(prose(ENGLISH) + markup, head=extra), url=address)).features
        for markup, extra, address in (("", "", "https://gazette.example/a"), (body, head, url))
    )
    assert (bool(plain[feature]), bool(declared[feature])) == (False, True)


def test_a_content_system_tells_a_page_of_the_site_from_a_post():
    for name, is_of_site in (("page page-id-12", True), ("single postid-12", False)):
        html = page(prose(ENGLISH)).replace("<body>", f'<body class="{name}">')
        assert bool(shape_features(view_of(html)).features["body:site_page"]) is is_of_site
