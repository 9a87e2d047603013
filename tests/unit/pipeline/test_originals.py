"""Several originals as a caller gives them."""

from server.align import Text, facts
from server.model import CompareRequest, PageInput
from server.pipeline.compare import Done, compare
from server.pipeline.tasks import check_further
from tests.unit.pipeline.test_further import FIRST, LAST, SECOND


def compared(engine, page, *sources):
    texts = [PageInput(text="\n\n".join(text), language="en") for text in (page, *sources)]
    events = compare(engine(), CompareRequest(page=texts[0], sources=texts[1:]))
    return next(event.comparison for event in events if isinstance(event, Done))


def test_a_page_of_several_given_reports_compiles_them(engine):
    page = [*FIRST[:2], *SECOND[1:], LAST]
    alone, both = compared(engine, page, FIRST), compared(engine, page, FIRST, SECOND)
    assert (both.verdict.answer, both.verdict.basis.kind) == ("retells", "compiles")
    assert both.verdict.basis.credits == []  # texts without a name
    assert alone.verdict.basis.kind != "compiles"
    shown = next(reason for reason in both.verdict.evidence if reason.signal == "alignment_shows")
    assert shown.params["total"] == len(FIRST) + len(SECOND)
    assert f"{shown.params['used']} of the originals' {shown.params['total']}" in shown.says
    assert shown.params["used"] == len(page) - 1
    assert (len(alone.sources), alone.alignment.further) == (1, [])


def test_the_sentence_on_top_names_the_original_that_says_otherwise(engine):
    page = [*FIRST[:2], "The yard has 15 cranes now, its owner said."]
    second = ["The yard has 12 cranes now, its owner said."]
    request = CompareRequest(
        page=PageInput(text="\n\n".join(page)),
        sources=[
            PageInput(text="\n\n".join(FIRST), url="https://gazette.example/a"),
            PageInput(text=second[0], url="https://www.post.example/b"),
        ],
    )
    answer = next(
        event.comparison for event in compare(engine(), request) if isinstance(event, Done)
    )
    assert answer.gist.says == "post.example says “12”; the page says “15”."


def test_five_sources_of_five_thousand_sentences_are_compared(engine):
    sources = [
        [f"Ship {number} of {index} sails." for index in range(5_000)] for number in range(5)
    ]
    page = [source[number] for number, source in enumerate(sources)]
    answer = compared(engine, page, *sources)
    assert [len(further.sentences) for further in answer.alignment.further] == [5_000] * 4
    shown = [
        sentence.elsewhere[0].source if sentence.elsewhere else 0
        for sentence in answer.alignment.sentences
    ]
    assert shown == [0, 1, 2, 3, 4]


def test_further_sources_have_the_time_of_one_together(engine, monkeypatch):
    quick_engine, timeouts = engine(), []
    run = quick_engine.pool.run

    def noted(function, *args, timeout=None, **options):
        timeouts.append(timeout)
        return run(function, *args, timeout=timeout, **options)

    monkeypatch.setattr(quick_engine.pool, "run", noted)
    compared(lambda: quick_engine, FIRST, SECOND, [LAST], [FIRST[0], LAST], FIRST[1:])
    assert [seconds for seconds in timeouts if seconds] == [quick_engine.settings.align_seconds] * 2


def test_further_source_beyond_the_time_is_named_and_the_shorter_ones_are_compared():
    short, long = (Text(sentences, "en") for sentences in (SECOND, [*FIRST, *SECOND]))
    done, late = check_further(Text([LAST], "en"), [(2, long), (1, short)], [0], 0.0)
    assert [further.source for further in done] == [1]
    assert [problem.detail.split(":")[0] for problem in late] == ["Original 3 was not compared"]


def test_page_is_read_once_for_all_further_sources(monkeypatch):
    read_sentences = []
    words = facts.words
    monkeypatch.setattr(
        facts,
        "words",
        lambda text, *arguments: read_sentences.append(text) or words(text, *arguments),
    )
    sources = [(1, Text(SECOND, "en")), (2, Text([*SECOND, LAST], "en"))]
    done, late = check_further(Text(FIRST, "en"), sources, [0, 1], 60.0)
    assert ([further.source for further in done], late) == ([1, 2], [])
    assert [read_sentences.count(sentence) for sentence in FIRST] == [1] * len(FIRST)


def test_a_source_that_cannot_be_read_leaves_its_place_to_the_next(engine):
    dead = PageInput(url="https://nowhere.example/story")
    request = CompareRequest(
        page=PageInput(text="\n\n".join(FIRST)), sources=[dead, PageInput(text=FIRST[0])]
    )
    events = compare(engine(offline=True), request)
    answer = next(event.comparison for event in events if isinstance(event, Done))
    assert answer.source.text == FIRST[0]
    assert [warning.type for warning in answer.warnings] == ["/problems/offline"]


def test_several_sources_are_counted_while_they_are_read(engine):
    pages = {f"https://{name}.example/a": f"<p>{FIRST[0]}</p>" for name in ("north", "south")}
    sources = [PageInput(url=url) for url in pages]
    request = CompareRequest(page=PageInput(text="\n\n".join(FIRST)), sources=sources)
    heard = []
    list(compare(engine(pages), request, report=heard.append))
    assert {event.get("host") for event in heard} == {None, "north.example", "south.example"}
    assert [(event["number"], event["of"]) for event in heard if "of" in event] == [(1, 2), (2, 2)]
