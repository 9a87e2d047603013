import pytest

from server.language.data import by_language
from server.text.credits.forms import LANGUAGES, PARTS, credit_form, has_part, languages_for
from server.text.credits.publishers import is_called_outlet

WORDS = by_language("calls.credits")
MARKERS = {
    "first": "republished",
    "published": "republished",
    "taken": "republished",
    "credit": "credit",
    "credit_after": "credit",
    "before": "told",
    "after": "told",
}


def linked(sentence):
    """Return the sentence without its brackets, and their contents."""
    before, _, rest = sentence.partition("[")
    name, _, after = rest.partition("]")
    return before + name + after, name


def plays(language, part, sentence):
    """Return whether a sentence of `part` is read as one."""
    text, name = linked(sentence)
    if not has_part(part, text, (language,)) or part not in MARKERS:
        return has_part(part, text, (language,))
    form = credit_form(text, name, (language,), note=MARKERS[part] != "told")
    return form in (MARKERS[part], "republished")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_plays_its_part_in_its_own_sentence(language):
    words = [(part, *pair) for part in PARTS for pair in WORDS[language][part].items()]
    assert words
    unread = [(part, word) for part, word, sentence in words if not plays(language, part, sentence)]
    assert unread == []


def test_every_language_has_words_for_every_part():
    empty = {
        (language, part) for language in LANGUAGES for part in PARTS if not WORDS[language][part]
    }
    assert {part for _, part in empty} <= {"credit_after", "spoken"}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The personal letter is in the archive.", "archive"),
        ("The council said that the budget was spent.", "the budget"),
        ("The museum first opened in May, and a plan appeared on its site.", "museum"),
        ("Sourdough bread is sold at the quay.", "the quay"),
    ],
)
def test_a_sentence_that_names_no_publisher_says_nothing(sentence, name):
    assert credit_form(sentence, name, ("en",), note=False) is None


def test_a_short_word_is_not_a_beginning_of_another():
    assert has_part("other", "Read it in our app", ("en",))
    assert not has_part("other", "It first appeared here", ("en",))


def test_a_page_is_read_in_its_language_and_in_english():
    assert languages_for("de-AT") == ("de", "en")
    assert languages_for("en") == ("en",)
    assert languages_for("fi") == LANGUAGES
    assert languages_for(None) == LANGUAGES


def test_an_email_is_not_an_outlet():
    assert not is_called_outlet("E-Mail", ("de", "en"))
    assert is_called_outlet("Tunnel-Anzeiger", ("de", "en"))
