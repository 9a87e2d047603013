import pytest

from server.language.scripts import TERMINAL, ends_without_signs


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
