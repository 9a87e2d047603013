"""A second opinion by servers that speak chat completions, well and badly, and who may see what."""

import json
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from server.cli.main import main
from server.config import Settings
from server.model import AlignRequest, CompareRequest, PageInput, SentencesInput
from server.net.fetch import Fetcher
from server.pipeline.compare import Done, Engine, align, compare
from server.team.opinion import model_of
from tests.servers import serving

SOURCE = (
    "The mill at Tarn burned down on Friday. Two people were hurt. The mayor thanked the crews."
)
PAGE = (
    "Arson by thieves ruined the mill at Tarn. People hurt themselves as they fled in panic. "
    "A curse lies on the valley."
)
URL = "https://news.example/mill"
HTML = (
    "<html lang=en><title>The mill at Tarn</title><article><h1>The mill at Tarn</h1>"
    + "".join(f"<p>{text}.</p>" for text in PAGE.rstrip(".").split(". "))
    + "<p>Firefighters from three villages fought the flames until the early morning hours.</p>"
    + "</article></html>"
)


@dataclass
class Stub:
    """A chat completions server; `answer` writes what it answers, `asked` is what it was sent."""

    answer: object
    asked: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@pytest.fixture
def stub():
    stubs = ExitStack()
    ends = []

    def start(answer):
        model = Stub(answer)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.asked.append((self.path, body))
                model.headers.append(dict(self.headers))
                with suppress(OSError):
                    model.answer(self, model)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        stubs.enter_context(serving(server))
        model.url = f"http://127.0.0.1:{server.server_port}/v1"
        ends.append(model.over)
        return model

    with stubs:
        yield start
        for over in ends:
            over.set()


def send(handler, body, status=200, **headers):
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def says(content):
    body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
    return lambda handler, model: send(handler, body)


def endless(handler, model):
    handler.send_response(200)
    handler.end_headers()
    while not model.over.is_set():
        handler.wfile.write(b" " * 65_536)


def slow(handler, model):
    model.over.wait(60)


YES = says('{"supported": true, "passage": 1}')


@pytest.fixture
def engine(pool):
    def make(stub=None, pages=None, **more):
        if stub:
            more |= {"opinion_url": stub.url, "opinion_url_model": "small"}
        settings = Settings(workers=1, **more)
        fetcher = Fetcher(settings, pages=pages or {})
        return Engine(settings, pool, fetcher, opinion=model_of(settings))

    return make


def compared(engine, page=None, **more):
    page, source = page or PageInput(text=PAGE), PageInput(text=SOURCE)
    request = CompareRequest(page=page, source=more.pop("source", source), **more)
    events = compare(engine, request)
    return next(event.comparison for event in events if isinstance(event, Done))


def opinions(comparison):
    return [sentence.opinion for sentence in comparison.alignment.sentences if sentence.opinion]


def problems(comparison):
    return [w.params for w in comparison.warnings if w.type == "/problems/opinion_failed"]


def test_a_model_is_asked_as_its_interface_says_and_its_answer_stands_beside(stub, engine):
    model = stub(YES)
    comparison = compared(engine(model, opinion_key="sesame"), opinion=True)
    assert [(o.by, o.supported) for o in opinions(comparison)] == [("small", True)] * len(
        model.asked
    )
    assert all(0 <= o.source[0] < 3 for o in opinions(comparison))
    path, body = model.asked[0]
    assert (path, body["model"]) == ("/v1/chat/completions", "small")
    assert model.headers[0]["Authorization"] == "Bearer sesame"
    assert not problems(comparison)


def test_of_a_text_that_a_reader_sent_nothing_is_asked_without_leave(stub, engine):
    model = stub(YES)
    ready = engine(model, {URL: HTML, URL + "/source": HTML})
    sent, public = PageInput(html=HTML, url=URL), PageInput(url=URL)
    for page, source in ((sent, public), (public, sent)):
        assert not opinions(compared(ready, page, source=source))
    offer = compared(ready, sent, source=public).alignment.opinion_offer
    assert offer is None  # word for word the same: nothing is in doubt
    texts = SentencesInput(sentences=["The mill burned."]), SentencesInput(sentences=["A mill."])
    align(ready, AlignRequest(page=texts[0], source=texts[1]))
    assert not model.asked
    align(ready, AlignRequest(page=texts[0], source=texts[1], opinion=True))
    assert model.asked


