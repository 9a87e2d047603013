"""The basis of a text: the kinds, the names, and what looks like a credit."""

import json

import pytest

from server.text.credits.forms import languages_for
from server.text.credits.publishers import names_in, standard_name
from server.text.credits.sentences import credit_of, credited_alone, credits_in, datelines
from server.text.lines import is_note
from server.verdict.basis import other_named, outlet_of_byline, wording_of
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

AT = "https://signal-brief.example/2026/tunnel"
CHINESE = "港口隧道将于星期一开通，比原计划晚了两年，费用增加了一倍，工程师星期四在会议上说。" * 3
TIDE = '<a href="https://ellerytide.example/2026/7">Ellery Tide</a>'
WELSH = [
    "Bydd twnnel newydd yr harbwr yn agor ddydd Llun, ddwy flynedd yn hwyrach na'r disgwyl.",
    "Roedd y clai gwlyb wedi achosi'r oedi, meddai The Harbour Gazette wrth y cyngor nos Iau.",
    "Bydd y doll yn ddwy goron y car, a bydd bysiau yn cael teithio am ddim drwy'r haf.",
]


def basis(body, head="", url=AT, language="en"):
    return basis_of(view_of(page(body, head=head, language=language), url))


def story(*first, after=()):
    return prose([*first, *ENGLISH, *after])


@pytest.mark.parametrize(
    ("body", "kind", "names"),
    [
        (story(), "own", []),
        (story("The tunnel opens late, The Daily Mail reported."), "retells", ["Daily Mail"]),
        (
            "<p>By Ada Quill</p>" + story("The tunnel opens late, Le Monde reported on Monday."),
            "retells",
            ["Le Monde"],
        ),
        (story(after=["Source: meddaily.ru"]), "retells", ["meddaily.ru"]),
        (story(after=["– DAILY MAIL"]), "retells", ["Daily Mail"]),
        (
            story(after=["Contributing: Ada Quill, Associated Press"]),
            "agency",
            ["AP"],
        ),
        (story(after=["Contributing: Ada Quill"]), "own", []),
        ("<p>Anadolu Ajansı</p><p>4 May 2026</p>" + story(), "agency", ["Anadolu Ajansı"]),
        ("<p>The Quill Observer</p><p>4 May 2026</p>" + story(), "own", []),
        ("<p><a href=/reuters>Reuters</a></p><p>4 May 2026</p>" + story(), "own", []),
        (prose([f"港口网1月12日消息 {CHINESE}", CHINESE, CHINESE]), "retells", ["港口网"]),
        (story("PORT ELLERY (AP) — The tunnel opens on Monday."), "agency", ["AP"]),
        (story("A study finds that it sinks.", "Its researchers measured it."), "document", []),
        (story(after=["資料來源：聯合報"]), "retells", ["聯合報"]),
        (story(after=["© 2026 The Associated Press"]), "agency", None),
        ("<p>Published: 10:32, 4 May 2026 Source: Reuters</p>" + story(), "agency", ["Reuters"]),
        (
            '<p>4 May 2026 Source: <a href="https://ellery.example/2026/tunnel-late">Ellery'
            " Observer</a> 12 comments</p>" + story(),
            "retells",
            ["Ellery Observer"],
        ),
        (story(after=['Source: <a href="/noon">Noon</a> | 3 minutes']), "own", []),
        (
            story(after=[f"First published by {TIDE}."]),
            "retells",
            ["Ellery Tide"],
        ),
        (
            story(after=['The full interview is <a href="https://pod.link/1">on Quay Talk</a>.']),
            "own",
            [],
        ),
        (
            story(
                "The tunnel opens late, The Guardian reported.",
                "It cost twice as much, according to Le Monde.",
            ),
            "compiles",
            ["The Guardian", "Le Monde"],
        ),
    ],
)
def test_the_kind_of_a_text_is_that_of_its_credits(body, kind, names):
    page_basis = basis(body)
    assert page_basis.kind == kind
    if names is not None:
        assert {outlet.name for outlet in page_basis.outlets} == set(names)


