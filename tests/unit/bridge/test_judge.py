"""What is said of an entry, and of which nothing is."""

import threading

import pytest

from server.bridge import judge as judging
from server.bridge.judge import judge
from server.errors import NotFound, StoreUnavailable
from server.model import PageInput
from server.net import sample
from tests.contract.bridge.loopback import STORY


def judged(engine, page):
    return judge(engine, page, [], threading.Event())


def page(paragraphs, publisher="Bay Herald"):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        '<!doctype html><html lang="en"><head><title>A dock is shut</title>'
        f'<meta property="og:site_name" content="{publisher}"></head>'
        f"<body><article><h1>A dock is shut</h1>{body}</article></body></html>"
    )
    return PageInput(url="https://bay.example/dock", html=html)


def test_a_retelling_names_whose_report_it_is(engine):
    line = judged(engine(), PageInput(url=sample.summary_url(8750))).line
    assert (line.kind, line.url) == ("retells", sample.original_url(8750))
    assert line.left_out > 0


@pytest.mark.parametrize(
    "paragraphs",
    [
        STORY,
        (f"ELLERY (PTI) - {STORY[0]}", *STORY[1:]),
        ("Source: PTI", *STORY, "(PTI)"),
        ("By Press Trust of India", *STORY, "© Press Trust of India"),
    ],
)
def test_a_whole_text_gets_no_line_be_it_an_agencys(engine, paragraphs):
    judgement = judged(engine(offline=True), page(paragraphs))
    assert (judgement.answer, judgement.line) == (None, None)  # however sure


@pytest.mark.parametrize(
    ("problem", "may_improve"),
    [(StoreUnavailable("The index can't be used just now."), True), (NotFound("None."), False)],
)
def test_an_entry_is_judged_again_where_the_index_failed_for_now(
    engine, monkeypatch, problem, may_improve
):
    def fail(*_):
        raise problem

    monkeypatch.setattr(judging, "story_of", fail)
    judgement = judged(engine(offline=True), page(STORY))
    assert (judgement.line, judgement.may_improve) == (None, may_improve)
