"""Texts whose sources are on a real web server: fine, gone, moved, refused, large, walled."""

import json
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.contract.calls.test_calls import problem, valid
from tests.contract.calls.test_find import STORY
from tests.papers import pdf
from tests.servers import running_server, serving

_WALL = "<div class=paywall><p>Subscribe to continue reading.</p></div>"
_FORTY = 40
_MOST_PAGES = 20  # of one text, in these tests


def _page(*paragraphs, more=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html lang=en><title>Lit</title><article><h1>Lit</h1>{body}{more}</article></html>"


PAGES = {
    "/fine": _page(*STORY),
    "/large": _page(*STORY, more=f"<div hidden>{'x' * 5_000_000}</div>"),
    "/wall": _page(STORY[0], more=_WALL),
    "/empty": "<html lang=en><title>Lit</title></html>",
    "/robots.txt": "User-agent: *\nDisallow: /refused\n",
}

KINDS = {"/robots.txt": "text/plain", "/paper.pdf": "application/pdf"}


class Sources(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        if path == "/held":
            self.server.held.set()
            self.connection.recv(1)  # until the other side hangs up
            self.server.left.set()
            return
        body = PAGES.get("/fine" if path.startswith("/n") else path, "").encode()
        if path == "/paper.pdf":
            body = self.server.document
        self.send_response(302 if path == "/moved" else 200 if body else 404)
        if path == "/moved":
            self.send_header("Location", "/fine")
        kind = KINDS.get(path, "text/html; charset=utf-8")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def sources():
    web = ThreadingHTTPServer(("127.0.0.1", 0), Sources)
    web.asked = Counter()
    web.held, web.left = threading.Event(), threading.Event()
    with serving(web):
        yield web, f"http://127.0.0.1:{web.server_port}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with sources() as (web, base):
        hosts = f"127.0.0.1:{web.server_port},localhost:{web.server_port}"
        allowed = {"UNABRIDGED_ALLOW_HOSTS": hosts}
        sooner = {"server.cite.check.MOST_PAGES": _MOST_PAGES}
        with running_server(tmp_path_factory.mktemp("data"), sooner=sooner, **allowed) as server:
            yield web, base, server


def cited(server, **page):
    answer = httpx2.post(
        f"{server.base}/v1/cite", json={"page": page}, trust_env=False, timeout=200
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def outcomes(answer):
    """Return outcome and reason by the last word of each address."""
    return {
        reference["url"].rsplit("/", 1)[1]: (reference["outcome"], reference["why_unreadable"])
        for citation in answer["citations"]
        for reference in citation["references"]
    }


ALL = {
    "fine": ("matches", None),
    "moved": ("matches", None),
    "large": ("unreadable", "no_text"),  # 5 MB of a page's HTML are more than is read
    "gone": ("unreadable", "gone"),
    "refused": ("unreadable", "refused"),
    "wall": ("unreadable", "walled"),
}


def test_article_of_a_wiki_has_each_reference_checked_or_explained(desk):
    _, base, server = desk
    marks = "".join(
        f'<sup><a href="#n{name}">[{number}]</a></sup>' for number, name in enumerate(ALL, 1)
    )
    notes = "".join(
        f'<li id="n{name}"><cite><a href="{base}/{name}">Lit</a></cite></li>' for name in ALL
    )
    html = f"<title>Brackholm</title><div><p>{STORY[0]}{marks}</p><ol>{notes}</ol></div>"
    assert outcomes(cited(server, html=html)) == ALL


def test_wikitext_and_a_newsletter_are_checked_as_the_page_is(desk):
    _, base, server = desk
    refs = "".join(f"<ref>{{{{cite web|title=Lit|url={base}/{name}}}}}</ref>" for name in ALL)
    assert outcomes(cited(server, text=f"{STORY[0]}{refs}\n\n[[Category:Lights]]")) == ALL
    cells = "".join(
        f'<tr><td><p>{STORY[0]} <a href="{base}/{name}">Gazette</a></p></td></tr>' for name in ALL
    )
    letter = f"<html lang=en><title>Monday</title><body><table>{cells}</table></body></html>"
    assert outcomes(cited(server, html=letter)).items() <= ALL.items()


def test_handbook_of_many_links_is_read_to_its_bounds_and_each_page_once(desk):
    web, base, server = desk
    web.asked.clear()
    lines = [f"{STORY[number % 5]} [Gazette]({base}/fine)" for number in range(_FORTY)]
    lines += [f"{STORY[0]} [Gazette]({base}/n{number})" for number in range(_MOST_PAGES + 10)]
    answer = cited(server, text="\n\n".join(lines))
    assert len(answer["citations"]) == len(lines)
    assert max(count for path, count in web.asked.items() if path != "/robots.txt") == 1
    read = sum(citation["outcome"] == "matches" for citation in answer["citations"])
    unread = [citation for citation in answer["citations"] if citation["outcome"] == "unreadable"]
    assert read + len(unread) == len(lines)
    assert read >= _FORTY
    assert len(unread) == 11  # one of the pages that are read is cited by forty lines
    bound = f"It was not read: a text may cite {_MOST_PAGES} pages at most."
    assert {citation["references"][0]["detail"] for citation in unread} == {bound}


def test_notes_that_cite_notes_are_followed(desk):
    _, base, server = desk
    text = f"{STORY[0]}[^1]\n\n[^1]: After Farrow.[^2]\n[^2]: [Gazette]({base}/fine)\n"
    assert outcomes(cited(server, text=text)) == {"fine": ALL["fine"]}


def test_references_of_a_pdf_are_followed(desk):
    web, base, server = desk
    lines = [
        (60, 700, 11, "The lighthouse at Brackholm will be lit again in May after eleven dark"),
        (60, 686, 11, "years, the harbour trust said on Tuesday [1]."),
        (60, 640, 11, "References"),
        (60, 620, 11, f"[1] Gazette, Lit again. {base}/fine"),
    ]
    web.document = pdf([lines])
    answer = cited(server, url=f"{base}/paper.pdf".replace("127.0.0.1", "localhost"))
    assert outcomes(answer) == {"fine": ALL["fine"]}


def streaming(server, **page):
    """Return the streamed answer as a context, and the stream of its events."""
    headers = {"Accept": "application/x-ndjson"}
    options = {"json": {"page": page}, "headers": headers, "timeout": 60}
    return httpx2.stream("POST", f"{server.base}/v1/cite", trust_env=False, **options)


def events_of(response):
    return (valid(json.loads(line), "CiteEvent") for line in response.iter_lines() if line.strip())


def test_sources_are_told_at_first_then_each_as_it_was_read_then_the_whole(desk):
    _, base, server = desk
    urls = [f"{base}/{name}" for name in ("fine", "gone", "wall")]
    text = f"{STORY[0]}[^1]\n\n{STORY[1]} ([Gazette]({urls[1]}), [Post]({urls[2]}))\n\n"
    text += f"[^1]: {urls[0]} and {urls[1]}\n"
    with streaming(server, text=text) as response:
        events = list(events_of(response))
    stages = [event for event in events if event["event"] != "progress"]
    assert [event["event"] for event in stages] == ["sources", *["source"] * 3, "done"]
    assert stages[0]["urls"] == urls
    assert [(event["number"], event["of"], event["url"]) for event in stages[1:-1]] == [
        (1, 3, urls[0]),
        (2, 3, urls[1]),
        (3, 3, urls[2]),
    ]
    judged = [
        [(claim["sentence"], claim["left"]) for claim in event["claims"]] for event in stages[1:-1]
    ]
    assert judged == [[(0, 1)], [(0, 0), (1, 1)], [(1, 0)]]
    assert stages[-1]["citations"] == cited(server, text=text)
    reading = [event for event in events if event["event"] == "progress"]
    assert {"event": "progress", "stage": "source", "number": 2, "of": 3} in reading
    assert any(event.get("host") == "127.0.0.1" for event in reading)


def test_caller_who_leaves_ends_the_reading_of_sources(desk):
    web, base, server = desk
    web.asked.clear()
    names = ("fine", "held", "nthen", "nlast")
    text = "\n\n".join(f"{STORY[0]} [Gazette]({base}/{name})" for name in names)
    with streaming(server, text=text) as response:
        read = next(event for event in events_of(response) if event["event"] == "source")
        assert read["url"] == f"{base}/fine"
        assert web.held.wait(30)
    assert web.left.wait(30)
    assert outcomes(cited(server, text=f"{STORY[0]} [Gazette]({base}/moved)"))
    assert not {"/nthen", "/nlast"} & set(web.asked)


def test_text_that_cant_be_read_ends_the_stream_as_an_event_and_a_wrong_body_begins_none(desk):
    _, base, server = desk
    with streaming(server, url=f"{base}/gone") as response:
        *_, last = events_of(response)
    assert last["problem"]["type"] == "/problems/page_status"
    with streaming(server) as response:
        response.read()
        assert problem(response) == "invalid_request"