def test_a_credit_has_its_words_its_place_its_host_and_its_link():
    link = '<a href="https://www.theguardian.com/world/2026/may/12/tunnel-late">reported</a>'
    view = view_of(page(f"<p>The tunnel opens late, the Guardian {link}.</p>" + story()), AT)
    (credit,) = basis_of(view).outlets
    assert (credit.host, credit.role) == ("theguardian.com", "basis")
    assert credit.url == "https://www.theguardian.com/world/2026/may/12/tunnel-late"
    assert view.article.text[credit.start : credit.end] == credit.quote


def test_a_line_below_the_text_has_no_place_in_it():
    view = view_of(page(story() + "</article><p>Source: gazette-ellery.com</p>"), AT)
    (credit,) = basis_of(view).outlets
    assert credit.quote == "Source: gazette-ellery.com"
    assert credit.start is None or view.article.text[credit.start : credit.end] == credit.quote


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (story("The tunnel is late, The Guardian reported."), "https://www.theguardian.com/a/late"),
        (story("PORT ELLERY (AP) — It opens on Monday."), "https://apnews.com/article/tunnel-late"),
        (story("It opens late, Signal Brief reported."), AT),
        (story("The engineer told Signal Brief that it is late."), AT),
    ],
)
def test_whoever_names_itself_credits_nobody(body, url):
    assert basis(body, url=url).kind == "own"


def test_a_publisher_on_its_site_for_another_country_credits_nobody():
    assert (
        basis(story("The tunnel is late, BBC News reported."), url="https://bbc.com/a").kind
        == "own"
    )


def test_brackets_through_a_text_credit_everybody_in_them_and_are_quoted_alone():
    body = prose(f"{sentence} (AP/The Quay Fool)" for sentence in ENGLISH)
    assert {(outlet.name, outlet.quote) for outlet in basis(body).outlets} == {
        ("AP", "(AP/The Quay Fool)"),
        ("Quay Fool", "(AP/The Quay Fool)"),
    }


def test_a_credit_behind_a_long_paragraph_is_quoted_alone():
    view = view_of(page(story(after=[f"{' '.join(ENGLISH)} — AFP"])), AT)
    (credit,) = basis_of(view).outlets
    assert (credit.name, credit.quote) == ("AFP", "— AFP")


@pytest.mark.parametrize("bracket", ["(Ada Quill)", "(Photo: AP)", "(SPD)"])
def test_other_brackets_through_a_text_credit_nobody(bracket):
    assert basis(prose(f"{sentence} {bracket}" for sentence in ENGLISH)).kind == "own"


@pytest.mark.parametrize(
    "line",
    ["Photo: Reuters", "Фото: РИА Новости", "Ada Quill/AP", "Das Bild zeigt den Hafen. (dpa)"],
)
def test_whoever_took_a_picture_wrote_nothing(line):
    assert basis(f"<p>{line}</p>" + story()).kind == "own"


def test_a_call_without_a_name_leads_to_the_named_source():
    url = "https://harbour-wire.com/2026/tunnel-opens-on-monday"
    after = f'<p>Source: Wire of Ellery</p><p><a href="{url}">Read the full story</a></p>'
    (credit,) = basis(story() + after).outlets
    assert (credit.name, credit.url) == ("Wire of Ellery", url)


def test_a_site_is_known_by_the_name_that_it_declares():
    head = '<meta property="og:site_name" content="The Quay Times">'
    assert basis(story("The tunnel is late, The Quay Times reported."), head).kind == "own"
    assert basis(story("The tunnel is late, The Quay Times reported.")).kind == "retells"


def test_a_star_reports_nothing():
    text = [
        "The Sun, reported to ring like a bell by an observatory in Ellery, was quiet on Monday.",
        "The Sun is 4.6 billion years old, and its spots come and go in eleven years.",
        "Nobody knows why the Sun was so quiet in the spring, said Odd Farrow, an astronomer.",
        "A probe will look at the Sun from above its poles in autumn.",
    ]
    assert basis(prose(text)).kind == "own"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The Sun reported a burst of energy.", []),
        ("The Sun reported that the tunnel is late.", ["The Sun"]),
        ("The tunnel is late, the Sun reported on Monday.", ["The Sun"]),
        ("The tunnel is late, The Sun has learned.", ["The Sun"]),
        ("The newspaper The Sun reported a delay.", ["The Sun"]),
        (
            'The Sun <a href="https://thesun.co.uk/2026/may/12/tunnel-late">reported a delay</a>.',
            ["The Sun"],
        ),
    ],
)
def test_a_common_word_is_a_paper_where_it_speaks_as_one(sentence, names):
    assert [outlet.name for outlet in basis(story(sentence)).outlets] == names


