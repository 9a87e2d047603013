"""Short sentences that join words of different statements."""

import pytest

from server.align import SentencePair, Text, TextPair, align_claim, passage_of
from server.cite.claims import CitedClaim, check_claim
from server.cite.claims.joined import JoinedWords, joined_words

TRIAL = [
    "The maker of torvastel, Orrin Pharma, paid for the trial in four hospitals.",
    "Professor Lena Mbeki, who led the study for two years, advises against the drug.",
    "It was approved in Norhaven in 2019 after a short review.",
    "The agency in Brackholm refused it, and patients there protested.",
]


def _joined(claim: str) -> JoinedWords | None:
    texts = TextPair.of(Text([claim], "en"), Text(TRIAL, "en"))
    aligned = align_claim(texts).sentences[0]
    near = passage_of(texts, aligned)
    assert near
    return joined_words(SentencePair(texts, 0, tuple(aligned.source)), near.sentences)


@pytest.mark.parametrize(
    ("claim", "joined"),
    [
        ("Patients paid for the trial in four hospitals.", ("Patients", "paid")),
        ("Orrin Pharma advises against the drug.", ("Orrin", "advises")),
        ("The agency led the study for two years.", ("agency", "led")),
    ],
)
def test_an_opening_from_another_statement_is_named_and_no_match(
    claim: str, joined: tuple[str, str]
) -> None:
    assert _joined(claim) == JoinedWords(*joined)
    checked = check_claim(CitedClaim(Text([claim], "en")), Text(TRIAL, "en"))
    assert checked.outcome == "partly"


def test_neighbours_beside_words_of_other_statements_are_joined() -> None:
    source = "Inspectors find an error of the chart of that coast possible, and ruled out alcohol."
    claim = "Inspectors ruled out an error in the chart."
    texts = TextPair.of(Text([claim], "en"), Text([source], "en"))
    joined = joined_words(SentencePair(texts, 0, (0,)), range(1))
    assert joined == JoinedWords("Inspectors", "ruled")


@pytest.mark.parametrize(
    "claim",
    [
        "Orrin Pharma paid for the trial.",
        "Professor Lena Mbeki advises against the drug.",  # over the clause between commas
        "Torvastel was approved in Norhaven in 2019.",  # "It", two sentences on
        "Manager Orrin Pharma paid for the trial.",  # a role before a name opens as one
    ],
)
def test_words_of_one_statement_are_not_joined(claim: str) -> None:
    assert _joined(claim) is None


def test_long_sentences_may_join_statements() -> None:
    claim = (
        "Patients protested in Brackholm, where the agency refused the drug for which the maker, "
        "Orrin Pharma, paid a trial in four hospitals."
    )
    assert _joined(claim) is None
