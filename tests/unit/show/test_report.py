import json
import re
from dataclasses import asdict

import pytest
from pydantic_core import to_json

from server.model import (
    FINDERS,
    AlignRequest,
    Candidate,
    CompareRequest,
    Evidence,
    PageInput,
    Search,
    Tried,
    Verdict,
)
from server.net import sample
from server.pipeline.compare import Done, align, compare
from server.show.printable import printable, printable_json
from server.show.report import REPORTS, Style, differences
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose

report, report_search, report_alignment = (REPORTS[call] for call in ("compare", "find", "align"))


def compared(engine, page, **fields):
    events = compare(engine, CompareRequest(page=page, **fields))
    comparison = next(event.comparison for event in events if isinstance(event, Done))
    return json.loads(to_json(comparison))


def test_the_report_follows_the_readers_order_and_shows_every_sentence(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    text = report(comparison)
    order = ["This is a summary", "\nOriginal\n", "In figures", "Sentence by sentence"]
    order += ["What was left out", "\nLeft out in part\n"]
    assert sorted(order, key=text.index) == order
    joined = " ".join(re.sub(r"[\[\]_]", "", text).split())
    for sentence in comparison["alignment"]["page"]:
        assert " ".join(sentence.split()) in joined


def test_no_line_is_wider_than_asked(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    lines = report(comparison, Style(width=60)).splitlines()
    assert all(len(line) <= 60 for line in lines if "http" not in line and "█" not in line)


def test_colour_marks_what_differs_instead_of_brackets(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    text = report(comparison, Style(colour=True))
    assert "\x1b[1;4;31m" in text
    assert "[15,000]" not in text


def test_words_in_both_are_marked_otherwise_than_words_that_differ(engine):
    page = PageInput(text="The council wants a judge to stop the ferry line, whose boats are cut.")
    source = PageInput(
        text="The ferry line cut its boats. Brevik's council sued it before a judge."
    )
    text = report(compared(engine(), page, source=source))
    assert "_ferry line_" in text
    assert "\x1b[4m" in report(compared(engine(), page, source=source), Style(colour=True))


def test_figures_say_what_there_is_and_no_noughts(engine):
    text = "The ferry line cut its boats. Brevik's council sued it before a judge."
    text_of_report = report(compared(engine(), PageInput(text=text), source=PageInput(text=text)))
    assert "  Has 100% of the original\n  Same words 2\n  ██\n" in text_of_report
    assert "    original " not in text_of_report
    assert "    both      The ferry line cut its boats.\n" in text_of_report


def test_the_kinds_of_the_page_s_sentences_are_counted_by_the_figures(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    figures = comparison["alignment"]["figures"]
    figures.update(page_sentences=1, differs=1, not_found=0, partly_found=0, found=0, verbatim=1)
    assert "\n  Changed 1\n" in report(comparison)


def test_a_long_original_is_shown_around_the_words_that_it_shares(engine):
    aside = "and the gulls of the old quay cried over the roofs as they do in spring, " * 9
    source = PageInput(text=f"The ferry line cut its boats, {aside}and Brevik's council sued it.")
    page = PageInput(text="Brevik's council sued the ferry line.")
    original_part = report(compared(engine(), page, source=source)).partition("original ")[2]
    shown = " ".join(original_part.partition("Left out")[0].split())
    assert "_ferry line_ cut its boats, and the" in shown
    assert " … " in shown
    assert shown.endswith("_Brevik's council sued_ it.")
    assert shown.count("gulls") < 3


def test_a_piece_that_is_left_out_is_marked_otherwise_than_a_difference(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    entry = next(entry for entry in comparison["alignment"]["left_out"] if entry["span"])
    piece = entry["span"]["text"].split()
    parts = report(comparison).partition("\nLeft out in part\n")[2]
    assert "{" + " ".join(piece) + "}" in " ".join(parts.split())
    assert "\x1b[2m" in report(comparison, Style(colour=True))


def test_an_omission_that_begins_with_he_has_the_sentence_before_it(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    text = " ".join(report(comparison).split())
    assert "He did not give a figure, and a spokeswoman declined to name one. after “‘We're" in text
    for entry in comparison["alignment"]["left_out"]:
        del entry["about"]  # as in comparisons of earlier versions
    assert "after “" not in report(comparison)


def test_a_reason_is_not_longer_than_it_is_read():
    message = "The source has other words: “" + "and the gulls cried over the quay " * 20 + "”."
    sentence = {"changes": [{"kind": "quote", "says": message}], "finding": "differs"}
    (reason,) = differences(sentence)
    assert reason.startswith("The source has other words: “and the gulls")
    assert reason.endswith("… ")
    assert len(reason) < 250


def test_a_doubt_without_missing_words_lists_none():
    change = {"kind": "negation", "says": "“not” is not in the original."}
    sentence = {"changes": [change], "finding": "partly", "missing": []}
    assert list(differences(sentence)) == [change["says"]]


def test_where_nothing_was_found_it_says_where_it_looked(engine):
    page = PageInput(text="The ferry is late.\n\nThis is a summary. Read the full story elsewhere.")
    text = report(compared(engine(), page))
    assert "No original was found." in text
    assert "Links to other sites" in text


def test_a_page_without_a_sign_of_more_is_one_line_and_its_reason(engine):
    answer = compared(engine(), PageInput(html=page(prose(ENGLISH * 3)), url=HERE))
    evidence = Evidence("whole_text", "", None, None, 0.9, {"sentences": 18})
    answer["verdict"] = asdict(Verdict("full", 0.9, [evidence], "complete"))
    text = report(answer)
    assert text.startswith("No sign of a longer version")
    assert "original" not in text.replace("original publication", "")


def test_of_a_text_alone_the_report_says_that_it_can_not_tell(engine):
    page = PageInput(text="The ferry is late, as it is every Tuesday in spring. " * 30)
    text = report(compared(engine(), page))
    assert text.startswith("Can't tell\n  - A text alone can't show whether it is whole.")


def test_words_that_say_two_things_are_quoted_once(engine):
    comparison = compared(engine(), PageInput(text="The ferry is late. Nobody is surprised."))
    summary, source_line = (
        Evidence(signal, "", "A summary.", None, 1.0) for signal in ("says_summary", "source_line")
    )
    paid = Evidence("declared_paid", "It is paid for.", None, None, 1.0)
    comparison["verdict"] = asdict(Verdict("summary", 0.9, [summary, source_line, paid], "retells"))
    text = report(comparison)
    assert text.count("“A summary.”") == 1
    assert "The page calls itself a summary: “A summary.”" in text
    assert text.count("The page says that it is not free to read.") == 1


def test_a_source_given_is_said_to_be_given(engine):
    text = PageInput(text="The ferry is late. Nobody is surprised.")
    assert "\n  The text you gave.\n" in report(compared(engine(), text, source=text))


def test_several_sources_have_letters(engine):
    first, second = "The ferry is late again today.", "Nobody in Brackholm is surprised by that."
    page = PageInput(text=f"{first} {second}")
    sources = [PageInput(text=text, title=text[:9]) for text in (first, second)]
    text = report(compared(engine(), page, sources=sources))
    assert "A: The ferry\n" in text
    assert "B: Nobody in\n" in text
    assert "Found in B · Nobody in, word for word" in text


def test_a_text_without_a_name_is_named_by_its_first_words(engine):
    texts = ["The ferry is late again today.", "Nobody in Brackholm is surprised by that at all."]
    sources = [PageInput(text=text) for text in texts]
    request = AlignRequest(page=PageInput(text=" ".join(texts)), sources=sources)
    reports = [
        report(compared(engine(), request.page, sources=sources)),
        report_alignment(json.loads(to_json(align(engine(), request)))),
    ]
    for text in reports:
        assert "  A: a text given, “The ferry is late again today.”" in text
        assert "Found in B · “Nobody in Brackholm is surprised by that at …”, word" in text


def test_a_sentence_of_a_document_is_shown_with_its_page(engine):
    text = PageInput(text="The ferry is late again today. Nobody is surprised by the news.")
    comparison = compared(engine(), PageInput(text="The ferry is late again today."), source=text)
    comparison["source"]["pages"] = [{"number": 7, "start": 0, "end": len(text.text)}]
    shown = report(comparison)
    assert "both      The ferry is late again today. (page 7)" in shown
    assert "1. Nobody is surprised by the news. (page 7)" in shown


@pytest.mark.parametrize("finder", FINDERS)
def test_every_place_that_was_looked_at_has_words(finder):
    turn = Tried(finder, "nothing", 0, 1, "Nothing of this kind.")
    search = Search("not_found", None, [], [turn])
    verdict = asdict(Verdict("unknown", 0.5, []))
    result = {
        "page": {"title": None, "url": None, "sentences": [], "words": 0},
        "verdict": verdict,
        "search": asdict(search),
    }
    text = report_search(result)
    assert "Where we looked" in text
    assert "_" not in text


def test_places_that_hold_nothing_share_a_line_and_an_address_is_printed_once():
    url = "https://gazette.example/2026/a"
    tried = [
        Tried("page_link_cta", "not_confirmed", 1, 7, f"{url} answers with status 404."),
        Tried("canonical_elsewhere", "nothing", 0, 0, "The page has nothing of this kind."),
        Tried("og_url_elsewhere", "nothing", 0, 0, "The page has nothing of this kind."),
    ]
    untitled = Candidate(
        url,
        None,
        None,
        None,
        "unverified",
        0.0,
        [],
        "unreachable",
        None,
        None,
        "not_read",
        "Unread.",
        problem="page_status",
        http_status=404,
    )
    search = Search("not_found", None, [untitled], tried)
    result = {
        "page": {"title": None},
        "verdict": asdict(Verdict("unknown", 0.5, [])),
        "search": asdict(search),
    }
    text = report_search(result, Style(width=200))
    places = text.partition("Where we looked:\n")[2].splitlines()
    assert places == [
        "  - Links to other sites, such as “Read the full story” – looked at, not confirmed",
        "  - The address that the page gives as its own – nothing found",
    ]
    assert "The site answers with an error (404)" in text
    assert text.count(url) == 1


def test_a_second_opinion_is_named_as_one_and_quotes_its_passage(engine):
    comparison = compared(engine(), PageInput(url=sample.summary_url(8750)))
    first, second, third, *_ = comparison["alignment"]["sentences"]
    first["opinion"] = {"by": "small", "supported": True, "source": [0]}
    second["opinion"] = {"by": "small", "supported": False, "source": []}
    third["opinion"] = {"by": "small", "supported": None, "source": []}
    text = " ".join(report(comparison).split())
    passage = " ".join(comparison["alignment"]["source"][0].split())
    assert f"small: the original supports this. “{passage}”" in text
    assert "small: the original does not support this." in text
    assert "small: no answer that can be read." in text


UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = "\x1b]0;owned\x07 \x1b[2J \x9b2J \u202eflipped\u2066 \ud800"


def test_a_page_cannot_steer_the_terminal_that_its_report_is_printed_on(engine):
    hostile = f"The ferry is late {HOSTILE.replace(chr(0xD800), '')}. "
    page = PageInput(text=hostile + "It was late on Tuesday and will be late in spring. " * 12)
    source = PageInput(text="The ferry is late, as it is every Tuesday in spring. " * 8)
    comparison = compared(engine(), page, source=source)
    comparison["page"]["title"] = HOSTILE
    comparison["alignment"]["page"][0] += HOSTILE
    comparison["source"]["url"] = f"https://ferry.example/{HOSTILE}"
    comparison["warnings"] = [{"detail": HOSTILE}]
    text = report(comparison)
    assert not UNSAFE.search(text)


def test_printable_text_keeps_its_length_and_its_marks_of_direction():
    assert printable(HOSTILE + "\u200f\n") == (
        "\ufffd]0;owned\ufffd \ufffd[2J \ufffd2J \ufffdflipped\ufffd \ufffd\u200f "
    )


def test_printed_json_has_the_same_values():
    value = {"title": HOSTILE.replace("\ud800", ""), "n": [1, None]}
    text = printable_json(value)
    assert json.loads(text) == value
    assert not re.search("[\x1b\x7f-\x9f\u202a-\u202e]", text)


TOLD = (
    "The council of Larvik put off the new quay for a year, as its chair Ada Holm said on Tuesday.",
    "Crews of the Brevik ferry struck for two days over shifts that end long after midnight.",
    "A bakery in Stavern sold bread for 40 crowns until the mill at Helgeroa reopened in June.",
    "Rain took the road between Kvelde and Hedrum on Sunday, and nobody can say when it will open.",
    "Nils Aker, who kept the light at Svenner for thirty years, has written a book about gulls.",
)


def briefing():
    """Return a page of five stories."""
    items = "".join(
        f'<h2><a href="https://paper{index}.example/2026/a-story-of-{index}">Story {index}</a></h2>'
        f"<p>{story}</p>"
        for index, story in enumerate(TOLD)
    )
    return f"<article><h1>This morning</h1>{items}</article>"


def test_several_stories_are_listed_with_their_originals(engine):
    page = PageInput(url="https://brief.example/today", html=briefing())
    text = report(compared(engine(), page))
    assert "5 stories, each with its own original" in text
    assert text.index("1  Story 1") < text.index("https://paper1.example/2026/a-story-of-1")
    assert "--item" in text
    assert "No original was found" not in text


def test_a_retelling_leads_to_the_report_that_it_names(engine):
    page = PageInput(text="\n\n".join((*ENGLISH, "Source: The Telegraph")), url=HERE)
    text = report(compared(engine(offline=True), page))
    assert text.startswith("Retells The Telegraph\n")
    assert "https://telegraph.co.uk/" in text
    assert "Find that report" not in text  # a front page is none


def test_no_original_was_found_never_stands_under_a_whole_story(engine):
    answer = compared(engine(offline=True), PageInput(text="\n\n".join(ENGLISH * 4), url=HERE))
    answer["verdict"]["answer"] = "complete"
    looked = [{"finder": "index", "outcome": "nothing", "candidates": 0, "ms": 1, "detail": "No."}]
    for outcome in ("not_found", "same_story", "not_needed"):
        search = answer["search"] | {"outcome": outcome, "tried": looked}
        assert "original was found" not in report_search(answer | {"search": search})


def test_the_stories_beneath_a_lead_are_named_with_their_numbers(engine):
    beneath = (
        "<h2>{0}</h2><p>{1} <a href='https://paper{2}.example/2026/a-story-of-{2}'>Read</a></p>"
    )
    lines = [
        "The bridge rises again at noon",
        "The ferry has a new captain",
        "Crews sell fish",
        "A road is gone",
        "A keeper writes",
    ]
    further_stories = "".join(
        beneath.format(line, TOLD[number], number) for number, line in enumerate(lines)
    )
    html = page(prose(ENGLISH) + f"<h2>Also in today's roundup</h2>{further_stories}")
    shown = report(compared(engine(offline=True), PageInput(html=html, url=HERE)))
    assert shown.index("Also on this page") < shown.index("1  The bridge rises")
    assert "0  " not in shown