def test_a_known_name_in_arabic_letters_is_a_credit():
    line = "سيفتح نفق الميناء يوم الاثنين بعد عامين، بحسب ما ذكرت صحيفة الشرق الأوسط."
    filler = "كان الطين الرطب سبب التأخير، وقال المجلس إن الرسوم ستكون كرونتين لكل سيارة. " * 3
    (credit,) = basis(prose([line, filler, filler]), language="ar").outlets
    assert (credit.name, credit.host) == ("الشرق الأوسط", "aawsat.com")


def test_a_satire_whose_sources_speak_to_it_is_its_own():
    text = ["Gulls want a seat in the council, a gull told The Signal Brief on Monday."]
    assert basis(prose([*text, *ENGLISH])).kind == "own"


@pytest.mark.parametrize(
    "sentence",
    [
        "The study appeared in the journal Harbour Medicine on Thursday.",
        "The Ministry of Works said in a statement that the tunnel is late.",
        "The tunnel is late, according to a post on Facebook.",
    ],
)
def test_journals_offices_and_networks_are_not_outlets(sentence):
    assert basis(story(sentence)).kind in ("own", "document")


def test_a_language_without_words_for_reports_credits_nobody_by_verbs():
    assert basis(prose(WELSH), language="cy").kind == "own"


def test_what_another_reported_first_is_not_a_basis_of_a_long_report():
    long = [f"{sentence} {number}" for number in range(12) for sentence in ENGLISH]
    page_basis = basis(prose([*long, "The delay was first reported by the Guardian."]))
    assert page_basis.kind == "own"
    assert [(credit.name, credit.role) for credit in page_basis.credits] == [
        ("The Guardian", "also")
    ]


def test_structured_data_of_a_hosted_story_names_its_publisher():
    node = {"@type": "NewsArticle", "sourceOrganization": {"name": "Associated Press"}}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    page_basis = basis("<p>Associated Press</p>" + story(), head)
    assert (page_basis.kind, page_basis.outlets[0].host) == ("agency", "apnews.com")


def credits_of(view):
    return [(credit.name, credit.host) for credit in basis_of(view).credits]


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
    assert name in [publisher for publisher, _ in named(*lines)]


@pytest.mark.parametrize("written", ["Dr", "DR"])
def test_a_title_is_not_the_broadcaster_that_is_written_in_capitals(written):
    untitled = named(ENGLISH[0], f"She told {written} Hanne about it in May.", *ENGLISH)
    credited = named(ENGLISH[0], f"The delay was reported by {written}.", *ENGLISH)
    assert untitled == []
    assert [name for name, _ in credited] == (["DR"] if written == "DR" else [])


def test_people_and_councils_are_not_publishers():
    assert named(*ENGLISH) == []
    assert named(*ENGLISH, "“It is late,” Ada Morrow told the Harbour Council.") == []
    assert named(*ENGLISH, "AP and Reuters are agencies.") == []


def test_the_quote_stands_in_the_page():
    lines = (*ENGLISH, "The delay was first reported by the Harbour Gazette.")
    for credit in basis_of(view_of_text(*lines)).credits:
        assert credit.quote in "\n".join(lines)


def test_days_months_and_what_stands_further_off_are_not_publishers():
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
def test_a_name_in_passing_is_not_a_credit(line, publisher):
    assert credit_of(reading_of_text(*ENGLISH, line).article, publisher) is None


def test_a_noun_that_is_an_outlet_s_name_credits_none():
    noun, credit = (
        "Sie wurde so beliebt wie das Bild von der Küste.",
        "Er kommt, wie Bild berichtet.",
    )
    assert credit_of(reading_of_text(*GERMAN, noun).article, "Bild") is None
    assert credit_of(reading_of_text(*GERMAN, credit).article, "Bild").quote == credit


