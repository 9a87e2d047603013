"""Inputs that a caller gets wrong: each is refused in a sentence that names what is wrong.

Of each call one field that its model refuses; the others are in tests/unit/model/test_requests.py,
and what is no web address in tests/unit/urls/test_parse.py.
"""

import json

import httpx2
import pytest

from server.config import Settings
from server.store import Grant, open_store
from tests.servers import running_server

TEXT = {"text": "The ferry is late. Its captain said so on Monday.", "title": "Ferry"}
PAGE = {"page": TEXT}
HOOK = "http://127.0.0.1:9/"


def page(**fields):
    return {"page": {**TEXT, **fields}}


# A call and its body (bytes: as they are), the status, and words of the sentence.
WRONG = [
    ("POST /v1/compare", {}, 422, "The field `page` is missing."),
    ("POST /v1/compare", [], 422, "not a JSON object"),
    ("POST /v1/compare", "ferry", 422, "not a JSON object"),
    ("POST /v1/compare", b"", 400, "The body is empty"),
    ("POST /v1/compare", b"null", 422, "not a JSON object"),
    ("POST /v1/compare", b'{"page": {"text": "a"}} {}', 400, "trailing characters"),
    ("POST /v1/compare", b'{"page": {"text": "a"}, "page": {"text": "b"}}', 422, "`page` is given"),
    ("POST /v1/compare", b'{"page": {"text": "a:", "text": "b"}}', 422, "`text` is given twice"),
    ("POST /v1/compare", '{"page": {"text": "Fähre"}}'.encode("latin-1"), 400, "JSON in UTF-8"),
    ("POST /v1/compare", '{"page": {"text": "ferry"}}'.encode("utf-16"), 400, "JSON in UTF-8"),
    ("POST /v1/compare", b'{"page": {"text": "\\ud800"}}', 400, "JSON in UTF-8"),
    ("POST /v1/compare", b'{"page": {"text": NaN}}', 422, "`page.text`"),
    ("POST /v1/compare", {"page": {"url": "news.example/a"}}, 422, "does not begin with http"),
    ("POST /v1/compare", {"page": {"url": "http://10.0.0.1/"}}, 403, "UNABRIDGED_ALLOW_HOSTS"),
    ("POST /v1/compare", {**PAGE, "item": 99}, 422, "There is no item 99"),
    ("POST /v1/compare?save=1", PAGE, 422, "There is no parameter `save`; this call takes none."),
    ("POST /v1/verdict", page(published="yesterday"), 422, "yesterday is no date"),
    ("POST /v1/extract", {"page": {"pdf": "AAAA"}}, 422, "The field `page.pdf` is not known"),
    ("POST /v1/cite", {**PAGE, "claims": ["x"]}, 422, "The field `claims` is not known"),
    ("POST /v1/cite", {"page": {"text": "\x89PNG\r\n\x1a\n" + "\0" * 99}}, 422, "an image"),
    ("POST /v1/align", PAGE, 422, "Give source, or sources with one text at least."),
    ("POST /v1/story", {"page": {"url": "x"}}, 422, "does not begin with http"),
    ("GET /v1/compare?url=", None, 422, "give at least one of url, html or text"),
    ("GET /v1/compare", None, 422, "`url`, percent-encoded, is missing"),
    ("GET /v1/compare?url=https://a.example/&save=1", None, 422, "no parameter `save`"),
    ("GET /v1/verdict?page=https://a.example/", None, 422, "no parameter `page`"),
    ("GET /v1/extract", None, 405, "This address takes POST"),
    ("GET /v1/articles?q=", None, 422, "`q` is missing"),
    ("GET /v1/articles?q=a&limit=0", None, 422, "from 1 to 50, not “0”"),
    ("GET /v1/articles?q=a&limit=51", None, 422, "from 1 to 50, not “51”"),
    ("GET /v1/articles?q=a&limit=x", None, 422, "from 1 to 50, not “x”"),
    ("GET /v1/articles?q=a&limt=3", None, 422, "no parameter `limt`; this call takes q, limit."),
    ("GET /v1/articles?q=a&limit=3&limit=4", None, 422, "`limit` comes more than once"),
    ("POST /v1/articles", {"articles": "x"}, 422, "`articles`"),
    ("GET /v1/stories?since=tomorrow", None, 422, "not “tomorrow”"),
    ("GET /v1/stories?since=2026-02-30", None, 422, "not “2026-02-30”"),
    ("GET /v1/stories?sinse=2026-02-01", None, 422, "no parameter `sinse`"),
    ("GET /v1/comparisons?before=x", None, 422, "`before` is a whole number"),
    ("GET /v1/comparisons?q=" + "x" * 300, None, 422, "`q` has more than 200 characters"),
    ("GET /v1/comparisons?tags=a", None, 422, "no parameter `tags`"),
    ("POST /v1/comparisons", {"comparisons": []}, 422, "`comparisons`"),
    ("POST /v1/comparisons", {"comparisons": [{"comparison": {}}]}, 422, "can read"),
    ("PATCH /v1/comparisons/x", {}, 422, "Give at least one of title, tags or note."),
    ("PATCH /v1/comparisons/x", {"title": "x"}, 404, "no comparison with this id"),
    ("DELETE /v1/comparisons/x", None, 404, "no comparison with this id"),
    ("GET /v1/comparisons/x", None, 404, "no comparison here"),
    ("GET /v1/me?limit=3", None, 422, "no parameter `limit`; this call takes none."),
    ("POST /v1/pairings", {"name": "\n"}, 422, "1 to 100 letters"),
    ("POST /v1/pairings/claim", {"code": "x"}, 404, "no such pairing link"),
    ("POST /v1/feeds", {"url": "x"}, 422, "does not begin with http"),
    ("PATCH /v1/feeds/x", {}, 422, "at least one of state, refresh, url or minutes"),
    ("PATCH /v1/feeds/x", {"state": "paused"}, 404, "no feed x"),
    ("DELETE /v1/feeds/x", None, 404, "no feed"),
    ("POST /v1/hooks", {"url": "https://b.example/"}, 403, "UNABRIDGED_HOOK_HOSTS"),
    ("POST /v1/hooks", {"url": HOOK, "events": ["all"]}, 422, "Unknown event all"),
    ("POST /v1/hooks", {"url": HOOK, "whose": "nobody"}, 422, "nobody is nobody here"),
    ("POST /v1/hooks", {"url": HOOK, "whose": "user:"}, 422, "user: is nobody here"),
    ("POST /v1/hooks/x/try", None, 404, "no webhook x"),
    ("POST /v1/tokens", {"name": "\n"}, 422, "1 to 100 letters"),
    ("PATCH /v1/tokens/x", {"per_day": 5}, 404, "no token x"),
    ("PATCH /v1/tokens/x", {}, 422, "The field `per_day` is missing."),
    ("DELETE /v1/tokens/user:nobody", None, 404, "no token user:nobody"),
    ("POST /v1/status", {}, 405, "This address takes GET"),
    ("GET /v1/nothing", None, 404, "/docs lists the calls"),
    ("POST /v1/compare/", PAGE, 404, "/docs lists the calls"),
]
HEADERS = [
    ({"Content-Type": "text/plain"}, 415, "send JSON with the header Content-Type"),
    ({"Content-Type": ""}, 415, "send JSON with the header Content-Type"),
    ({"Authorization": "Bearer wrong"}, 401, "unknown or was revoked"),
    ({"Authorization": "Bearer"}, 401, "No token was given"),
    ({"Authorization": "Basic eDp5"}, 401, "No token was given"),
    ({"Origin": "https://evil.example"}, 403, "UNABRIDGED_ORIGINS"),
    ({"Host": "evil.example"}, 403, "not to “evil.example”"),
    ({"Sec-Fetch-Site": "same-site"}, 403, "Pages of another site may not call /v1/compare"),
]


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    data_folder = tmp_path_factory.mktemp("wrong")
    store = open_store(Settings(data=data_folder))
    _, secret = store.tokens.create(Grant("Ada", ("compare", "index", "admin")))
    store.close()
    with (
        running_server(data_folder, UNABRIDGED_HOOK_HOSTS="127.0.0.1:9") as running,
        httpx2.Client(base_url=running.base, trust_env=False, timeout=60) as client,
    ):
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


