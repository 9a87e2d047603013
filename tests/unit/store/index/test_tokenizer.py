import sqlite3

import pytest

from server.store.index import partitions
from server.store.index.tokenizer import indexable, tokens

SCRIPTS = {
    "ar": ("قال وزير الطاقة مروان الحدادي إن المحطة ستعمل", "الحدادي", "والحدادي"),
    "el": ("Ο δήμαρχος Θεόδωρος Καλλέργης ανακοίνωσε το έργο", "ΚΑΛΛΕΡΓΗΣ", "Καλλεργης"),
    "he": ("ראש העיר נמרוד שקדי אמר בירושלים כי הגשר ייפתח", "ירושלים", "לירושלים"),
    "hi": ("ऊर्जा मंत्री विक्रांत सहगल ने कहा कि बिजलीघर बंद रहेगा", "विक्रांत", "सहगल"),
    "ja": ("東岸市の高梨市長は新しい橋の建設を発表した", "高梨市長", "新しい橋"),
    "ko": ("동해안시의 강도현 시장은 새 다리를 발표했다", "강도현", "강도현 시장"),
    "ru": ("Мэр Зареченска Игнат Воробьёв открыл новый мост", "Воробьев", "зареченске"),
    "th": ("นายกเทศมนตรีวิโรจน์ประกาศสร้างสะพานใหม่", "วิโรจน์", "สะพานใหม่"),
    "tr": ("İskele Belediye Başkanı Işıl Çağlar köprüyü açtı", "iskele", "IŞIL ÇAĞLAR"),
    "zh": ("临江市市长贺远山宣布新桥开工", "贺远山", "新桥"),
    "de": ("Bürgermeisterin Käthe Größl eröffnet die Brücke", "GRÖSSL", "Brucke"),
}  # fmt: skip


def table(text):
    """Return a full-text table that has only `text`."""
    db = sqlite3.connect(":memory:")
    partitions.insert(db, [(0, "", indexable(text))])
    db.execute("create virtual table terms using fts5vocab(words_0, row)")
    return db


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_name_is_found_in_every_script_and_inflection(language):
    text, *terms = SCRIPTS[language]
    db = table(text)
    for term in terms:
        match = f'"{indexable(term)}"'
        assert partitions.matching(db, match, [(0, 9)], 9) == [0], term
    db.close()


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_texts_terms_are_those_of_the_index(language):
    text = SCRIPTS[language][0]
    db = table(text)
    assert {term for (term,) in db.execute("select term from terms")} == set(tokens(text))
    db.close()


def test_english_is_left_to_the_tokenizer():
    text = "The harbour’s ferries — 1,200 of them — sailed."
    assert indexable(text) is text
    assert tokens("ferries sailed") == tokens("ferry sails")


def test_digits_of_all_scripts_are_the_same():
    assert tokens("٤١٢") == tokens("४१२") == tokens("４１２") == ["412"]
