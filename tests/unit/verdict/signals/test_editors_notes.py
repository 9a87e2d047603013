"""A short retelling that says so in its first or last line: "Zusammenfassung der Redaktion"."""

import pytest

from server.model import PageInput
from server.pipeline.tasks import examine
from server.text.lines import is_note

STORY = [
    "The council of Larvik voted on Tuesday to close the old bridge for two years.",
    "The works will cost 12 million crowns, and traffic is to be led over the northern road.",
    "The mayor, Hanne Ostrow, said that there was no other way.",
]
NOTES = {
    "en": ["1 min summary", "Summary by our editors"],
    "de": ["Zusammenfassung der Redaktion"],
    "fr": ["Résumé de la rédaction"],
    "es": ["Resumen de la redacción"],
    "it": ["Sintesi della redazione"],
    "pt": ["Resumo da redação"],
    "nl": ["Samenvatting van de redactie"],
    "pl": ["Streszczenie redakcji"],
    "ru": ["Краткое изложение редакции"],
    "tr": ["Editörün özeti"],
    "ar": ["ملخص هيئة التحرير"],
    "hi": ["संपादकीय सारांश"],
    "ja": ["編集部による要約"],
    "ko": ["편집부 요약"],
    "zh": ["编辑部摘要"],
}
# Boxes of whole articles have such a heading, too: no sign of a summary, but no statement either.
LABELS = ["In short", "Kurz zusammengefasst", "En bref", "In het kort", "Кратко", "要約", "요약"]


def examined(*lines):
    html = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<nav><a href=/>Home</a></nav><article><h1>A bridge is closed</h1>{html}</article>"
    return examine(PageInput(url="https://digest.example/2026/bridge", html=page))


@pytest.mark.parametrize(
    ("language", "note"), [(tag, note) for tag, notes in NOTES.items() for note in notes]
)
def test_an_editors_note_makes_a_summary_and_is_no_statement(language, note):
    for lines in ([note, *STORY], [*STORY, note]):
        assert examined(*lines).verdict.label == "summary"
    assert is_note(note, language)


@pytest.mark.parametrize("label", LABELS)
def test_a_bare_heading_is_no_sign_and_no_statement(label):
    assert examined(label, *STORY).verdict.label == "full"
    assert is_note(label, None)
