"""A retelling's alterations raise an alarm; other words do not."""

import pytest

from server.align import Text, align
from server.model import DIFFERING_KINDS

SOURCE = [
    "Solund Lines denied on Monday that it will close its route to Brevik, 40 kilometres away.",
    "Deputy mayor Tilda Marsh, 54, said some islanders may lose their jobs in the harbour.",
    "The company carried 3,200 passengers in May, 18 per cent fewer than a year before.",
    "Captain Jon Brekke was injured in the collision, while two sailors escaped unhurt.",
    "Brevik sued Larvik over the quay in 2019, and the case is still pending.",
    "Ferry prices rose by 5 points after the council approved a new tax of Rs8 lakh a year.",
    "“We have looked at every other way to keep the boats running,” said Ingrid Vale, the manager.",
    "Police said the former treasurer, Odd Rasmus, allegedly took the money from the safe.",
    "Most of the 26 boats that left the harbour returned before the storm.",
    "The ministry ruled out a subsidy for the winter, a spokeswoman told the Harbour Gazette.",
    "The tallest sailor, who is 5'3\" and holds a Ph.D., refused to leave the deck.",
    "A 23-year lease of the quay, signed with the ISIL Foundation, ends on 18 October.",
    "Ingrid Vale, the strategy director of the line, warned of higher prices.",
    "The route will reopen if ministers grant money, the council of Brevik said.",
    "A court in Hamar sentenced the treasurer to four years in prison for fraud.",
    "Divers had found that the quay was unstable for large boats.",
    "On foot it is a bit under 40 minutes by the path to the lighthouse.",
]


def shown(page: str):
    return align(Text([page], "en"), Text(SOURCE, "en", "2026-05-20")).sentences[0]


ALTERED = {
    "denied becomes admitted": SOURCE[0].replace("denied", "admitted"),
    "another name": SOURCE[0].replace("Brevik", "Hamar"),
    "another age": SOURCE[1].replace("54", "45"),
    "a doubt dropped": SOURCE[1].replace("may lose", "will lose"),
    "another number": SOURCE[2].replace("3,200", "2,300"),
    "per cent becomes points": SOURCE[2].replace("18 per cent", "18 points"),
    "fewer becomes more": SOURCE[2].replace("fewer", "more"),
    "another victim": SOURCE[3].replace("Captain Jon Brekke was", "Captain Tilda Marsh was"),
    "a not added": SOURCE[3].replace("was injured", "was not injured"),
    "another year": SOURCE[4].replace("2019", "2009"),
    "a fall": SOURCE[5].replace("rose", "fell"),
    "rejected": SOURCE[5].replace("approved", "rejected"),
    "an altered quotation": SOURCE[6].replace("keep the boats running", "sell the old boats"),
    "allegedly dropped": SOURCE[7].replace("allegedly took", "took"),
    "before becomes after": SOURCE[8].replace("before the storm", "after the storm"),
    "ruled out becomes confirmed": SOURCE[9].replace("ruled out", "confirmed"),
    "another height": SOURCE[10].replace("5'3\"", "6'3\""),
    "refused becomes agreed": SOURCE[10].replace("refused", "agreed"),
    "another day": SOURCE[11].replace("18 October", "28 October"),
    "another length": SOURCE[11].replace("23-year", "33-year"),
    "an added clause": "Jon Brekke was injured and later received a medal from Queen Astrid.",
    "an added number": "Solund Lines denied that 750 workers will go.",
    "another bound in other words": "The path to the lighthouse takes over 40 minutes on foot.",
    "a name longer by two words": "The company sails in the South Larvik Sea as well.",
    "an opposite in other words": "The treasurer was acquitted of fraud.",
    "a rank dropped": SOURCE[1].replace("Deputy mayor", "The mayor"),
    "some becomes all": SOURCE[1].replace("some islanders", "all islanders"),
    "roles exchanged": SOURCE[4].replace("Brevik sued Larvik", "Larvik sued Brevik"),
    "former dropped": SOURCE[7].replace("the former treasurer", "the treasurer"),
    "most becomes all": SOURCE[8].replace("Most of", "All of"),
    "a doubt dropped from a shortened copy": SOURCE[7]
    .replace("former ", "")
    .replace("allegedly took", "took"),
    "a condition dropped": "The route will reopen, the council of Brevik said.",
    "another measure": SOURCE[0].replace("kilometres", "miles"),
    "a prefix dropped": SOURCE[15].replace("unstable", "stable"),
    "a denying prefix": "Odd Rasmus said the quay was stable for boats.",
}
MARKED = {  # too rarely right in real texts to be more than marked
    "some becomes all beside other words": SOURCE[1]
    .replace("some islanders", "all islanders")
    .replace("harbour", "port"),
    "another director": "Ingrid Vale, the finance director of the line, warned of higher prices.",
}
FAITHFUL = {
    "surname": "Brekke, the captain, was hurt in the collision; two sailors escaped.",
    "number in words": SOURCE[3].replace("two sailors", "2 sailors"),
    "currency apart": SOURCE[5].replace("Rs8 lakh", "₹8 lakh"),
    "height in words": SOURCE[10].replace("5'3\"", "5 feet 3 inches"),
    "another transliteration": SOURCE[11].replace("ISIL", "ISIS"),
    "a lease of years": SOURCE[11].replace("A 23-year lease", "A lease of 23 years"),
    "a day in figures": SOURCE[11].replace("on 18 October", "on October 18"),
    "per cent as a sign": SOURCE[2].replace("18 per cent", "18%"),
    "rounded": SOURCE[2].replace("3,200 passengers", "more than 3,000 passengers"),
    "said otherwise": "The ministry will not pay a winter subsidy, its spokeswoman said.",
    "two joined": "Deputy mayor Marsh fears for jobs; Solund Lines denied it will close the route.",
    "shortened": "Brevik sued Larvik over the quay.",
    "denied as not": "Solund Lines said it will not close its route to Brevik.",
    "passive": "Larvik was sued by Brevik over the quay in 2019.",
}


