import lxml.html
import pytest

from server.article.metadata.published import modification, only_day, publication
from server.article.metadata.statements import Statements
from server.model import Claim
from server.page.document import Document

UTC_TIME = "2026-02-03T00:41:00+00:00"


def page(html):
    return lxml.html.document_fromstring(f"<html><body><h1>Rain</h1>{html}</body></html>")


def shown(html):
    return Statements(Document(page(html), None))


def stated(html, article):
    statements = Statements(Document(page(html), None))
    statements.article = article or {}
    return statements


def published(html, article=None, url=None):
    return publication(stated(html, article), [url] if url else [])


def changed(html, article=None, published=None):
    return modification(stated(html, article), published)


def test_what_schema_org_says_comes_first():
    html = '<meta name="date" content="2026-02-05">'
    assert published(html, {"datePublished": "2026-02-03"}) == [
        Claim("2026-02-03", "json_ld"),
        Claim("2026-02-03", "json_ld"),
        Claim("2026-02-05", "meta"),
    ]


def test_a_claim_of_the_same_day_adds_time_and_zone():
    html = '<meta property="article:published_time" content="2026-02-03T09:15:00+02:00">'
    dates = published(html, {"datePublished": "2026-02-03"})
    assert dates[0] == Claim("2026-02-03T09:15:00+02:00", "meta")


@pytest.mark.parametrize(
    ("html", "url", "day"),
    [
        ("<p>Rain fell.</p>", "https://courant.example/2026/02/03/rain", "2026-02-03"),
        ("<p>By Iris Calloway, 3 February 2026</p><p>In 1931 it rained.</p>", None, "2026-02-03"),
        ('<time datetime="2026-02-03T09:15:00Z">Tuesday</time>', None, "2026-02-03"),
        ("<p>Rain fell.</p><footer>© 2026 The Courant</footer>", None, None),
    ],
)
def test_the_address_and_what_is_shown_help_out(html, url, day):
    dates = published(html, url=url)
    assert (dates[0].value[:10] if dates else None) == day


def test_dates_to_come_are_passed_over():
    assert published("", {"datePublished": "2990-01-01"}) == []


def test_nothing_is_changed_before_it_is_published():
    article = {"dateModified": "2026-02-03T08:00:00Z"}
    assert changed("", article, "2026-02-03T09:15:00+00:00") == []
    assert changed("", article, "2026-02-03T09:15:00+02:00") != []
    assert changed("", article, "2026-02-04") == []


def test_a_shown_time_of_the_same_day_adds_time_and_zone_to_a_dated_address():
    url = "https://courant.example/2026/02/10/rain"
    shown = '<time datetime="2026-02-10T21:30:00Z">10 Feb</time>'
    assert published(shown, url=url)[0] == Claim("2026-02-10T21:30:00+00:00", "time")
    next_day = '<time datetime="2026-02-11T08:00:00Z">11 Feb</time>'
    assert published(next_day, url=url)[0] == Claim("2026-02-10", "address")


def test_a_time_without_zone_is_told_as_its_day_unless_another_claim_has_the_zone():
    local = '<meta property="article:published_time" content="2026-02-10T21:30:00">'
    assert published(local)[0] == Claim("2026-02-10", "meta")
    zoned = '<time datetime="2026-02-10T21:30:00+01:00">10 Feb</time>'
    assert published(local + zoned)[0] == Claim("2026-02-10T21:30:00+01:00", "time")


def test_the_one_day_that_the_pages_labels_name():
    dated, updated = "<p>Datum: 3.2.2026</p>", "<p>Stand: 4.2.2026</p>"
    story = "<p>On 12 May 2024 the council of Port Ellery first heard of the plan to close it.</p>"
    assert only_day(shown(story + dated)) == "2026-02-03"
    assert only_day(shown(dated + story + updated)) is None
    assert only_day(shown(story)) is None


SENTENCES = [
    "On 12 May 2024 the council of Port Ellery first heard of the plan to close the bridge.",
    "Am 12. Mai 2024 hörte der Gemeinderat zum ersten Mal davon, dass die Brücke schließt.",
    "Le 12 mai 2024, le conseil a entendu parler pour la première fois de la fermeture du pont.",
    "2024年5月12日、町議会は橋の閉鎖計画について初めて説明を受け、反対する議員は誰もいなかったという。",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_day_in_the_story_is_not_that_of_its_publication(sentence):
    assert published(f"<p>{sentence}</p>") == []
    dated = published(f"<p>By Iris Calloway, 10 February 2026</p><p>{sentence}</p>")
    assert dated[0].value == "2026-02-10"


@pytest.mark.parametrize(
    "html",
    [
        (
            '<p>Published <time datetime="2026-02-10">10 Feb</time></p>'
            '<p>Updated <time datetime="2026-02-11">11 Feb</time></p>'
        ),
        (
            '<time class="updated" datetime="2026-02-11">11 Feb</time>'
            '<time class="published" datetime="2026-02-10">10 Feb</time>'
        ),
        "<p>10 February 2026, updated 11 February 2026</p>",
        "<p>10 février 2026 – mis à jour le 11 février 2026</p>",
        "<p>Publicado: 10 de febrero de 2026</p><p>Actualizado: 11 de febrero de 2026</p>",
        "<p>公開 2026年2月10日</p><p>最終更新 2026年2月11日</p>",
        "<p>입력 2026.02.10</p><p>수정 2026.02.11</p>",
        "<p>نشر في 10 فبراير 2026</p><p>آخر تحديث 11 فبراير 2026</p>",
    ],
)
def test_the_day_of_a_change_is_told_from_that_of_publication(html):
    assert published(html)[0].value == "2026-02-10"
    assert changed(html)[0].value == "2026-02-11"


def test_a_theme_that_names_its_one_time_both_means_publication():
    html = '<time class="entry-date published updated" datetime="2026-02-10">10 Feb</time>'
    assert published(html)[0].value == "2026-02-10"
    assert changed(html) == []


@pytest.mark.parametrize(
    ("html", "best"),
    [
        # The same moment by the publisher's own clock.
        (
            '<meta name="date" content="2026-02-02T19:41:00-05:00">',
            Claim("2026-02-02T19:41:00-05:00", "meta"),
        ),
        ("<p>2 February 2026</p>", Claim("2026-02-02", "text")),
        # The page shows the day of the moment, or one on which it was nowhere.
        ("<p>3 February 2026, changed 2 February 2026</p>", Claim(UTC_TIME, "json_ld")),
        ("<p>5 February 2026</p>", Claim(UTC_TIME, "json_ld")),
    ],
)
def test_the_publishers_day_beats_that_of_the_same_moment_in_utc(html, best):
    assert published(html, {"datePublished": UTC_TIME})[0] == best