def assert_refused(answer, status, words):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert words in problem["detail"]
    assert problem["detail"].endswith(".")
    assert problem["type"].startswith("/problems/")


@pytest.mark.parametrize(("call", "body", "status", "words"), WRONG)
def test_a_wrong_input_is_refused_in_a_sentence_that_names_it(caller, call, body, status, words):
    method, _, path = call.partition(" ")
    sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if body is not None else {}
    assert_refused(caller.request(method, path, content=sent, headers=headers), status, words)


@pytest.mark.parametrize(("headers", "status", "words"), HEADERS)
def test_a_wrong_header_is_refused_in_a_sentence_that_names_it(caller, headers, status, words):
    sent = {"Content-Type": "application/json", **headers}
    answer = caller.post("/v1/compare", content=json.dumps(PAGE).encode(), headers=sent)
    assert_refused(answer, status, words)


def test_each_wrong_article_is_rejected_with_its_sentence(caller):
    wrong = [
        ({}, "The field `url` is missing."),
        ({"url": "x", "text": "a"}, "x is no web address; it begins with https://"),
        ({"url": "https://a.example/1"}, "The article is empty"),
        ({"url": "https://a.example/1", "text": "a", "published": "soon"}, "soon is no date"),
        ({"url": "https://a.example/1", "text": "a", "language": "klingon"}, "is no language"),
        ({"url": "https://a.example/1", "text": "a", "body": "b"}, "`body` is not known"),
        ("https://a.example/1", "not a JSON object"),
    ]
    answer = caller.post("/v1/articles", json={"articles": [article for article, _ in wrong]})
    rejected = [rejection["problem"]["detail"] for rejection in answer.json()["rejected"]]
    assert [
        words for (_, words), detail in zip(wrong, rejected, strict=True) if words not in detail
    ] == []
