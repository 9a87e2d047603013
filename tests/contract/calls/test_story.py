"""The story's calls over real HTTP: answers match the contract, for readers of the index."""

import json
from urllib.parse import quote

import httpx2
import pytest

from server.config import Settings
from server.net.sample import SUMMARY_PATH
from server.store import Grant, open_store
from tests.contract.calls.test_calls import problem, valid
from tests.servers import running_server
from tests.unit.story.test_story import PAGE, TEXTS

ARTICLES = [
    {name: value for name in ("url", "title", "text", "published", "publisher", "language")
     if (value := getattr(article, name))}
    for article in TEXTS
]  # fmt: skip
BODY = {"page": PAGE.model_dump(exclude_unset=True)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with (
        running_server(tmp_path_factory.mktemp("story")) as server,
        httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=30
        ) as client,
    ):
        empty = client.post("/v1/story", json=BODY).json()
        assert empty["says"].startswith("There are no articles in your index.")
        added = client.post("/v1/articles", json={"articles": ARTICLES}).json()
        assert added["added"] == len(ARTICLES)
        yield client


def test_story_answers_with_texts_origins_and_a_drawing(filled):
    story = valid(filled.post("/v1/story", json=BODY).json(), "Story")
    assert story["says"].startswith("5 texts in your index, 3 origins")
    assert [origin["texts"] for origin in story["origins"]] == [[0, 2, 5], [1, 3], [4]]
    assert story["drawing"].count("<circle") == 6
    assert story["index"] == {"articles": 6, "since": "2026-02-20"}


def test_story_streams_what_is_known_and_ends_with_the_whole(filled):
    headers = {"Accept": "application/x-ndjson"}
    with filled.stream("POST", "/v1/story", json=BODY, headers=headers) as response:
        events = [json.loads(line) for line in response.iter_lines() if line.strip()]
    assert [valid(event, "StoryEvent")["event"] for event in events][-1] == "done"
    assert events[-1]["story"]["says"] == filled.post("/v1/story", json=BODY).json()["says"]


def test_list_and_its_feed_have_the_story_by_its_origins(filled):
    answer = filled.get("/v1/stories", params={"since": "2026-03-01", "limit": 5})
    (story,) = valid(answer.json(), "Stories")["stories"]
    assert (story["texts"], story["origins"]) == (5, 3)
    feed = filled.get("/v1/stories.atom", params={"since": "2026-03-01"})
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "5 texts in your index, 3 origins" in feed.text


@pytest.mark.parametrize("query", ["since=yesterday", "since=2026-13-01", "limit=0", "limit=99"])
def test_list_with_a_wrong_query_is_a_problem(filled, query):
    assert problem(filled.get(f"/v1/stories?{query}")) == "invalid_request"


def test_page_that_is_not_one_is_a_problem(filled):
    assert problem(filled.post("/v1/story", json={"page": {}})) == "invalid_request"
    assert problem(filled.post("/v1/story", json={"page": {"text": "x"}, "more": 1})) == (
        "invalid_request"
    )


def test_page_for_people_has_the_tree_and_the_same_as_a_list(filled):
    form = filled.get("/story", params={"page": "https://a.example/"})
    assert "https://a.example/" in form.text
    shown = filled.post("/story", data={"page": PAGE.text})
    assert shown.status_code == 200
    assert shown.text.count('<circle class="dot') == shown.text.count('<p class="imprint">') == 6
    assert "5 texts in your index, 3 origins" in shown.text
    assert "<bdi>Reuters</bdi> (3)" in shown.text


def test_page_for_people_has_an_address_that_only_its_own_form_lets_run(filled):
    """A link of elsewhere fills the form; it makes the server fetch nothing."""
    own = {"Sec-Fetch-Site": "same-origin"}
    summary = f"http://127.0.0.1:{filled.base_url.port}{SUMMARY_PATH}"
    sent = filled.post("/story", data={"page": summary}, headers=own, follow_redirects=False)
    assert sent.status_code == 303
    address = sent.headers["Location"]
    assert address == f"/story?page={quote(summary, safe='')}&lang=en"
    shown, linked = (filled.get(address, headers=headers) for headers in (own, {}))
    assert (shown.status_code, linked.status_code) == (200, 200)
    assert ('role="status"' in shown.text, 'role="status"' in linked.text) == (True, False)
    assert summary in linked.text
    other = filled.get(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert 'role="status"' not in other.text
    away = filled.get("/story?page=http://192.168.0.1/", headers=own)
    assert away.status_code == 403


@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
def test_page_for_people_takes_a_pasted_text_up_to_500_kb(filled, form):
    said = " ".join(f"The harbour counted {number:,} ships." for number in range(300))
    for size, status in ((11_000, 200), (499_000, 200), (501_000, 413)):
        # Spaces cost no work; some bytes are the form's own.
        text = f"{PAGE.text}\n\n{said}".ljust(size - 500)
        is_multipart = form == "multipart"
        field = {"files": {"page": (None, text)}} if is_multipart else {"data": {"page": text}}
        shown = filled.post("/story", **field)
        assert shown.status_code == status
        assert ("texts in your index, 3 origins" in shown.text) == (status == 200)


def test_token_that_may_not_read_the_index_is_refused(tmp_path):
    store = open_store(Settings(data=tmp_path))
    _, secret = store.tokens.create(Grant("feeder", ("index",)))
    store.close()
    headers = {"Authorization": f"Bearer {secret}"}
    with (
        running_server(tmp_path, host="0.0.0.0") as server,
        httpx2.Client(base_url=server.base, trust_env=False, headers=headers) as client,
    ):
        assert problem(client.post("/v1/story", json=BODY)) == "insufficient_scope"
        assert problem(client.get("/v1/stories")) == "insufficient_scope"
