import json

import pytest

from server.article.read import read_article
from server.config import Settings
from server.model import PageInput
from server.net.fetch import PassingStatus
from server.net.quota import Health
from server.source.finder import FinderSkipped, PermissionMissing, SearchQuery
from server.source.lead import Lead
from server.source.services import Archive, Service, WebArchive, switched_on
from tests.unit.source.test_providers import provider_of

PAGE = read_article(PageInput(text="Brackholm is lit."))
QUESTIONS = ["brackholm farrow", '"the light was lit"', "a third"]
GONE = "https://gazette.example/gone"


class Web:
    """Answers requests in turn and keeps their addresses."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, request, seconds):
        self.asked.append(request.url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return json.dumps(answer).encode()


def service(web, kind=Service, provider=None):
    provider = provider or provider_of("searxng", "http://127.0.0.1:8888")
    return kind(provider, Health(10, 10), web, 5)


def results(*urls):
    return {"results": [{"url": url, "title": "Lit"} for url in urls]}


def asked(allowed=None, **fields):
    return SearchQuery(PAGE, questions=QUESTIONS, allowed=allowed, **fields)


def test_each_lead_says_with_which_words_it_was_found():
    web = Web(results("https://a.example/x"))
    heard = []
    (lead,) = service(web).find(asked(asking=heard.append))
    assert heard == ["SearXNG"]
    assert lead.params == {"provider": "SearXNG", "words": QUESTIONS[0]}
    assert QUESTIONS[0] in lead.message
    assert len(web.asked) == 1


def test_a_second_question_is_asked_where_the_first_found_nothing_and_no_third():
    web = Web(results(), results())
    with pytest.raises(FinderSkipped, match="found nothing"):
        list(service(web).find(asked()))
    assert len(web.asked) == 2


def test_without_leave_it_is_not_asked_and_offers_what_it_would_send():
    web = Web()
    finder = service(web)
    with pytest.raises(PermissionMissing):
        list(finder.find(asked(frozenset({"brave"}))))
    assert finder.offer(asked()) == QUESTIONS[:2]
    assert web.asked == []


def test_one_that_fails_and_a_page_without_words_are_sentences():
    with pytest.raises(FinderSkipped, match="status 500"):
        list(service(Web(PassingStatus("It fails.", http_status=500))).find(asked()))
    with pytest.raises(FinderSkipped, match="no words"):
        list(service(Web()).find(SearchQuery(PAGE)))


def test_the_archive_is_only_asked_for_pages_that_are_gone():
    copy = {"available": True, "url": "https://web.archive.org/web/2026/x", "status": "200"}
    web = Web({"archived_snapshots": {"closest": copy}})
    archive = service(web, WebArchive, Archive())
    with pytest.raises(FinderSkipped, match="still exist"):
        list(archive.find(asked()))
    pointers = [Lead(GONE, "page_link_cta", "Linked.", "Read on", 0.9)]
    request = asked(pointers=pointers, gone=[GONE])
    assert archive.offer(request) == [GONE]
    (lead,) = archive.find(request)
    assert (lead.url, lead.strength) == (copy["url"], 0.9)
    with pytest.raises(PermissionMissing):
        list(archive.find(asked(frozenset(), gone=[GONE])))


def test_the_operator_switches_services_on_one_by_one():
    assert switched_on(Settings()) == []
    everything = Settings(
        search_searxng="http://127.0.0.1:8888",
        search_brave="key",
        search_guardian="key",
        search_gdelt=True,
        search_archive=True,
    )
    codes = [code for finder in switched_on(everything) for code in finder.codes]
    assert codes == ["searxng", "brave", "guardian", "gdelt", "archive"]