@pytest.mark.parametrize(
    ("line", "name", "domain"),
    [
        ("Quelle: Hafenbote", "Hafenbote", None),
        ("出典：港新報", "港新報", None),
        ("المصدر: جريدة الميناء", "جريدة الميناء", None),
        ("Source: gazette-ellery.com", "gazette-ellery.com", "gazette-ellery.com"),
        (
            "Source: gazette-ellery.com - News of the Harbour",
            "gazette-ellery.com",
            "gazette-ellery.com",
        ),
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
    assert [publisher for publisher, _ in named(line, *ENGLISH)] == ([name] if name else [])


def test_a_line_after_the_body_names_an_outlet_without_the_number_of_a_note():
    view = view_of(page(prose(ENGLISH), "<p>Source: Harbour Gazette12</p>"))
    assert ("Harbour Gazette", None) in credits_of(view)


@pytest.mark.parametrize(
    ("language", "credit", "name"),
    [
        ("en", "According to The Norhaven Post, which first reported the plan.", "Norhaven Post"),
        ("en", "The Sund Chronicle was the first to report the cuts.", "Sund Chronicle"),
        ("de", "Zuerst hatte die Sunder Rundschau darüber berichtet.", "Sunder Rundschau"),
        ("fr", "C'est ce que rapporte L'Écho de Sund.", "Écho de Sund"),
        ("es", "Según adelantó El Faro de Sund.", "Faro de Sund"),
        ("pl", "O sprawie pisze Gazeta Sundzka.", "Gazeta Sundzka"),
    ],
)
def test_a_last_sentence_that_only_credits_says_whose_report_a_brief_is(language, credit, name):
    assert name in (credited_alone(credit, languages_for(language)) or "")


@pytest.mark.parametrize(
    ("language", "credit"),
    [
        ("en", "The Harbour Gazette first reported the story."),
        ("de", "Zuerst hatte die Sunder Rundschau darüber berichtet."),
        ("fr", "C'est ce que rapporte L'Écho de Sund."),
        ("pl", "O sprawie pisze Gazeta Sundzka."),
    ],
)
def test_a_sentence_that_only_credits_is_a_note_of_the_page(language, credit):
    assert is_note(credit, language)


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("en", "As reported on Thursday by the Sund Echo.", "Sund Echo"),
        ("en", "The plan was first disclosed by The Sund Standard.", "Sund Standard"),
        ("de", "Das geht aus Informationen der Sunder Zeitung hervor.", "Sunder Zeitung"),
        ("fr", "Nos confrères de L'Écho du Sund l'ont annoncé mardi.", "Écho du Sund"),
        ("fr", "C'est ce qu'a rapporté mardi La Dépêche du Sund.", "Dépêche du Sund"),
        ("fr", "Le Courrier du Sund avait révélé l'affaire.", "Courrier du Sund"),
        ("es", "Así lo publicó este martes el diario La Voz de Sund.", "Voz de Sund"),
        ("es", "El Faro de Sund fue el primer medio en informar del plan.", "Faro de Sund"),
        ("it", "Lo ha scritto per primo il quotidiano La Voce di Sund.", "Voce di Sund"),
        ("it", "A darne notizia è stato L'Eco di Sund.", "Eco di Sund"),
    ],
)
def test_a_last_sentence_credits_a_paper_in_many_forms(language, sentence, name):
    ((credited, how),) = credits_in(sentence, languages_for(language)).items()
    assert (name in credited, how) == (True, "report")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The plan was first announced by the Sund Council in 2024."),
        ("en", "The Sund Standard was sold to a rival in May."),
        ("de", "Das teilte der Sunder Hafenrat am Montag mit."),
        ("fr", "La décision a été annoncée par la mairie de Sund."),
        ("es", "Así lo anunció el lunes la Junta del Puerto."),
        ("it", "La notizia è stata comunicata dalla Regione."),
    ],
)
def test_a_last_sentence_about_somebody_else_credits_nobody(language, sentence):
    assert credits_in(sentence, languages_for(language)) == {}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("La Dépêche des Aravis l'a révélé.", "Dépêche des Aravis"),
        ("Via The Sund Standard", "Sund Standard"),
        ("Ada Quill of the Daily Mail said so.", "Daily Mail"),
        ("Le Monde du 3 mai le disait.", "Monde"),
    ],
)
def test_a_name_goes_on_over_its_place_and_stops_at_a_person_or_a_day(sentence, name):
    assert next(names_in(sentence)) == name