@pytest.mark.parametrize("case", ALTERED)
def test_what_was_altered_raises_an_alarm(case):
    assert shown(ALTERED[case]).finding in {"differs", "partly", "not_found"}


@pytest.mark.parametrize("case", MARKED)
def test_other_words_of_a_near_copy_are_marked(case):
    assert "wording" in {change.kind for change in shown(MARKED[case]).changes}


def test_other_words_alone_accuse_nobody_but_are_marked():
    sentence = shown("Tilda Marsh spoke of lost jobs at 12:30 AM on Monday.")
    assert (sentence.finding, sentence.heading) == ("found", "label_other_words")
    assert "12:30" in " ".join(span.text for span in sentence.missing)


@pytest.mark.parametrize("case", FAITHFUL)
def test_what_is_said_in_other_words_is_not_accused(case):
    sentence = shown(FAITHFUL[case])
    differing = [c.says for c in sentence.changes if c.kind in DIFFERING_KINDS]
    assert (sentence.finding, differing) == ("found", [])


def test_names_and_figures_of_a_sentence_without_a_source_are_told():
    sentence = shown("Queen Astrid opened 17 libraries for 900 pupils in Fjordheim last spring.")
    assert sentence.finding == "not_found"
    facts = {(change.kind, change.page.text) for change in sentence.changes}
    assert facts == {
        ("name", "Astrid"),
        ("name", "Fjordheim"),
        ("number", "900"),
        ("number", "17"),
    }


@pytest.mark.parametrize(
    ("page", "source", "finding", "label"),
    [
        ("Odd Farrow resigns in spring over the ferry's cost.",
         "The mayor, Odd Farrow, may resign over the cost of the new ferry.", "found",
         "paraphrase"),
        ("The board said the 17 jobs at the mill in Solund were safe.",
         "The board said the 17 jobs at the mill in Solund were at risk.", "found", "paraphrase"),
        ("The board said the 17 jobs in Solund were at risk.",
         "The board said the 17 jobs at the mill in Solund were at risk.", "found", "paraphrase"),
        ("The board said the 17 jobs at the mill in Solund were at risk.",
         "The board said that the 17 jobs at the mill in Solund were at risk.", "found",
         "near_verbatim"),
    ],
)  # fmt: skip
def test_only_other_function_words_are_nearly_word_for_word(page, source, finding, label):
    (sentence,) = align(Text([page], "en"), Text([source], "en")).sentences
    assert sentence.finding == finding
    assert sentence.label == label
    assert (sentence.heading == "label_near_verbatim") == (label == "near_verbatim")
