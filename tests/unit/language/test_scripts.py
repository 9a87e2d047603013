import pytest

from server.language.scripts import TERMINAL, ends_without_signs, language_of_script


@pytest.mark.parametrize("end", [".", "。", "؟", "۔", "।", "։", "።", "။", "។", "៕"])
def test_sentences_end_with_the_signs_of_many_scripts(end):
    assert end in TERMINAL


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("อุโมงค์เปิดให้ใช้ในวันจันทร์", True),
        ("ອຸໂມງເປີດໃນວັນຈັນ", True),
        ("The tunnel (อุโมงค์) opens.", False),
        ("", False),
    ],
)
def test_thai_and_lao_end_their_sentences_without_one(text, without):
    assert ends_without_signs(text) is without


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("新しい橋は月曜日に開通した", "ja"),
        ("新桥星期一通车", "zh"),
        ("새 다리가 열렸다", "ko"),
        ("Η γέφυρα άνοιξε", "el"),
        ("The bridge opened", None),
        ("Мост открыт", None),
        ("2026", None),
    ],
)
def test_some_scripts_are_those_of_one_language(text, language):
    assert language_of_script(text) == language
