"""Who did it to whom, in the plain order of words."""

import pytest

from server.align import SentencePair, Text, TextPair
from server.cite.claims import CitedClaim, check_claim
from server.cite.claims.subjects import OtherSubject, other_subject

SOURCE = "The water board of Tarn sued Velmo over nitrates in the Alder."


def _other_subject(claim: str) -> OtherSubject | None:
    pair = TextPair.of(Text([claim], "en"), Text([SOURCE], "en"))
    return other_subject(SentencePair(pair, 0, (0,)))


def test_an_exchange_of_subject_and_object_is_named_and_no_match() -> None:
    claim = "Velmo sued the water board of Tarn over nitrates in the Alder."
    assert _other_subject(claim) == OtherSubject("sued", "Velmo", "Tarn")
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
def test_a_passive_and_the_same_order_are_no_exchange(claim: str) -> None:
    assert _other_subject(claim) is None
