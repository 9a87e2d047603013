"""A sentence's finding, by its label, its changes and the words that the source lacks."""

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import pytest

from server.align import Text, TextPair, align
from server.align.changes.detect import _shares_a_word
from server.align.pair import CLOSE_COPY, NEAR_COPY, SentencePair
from server.align.sentences import (
    _with_places,
    compare_sentence,
    heading_of,
    lacks_a_part,
    parts_of,
    state_of,
)
from server.align.similarity import LEXICAL, Coverage
from server.model import DIFFERING_KINDS, DOUBTS, KIND_GRAVITY, Change, SourceSpan, Span

LIMITS = LEXICAL._replace(most_absent=0.5, partly_from=0.6)


def change(kind, page=None, source=None, **params):
    page_span = Span(*page, "page") if page else None
    source_span = SourceSpan(*source, "source") if source else None
    return Change(kind, page_span, source_span, "Something differs.", params)


exchanged = partial(change, page=(0, 4), source=(0, 0, 6))


def pair(page, source, sources=(0,), further=(), language="en"):
    texts = TextPair.of(Text([page], language), Text(source, language))
    return SentencePair(texts, 0, tuple(sources), tuple(further))


@pytest.mark.parametrize(
    ("label", "changes", "state", "heading"),
    [
        ("verbatim", [], "same", "label_verbatim"),
        ("near_verbatim", [], "same", "label_near_verbatim"),
        ("paraphrase", [], "reworded", "label_paraphrase"),
        ("fused", [], "reworded", "label_fused"),
        ("translated", [], "reworded", "label_translated"),
        ("partly_found", [], "reworded", "label_other_words"),
        ("partly_found", [change("number")], "partly", "label_partly_found"),
        ("not_found", [], "added", "label_not_found"),
        ("boilerplate", [], "aside", "label_boilerplate"),
        ("near_verbatim", [exchanged("number")], "changed", "change_number"),
        ("paraphrase", [exchanged("number")], "changed", "change_number"),
        ("partly_found", [exchanged("number")], "changed", "change_number"),
        ("not_found", [change("number")], "added", "label_not_found"),
        ("boilerplate", [change("number")], "aside", "label_boilerplate"),
        ("paraphrase", [change("wording")], "reworded", "label_paraphrase"),
        ("paraphrase", [exchanged("negation", code="opposite")], "changed", "change_opposite"),
        ("paraphrase", [exchanged("negation", code="added")], "changed", "change_negation"),
        ("paraphrase", [change("number", (0, 4))], "partly", "label_partly_found"),
        ("fused", [change("negation", None, (0, 0, 6))], "partly", "label_partly_found"),
    ],
)
def test_a_sentence_has_one_state_and_is_headed_by_it(label, changes, state, heading):
    assert state_of(label, changes) == state
    assert heading_of(state, label, changes) == heading


def test_what_is_mostly_absent_is_said_as_that_unless_something_differs():
    assert state_of("partly_found", [], 0.51) == "added"
    assert heading_of("added", "partly_found", []) == "label_mostly_absent"
    assert state_of("partly_found", [], 0.5) == "reworded"
    assert state_of("partly_found", [exchanged("number")], 0.6) == "changed"


def test_of_a_sentence_that_nothing_could_place_nobody_knows():
    assert state_of("not_found", [], is_comparable=False) == "not_compared"
    assert heading_of("not_compared", "not_found", []) == "label_not_compared"


def test_the_gravest_change_heads_a_sentence():
    by_gravity = sorted(DIFFERING_KINDS, key=KIND_GRAVITY.__getitem__)
    for graver, lighter in pairwise(by_gravity):
        first, second = exchanged(graver), exchanged(lighter)
        for both in ([first, second], [second, first]):
            heading = heading_of(state_of("fused", both), "fused", both)
            assert heading == f"change_{lighter if (graver, '') in DOUBTS else graver}"


@dataclass
class Absences:
    """Return a sentence of this many content words, some of which no source has."""

    content: int
    absent_words: list[int]
    words: list[str] = field(default_factory=lambda: ["word"] * 10)

    @property
    def content_words(self):
        return range(self.content)


@pytest.mark.parametrize(
    ("absent", "odds", "lacks"),
    [
        (2, 0.0, False),  # half of four
        (3, 0.0, True),
        (2, 0.6, True),
        (2, 0.59, False),
        (0, 0.6, True),  # suspicious enough
    ],
)
def test_a_sentence_lacks_a_part(absent, odds, lacks):
    assert lacks_a_part(Absences(4, list(range(absent))), odds, LIMITS) is lacks


