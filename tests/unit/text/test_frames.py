"""What frames a text on its page is parted from what it says."""

import pytest

from server.text.frames import frame_end
from server.text.lines import is_note
from server.text.sentences import split


@pytest.mark.parametrize(
    ("language", "frame", "statement"),
    [
        ("en", "Here is a summary:", "The bridge cost 90 million."),
        ("en", "Here is a concise summary of the passage:", "Orland has appointed Osk."),
        ("de", "Hier ist eine kurze Zusammenfassung:", "Die Brücke kostete 90 Millionen."),
        ("fr", "Voici un résumé de l'article :", "Le pont a coûté 90 millions."),
        ("es", "A continuación, un resumen:", "El puente costó 90 millones."),
        ("zh", "以下是文章摘要：", "大桥耗资九千万。"),
    ],
)
def test_a_frame_is_a_note_and_what_it_frames_is_a_sentence(language, frame, statement):
    sentences = split([f"{frame} {statement}"], language)
    assert [sentence.text for sentence in sentences] == [frame, statement]
    assert [is_note(sentence.text, language) for sentence in sentences] == [True, False]
    text = f"{frame} {statement}"
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in sentences)


@pytest.mark.parametrize(
    "sentence",
    [
        "Here is a summary in 81 words:",
        "Read more: The mayor resigns",
        "The mayor said: I resign.",
        "The summary of the report said this: nothing.",
    ],
)
def test_other_colons_frame_nothing(sentence):
    assert frame_end(sentence) == 0
