"""Notes of the page and statements, and the other lines in which a page speaks of itself."""

import pytest

from server.language.data import by_language
from server.text.frames import notes_of, plain_line
from server.text.lexicon import fold_words
from server.text.lines import (
    claims_rights,
    heads_offer,
    is_note,
    is_prompt,
    lead_end,
    names_permissions,
)

LINES, NOTED = by_language("calls.lines"), by_language("calls.notes")
NOTES = [
    "This is a summary.",
    "Read the full story on the original publication.",
    "» Continue reading",
    "Here is a summary in 81 words:",
    "For all the details, read the full article here.",
    "Weiterlesen",
    "Lire la suite",
    "阅读全文",
    "続きを読む",
    "اقرأ المزيد",
    "Hier folgt eine kurze Zusammenfassung:",
    "Foto: Karl Brandt/Norddienst",
    "Diesen Artikel teilen",
    "Jetzt unseren Newsletter abonnieren",
    "Voici un résumé de l’article.",
    "Crédit photo : Jeanne Voss",
    "Inscrivez-vous ici.",
    "A continuación, un resumen:",
    "Comparte esta noticia",
    "Recibe nuestra newsletter",
    "Ecco un riassunto dell'articolo.",
    "Condividi su Facebook",
    "Iscriviti alla newsletter",
    "Segue um resumo da notícia.",
    "Compartilhe esta notícia",
    "Inscreva-se no canal",
    "Hieronder volgt een samenvatting:",
    "Deel dit artikel",
    "Beeld: Jan Orr",
    "Oto krótkie streszczenie:",
    "Fot. Jan Orr",
    "Zapisz się do newslettera",
    "Вот краткое содержание:",
    "Фото: Иван Тарн",
    "Подпишитесь на нашу рассылку",
    "İşte haberin özeti:",
    "Bu haberi paylaş",
    "Fotoğraf: Ali Orr",
    "以下は記事の要約です。",
    "写真：タルン通信",
    "この記事をシェアする",
    "以下是文章摘要：",
    "图片：塔恩社",
    "分享到微博",
    "다음은 기사 요약입니다.",
    "사진=탄통신",
    "فيما يلي ملخص المقال:",
    "صورة: وكالة تارن",
    "شارك هذا الخبر",
    "यहाँ खबर का सारांश है:",
    "तस्वीर: तार्न एजेंसी",
    "इस खबर को शेयर करें",
    "Este artículo es un breve resumen del original.",
    "Questa è una sintesi dell'articolo.",
    "Este é um resumo.",
    "Dit is een samenvatting.",
    "Ten tekst to krótkie streszczenie artykułu.",
    "Это краткое изложение статьи.",
    "Bu haberin kısa özetidir.",
    "この記事は自動生成された要約です。",
    "本文是新闻摘要。",
    "이 글은 기사 요약입니다.",
    "هذا النص ملخص للمقال الأصلي.",
    "यह लेख का सारांश है।",
    "ADVERTISEMENT – CONTINUE READING BELOW",
    "Anzeige",
    "Publicité",
    "Pubblicità",
    "Reklama",
    "Реклама",
    "広告",
    "광고",
    "إعلان",
    "विज्ञापन",
    "Leggi la storia completa sulla pubblicazione originale.",
    "全文は元の記事をご覧ください。",
    "전체 기사는 원문에서 확인하세요.",
    "और पढ़ें",
    "Read more: The mayor resigns",
    "ALSO READ: Did the mayor resign?",
    "More: The harbour of Orland",
    "Tilda Marsh and Ole Brandt contributed to this report.",
    "Please share your thoughts on the harbour in the comments section below.",
    "What would you ask the mayor? Tell us in the comments below!",
    "Remember to follow me for more of Orland.",
    "Stay tuned for the vote on Monday.",
    "Weiterlesen auf orland.example",
    "Lire la suite sur Le Courrier",
    "Leer más en El Faro",
    "Leia a notícia completa no site",
    "Lees meer op de site",
    "Подробнее: на сайте",
]
STATEMENTS = [
    "Readers found the summary of the report too long, the council said.",
    "The full story of the harbour was told by three fishermen in March.",
    "Continuing losses forced the ferry line to close its route to Brevik.",
    "",
    "Abbonati in calo per il terzo anno, dice il gestore della piscina.",
    "Photos show the quay under water, and the mayor shared them with reporters.",
    "Die Zusammenfassung des Berichts liegt dem Rat seit Montag vor.",
    "Le résumé du rapport a été remis au maire lundi.",
    "Bilder zeigen den Kai unter Wasser.",
    "اشترك في السباق ألف عداء من بريفيك.",
    "写真は水没した岸壁を写していた。",
    "订阅人数下降了百分之二。",
    "Подписчики газеты получили письмо от мэра.",
    "Newsletters are read by half of the islanders, a survey found.",
    "Read the room, said Osk, and you will see why the deal failed.",
    "Read more books, said Osk.",
    "This is a summary judgment, said Osk.",
    "Weiterlesen wollte er nicht.",
    "Lesen Sie den Beipackzettel, rät Osk.",
    "Werbung für die Brücke wurde verboten.",
    "Leer más libros ayuda, dice Orte.",
    "Lire la suite des événements n'est pas facile, dit Oster.",
    "Questo è un riassunto che non mi piace, ha detto Osk.",
    "Leia o rótulo antes de usar, diz Orte.",
    "Lees het etiket, zegt Osk.",
    "To podsumowanie sezonu cieszy trenera.",
    "Czytaj więcej książek, mówi Osk.",
    "More people left Orland in May.",
    "Osk thanked the mayor in the comments.",
    "Followers of the mayor were told to keep watching the harbour.",
    "She also read the report of the council aloud.",
    "The storm contributed to this report being late.",
    "Подробнее о сделке он не рассказал.",
    "Devamını okumadı, dedi Osk.",
    "続きを読むことはなかった。",
    "阅读更多书籍有益健康。",
    "기사 전문가들이 모였다.",
    "더 보기 힘든 장면이었다.",
    "पूरी खबर झूठी है।",
    "広告収入は３％減った。",
]


