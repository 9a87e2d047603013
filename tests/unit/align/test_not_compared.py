"""Texts in two languages without meaning: what names and numbers can't place is not judged."""

import json
from dataclasses import replace

import numpy as np
import pytest
from pydantic_core import to_json

from server.align import Text, align, align_some, merge_missing
from server.align.further_sources import FurtherAlignment, sentences_to_look_up
from server.cite.check import cite
from server.conclude.comparison import overlap_of
from server.language.messages import words
from server.language.vectors import Meanings
from server.model import CompareRequest, PageInput
from server.pipeline.compare import compare
from server.show import groups
from server.show.report import REPORTS, Style

SWEDISH = [
    "Regeringen presenterade på tisdagen en ny plan för järnvägen mellan Stockholm och Göteborg.",
    "Planen kostar 40 miljarder kronor och ska vara klar 2035.",
    "Infrastrukturministern Anna Berg sade att resenärerna har väntat länge nog.",
    "Oppositionen kritiserade planen och kallade den för dyr.",
    "Många pendlare är trötta på förseningar, som under vintern har varit 17 om dagen.",
]
ENGLISH = [
    "The government presented a new plan for the railway from Stockholm to Gothenburg on Tuesday.",
    "The plan costs 40 billion kronor and is to be ready in 2035.",
    "Infrastructure minister Anna Berg said that travellers had waited long enough.",
    "The opposition criticised the plan and called it expensive.",
    "Many commuters are tired of delays, which have been far too many this winter.",
    "The rail agency begins work next spring.",
]
PAGE, SOURCE = Text(SWEDISH, "sv"), Text(ENGLISH, "en")
LINK = "https://rail.example/2026/new-plan-for-the-railway"


def html(language, sentences):
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return f"<html lang={language}><title>Rail</title><article>{body}</article></html>"


def test_what_nothing_places_is_neither_accused_nor_left_out():
    result = align(PAGE, SOURCE)
    assert [sentence.finding for sentence in result.sentences] == ["found"] * 3 + ["note"] * 2
    for sentence in result.sentences[3:]:
        assert (sentence.heading, sentence.label) == ("label_not_compared", "not_found")
        assert (sentence.changes, sentence.missing, sentence.source) == ([], [], [])
    assert (result.left_out, result.not_compared) == ([], [3, 4, 5])
    figures = result.figures
    assert (figures.page_sentences, figures.found, figures.not_found) == (3, 3, 0)
    assert (figures.source_sentences, figures.used, figures.left_out_words) == (6, 3, 0)
    assert figures.left_out_minutes == 0


def test_the_overlap_counts_it_as_nowhere_in_the_source():
    overlap = overlap_of(align(PAGE, SOURCE))
    assert overlap.found == pytest.approx(3 / 5)
    assert overlap.covered < 0.75


def test_what_an_encoder_covers_is_judged_and_what_it_does_not_is_not():
    rows = np.eye(6, 8, dtype=np.float32)
    page = replace(PAGE, meanings=Meanings(rows[[0, 1, 2, 5]], 0.45, 0.35))
    source = replace(SOURCE, meanings=Meanings(rows[:5], 0.45, 0.35))
    result = align(page, source)
    assert [sentence.finding for sentence in result.sentences[3:]] == ["not_found", "note"]
    assert {entry.source for entry in result.left_out} == {3, 4}
    assert result.not_compared == [5]


def test_what_is_only_like_a_sentence_in_meaning_is_not_called_absent():
    rows = np.eye(6, 8, dtype=np.float32)
    near = np.array(
        [0, 0, 0, 0.4, 0, 0, 0.9165, 0], np.float32
    )  # .4 to the fourth, .45 is the same
    page = replace(PAGE, meanings=Meanings(np.array([*rows[:3], near, rows[5]]), 0.45, 0.35))
    source = replace(SOURCE, meanings=Meanings(rows[:5], 0.45, 0.35))
    result = align(page, source)
    assert [sentence.finding for sentence in result.sentences[3:]] == ["note", "not_found"]
    assert [entry.source for entry in result.left_out] == [4]
    assert result.not_compared == [3, 5]


def test_the_reader_is_told_no_more_in_words(engine):
    pages = [PageInput(html=html("sv", SWEDISH)), PageInput(html=html("en", ENGLISH))]
    request = CompareRequest(page=pages[0], source=pages[1])
    *_, done = compare(engine({}), request)
    answer = json.loads(to_json(done.comparison))
    assert answer["gist"] is None
    shown = next(e for e in answer["verdict"]["evidence"] if e["signal"] == "alignment_shows")
    assert shown["says"] == "Has at least 3 of the original's 6 sentences, in another language."
    report = REPORTS["compare"](answer, Style(width=200))
    assert "  Has at least 3 of the original's 6 sentences, in another language. · " in report
    assert " · Not compared 3\n" in report
    assert "  Same words 3 · In another language: not compared 2\n" in report
    assert report.count("In another language: not compared\n") == 2
    assert "Not in the original" not in report
    assert "Left out" not in report
    *_, last = groups(answer, words("de"))
    assert (last["kind"], last["heading"]) == ("note", "In anderer Sprache: nicht verglichen")
    assert len(last["items"]) == 2


def test_what_one_of_several_could_not_compare_is_in_none_for_nobody():
    page = Text([*ENGLISH[:2], "Hens lay well in the shade of an old barn."], "en")
    first, foreign = align(page, Text(ENGLISH[:2], "en")), Text(SWEDISH, "sv")
    assert first.sentences[2].finding == "not_found"
    further = FurtherAlignment(1, align_some(page, foreign, [2]), SWEDISH)
    assert merge_missing(first, [further]).sentences[2].heading == "label_not_compared"


def test_a_source_in_the_pages_language_may_still_bear_it_out():
    first = align(PAGE, SOURCE)
    assert sentences_to_look_up(first) == [3, 4]
    same = FurtherAlignment(1, align_some(PAGE, Text(SWEDISH[3:], "sv"), [3, 4]), SWEDISH[3:])
    both = merge_missing(first, [same])
    assert [sentence.heading for sentence in both.sentences[3:]] == ["elsewhere_found"] * 2
    assert both.figures.page_sentences == 5


def test_a_citation_in_another_language_is_not_called_absent(engine):
    web = engine({LINK: html("en", ENGLISH)})
    citing_sentence = SWEDISH[3].replace("kallade den", f"[kallade den]({LINK})")
    text = "\n\n".join(["# Järnväg", *SWEDISH[:3], citing_sentence, SWEDISH[4]])
    (citation,) = cite(web, PageInput(text=text)).citations
    assert citation.outcome == "not_compared"
    assert "another language (sv)" in citation.references[0].detail
