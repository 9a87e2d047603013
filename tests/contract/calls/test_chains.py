"""Chains over real HTTP: a summary of a summary leads on to the page that retells nobody."""

from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.contract.calls.test_find import STORY, SUMMARY
from tests.servers import running_server, serving

PATH = "/2026/lighthouse-at-brackholm-lit-again"
NAMES = ("Quay Brief", "Tidewater Post", "Harbour Gazette")
# The second paper's text, longer than the brief and shorter than the report.
RETOLD = [
    "Brackholm's lighthouse will be lit again in May, after eleven dark years.",
    "Odd Farrow, the harbour trust's chair, put the repairs at 2.4 million crowns.",
    "Wilma Stensund, whose grandfather was the first keeper there, will turn the switch on 3 May.",
    "A storm had broken the lantern in 2014, and the coast guard saw no more need for the light.",
]


class Page(BaseHTTPRequestHandler):
    """A paper with one page."""

    def do_GET(self):
        body = self.server.html.encode()
        is_page = self.path == PATH
        self.send_response(200 if is_page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if is_page else 0))
        self.end_headers()
        if is_page:
            self.server.asked += 1
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def page(name, *paragraphs, head=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    title = "Lighthouse at Brackholm lit again"
    return (
        f"<html lang=en><head><title>{title} | {name}</title>{head}"
        f'<meta property="og:site_name" content="{name}"></head><body><nav><a href=/>Home</a></nav>'
        f"<article><h1>{title}</h1>{body}</article><footer>© {name}</footer></body></html>"
    )


@contextmanager
def papers(tmp_path):
    """Run three papers on hosts of their own, and a server that may read them."""
    with ExitStack() as stack:
        sites = []
        for number in range(len(NAMES)):
            site = ThreadingHTTPServer((f"127.0.0.{number + 2}", 0), Page)
            site.asked = 0
            site.url = f"http://127.0.0.{number + 2}:{site.server_port}{PATH}"
            sites.append(stack.enter_context(serving(site)))
        hosts = ",".join(f"127.0.0.{n + 2}:{site.server_port}" for n, site in enumerate(sites))
        server = stack.enter_context(running_server(tmp_path, UNABRIDGED_ALLOW_HOSTS=hosts))
        yield sites, server


def compare(server, site):
    body = {"page": {"url": site.url}}
    return httpx2.post(f"{server.base}/v1/compare", json=body, trust_env=False, timeout=60).json()


def link(site, words):
    return f'<a href="{site.url}">{words}</a>'


BESIDE = (
    (
        "quay-courier",
        "Bridge tolls rise again from the first of March",
        "Drivers will pay four crowns for each crossing. Walkers and cyclists still pay nothing.",
    ),
    (
        "nordlicht",
        "Ferry crews stop work over shifts at night",
        "Three of five lines did not run on Friday. The union wants eleven hours between shifts.",
    ),
    (
        "ellery-herald",
        "Council lets fishing boats sell from the quay",
        "Crews may sell what they land until noon. Shops in the hall had asked for a ban on it.",
    ),
)
CREDITS = {
    "call": lambda site, name: link(site, f"Read the full story at {name}"),
    "line": lambda site, name: f"Source: {link(site, name)}",
    "prose": lambda site, name: f"The {name} {link(site, 'reported')} this on Tuesday.",
    "first": lambda site, name: f"The {link(site, name)} was first to report it.",
}


def digest(site, name):
    """Return an issue of four stories, of which that of `site` is the first."""
    stories = "".join(
        f"<h2>{title}</h2><p>{text} <a href=https://{host}.example/2026/{number}-a-story>Read more"
        "</a></p>"
        for number, (host, title, text) in enumerate(BESIDE)
    )
    first = f"<h2>Lighthouse at Brackholm lit again</h2><p>{SUMMARY} {link(site, 'Read more')}</p>"
    title = f"{name}, 3 July 2026"
    return (
        f'<html lang=en><head><title>{title}</title><meta property="og:site_name" content="{name}">'
        f"</head><body><main><h1>{title}</h1>{first}{stories}</main></body></html>"
    )


@pytest.mark.parametrize("way", CREDITS)
def test_a_summary_of_a_summary_leads_to_the_report(tmp_path, way):
    credit = CREDITS[way]
    with papers(tmp_path) as ((brief, post, gazette), server):
        brief.html = page(NAMES[0], SUMMARY, credit(post, NAMES[1]))
        post.html = page(NAMES[1], *RETOLD, credit(gazette, NAMES[2]))
        gazette.html = page(NAMES[2], *STORY)
        answer = compare(server, brief)
        search = answer["search"]
        assert search["source"] == gazette.url
        assert search["candidates"][0]["found_by"][0]["params"]["way"] == [post.url]
        assert answer["verdict"]["answer"] == "retells"


def test_a_digest_in_the_middle_is_passed_and_never_named(tmp_path):
    with papers(tmp_path) as ((brief, post, gazette), server):
        brief.html = page(NAMES[0], SUMMARY, CREDITS["line"](post, NAMES[1]))
        post.html = digest(gazette, NAMES[1])
        gazette.html = page(NAMES[2], *STORY)
        search = compare(server, brief)["search"]
        assert search["source"] == gazette.url
        assert search["candidates"][0]["found_by"][0]["params"]["way"] == [post.url]
        assert [candidate["relation"] for candidate in search["candidates"]] == [
            "source",
            "same_story",
        ]


@pytest.mark.parametrize(
    "paragraphs",
    [
        (f"The {NAMES[2]} reported this on Tuesday.", *RETOLD),
        (*RETOLD, f"Source: {NAMES[2]}"),
    ],
)
def test_where_the_chain_breaks_off_the_last_page_says_whom_it_retells(tmp_path, paragraphs):
    with papers(tmp_path) as ((brief, post, gazette), server):
        brief.html = page(NAMES[0], SUMMARY, CREDITS["line"](post, NAMES[1]))
        post.html = page(NAMES[1], *paragraphs)
        gazette.html = page(NAMES[2], *STORY)
        search = compare(server, brief)["search"]
        assert (search["source"], gazette.asked) == (post.url, 0)
        assert search["candidates"][0]["retells"] == NAMES[2]