@pytest.mark.parametrize(
    "sentence",
    [
        "The Gazette of Norhaven reported losses of two million for the year.",
        "The ferry sank, according to the Norhaven Post.",
        "The first boats left on Monday, the Norhaven Post reported.",
    ],
)
def test_a_sentence_that_also_tells_something_is_not_a_credit_alone(sentence):
    assert credited_alone(sentence, languages_for("en")) is None
    assert not is_note(sentence, "en")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Anna Stern", None),
        ("Kate Hill", None),
        ("KATE HILL", None),
        ("John Fortune", None),
        ("Stern", "Stern"),
        ("Ada Quill, Reuters", "Reuters"),
        ("Ada Quill for The Times", "The Times"),
        ("Ada Quill AP", "AP"),
        ("AFP/dpa", "dpa"),
        ("News Service of Florida", "News Service of Florida"),
    ],
)
def test_a_surname_in_a_byline_is_not_an_outlet(author, name):
    assert outlet_of_byline(author, ("en",)) == name


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("ja", "ロイターによると、橋は五月に閉鎖される。", "ロイター"),
        ("zh", "据路透社报道，大桥将关闭。", "路透社"),
        ("ko", "뉴욕타임스는 다리가 폐쇄된다고 보도했다.", "뉴욕타임스"),
        ("ar", "ذكرت صحيفة نيويورك تايمز أن الجسر سيغلق.", "نيويورك تايمز"),
        ("hi", "न्यूयॉर्क टाइम्स के अनुसार पुल बंद होगा।", "न्यूयॉर्क टाइम्स"),
    ],
)
def test_foreign_papers_and_agencies_are_known_in_other_scripts(language, sentence, name):
    assert credits_in(sentence, (language, "en")) == {name: "report"}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("(서울=연합뉴스) 김영희 기자 = 다리가 폐쇄된다.", "연합뉴스"),
        ("[서울=뉴시스 김영희 기자] 다리가 폐쇄된다.", "뉴시스"),
        ("【ワシントン共同】橋は五月に閉鎖される。", "共同"),
        ("（中央社記者王小明台北16日電）大橋將關閉。", "中央社"),
        ("【共同社东京1月12日电】大桥将关闭。", "共同社"),
        ("دبي (رويترز) - سيغلق الجسر.", "رويترز"),
        ("नई दिल्ली (पीटीआई) पुल बंद होगा।", "पीटीआई"),
        ("【中日共同声明】两国发表声明。", None),
        ("（時事性）內容很強。", None),
    ],
)
def test_datelines_of_other_scripts_name_their_agency(sentence, name):
    assert next((agency for agency, _ in datelines(sentence)), None) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2026年5月4日 10:32 来源：港口日报 参与互动(0)", "港口日报"),
        ("04.05.2026 | Quelle: Hafenbote | Lesedauer 4 Minuten", "Hafenbote"),
    ],
)
def test_what_else_stands_beside_a_source_is_not_part_of_its_name(line, name):
    page_basis = basis(f"<p>{line}</p>" + story())
    assert [credit.name for credit in page_basis.credits] == [name]


@pytest.mark.parametrize(
    ("sentence", "names_others"),
    [
        ("Put the rules into README.md and FUNDING.yml, and see Node.js and Draft.next.", False),
        ("The Information Department rests on Time and on the Sun.", False),
        ("The tunnel is late, The Sun reported.", True),
        ("It was in Le Monde, and on Harbour-News.fr.", True),
    ],
)
def test_files_and_words_of_the_language_are_not_publishers(sentence, names_others):
    view = view_of(page(prose([sentence, *ENGLISH[:2]])), AT)
    assert (wording_of(view)["names:others"] > 0) == names_others
    assert (other_named(view) is not None) == names_others


def test_a_korean_dateline_names_its_paper():
    korean = "항구의 터널이 월요일에 개통된다고 기술자가 목요일 회의에서 말했다. " * 3
    page_basis = basis(
        prose([f"[부산=항구일보 김영희 기자] {korean}", korean, korean]), language="ko"
    )
    assert [outlet.name for outlet in page_basis.outlets] == ["항구일보"]


@pytest.mark.parametrize(
    ("written_name", "name"),
    [
        ("Associated Press", "AP"),
        ("New York Times", "The New York Times"),
        ("Quay Times", "Quay Times"),
        ("路透社", "路透社"),
    ],
)
def test_a_known_outlet_has_one_name(written_name, name):
    assert standard_name(written_name) == name
