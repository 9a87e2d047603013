"""Finding over real HTTP: the index, and a search service that is a real server of the test's."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx2

from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
from tests.servers import running_server, serving

STORY = [
    (
        "The lighthouse at Brackholm will be lit again in May after eleven dark years, the "
        "harbour trust said on Tuesday."
    ),
    (
        "Odd Farrow, who chairs the trust, said that repairs had cost 2.4 million crowns, most "
        "of it given by the families of fishermen."
    ),
    (
        "A storm broke the lantern in the winter of 2014, and the coast guard then decided "
        "that ships no longer needed the light."
    ),
    ("The first keeper's granddaughter, Wilma Stensund, will turn the switch on 3 May at dusk."),
    ("Three skippers from Ellery had rowed out in October to see whether the lens could be saved."),
]
SUMMARY = (
    "Brackholm gets its lighthouse back: after eleven years of darkness the harbour trust will "
    "light it again in May. Odd Farrow, the trust's chair, put the repairs at 2.4 million crowns, "
    "paid mostly by fishermen's families. Wilma Stensund, a granddaughter of the first keeper, "
    "will turn the switch on 3 May."
)
OTHER = (
    "Two green ships were bought by the ferry company of Ellery for 30 million crowns, its owner "
    "Tove Lindqvist told reporters. They will sail to Brackholm twice a day from June."
)
URL = "https://gazette.example/lighthouse-lit-again"
NOTE = "This is a summary. Read the full story on the original publication."
PAGE = {"text": f"{SUMMARY}\n\n{NOTE}", "language": "en"}


def fill(data_folder, *articles):
    SqliteArticles(data_folder / "articles.db").add_articles(
        [IndexArticle(url, title, text, language="en") for url, title, text in articles]
    )


def post(server, call, body):
    return httpx2.post(
        f"{server.base}/v1/{call}", json=body, headers=server.owner, trust_env=False, timeout=60
    )


def find(server, page=PAGE, **more):
    return post(server, "find", {"page": page, **more}).json()["search"]


def turns(search):
    return {turn["finder"]: turn for turn in search["tried"]}


def test_pasted_text_without_links_finds_its_story_in_the_index(tmp_path):
    articles = [
        {"url": URL, "title": "Lit again", "text": "\n\n".join(STORY), "language": "en"},
        {"url": "https://a.example/1", "title": "Ships", "text": OTHER, "language": "en"},
    ]
    with running_server(tmp_path) as server:
        assert post(server, "articles", {"articles": articles}).json()["added"] == 2
        search = find(server)
        assert (search["outcome"], search["source"]) == ("source", URL)
        assert search["candidates"][0]["access"] == "not_fetched"
        # Its text is for matching: what is shown has to be fetched.
        answer = post(server, "compare", {"page": PAGE}).json()
        assert answer["search"]["candidates"][0]["access"] == "unreachable"
        assert answer["source"] is None
        unopened = answer["warnings"][-1]
        assert (unopened["stage"], unopened["params"]["name"]) == ("source", URL.split("/")[2])
        assert STORY[4][:40] not in json.dumps(answer)


def test_with_the_story_removed_it_says_not_found_and_where_it_looked(tmp_path):
    fill(tmp_path, ("https://a.example/1", "Ships", OTHER))
    with running_server(tmp_path) as server:
        search = find(server)
    assert (search["outcome"], search["source"]) == ("not_found", None)
    assert turns(search)["index"]["outcome"] in ("nothing", "not_confirmed")
    assert all(turn["detail"] for turn in search["tried"])


class Searching(BaseHTTPRequestHandler):
    """A SearXNG that answers as its server's `answer` says, and the site that it names."""

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/search":
            self.server.asked += parse_qs(url.query)["q"]
            self.server.answer(self)
        elif url.path == "/lighthouse-lit-again":
            paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
            page = f"<html lang=en><title>Lit</title><article>{paragraphs}</article></html>"
            self.give(200, page.encode(), "text/html; charset=utf-8")
        else:
            self.give(404, b"")

    def give(self, status, body, kind="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def results(handler):
    host = f"http://127.0.0.1:{handler.server.server_port}"
    hits = [{"url": f"{host}/lighthouse-lit-again", "title": "Lit", "engine": "test"}]
    handler.give(200, json.dumps({"query": "x", "results": hits}).encode())


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"[" * 65536)
    except OSError:
        return


BAD = {
    "garbage": (lambda handler: handler.give(200, b"<html>hello</html>", "text/html"), "no JSON"),
    "endless": (endless, "more than an answer can be"),
    "429": (lambda handler: handler.give(429, b"", Retry_After="60"), "429"),  # is waited out
}


def searching(answer):
    web = ThreadingHTTPServer(("127.0.0.1", 0), Searching)
    web.answer, web.asked = answer, []
    return serving(web)


def settings(web):
    address = f"127.0.0.1:{web.server_port}"
    return {"UNABRIDGED_SEARCH_SEARXNG": f"http://{address}", "UNABRIDGED_ALLOW_HOSTS": address}


def test_a_readers_words_leave_only_with_their_leave_and_as_they_were_shown(tmp_path):
    with searching(results) as web, running_server(tmp_path, **settings(web)) as server:
        search = find(server)
        assert search["outcome"] == "not_found"
        assert turns(search)["searxng"]["outcome"] == "not_asked"
        assert search["offer"]["providers"] == ["searxng"]
        assert web.asked == []
        search_by_provider = find(server, search={"providers": ["searxng"]})
        assert (
            search_by_provider["source"]
            == f"http://127.0.0.1:{web.server_port}/lighthouse-lit-again"
        )
        assert search_by_provider["candidates"][0]["found_by"][0]["finder"] == "searxng"
        assert search_by_provider["offer"] is None
        assert web.asked == search["offer"]["words"][0][: len(web.asked)]
        comparison = post(
            server, "compare", {"page": PAGE, "search": {"providers": ["searxng"]}}
        ).json()
        assert comparison["alignment"]["figures"]["found"] >= 2


def test_a_service_that_fails_is_a_sentence_and_not_the_searchs_end(tmp_path):
    with searching(results) as web, running_server(tmp_path, **settings(web)) as server:
        for answer, words in BAD.values():
            web.answer = answer
            search = find(server, search={"providers": ["searxng"]})
            assert search["outcome"] == "not_found"
            assert words in turns(search)["searxng"]["detail"]


def test_unknown_search_options_are_refused_by_name(server):
    answer = post(server, "find", {"page": PAGE, "search": {"provider": ["x"]}})
    assert answer.status_code == 422
    assert "search.provider" in answer.json()["detail"]
