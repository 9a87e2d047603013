"""An answer is no larger than what was asked, and says so."""

from server.align import MOST_MARKED, Text, align, bounded
from server.model import MOST_SOURCES
from server.tasks import check_some, check_texts, text_tasks

PAGE = [f"Ship {n} of Orlund carried {n + 400} barrels to Ostrand in May." for n in range(6)]
SOURCE = [f"Ship {n} of Orlund carried {n + 900} barrels to Ostrand in May." for n in range(6)]


def marks(sentences):
    return sum(
        len(one.changes) + len(one.missing) + len(one.parts)
        + (len(one.shared.page) + len(one.shared.source) if one.shared else 0)
        for one in sentences
    )  # fmt: skip


def test_the_first_sentences_keep_their_marks_and_all_their_findings():
    whole = align(Text(PAGE, "en"), Text(SOURCE, "en")).sentences
    assert {one.finding for one in whole} == {"differs"}
    most = marks(whole) - 1
    shown, (warning,) = bounded(whole, most)
    assert (shown[:5], marks(shown[5:])) == (whole[:5], 0)
    assert [(one.finding, one.heading, one.source) for one in shown] == [
        (one.finding, one.heading, one.source) for one in whole
    ]
    assert (warning.type, warning.params) == ("/problems/text_cut", {"marks": marks(whole[5:])})
    assert bounded(whole, most + 1) == (whole, [])


def test_texts_of_many_differences_give_a_bounded_answer(monkeypatch):
    monkeypatch.setattr(text_tasks, "MOST_MARKED", 8)
    monkeypatch.setattr(text_tasks, "_MOST_MARKED_FURTHER", 4)
    page, source = Text(PAGE, "en"), Text(SOURCE, "en")
    first = check_texts(page, source)
    further = check_some(1, page, source, list(range(6)))
    for sentences, remarks, most in (
        (first.alignment.sentences, first.remarks, 8),
        (further.sentences, further.remarks, 4),
    ):
        assert 0 < marks(sentences) <= most
        assert [one.type for one in remarks] == ["/problems/text_cut"]


def test_further_originals_have_together_as_many_marks_as_the_first():
    assert text_tasks._MOST_MARKED_FURTHER * (MOST_SOURCES - 1) <= MOST_MARKED