def test_the_parts_of_a_sentence_are_told_by_their_neighbourhoods():
    source = [
        "Tilda Marsh has run the shop of Brevik since spring.",
        "Two ferries are in dock.",
        "Anglers in Hamar caught nine pike under a frozen bridge.",
    ]
    page = "Tilda Marsh runs the Brevik shop while anglers caught nine pike in Hamar."
    sentence_pair = pair(page, source, (0,), (2,))
    parts = [(page[part.start : part.end], part.source) for part in parts_of(sentence_pair)]
    assert parts == [
        ("Tilda Marsh runs the Brevik shop", 0),
        ("anglers caught nine pike in Hamar", 2),
    ]
    assert parts_of(pair(page, source, (0,))) == []
    # One word alone is no part.
    single = pair("Tilda Marsh runs the Brevik shop in winter for anglers.", source, (0,), (2,))
    assert [part.source for part in parts_of(single)] == [0]


def test_a_word_of_two_sources_goes_with_its_neighbours():
    lines = ["kilo alpha bravo charlie lima", "delta echo kilo foxtrot golf"]
    for page, owners in (
        ("alpha bravo charlie kilo hotel", {"alpha bravo charlie kilo": 0}),
        ("delta echo foxtrot kilo hotel", {"delta echo foxtrot kilo": 1}),
        ("hotel kilo alpha bravo", {"kilo alpha bravo": 0}),
        ("hotel kilo echo delta", {"kilo echo delta": 1}),
        # Three words to each side count, and no more.
        ("india kilo hotel hotel foxtrot golf", {"kilo hotel hotel foxtrot golf": 1}),
        ("alpha bravo hotel hotel kilo", {"alpha bravo hotel hotel kilo": 0}),
    ):
        parts = parts_of(pair(page, lines, (0,), (1,)))
        assert {page[part.start : part.end]: part.source for part in parts} == owners, page


def test_two_words_are_a_part_and_one_is_none():
    lines = ["alpha bravo charlie", "delta echo foxtrot"]
    for page, owners in (
        ("alpha bravo delta echo", [0, 1]),
        ("alpha bravo delta", [0]),
        ("alpha delta", []),
    ):
        assert [part.source for part in parts_of(pair(page, lines, (0,), (1,)))] == owners, page


@pytest.mark.parametrize(
    ("first_spans", "second_spans", "same"),
    [
        (((0, 5), None), ((4, 9), None), True),
        (((0, 5), None), ((5, 9), None), False),
        (((5, 9), None), ((0, 5), None), False),
        (((0, 9), None), ((3, 4), None), True),
        (((0, 5), None), (None, (0, 0, 5)), False),
        ((None, (2, 0, 5)), (None, (2, 4, 9)), True),
        ((None, (2, 0, 5)), (None, (3, 4, 9)), False),
        ((None, (2, 0, 4)), (None, (2, 4, 9)), False),
        (((0, 5), (2, 0, 5)), ((6, 9), (2, 3, 9)), True),
        ((None, None), (None, None), False),
    ],
)
def test_the_same_words_are_told_once(first_spans, second_spans, same):
    make = partial(change, "number")
    assert _shares_a_word(make(*first_spans), [change("name"), make(*second_spans)]) is same
    assert _shares_a_word(make(*first_spans), []) is False


LINES = [f"Line {n} of the source stands here." for n in range(12)]


@pytest.mark.parametrize(
    ("sources", "further", "places", "all_sources"),
    [
        ((0,), (), [3], (0, 3)),
        ((0,), (1,), [3, 3, 0, 1], (0, 1, 3)),
        ((0,), (1, 2), [None], (0, 1, 2)),
        ((), (), [3], ()),
        ((0, 1, 2), (3, 4, 5), [6], (0, 1, 2, 3, 4, 6)),
        ((0, 1, 2), (3, 4, 5), [6, 7, 8, 9], (0, 1, 2, 6, 7, 8)),
        ((0, 1, 2), (3,), [6, 7], (0, 1, 2, 3, 6, 7)),
    ],
)
def test_where_a_change_has_its_other_side_shares_a_word(sources, further, places, all_sources):
    changes = [change("number", None, None if place is None else (place, 0, 4)) for place in places]
    assert _with_places(pair(LINES[0], LINES, sources, further), changes).all_sources == all_sources


COPY = "The council of Brevik voted seven to four on Monday to close the old harbour road."


def test_a_near_copy_keeps_most_words_in_their_order():
    same = pair(COPY, [COPY])
    assert same.kept_share == 1
    assert same.is_near_copy()
    assert same.is_near_copy(CLOSE_COPY)
    words = COPY.split()
    shorter = " ".join(words[:8])
    assert not pair(f"{shorter} for reasons of money that it kept to itself", [COPY]).is_near_copy()
    nearer = pair(" ".join([*words[:11], "which", "nobody", "had", "foreseen"]), [COPY])
    assert NEAR_COPY <= nearer.kept_share < CLOSE_COPY
    assert nearer.is_near_copy()
    assert not nearer.is_near_copy(CLOSE_COPY)
    assert not pair(COPY, [COPY], ()).is_near_copy()


