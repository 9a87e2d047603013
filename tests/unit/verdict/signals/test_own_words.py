import pytest

from tests.unit.verdict.stories import ENGLISH, page, prose, remarked, view_of

LINES = {
    "says_summary": [
        "This is an AI-generated summary of a longer report.",
        "Une compression synthétique de l’article",
        "자동 요약",
        "引用、研究和决策请回看原文",
    ],
    "says_excerpt": [
        "This essay is excerpted from The Harbour Years.",
        "An edited extract from The Harbour Years",
        "Auszug aus „Die Hafenjahre“",
    ],
}


@pytest.mark.parametrize(
    ("code", "line"), [(code, line) for code, lines in LINES.items() for line in lines]
)
@pytest.mark.parametrize("at_head", [True, False])
def test_a_page_says_what_it_is_at_its_head_or_end(code, line, at_head):
    note = f"<p>{line}</p>"
    body = note + prose(ENGLISH) if at_head else prose(ENGLISH) + note
    (signal,) = remarked(view_of(page(body)))
    assert signal.code == code
    assert signal.quote == line


def test_a_button_offers_a_summary():
    assert not remarked(view_of(page("<button>AI summary</button>" + prose(ENGLISH))))
