import pytest

from server.align import Text
from server.source.features import compute_features, same_event

SOURCE = Text(
    [
        "The harbour trust of Brackholm will sell its oldest ferry, the Corvina, to a museum.",
        "Dana Whitlock told the board that the line had lost 320,000 since 2019.",
        "The European regulator was asked for a subsidy.",
    ],
    "en",
)


def of(*sentences):
    return compute_features(Text(list(sentences), "en"), SOURCE)


def test_names_and_numbers_are_weighed_by_themselves():
    features = of(
        "A buyer paid Whitlock 320,000 for the Corvina, insiders claim with astonishment."
    )
    assert features.facts == 1.0
    assert features.containment < 0.6


def test_a_name_or_number_that_the_source_has_not_counts_against_it():
    assert (
        of("Then Whitlock sold the Corvina.").facts > of("Then Whitlock sold the Merganser.").facts
    )
    assert of("It lost 320,000.").facts > of("It lost 480,000.").facts


OPINION = (
    "Only time will tell whether this gamble pays off.",
    "The stakes could hardly be higher, and patience is wearing thin.",
    "What is clear is that the old certainties no longer apply.",
)


def test_opinion_of_the_pages_own_takes_little_from_what_its_facts_have_in_common():
    statements = (
        "The trust sells the Corvina to a museum.",
        "The line had lost 320,000, said Whitlock.",
    )
    bare, padded = of(*statements), of(*statements, *OPINION)
    assert padded.sentences < 0.7 * bare.sentences
    assert padded.firm == pytest.approx(bare.firm, abs=0.1)
    assert padded.firm_share < bare.firm_share == 1.0


@pytest.mark.parametrize("page", [[], ["…"]])
def test_a_page_of_no_words_holds_nothing_against_a_candidate(page):
    features = of(*page)
    assert (features.facts, features.sentences, features.firm, features.quotes) == (
        1.0,
        1.0,
        1.0,
        1.0,
    )


def test_two_texts_are_as_surely_of_one_event_from_either_side():
    short = Text(["The ferry to Brackholm ran aground on Monday with 412 passengers aboard."], "en")
    longer = Text([*short.sentences, "Two tugs pulled it free at noon, Oda Lindqvist said."], "en")
    unrelated = Text(["The orchestra of Vellmar opens its season with a forgotten symphony."], "en")
    assert same_event(short, longer) == pytest.approx(same_event(longer, short), abs=1e-9)
    assert same_event(short, longer) > 0.9
    assert same_event(short, unrelated) < 0.1