def test_what_a_near_copy_keeps_and_exchanges_has_its_places():
    page = COPY.replace("seven to four", "nine to two")
    copied = pair(page, [COPY])
    kept_words = copied.kept_words
    assert kept_words[0] == 0
    assert kept_words[4] == 4
    assert 5 not in kept_words
    assert kept_words[6] == 6
    longer = pair(COPY.replace("Monday", "a cold Tuesday"), [COPY])
    index = COPY.split().index("Monday")
    assert longer.kept_words[index + 1] == index + 3


def test_another_language_is_not_a_near_copy():
    texts = TextPair.of(Text([COPY], "en"), Text(["Der Rat von Brevik stimmte ab."], "de"))
    assert not SentencePair(texts, 0, (0,)).is_near_copy(0.0)
    assert pair(COPY, ["Other words."]).is_near_copy(0.0)


def test_a_call_that_states_nothing_is_a_note():
    source = ["The council of Brevik voted on Monday to close the old harbour road."]
    for call, finding in (
        ("Sure!", "note"),
        ("What a lovely surprise!", "note"),
        ("What a lovely surprise.", "not_found"),
        ("Hundreds of angry pensioners stormed parliament!", "not_found"),
        ("Nineteen!", "not_found"),
    ):
        assert align(Text([call], "en"), Text(source, "en")).sentences[0].finding == finding, call


def test_what_is_placed_in_another_language_is_called_translated():
    source = Text(["Odd Farrow nannte 2014 in Brackholm Kosten von 2,4 Millionen Kronen."], "de")
    page = Text(
        ["Odd Farrow spoke of 2.4 million crowns in Brackholm in 2014.", "Rain fell on the moor."],
        "en",
    )
    translated, unplaced = align(page, source).sentences
    assert (translated.label, translated.finding, translated.source) == ("translated", "found", [0])
    assert (unplaced.label, unplaced.finding, unplaced.source) == ("not_found", "note", [])
    assert unplaced.heading == "label_not_compared"


def test_a_differing_value_comes_before_a_part_that_is_lacking():
    source = Text(["The council of Brevik voted 7 to 4 on Monday to close the harbour road."], "en")
    clause = "The council of Brevik voted 9 to 4 on Monday to close the harbour road"
    page = Text([f"{clause}, while angry pensioners stormed its chamber."], "en")
    (sentence,) = align(page, source).sentences
    assert (sentence.label, sentence.finding) == ("paraphrase", "differs")
    assert sentence.missing
    assert sentence.concern > 0


@pytest.mark.parametrize(
    ("added", "out_of_order", "label"),
    [
        ("", (0, 1, 2), "fused"),
        ("", (), "not_found"),
        (" 19 times", (0, 1, 2), "not_found"),
        (" when angry pike danced wild quadrilles", (0, 1, 2), "not_found"),
    ],
)
def test_a_sentence_is_not_absent_whose_words_stand_in_many_places(added, out_of_order, label):
    source = ["A storm broke the mast.", "Marsh lived on raw fish.", "Doctors praised a miracle."]
    page = f"Marsh praised raw fish in a storm{added}."
    texts = TextPair.of(Text([page], "en"), Text(source, "en"))
    placed = SentencePair(texts, 0, (), out_of_order=out_of_order)
    compared = compare_sentence(placed, Coverage(0.0, 0.0, 0.0), LEXICAL, in_order=True)
    assert (compared.label, compared.pair.sources) == (
        label,
        out_of_order if label == "fused" else (),
    )


def test_a_sentence_without_a_source_is_placed_nowhere():
    source = ["The council of Brevik voted on Monday to close the old harbour road."]
    (sentence,) = align(
        Text(["Anglers caught nine pike in Hamar."], "en"), Text(source, "en")
    ).sentences
    assert (sentence.label, sentence.source, sentence.parts) == ("not_found", [], [])


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "However, the harbour of Brevik closed.", "The harbour of Brevik closed on Monday."),
        ("en", "Additionally, the harbour of Brevik closed.", "The harbour of Brevik closed."),
        ("de", "Außerdem schloss der Hafen von Brevik.", "Der Hafen von Brevik schloss am Montag."),
        ("fr", "Cependant, le port de Brevik a fermé.", "Le port de Brevik a fermé lundi."),
    ],
)
def test_words_that_only_join_sentences_are_not_missing(language, page, source):
    filler = [f"Alpa{n} bedo{n} gumi{n} dolo{n}." for n in "abcdefgh"]
    sentence = align(Text([page], language), Text([source, *filler], language)).sentences[0]
    assert (sentence.finding, sentence.missing) == ("found", [])
