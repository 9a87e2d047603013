"""Claims of one or more sentences against a source."""

from server.align import SentencePair, Text, TextPair
from server.cite.claims import CitedClaim, check_claim, check_claims
from server.cite.claims.support import misplaced

SOURCE = [
    "The lighthouse at Brackholm will be lit again in May after eleven dark years.",
    "Repairs had cost 2.4 million crowns, said Odd Farrow, who chairs the trust.",
    "It was built by the Crown in 1854, and stood empty since the keeper left.",
]


def check(*sentences, context=(), source=SOURCE, **fields):
    claim = CitedClaim(Text(list(sentences), "en"), context)
    return check_claim(claim, Text(source, "en", **fields))


def test_a_claim_that_is_there_is_surer_than_one_that_is_half_there():
    full = check("The lighthouse at Brackholm was built by the Crown in 1854.")
    half = check(
        "The lighthouse at Brackholm was painted blue by three sailors from Ellery in 1854."
    )
    none = check("Bread costs more in Ellery since Monday.")
    assert full.confidence > 0.5 > half.confidence > none.confidence
    assert (full.outcome, half.outcome, none.outcome) == ("matches", "partly", "not_there")


def test_each_sentence_of_a_claim_is_judged_in_its_own_words():
    checked = check(
        "The lighthouse will be lit again in May. It was built by the Crown in 1854. "
        "Bread costs more in Ellery since Monday."
    )
    outcomes = [sentence.outcome for sentence in checked.sentences]
    assert outcomes == ["matches", "matches", "not_there"]
    assert checked.outcome == "partly"
    assert checked.confidence == min(sentence.confidence for sentence in checked.sentences)
    assert list(checked.sentences[1].near.sentences) == [2]


def test_one_differing_sentence_makes_the_claim_differ():
    checked = check("It was built by the Crown in 1854.", "Repairs had cost 9.7 million crowns.")
    assert [sentence.outcome for sentence in checked.sentences] == ["matches", "differs"]
    assert checked.outcome == "differs"


def test_a_name_that_the_paragraph_gives_is_not_held_against_a_claim():
    claim = "Farrow of the Skerry Fund said that the repairs had cost 2.4 million crowns."
    alone, within = check(claim), check(claim, context=["The Skerry Fund pays for lighthouses."])
    assert within.confidence > alone.confidence


def test_the_headline_and_day_of_a_source_count_as_its_words():
    claim = "On 3 May 2026, the lighthouse at Brackholm in Norhaven will be lit again."
    alone = check(claim)
    headed = check(claim, title="Norhaven gets its light back", published="2026-05-03T09:00:00Z")
    assert headed.confidence > alone.confidence


def test_a_claim_that_lacks_one_telling_word_alone_does_not_match():
    assert check("Odd Farrow, who chairs the trust, regretted the repairs.").outcome == "partly"


def test_a_claim_in_other_words_matches_without_its_lesser_words_but_not_without_most() -> None:
    assert (
        check(
            "Restoring it took 2.4 million crowns, said Odd Farrow, who chairs the trust."
        ).outcome
        == "matches"
    )
    claim = "Farrow thinks that mending a tower so far away had cost a fortune."
    assert check(claim).outcome == "partly"


def test_a_claim_with_an_invented_cause_does_not_match():
    checked = check("The lighthouse at Brackholm will be lit again because the keeper left.")
    assert checked.outcome == "partly"
    assert "because" in checked.sentences[0].near.lacks


def test_a_claim_against_an_empty_source_is_not_there():
    checked = check("The lighthouse will be lit again in May.", source=[])
    assert (checked.outcome, checked.sentences[0].near) == ("not_there", None)


_SOLD = [
    "The ferry Alderney was sold to a yard in Brennick for 410 crowns in the autumn of 2019.",
    "A yard in Ellery, Farrow and Sons, has built it.",
    "Its sister ship, the Skerry, lies at the quay of Norhaven since 1987.",
]


def test_a_name_or_number_in_the_place_of_another_does_not_match():
    copy = "The ferry Alderney was sold to a yard in {} for 410 crowns in the autumn of {}."
    for place, year in (("Norhaven", 2019), ("Brennick", 1987)):
        assert check(copy.format(place, year), source=_SOLD).outcome != "matches"


def test_a_name_that_stands_there_elsewhere_is_not_another():
    assert _misplaced("Norhaven") == ["Norhaven"]
    assert _misplaced("Ellery") == []


def test_a_value_in_another_unit_is_in_its_own_place():
    source = ["The crack in the tower of Brackholm is 3 centimetres deep.", *SOURCE]
    claim = "The crack in the tower of Brackholm is {} deep."
    assert check(claim.format("30 millimetres"), source=source).outcome == "matches"
    assert check(claim.format("30 centimetres"), source=source).outcome == "differs"


def _misplaced(place):
    claim = (
        f"The ferry Alderney was sold to a yard in {place} for 410 crowns in the autumn of 2019."
    )
    pair = SentencePair(TextPair.of(Text([claim], "en"), Text(_SOLD, "en")), 0, (0,))
    return [
        claim[pair.page.words[index].start : pair.page.words[index].end]
        for index in misplaced(pair)
    ]


def test_claims_checked_together_are_judged_as_each_alone():
    sentences = (
        "Repairs had cost 9.7 million crowns.",
        "The lighthouse was built by the Crown in 1854.",
        "Bread costs more.",
    )
    claims = [CitedClaim(Text([sentence], "en")) for sentence in sentences]
    source = Text(SOURCE, "en")
    assert check_claims(claims, source, 60) == [check_claim(claim, source) for claim in claims]


def test_no_claim_is_begun_once_the_time_is_over_but_the_first():
    claims = [CitedClaim(Text(["It was built in 1854."], "en"))] * 3
    assert len(check_claims(claims, Text(SOURCE, "en"), 0)) == 1
