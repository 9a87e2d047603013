from server.verdict.signals.retelling import retelling_signs
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of

RETOLD = [
    "The harbour tunnel opens on Monday, the Harbour Gazette reports, two years late.",
    "Wet clay caused the delay, according to the newspaper, and pumps ran day and night.",
    "Each passage will cost two crowns, while buses go free on all days of the week.",
]


def features(html):
    return {sign.feature for sign in retelling_signs(reading_of(html))}


def test_a_label_at_the_top_is_seen():
    assert "says_summary:top" in features(page("<p>This is a summary.</p>" + prose(ENGLISH)))


def test_a_label_in_the_menu_is_not():
    html = page(prose(ENGLISH)).replace(">Home<", ">This is what we wrote about it<")
    assert not features(html)


def test_sentences_that_name_their_reporter_are_quoted_where_they_stand():
    (sign,) = retelling_signs(reading_of(page(prose(RETOLD))))
    assert sign.signal == "retells_report"
    assert sign.quote in RETOLD[0]
    assert sign.element.tag == "p"


def test_one_sentence_that_names_another_paper_is_no_retelling():
    assert not features(page(prose([*ENGLISH, RETOLD[0]])))


def test_a_button_or_a_box_above_a_whole_report_does_not_label_it():
    offered = "<p><button>AI summary</button></p>" + prose(ENGLISH)
    assert "says_summary:top" not in features(page(offered))
    boxed = "<p>This is a summary.</p>" + prose(ENGLISH * 3)
    assert "says_summary:top" not in features(page(boxed))
    short = "<p>AI-generated summary</p>" + prose(ENGLISH)
    assert "says_summary:top" in features(page(short))
