"""Quotations word for word, their marks and their speakers."""

import pytest

from server.text.quotations import quotations
from tests.unit.align.beside import changes

BRIDGE = "“We will build the bridge next year,” Tom Arden said, “and pay for it.”"


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("“We will build the bridge next year and pay for it,” Tom Arden said.", BRIDGE),
        ("“We do not want it, and it’s no loss,” said Tom Arden.",
         "“We don't want it, and it is no loss,” said Tom Arden."),
        ("“The color of the harbor is organized like a theater,” said Tom Arden.",
         "“The colour of the harbour is organised like a theatre,” said Tom Arden."),
    ],
)  # fmt: skip
def test_a_quotation_joined_or_spelt_otherwise_is_word_for_word(page, source):
    assert "quote" not in {c.kind for c in changes(page, source)}


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("“We will build the bridge and sell it,” Tom Arden said.", BRIDGE),
        ("“The forms were filled by the mayor,” said Tom Arden.",
         "“The forms were filed by the mayor,” said Tom Arden."),
        ("“The hall was staffed by the mayor,” said Tom Arden.",
         "“The hall was stuffed by the mayor,” said Tom Arden."),
    ],
)  # fmt: skip
def test_other_words_are_a_change(page, source):
    assert "quote" in {c.kind for c in changes(page, source)}


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("'We build Osk's tunnel', said Arden.", ["We build Osk's tunnel"]),
        ("It is 'a waste of money,' Arden said.", ["a waste of money,"]),
        ("”Vi bygger bron i år”, säger Arden.", ["Vi bygger bron i år"]),
        ("Arden sanoi: ”Silta on suljettu.”", ["Silta on suljettu."]),
        ('„Das reicht", sagte Arden. "Nein", rief er.', ["Das reicht", "Nein"]),
        ('„Er rief "Halt" und ging“, sagte Arden.', ['Er rief "Halt" und ging']),
        ("The players' union told 'em the owners' deal was dead in the '90s.", []),
        ("pay for it.” Arden left, and the bridge” was shut.", []),
    ],
)
def test_marks_of_many_languages_are_read(sentence, quoted):
    assert [sentence[start:end] for start, end in quotations(sentence)] == quoted


def test_a_title_with_an_elided_article_is_not_a_quotation():
    page = "« Le Courrier d'Orval » a publié mardi le rapport sur le pont de Brevik."
    source = "Le journal local a publié mardi le rapport sur le pont de Brevik."
    assert "quote" not in {c.kind for c in changes(page, source, language="fr")}


@pytest.mark.parametrize(
    "quoted",
    ["“[D]ivers found the harbour empty on Monday,” she said.",
     "“Divers found the harbour (of Larvik) empty on Monday,” she said."],
)  # fmt: skip
def test_what_an_editor_puts_in_brackets_is_not_another_word(quoted):
    source = ["“Over the week divers found the harbour empty on Monday,” Marsh said.", "It rained."]
    assert "quote" not in {change.kind for change in changes(quoted, *source)}
