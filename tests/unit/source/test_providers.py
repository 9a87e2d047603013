"""Each provider's request and answer as its documentation shows them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from server.config import Settings
from server.source.services import Archive, providers_of, result_of

URL = "https://gazette.example/lighthouse"


def provider_of(name, key):
    """Return the provider that a server with this one setting asks."""
    (provider,) = providers_of(Settings(**{f"search_{name}": key}))
    return provider


GDELT = provider_of("gdelt", True)
ANSWERS = {
    "searxng": (
        provider_of("searxng", "http://127.0.0.1:8888/"),
        {
            "query": "Brackholm",
            "number_of_results": 0,
            "results": [
                {"url": URL, "title": "Lit again", "content": "…", "publishedDate": "2026-11-20"},
                {"title": "without an address"},
            ],
            "unresponsive_engines": [["google", "too many requests"]],
        },
        "2026-11-20",
    ),
    "brave": (
        provider_of("brave", "secret"),
        {
            "type": "news",
            "query": {"original": "Brackholm"},
            "results": [
                {
                    "type": "news_result",
                    "title": "Lit again",
                    "url": URL,
                    "age": "4 days ago",
                    "page_age": "2026-11-20T08:00:00",
                    "meta_url": {"hostname": "gazette.example"},
                }
            ],
        },
        "2026-11-20T08:00:00",
    ),
    "guardian": (
        provider_of("guardian", "secret"),
        {
            "response": {
                "status": "ok",
                "total": 1,
                "results": [
                    {
                        "id": "news/1",
                        "webTitle": "Lit again",
                        "webUrl": URL,
                        "webPublicationDate": "2026-11-20T08:00:00Z",
                    }
                ],
            }
        },
        "2026-11-20T08:00:00Z",
    ),
    "gdelt": (
        GDELT,
        {
            "articles": [
                {
                    "url": URL,
                    "title": "Lit again",
                    "seendate": "20261120T081500Z",
                    "domain": "gazette.example",
                    "language": "English",
                }
            ]
        },
        "2026-11-20T08:15:00Z",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_documented_answer_becomes_results(name):
    provider, answer, published = ANSWERS[name]
    (result,) = provider.results(answer)
    assert (result.url, result.title, result.published) == (URL, "Lit again", published)
    assert provider.name == name


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("answer", [[], {"message": "rate limit"}, {"results": 7}, "html", None, 4])
def test_anything_else_is_refused(name, answer):
    with pytest.raises(ValueError, match=r"."):
        ANSWERS[name][0].results(answer)


@pytest.mark.parametrize("name", ANSWERS)
def test_entries_that_are_not_results_are_passed_over(name):
    entries = [None, 3, {"url": 4, "title": "x", "webUrl": 4}, {"url": "", "title": ""}]
    path = {"guardian": {"response": {"results": entries}}, "gdelt": {"articles": entries}}
    assert ANSWERS[name][0].results(path.get(name, {"results": entries})) == []


@pytest.mark.parametrize("name", ANSWERS)
def test_a_question_is_sent_word_for_word_and_no_longer_than_the_provider_takes(name):
    provider = ANSWERS[name][0]
    assert provider.word('"Odd Farrow"  Brackholm') == '"Odd Farrow" Brackholm'
    long = provider.word('"' + "lighthouse keeper " * 100 + '"')
    assert len(long) <= 400
    assert long.count('"') % 2 == 0
    assert provider.word("x" * 1000) in ("x" * 400, "x" * 240)
    query = parse_qs(urlsplit(provider.request('"Odd Farrow" & co').url).query)
    assert query.get("q", query.get("query")) == ['"Odd Farrow" & co']


def test_keys_go_where_the_documentation_wants_them():
    assert ANSWERS["brave"][0].request("x").headers["X-Subscription-Token"] == "secret"
    assert "api-key=secret" in ANSWERS["guardian"][0].request("x").url


def test_gdelt_gets_no_word_that_makes_it_refuse_the_query():
    assert GDELT.word("EU Brackholm") == "Brackholm"
    assert GDELT.results({}) == []


def test_the_archive_names_a_copy_of_a_page_and_nothing_else():
    copy = {"available": True, "url": "http://web.archive.org/web/2026/x", "status": "200"}
    assert Archive().results({"archived_snapshots": {"closest": copy}})[0].url == (
        "https://web.archive.org/web/2026/x"
    )
    for closest in (
        {},
        {**copy, "status": "404"},
        {**copy, "available": False},
        {**copy, "url": 1},
    ):
        assert Archive().results({"archived_snapshots": {"closest": closest}}) == []
    for elsewhere in (
        "https://other.example/x",
        "javascript:alert(1)",
        "https://web.archive.org.x/",
    ):
        closest = copy | {"url": elsewhere}
        assert Archive().results({"archived_snapshots": {"closest": closest}}) == []
    assert Archive().results({"archived_snapshots": {}}) == []
    with pytest.raises(ValueError, match="archived_snapshots"):
        Archive().results({"error": "overloaded"})
    assert parse_qs(urlsplit(Archive().request("https://a.example/?b=c").url).query) == {
        "url": ["https://a.example/?b=c"]
    }


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/x", ""]
)
def test_what_is_not_a_web_address_is_not_a_result(url):
    assert result_of(url, "Lit") is None
    assert result_of("HTTPS://a.example/x", "Lit") is not None