def test_of_two_public_pages_it_is_asked(stub, engine):
    model = stub(YES)
    original_url = "https://wire.example/mill"
    ready = engine(
        model,
        {URL: HTML, original_url: HTML.replace(PAGE.partition(".")[0], "The mill at Tarn burned")},
    )
    compared(ready, PageInput(url=URL), source=PageInput(url=original_url))
    assert model.asked


def test_without_leave_it_is_offered_just_what_would_be_asked(stub, engine):
    model = stub(YES)
    ready = engine(model)
    refused = compared(ready).alignment
    assert not model.asked
    offer = refused.opinion_offer
    assert (offer.by, offer.to) == ("small", "127.0.0.1")
    allowed = compared(ready, opinion=True).alignment
    assert allowed.opinion_offer is None
    sent = [body["messages"][-1]["content"] for _, body in model.asked]
    assert len(sent) == len(offer.questions) > 0
    for words, question in zip(sent, offer.questions, strict=True):
        assert refused.page[question.sentence] in words
        assert all(refused.source[place] in words for place in question.source)


def test_no_more_sentences_are_asked_about_than_allowed_and_none_twice(stub, engine):
    model = stub(YES)
    ready = engine(model, opinion_sentences=2)
    for _ in range(2):
        assert len(opinions(compared(ready, opinion=True))) == 2
    assert len(model.asked) == 2


BROKEN = {
    "garbage": (lambda h, model: send(h, b"<html>no"), "unreadable"),
    "chatter": (says("It depends."), "unreadable"),
    "429": (lambda h, model: send(h, b"{}", 429, Retry_After="5"), "page_status"),
    "500": (lambda h, model: send(h, b"{}", 500), "page_status"),
    "redirect": (lambda h, model: send(h, b"", 307, Location="/elsewhere"), "page_status"),
    "endless": (endless, "page_too_large"),
    "slow": (slow, "deadline_exceeded"),
    "hangs up": (lambda h, model: h.connection.close(), "fetch_failed"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_whatever_it_does_the_comparison_is_whole_and_a_warning_says_what_happened(
    stub, engine, case
):
    answer, why = BROKEN[case]
    model = stub(answer)
    started = time.monotonic()
    comparison = compared(engine(model, opinion_seconds=1.0), opinion=True)
    assert time.monotonic() - started < 30
    assert comparison.alignment.figures.page_sentences == 3
    assert all(opinion.supported is None for opinion in opinions(comparison))
    assert why in [params["why"] for params in problems(comparison)]
    assert {path for path, _ in model.asked} == {"/v1/chat/completions"}


def test_one_that_is_not_there_is_a_warning(engine, stub):
    model = stub(YES)
    model.url = "http://127.0.0.1:9/v1"
    assert [p["why"] for p in problems(compared(engine(model), opinion=True))] == ["fetch_failed"]


def test_an_address_without_a_models_name_is_refused_at_the_start():
    with pytest.raises(ValueError, match="UNABRIDGED_OPINION_URL_MODEL"):
        model_of(Settings(opinion_url="http://127.0.0.1:9/v1"))


def test_switched_off_no_sentence_has_an_opinion(engine):
    assert model_of(Settings()) is None
    assert not opinions(compared(engine(), opinion=True))


def test_on_the_command_line_files_are_shown_only_with_leave(stub, capsys, tmp_path, monkeypatch):
    model = stub(YES)
    settings = {"URL": model.url, "URL_MODEL": "small"}
    for name, value in settings.items():
        monkeypatch.setenv(f"UNABRIDGED_OPINION_{name}", value)
    for name, text in (("page", PAGE), ("source", SOURCE)):
        (tmp_path / name).write_text(text)

    def asked(*more):
        call = ["align", "--json", str(tmp_path / "page"), str(tmp_path / "source"), *more]
        assert main(call) == 0
        sentences = json.loads(capsys.readouterr().out)["sentences"]
        return {sentence["opinion"]["by"] for sentence in sentences if sentence["opinion"]}

    assert asked() == set()
    assert not model.asked
    assert asked("--opinion") == {"small"}
