"""The makers of the pages that the verdict learns from and is measured on (tests/bench)."""

import random
from itertools import combinations

import lxml.html
import pytest

from server.article.read import read
from server.model import PageInput
from server.page.document import fold
from server.verdict.classifier import LABELS
from server.verdict.judge import judge
from tests.bench.corpus_base import STORIES, WORDS, Whole, base_of, text_in
from tests.bench.corpus_makers import MAKERS
from tests.bench.corpus_markup import DOORS, FAMILIES, SHUT
from tests.unit.verdict.stories import ENGLISH, GERMAN, HERE, page, prose

STORY = [*ENGLISH, *(f"In the second week, {line}" for line in ENGLISH)]
HALVES = ("train", "test", "final", "later")


def base(half, seed, language="en"):
    story = STORY if language == "en" else [*GERMAN, *(f"Später: {line}" for line in GERMAN)]
    html = page(f"<div>{prose(story)}</div>")
    whole = Whole("tunnel", HERE, language, html, "\n".join(story))
    return base_of(whole, half, random.Random(seed))


def made(half, label, seed, language="en"):
    whole = base(half, seed, language)
    MAKERS[label][1](whole)
    return lxml.html.tostring(whole.root, encoding="unicode")


def test_the_labels_are_those_that_the_model_tells_apart():
    assert set(MAKERS) == set(LABELS)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("label", ["full", "paywalled", "excerpt"])
def test_a_page_is_made_the_same_from_the_same_seed_only(half, label):
    assert made(half, label, 7) == made(half, label, 7)
    assert len({made(half, label, seed) for seed in range(8)}) > 1


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("label", ["paywalled", "excerpt"])
def test_cut_pages_have_lost_their_last_paragraph(half, label):
    for seed in range(12):
        assert STORY[-1][:60] not in made(half, label, seed)


def test_a_whole_page_ends_with_one_of_its_paragraphs_or_an_ellipsis():
    for seed in range(20):
        whole = base("train", seed)
        MAKERS["full"][1](whole)
        last = text_in(whole.blocks[-1])
        assert any(last.rstrip("….") == line.rstrip(".") for line in STORY)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("label", sorted(set(MAKERS) - {"summary"}))
def test_what_a_verdict_quotes_stands_on_the_made_page(label, language):
    for half in HALVES:
        for seed in range(4):
            html = made(half, label, seed, language)
            shown = " ".join(lxml.html.fromstring(html).text_content().split())
            for evidence in judge(read(PageInput(html=html, url=HERE))).evidence:
                assert evidence.signal == "declared_longer" or (evidence.quote or "") in shown


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("label", sorted(MAKERS))
def test_a_verdict_other_than_full_quotes_a_place_that_can_be_found_again(half, label):
    told = 0
    for seed in range(4):
        reading = read(PageInput(html=made(half, label, seed, "de"), url=HERE))
        verdict = judge(reading)
        if verdict.label in ("full", "unknown"):
            continue
        told += 1
        places = [one for one in verdict.evidence if one.quote and one.selector]
        assert places
        for one in places:
            (element,) = reading.document.root.cssselect(one.selector)
            assert fold(one.quote) in fold(element.text_content())
    assert told or label == "full"


def test_the_sets_share_no_saying_door_markup_or_lock():
    for kind in ("cut", "on", "full", "excerpt", "summary", "edition"):
        sets = [{words for said in WORDS[half].values() for words in said[kind]} for half in HALVES]
        shared = {words for one, two in combinations(sets, 2) for words in one & two}
        assert len(shared) <= 0.02 * sum(map(len, sets)), kind
    for parts in (DOORS, FAMILIES, SHUT):
        for half in ("final", "later"):
            others = [set(parts[other]) for other in HALVES if other != half]
            assert not set(parts[half]) & set.union(*others)


def test_the_final_set_has_languages_of_its_own():
    assert {"ca", "bg", "hr", "he"} <= set(STORIES["final"])
    assert not {"ca", "bg", "hr", "he"} & (set(WORDS["train"]) | set(WORDS["test"]))
