"""Who did it to whom, in the plain order of words."""

import pytest

from server.align import SentencePair, Text, TextPair
from server.cite.claims import CitedClaim, check_claim
from server.cite.claims.subjects import OtherSubject, other_subject
from server.text.sentences import split

SOURCE = "The water board of Tarn sued Velmo over nitrates in the Alder."


def _other_subject(claim: str, source: str = SOURCE) -> OtherSubject | None:
    sentences = [sentence.text for sentence in split([source], "en")]
    pair = TextPair.of(Text([claim], "en"), Text(sentences, "en"))
    return other_subject(SentencePair(pair, 0, (0,)))


def test_an_exchange_of_subject_and_object_is_named_and_no_match() -> None:
    claim = "Velmo sued the water board of Tarn over nitrates in the Alder."
    assert _other_subject(claim) == OtherSubject("Velmo sued", "Tarn sued")
    checked = check_claim(CitedClaim(Text([claim], "en")), Text([SOURCE], "en"))
    assert checked.outcome == "partly"


@pytest.mark.parametrize(
    "claim",
    [
        SOURCE,
        "Velmo was sued by the water board of Tarn over nitrates in the Alder.",
        "The board sued Velmo over nitrates.",
    ],
)
def test_a_passive_and_the_same_order_are_not_an_exchange(claim: str) -> None:
    assert _other_subject(claim) is None


@pytest.mark.parametrize(
    ("claim", "source", "claimed", "in_source"),
    [
        (
            "Korbo had warned the brigade twice.",
            "Korbo had been warned twice, by the brigade in 2021.",
            "Korbo had warned",
            "Korbo had been warned",
        ),
        (
            "The unions had asked for lower rates.",
            "The federation had asked for lower rates, and the unions for higher ones.",
            "unions had asked",
            "federation had asked",
        ),
        (
            "The board had voted for her with 71 to 19.",
            "The musicians had voted for her with 71 to 19. The board gave way.",
            "board had voted",
            "musicians had voted",
        ),
        (
            "Shopkeepers in Mill Street paid the council 6 million.",
            "Shopkeepers in Mill Street lost a third, and the council paid them 6 million.",
            "Street paid",
            "council paid",
        ),
        (
            "The founder Henrik Sol leaves the board and is followed by Asta Berg.",
            "The founder, Asta Berg, leaves the board and is followed by Henrik Sol.",
            "Sol leaves",
            "Berg, leaves",
        ),
    ],
)
def test_what_the_source_says_of_somebody_else_is_named(
    claim: str, source: str, claimed: str, in_source: str
) -> None:
    other_subject = _other_subject(claim, source)
    assert other_subject is not None
    assert (other_subject.claimed, other_subject.in_source) == (claimed, in_source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        # Another word for the same, and a name for what it is.
        (
            "Officials had voted for the plan in May.",
            "Civil servants had voted for the plan in May.",
        ),
        (
            "Korbo had voted for the plan in May.",
            "The company had voted for the plan in May. Korbo …",
        ),
        ("He sued Velmo over nitrates.", "The board sued Velmo over nitrates."),
        ("The shop closed in May.", "The shop was closed in May."),
        ("The unit rented by Berg is full.", "The unit was rented by Berg."),
    ],
)
def test_other_words_for_the_same_subject_say_nothing(claim: str, source: str) -> None:
    assert _other_subject(claim, source) is None
