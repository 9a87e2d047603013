from hypothesis import given
from hypothesis import strategies as st

from server.store.index.ranking import QueryTerm, of_page, score_of, share_contained, share_of
from server.store.index.tokenizer import tokens

STORY = "The harbour council of Brackholm voted on Monday to sell its oldest ferry to a museum."


def asked(*words):
    return [QueryTerm(f'"{word}"', (word,), 1.0, idf=2.0) for word in words]


def test_a_page_that_is_an_excerpt_doubles_the_score():
    words = tokens(STORY)
    plain = score_of(asked("ferri"), of_page(""), [], words)
    assert score_of(asked("ferri"), of_page(STORY[:60]), [], words) == 2 * plain > 0


def test_words_in_another_order_are_not_runs():
    shuffled = " ".join(reversed(STORY.split()))
    assert share_contained(of_page(shuffled).runs, tokens(STORY)) == 0


def test_half_an_excerpt_counts_half():
    page = "its oldest ferry to a museum near the lake"
    assert share_contained(of_page(page).runs, tokens(STORY)) == 0.5


def test_a_phrase_counts_only_as_one():
    phrase = [QueryTerm('"oldest ferry"', ("oldest", "ferri"), 1.0, idf=2.0)]
    assert score_of(phrase, of_page(""), [], tokens(STORY)) > 0
    assert score_of(phrase, of_page(""), [], tokens("The ferry is the oldest.")) == 0


def test_a_lead_counts_for_more_the_more_of_it_the_page_tells():
    page = of_page("A museum buys the oldest ferry of the Brackholm council for 90.")
    near, far = tokens("Brackholm sells its ferry for 90."), tokens("Ferry fares in Lowry rise.")
    assert [share_of(page, words) for words in (near, far, [])] == [0.75, 0.25, 0.0]
    terms = asked("ferri")
    as_leads = [score_of(terms, page, words, [], whole=False) for words in (near, far)]
    assert as_leads[0] > as_leads[1] > score_of(terms, page, far, [])


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_share_of_runs_is_one_in_the_text_itself_and_never_more(page, article):
    share = share_contained(of_page(page).runs, tokens(page))
    assert share == (1.0 if of_page(page).runs else 0.0)
    assert 0 <= share_contained(of_page(page).runs, tokens(article)) <= 1
