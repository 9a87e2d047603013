"""Notes of the page and statements."""

import pytest

from server.align.notes import is_note


@pytest.mark.parametrize(
    "note",
    [
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
    ],
)
def test_a_call_to_read_on_is_a_note(note):
    assert is_note(note)


@pytest.mark.parametrize(
    "statement",
    [
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
    ],
)
def test_a_statement_is_no_note(statement):
    assert not is_note(statement)
