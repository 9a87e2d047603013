"""Pages that are one long list: a real server judges each, and calls none whole or cut."""

import httpx2
import pytest

from tests.servers import running_server
from tests.unit.article.pages import ENGLISH

TEASER = (
    "<li><h3><a href='/news/{n}'>Ferry {n} late again, the council asks why</a></h3>"
    f"<p>{ENGLISH[0]}</p> <a href='https://bote.example/{{n}}'>Bote</a></li>"
)
PAGES = {
    "2 MB of teasers": "".join(TEASER.format(n=n) for n in range(6_500)),
    "100,000 siblings": "<li>Ferries left at noon</li>" * 100_000,
    "900 lists deep": "<ul><li>Ferries left at noon" * 450 + "</li></ul>" * 450,
}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    # Ten times the common limit: a busy machine's seconds count as well.
    longer = {"UNABRIDGED_WORKER_CPU_SECONDS": "28", "UNABRIDGED_WORKER_SECONDS": "60"}
    with running_server(tmp_path_factory.mktemp("lists"), **longer) as server:
        yield server.base


@pytest.mark.parametrize("name", PAGES)
def test_a_long_list_is_judged_and_is_not_a_whole_story(base, name):
    html = f"<html><title>Ferries</title><body><ul>{PAGES[name]}</ul></body></html>"
    page = {"page": {"html": html, "url": "https://news.example/ferries"}}
    answer = httpx2.post(f"{base}/v1/verdict", json=page, trust_env=False, timeout=120)
    assert answer.status_code == 200, answer.text
    assert answer.json()["verdict"]["answer"] not in {"complete", "incomplete"}


def test_lists_too_deep_are_refused_by_their_depth(base):
    html = f"<html><body>{'<ul><li>Ferries left at noon' * 2_500}</body></html>"
    page = {"page": {"html": html, "url": "https://news.example/ferries"}}
    answer = httpx2.post(f"{base}/v1/verdict", json=page, trust_env=False, timeout=120)
    assert (answer.status_code, answer.json()["params"]["reason"]) == (422, "depth"), answer.text