@pytest.mark.parametrize("language", NOTED)
def test_each_pattern_of_a_note_is_found_in_its_example(language):
    listed_notes = [
        (place, *note) for place in ("starts", "frames", "ends") for note in notes(language, place)
    ]
    assert [
        note for note in listed_notes if not notes_of(note[0], note[1]).search(plain_line(note[2]))
    ] == []


def notes(language, place):
    return NOTED[language].get(place, {}).items()


@pytest.mark.parametrize("language", LINES)
def test_each_listed_line_is_known(language):
    line_lists = LINES[language]
    offers = [line.replace("…", "Kai").capitalize() for line in line_lists.get("offers", ())]
    assert [line for line in offers if not heads_offer(line)] == []
    recognizer_by_kind = {
        "rights": claims_rights,
        "permissions": names_permissions,
        "prompts": is_prompt,
    }
    for kind, is_known in recognizer_by_kind.items():
        examples = line_lists.get(kind, {})
        assert [line for line in examples.values() if not is_known(line)] == []
        folded = {fold_words(word): fold_words(line) for word, line in examples.items()}
        assert [word for word, line in folded.items() if word not in line] == []


@pytest.mark.parametrize("line", ["Jobs report disappoints markets", "Sponsors leave the cup"])
def test_headlines_head_no_offer(line):
    assert not heads_offer(line)


def test_what_leads_to_a_summary_is_not_part_of_it():
    assert lead_end("Here is a summary in 81 words: The mayor resigned.") == 30
    assert lead_end("The mayor said: I resign.") == 0


def test_calls_to_read_on_are_notes():
    assert [note for note in NOTES if not is_note(note, None)] == []


def test_statements_are_not_notes():
    assert [statement for statement in STATEMENTS if is_note(statement, None)] == []


@pytest.mark.parametrize(
    ("language", "call"),
    [
        ("de", "Das vollständige Interview finden Sie hier."),
        ("de", "Hier finden Sie die vollständige Studie."),
        ("en", "Listen to the full podcast here."),
        ("fr", "L'entretien complet est à lire ici."),
        ("es", "La entrevista completa está aquí."),
        ("pl", "Cały wywiad można przeczytać tutaj."),
        ("ja", "インタビュー全文はこちら。"),
        ("zh", "完整采访请点此观看。"),
    ],
)
def test_where_a_whole_interview_or_recording_is_makes_a_note(language, call):
    assert is_note(call, language)


@pytest.mark.parametrize(
    "statement",
    [
        "The whole study was done here in Orland, Osk said of the long work.",
        "She gave the whole interview standing.",
        "The full video is eight minutes long.",
    ],
)
def test_what_tells_of_a_study_or_an_interview_is_a_statement(statement):
    assert not is_note(statement, "en")
