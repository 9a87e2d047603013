"""The calls over real HTTP: answers match the contract, errors are problems, work goes on."""

import gzip
import json
import socket
import time
from runpy import run_path

import httpx2
import pytest
from jsonschema import Draft202012Validator

from server.net import sample
from tests.servers import DOCUMENT, ROOT

WHOLE = (
    "<html lang=en><title>Ferry back</title><script type='application/ld+json'>"
    '{"@type": "NewsArticle", "datePublished": "2026-05-12T08:00:00Z"}</script><article>'
    + "".join(
        f"<p>The ferry to Brackholm made its {count} crossing of the day, the harbour master said, "
        "and nobody on the quay was surprised to see it arrive late.</p>"
        for count in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    )
    + "</article>"
)


@pytest.fixture
def client(server):
    with httpx2.Client(
        base_url=server.base, headers=server.owner, trust_env=False, timeout=30
    ) as http_client:
        yield http_client


def valid(value, name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(value)
    return value


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    body = valid(response.json(), "Problem")
    assert body["status"] == response.status_code
    assert body["detail"].endswith((".", "”"))
    return body["type"].removeprefix("/problems/")


def test_the_golden_file_is_what_the_server_says(client):
    assert run_path(str(ROOT / "docs/openapi.py"))["document"]() == DOCUMENT, "run: make openapi"
    assert client.get("/openapi.json").json() == DOCUMENT


def test_compare_finds_the_samples_source_and_what_differs(client, server):
    body = {"page": {"url": sample.summary_url(server.port)}}
    answer = valid(client.post("/v1/compare", json=body).json(), "Comparison")
    assert answer["verdict"]["label"] == "summary"
    assert answer["search"]["outcome"] == "source"
    assert answer["search"]["source"] == sample.original_url(server.port)
    assert answer["source"]["title"].startswith("Norvane to make")
    figures = answer["alignment"]["figures"]
    assert {kind: n for kind, n in figures["changed"].items() if n} == {"negation": 1, "number": 1}
    assert figures["differs"] == 2
    assert figures["not_found"] >= 3


def test_compare_streams_its_stages_in_order(client, server):
    body = {"page": {"url": sample.summary_url(server.port)}}
    headers = {"Accept": "application/x-ndjson"}
    with client.stream("POST", "/v1/compare", json=body, headers=headers) as response:
        assert response.headers["Content-Type"].startswith("application/x-ndjson")
        events = [json.loads(line) for line in response.iter_lines() if line.strip()]
    opened = [event for event in events if event["event"] == "progress"]
    assert [(event["stage"], event["host"]) for event in opened] == [
        ("article", "127.0.0.1"),
        ("source", "localhost"),
    ]
    steps = [(event["stage"], event["state"]) for event in events if event["event"] == "stage"]
    stages = ("article", "verdict", "source", "align")
    assert steps == [(stage, state) for stage in stages for state in ("started", "done")]
    assert events[-1]["event"] == "done"
    valid(events[-1]["comparison"], "Comparison")


def test_a_problem_of_the_page_ends_the_stream_as_an_event(client):
    body = {"page": {"url": "http://10.0.0.1/"}}
    answer = client.post("/v1/compare", json=body, headers={"Accept": "application/x-ndjson"})
    last = json.loads(answer.text.splitlines()[-1])
    assert last["event"] == "problem"
    assert last["problem"]["type"] == "/problems/blocked_address"


def test_a_whole_page_needs_no_source(client):
    answer = client.post("/v1/compare", json={"page": {"html": WHOLE}}).json()
    assert answer["verdict"]["label"] == "full"
    assert answer["search"]["outcome"] == "not_needed"
    assert answer["alignment"] is None


def test_a_source_that_cannot_be_had_does_not_lose_the_page(client):
    body = {"page": {"html": WHOLE}, "source": {"url": "http://192.168.0.1/story"}}
    answer = valid(client.post("/v1/compare", json=body).json(), "Comparison")
    assert answer["page"]["sentences"]
    assert answer["source"] is None
    warning = answer["warnings"][-1]
    assert (warning["type"], warning["stage"]) == ("/problems/blocked_address", "source")


def test_a_source_that_equals_the_page_is_compared_and_named(client):
    body = {"page": {"html": WHOLE}, "source": {"html": WHOLE}}
    answer = client.post("/v1/compare", json=body).json()
    assert {entry["label"] for entry in answer["alignment"]["sentences"]} == {"verbatim"}
    assert answer["alignment"]["left_out"] == []
    assert answer["warnings"][-1]["type"] == "/problems/source_is_page"


def test_extract_verdict_find_and_align_answer_as_described(client):
    page = {"page": {"html": WHOLE}}
    valid(client.post("/v1/extract", json=page).json(), "Article")
    answer = client.post("/v1/verdict", json=page).json()
    valid(answer["page"], "Article")
    valid(answer["verdict"], "Verdict")
    answer_of_find = client.post("/v1/find", json=page).json()
    assert valid(answer_of_find["search"], "Search")["outcome"] == "not_found"
    assert answer_of_find["search"]["tried"]
    texts = {"page": {"sentences": ["One ship sank."]}, "source": {"text": "Two ships sank."}}
    valid(client.post("/v1/align", json=texts).json(), "Alignment")


LIGHTHOUSE = "The lighthouse at Brackholm will be lit again in May after eleven dark years."
BAKERY = "Flour now costs 40 percent more than in 2020, the bakers of Ostrand say."
TWO_STORIES = f"{LIGHTHOUSE} {BAKERY}"


def test_compare_takes_several_sources_and_says_which_has_a_sentence(client):
    dead = {"url": "http://192.168.0.1/story"}
    sources = [
        {"text": LIGHTHOUSE},
        dead,
        {"text": BAKERY},
        {"text": TWO_STORIES},
        {"text": BAKERY},
    ]
    body = {"page": {"text": TWO_STORIES}, "sources": sources}
    answer = valid(client.post("/v1/compare", json=body).json(), "Comparison")
    assert [source["text"] for source in answer["sources"]] == [LIGHTHOUSE, BAKERY]
    assert answer["source"] == answer["sources"][0]
    first, second = answer["alignment"]["sentences"]
    assert "elsewhere" not in first
    assert (second["finding"], second["elsewhere"][0]["source"]) == ("found", 1)
    assert answer["alignment"]["further"][0]["sentences"] == [BAKERY]
    types = [warning["type"] for warning in answer["warnings"]]
    assert sorted(types) == ["/problems/blocked_address", *["/problems/source_is_page"] * 2]
    (unopened,) = (
        warning for warning in answer["warnings"] if warning["type"].endswith("blocked_address")
    )
    assert unopened["params"]["name"] == "192.168.0.1"
    assert unopened["detail"].startswith("192.168.0.1's page could not be opened: ")


def test_align_judges_nothing_in_another_language_that_it_could_not_compare(client):
    swedish = ["Oppositionen kallade planen för dyr.", "Anna Berg väntar ett beslut 2035."]
    english = ["The opposition called the plan too expensive.", "Anna Berg expects it in 2035."]
    texts = {
        "page": {"sentences": swedish, "language": "sv"},
        "source": {"sentences": english, "language": "en"},
    }
    answer = valid(client.post("/v1/align", json=texts).json(), "Alignment")
    unknown, translated = answer["sentences"]
    assert (unknown["finding"], unknown["heading"]) == ("note", "label_not_compared")
    assert (translated["finding"], translated["label"]) == ("found", "translated")
    assert (answer["left_out"], answer["not_compared"]) == ([], [0])


def test_align_takes_several_sources(client):
    page, source, further_source = ({"sentences": [text]} for text in (BAKERY, LIGHTHOUSE, BAKERY))
    body = {"page": page, "source": source, "sources": [further_source]}
    answer = valid(client.post("/v1/align", json=body).json(), "Alignment")
    assert answer["sentences"][0]["elsewhere"][0]["sentences"] == [0]
    assert problem(client.post("/v1/align", json={"page": page})) == "invalid_request"
    many = {**body, "sources": [further_source] * 5}
    assert problem(client.post("/v1/align", json=many)) == "invalid_request"


def test_one_source_is_answered_without_the_fields_of_several(client):
    for call, source in (("compare", {"text": BAKERY}), ("align", {"sentences": [BAKERY]})):
        body = {"page": {"text": TWO_STORIES}, "source": source}
        text = client.post(f"/v1/{call}", json=body).text
        assert not [name for name in ("sources", "further", "elsewhere") if f'"{name}"' in text]


def test_a_text_in_a_language_without_a_stemmer_is_aligned(client):
    sentences = ["მატარებელი დილით სადგურიდან გავიდა.", "ხალხი ბაქანზე იდგა."]
    body = {
        "page": {"sentences": sentences[:1], "language": "ka"},
        "source": {"sentences": sentences, "language": "ka"},
    }
    answer = client.post("/v1/align", json=body).json()
    assert answer["sentences"][0]["label"] == "verbatim"
    assert answer["left_out"][0]["source"] == 1


def test_a_saved_comparison_can_be_opened_and_deleted(client):
    body = {"page": {"html": WHOLE}, "source": {"html": WHOLE}, "save": True}
    saved = client.post("/v1/compare", json=body).json()
    path = f"/v1/comparisons/{saved['id']}"
    assert client.get(path).json() == saved
    assert client.delete(path).status_code == 204
    assert problem(client.get(path)) == "not_found"
    assert problem(client.delete(path)) == "not_found"


BAD_BODIES = {
    "empty": (b"", "not_json"),
    "not JSON": (b"page=1", "not_json"),
    "half a JSON": (b'{"page": {"text": "a', "not_json"),
    "a lone surrogate": (b'{"page": {"text": "\\ud800"}}', "not_json"),
    "not UTF-8": (b'{"page": {"text": "\xff"}}', "not_json"),
    "a list": (b"[]", "invalid_request"),
    "no field": (b"{}", "invalid_request"),
    "no page": (b'{"page": {}}', "invalid_request"),
    "an unknown field": (b'{"page": {"text": "a"}, "pgae": 1}', "invalid_request"),
    "an unknown field of the page": (b'{"page": {"htm": "a"}}', "invalid_request"),
    "an address that is none": (
        b'{"page": {"url": "http://[::1", "text": "a"}}',
        "invalid_request",
    ),
    "a number as text": (b'{"page": {"text": 7}}', "invalid_request"),
    "no web address": (b'{"page": {"url": "about:blank"}}', "invalid_address"),
    "a private address": (b'{"page": {"url": "http://127.0.0.1:22/"}}', "blocked_address"),
    "a name that does not exist": (b'{"page": {"url": "http://x.invalid/"}}', "fetch_failed"),
    "a PDF": (b'{"page": {"html": "%PDF-1.7 stream"}}', "unreadable_html"),
    "white space": (b" \n", "not_json"),
    "an image as text": (b'{"page": {"text": "\\ufffdPNG\\r\\n\\u001a\\n"}}', "unreadable_html"),
    "binary": (b'{"page": {"html": "\\u0000\\u0001\\u0002\\u0000"}}', "unreadable_html"),
}


@pytest.mark.parametrize("case", BAD_BODIES)
def test_bad_input_is_a_problem_of_a_documented_type(client, case):
    body, slug = BAD_BODIES[case]
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/compare", content=body, headers=headers)
    assert problem(response) == slug
    assert client.get("/healthz").status_code == 200


def test_a_body_may_begin_with_a_byte_order_mark_and_not_be_compressed(client):
    headers = {"Content-Type": "application/json"}
    body = b'{"page": {"text": "A page. It says two things."}}'
    assert client.post("/v1/extract", content=b"\xef\xbb\xbf" + body, headers=headers).is_success
    headers["Content-Encoding"] = "gzip"
    answer = client.post("/v1/extract", content=gzip.compress(body), headers=headers)
    assert problem(answer) == "unsupported_media_type"
    assert "(gzip)" in answer.json()["detail"]


def test_a_page_of_50_mb_is_refused_in_words(client):
    body = b'{"page": {"html": "' + b"<p>word " * 6_250_000 + b'"}}'
    headers = {"Content-Type": "application/json"}
    assert problem(client.post("/v1/extract", content=body, headers=headers)) == "page_too_large"


def test_a_page_over_the_limit_is_refused_by_its_size(client):
    body = {"page": {"html": "<p>" + "word " * 1_200_000}}
    assert problem(client.post("/v1/extract", json=body)) == "page_too_large"


def test_a_page_without_an_article_gets_its_honest_verdict(client):
    html = "<html><body>" + "".join(
        f"<div><h2><a href=/{number}>Harbour news of day {number}: the ferry is late again</a></h2>"
        "<p>A short teaser.</p></div>"
        for number in range(40)
    )
    answer = client.post("/v1/compare", json={"page": {"html": html}}).json()
    assert answer["verdict"]["label"] == "not_article"
    assert answer["search"]["outcome"] == "not_needed"


@pytest.mark.parametrize(
    ("method", "path", "slug"),
    [("GET", "/nowhere", "not_found"), ("GET", "/v1/extract", "method_not_allowed")],
)
def test_wrong_addresses_and_methods_are_problems_too(client, method, path, slug):
    response = client.request(method, path)
    assert problem(response) == slug
    assert ("Allow" in response.headers) == (slug == "method_not_allowed")
    assert ("takes POST;" in response.json()["detail"]) == (slug == "method_not_allowed")


def test_every_page_for_people_opens(client):
    for path in ("/", "/docs", "/problems/busy", "/sample/norvane-own-models"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["Content-Type"].startswith("text/html")
    assert problem(client.get("/problems/none")) == "not_found"


def test_a_caller_who_goes_away_frees_the_place(server):
    """A slow comparison is dropped when its connection is."""
    body = json.dumps({"page": {"html": WHOLE * 3}}).encode()
    head = (
        f"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for _ in range(40):  # more than the places of admission
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head.encode() + body)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        answer = httpx2.post(
            f"{server.base}/v1/extract",
            json={"page": {"text": "A page. It says two things."}},
            trust_env=False,
            timeout=30,
        )
        if answer.status_code == 200:
            return
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        time.sleep(0.2)
    raise AssertionError("the places were not freed")


@pytest.mark.parametrize(
    "page",
    [
        [],
        [""],
        ["Harbour"],
        ["The council 市议会 of Бревик voted 7 to 4. מועצת ברוויק 🙂 👩‍👩‍👧 🇳🇴"],
        ["Cafe\u0301 zero\u200bwidth\u200d \ufeffjoined \u202eright to left\u202c"],
        ["Control \x00\x1f\x7f characters"],
        ["Die Reederei schließt am 4. Oktober die Linie zu den Inseln, sagte Tilda Marsh."],
    ],
)
def test_odd_sentences_are_aligned_and_answered_word_for_word(client, page):
    source = ["Solund Lines will close its route on 4 October, Tilda Marsh said.", *page]
    texts = {"page": {"sentences": page}, "source": {"sentences": source, "language": "en"}}
    answer = valid(client.post("/v1/align", json=texts).json(), "Alignment")
    assert len(answer["sentences"]) == len(page) == len(answer["page"])
    expected = ["verbatim" if sentence else "boilerplate" for sentence in page]
    assert [sentence["label"] for sentence in answer["sentences"]] == expected


def test_half_a_character_is_a_problem_and_no_crash(client):
    texts = json.dumps({"page": {"sentences": ["\ud800"]}, "source": {"sentences": []}})
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/align", content=texts, headers=headers)
    assert problem(response) == "not_json"


def test_what_a_text_cites_is_checked(client, server):
    link = sample.original_url(server.port)
    html = f'<p>Norvane is building its own models, <a href="{link}">as reported</a> this week.</p>'
    answer = client.post("/v1/cite", json={"page": {"html": html}}).json()
    valid(answer, "Citations")
    (citation,) = answer["citations"]
    assert (citation["url"], citation["sentence"]) == (link, 0)
    assert citation["outcome"] in ("matches", "partly", "differs", "not_there")


def test_an_item_that_the_page_has_not_is_refused(client):
    body = {"page": {"html": WHOLE}, "item": 3}
    assert problem(client.post("/v1/compare", json=body)) == "invalid_request"
