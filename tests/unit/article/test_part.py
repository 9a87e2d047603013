from server.article import part_of, place_of_words, read_article
from server.model import PageInput

ARTICLE = read_article(
    PageInput(text="The ferry is late. Nobody minds.\n\nThe harbour is shut until May. It rains.")
)


def test_a_part_is_an_article_of_its_own():
    start = ARTICLE.text.index("Nobody")
    part = part_of(ARTICLE, start, ARTICLE.text.index("It rains"))
    assert part.text == "Nobody minds.\n\nThe harbour is shut until May."
    assert [part.text[sentence.start : sentence.end] for sentence in part.sentences] == [
        sentence.text for sentence in part.sentences
    ]
    assert [sentence.paragraph for sentence in part.sentences] == [0, 1]


def test_what_is_outside_has_no_part():
    assert part_of(ARTICLE, 9_000, 9_100) is None
    assert part_of(ARTICLE, 0, 0) is None


def test_a_selection_is_found_without_its_spaces_and_signs():
    start, end = place_of_words(ARTICLE, "  nobody minds\n the HARBOUR ")
    assert ARTICLE.text[start:end] == "Nobody minds.\n\nThe harbour"
    assert place_of_words(ARTICLE, "the bakery") is None
    assert place_of_words(ARTICLE, " … ") is None
