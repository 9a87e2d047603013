from hypothesis import given
from hypothesis import strategies as st

from server.store.folding import tokens
from server.store.ranking import Asked, contained, runs, score

STORY = "The harbour council of Brackholm voted on Monday to sell its oldest ferry to a museum."


def asked(*words):
    return [Asked(f'"{word}"', (word,), 1.0, idf=2.0) for word in words]


def test_a_page_that_is_an_excerpt_doubles_the_score():
    words = tokens(STORY)
    plain = score(asked("ferri"), runs(""), [], words)
    assert score(asked("ferri"), runs(STORY[:60]), [], words) == 2 * plain > 0


def test_words_in_another_order_are_no_runs():
    shuffled = " ".join(reversed(STORY.split()))
    assert contained(runs(shuffled), tokens(STORY)) == 0


def test_half_an_excerpt_counts_half():
    page = "its oldest ferry to a museum near the lake"
    assert contained(runs(page), tokens(STORY)) == 0.5


def test_a_phrase_counts_only_as_one():
    phrase = [Asked('"oldest ferry"', ("oldest", "ferri"), 1.0, idf=2.0)]
    assert score(phrase, runs(""), [], tokens(STORY)) > 0
    assert score(phrase, runs(""), [], tokens("The ferry is the oldest.")) == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_share_of_runs_is_one_in_the_text_itself_and_never_more(page, other):
    share = contained(runs(page), tokens(page))
    assert share == (1.0 if runs(page) else 0.0)
    assert 0 <= contained(runs(page), tokens(other)) <= 1
