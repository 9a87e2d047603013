import pytest

from server.language import detect
from server.language.data import normal_tag
from server.language.detect import language_of
from tests.unit.article.pages import ENGLISH, GERMAN, JAPANESE

SWEDISH = (
    "Kommunfullmäktige i Norrvik beslutade i tisdags att stänga den gamla simhallen. Beslutet "
    "fattades med nio röster mot åtta efter en lång debatt."
)
KOREAN = "노을시 의회는 화요일 오래된 시민 수영장을 내년 삼월에 닫기로 결정했다. " * 3
CHINESE = "海岭市议会周二决定，明年三月关闭老旧的市民游泳馆。表决结果为九票赞成、八票反对。" * 3


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH[0], ["en-GB"], "en-GB"),
        (GERMAN[0], ["en", "de_AT"], "de-AT"),
        (GERMAN[0], ["en"], "de"),
        (JAPANESE[0] * 2, ["en-US"], "ja"),
        (KOREAN, [], "ko"),
        (CHINESE, ["zh_hans_cn"], "zh-Hans-CN"),
        (SWEDISH, ["gibberish!"], "sv"),
        ("Kort.", ["sv"], "sv"),
        ("Kort.", [], None),
        (CHINESE[:25], [], "zh"),
        (CHINESE[:10], [], None),
        ("", [], None),
    ],
)
def test_a_declaration_counts_where_the_text_agrees(text, declared, language):
    assert language_of(text, declared) == language


@pytest.mark.parametrize(
    ("written_tag", "tag"),
    [("EN", "en"), ("pt_br", "pt-BR"), ("es-419", "es-419"), ("de-DE;q=1", "de-DE"), ("", None)],
)
def test_tags_are_written_one_way(written_tag, tag):
    assert normal_tag(written_tag) == tag


def test_a_model_in_a_file_says_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(detect, "_loaded", [])
    monkeypatch.setattr(detect, "_files", [])
    texts = [ENGLISH[0], GERMAN[0], SWEDISH]
    own = [detect.detect(text) for text in texts]

    detect.share(tmp_path)
    shared = [detect.detect(text) for text in texts]
    detect.release()

    assert own == shared == [detect.detect(text) for text in texts]
    assert not list(tmp_path.iterdir()), "the file has a name"
    assert not detect._loaded[0].nb_ptc.flags.owndata, "the table is a copy in memory"


def test_a_text_with_the_declared_language_s_own_words_does_not_ask_the_model(monkeypatch):
    detected_texts: list[str] = []
    monkeypatch.setattr(detect, "detect", lambda text: detected_texts.append(text) or "xx")
    assert language_of(" ".join(ENGLISH), ["en-GB"]) == "en-GB"
    assert language_of(" ".join(GERMAN), ["de", "en"]) == "de"
    assert not detected_texts

    assert language_of(" ".join(GERMAN), ["en"]) == "xx"
    assert language_of(" ".join(ENGLISH), []) == "xx"
    assert len(detected_texts) == 2
