import pytest

from server.ingest.imported import take
from server.store.index.article_index import SqliteArticles

FERRY = {
    "url": "https://gazette.example/ferry",
    "title": "Ferry sails again",
    "text": "The ferry to Brackholm sailed on Monday, Oda Lindqvist said.",
    "published": "2026-03-02",
}


@pytest.fixture
def index(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    yield articles
    articles.close()


def test_a_bad_article_does_not_keep_out_the_others(index):
    bad = [
        "no object",
        {**FERRY, "url": "ftp://gazette.example/"},
        {**FERRY, "colour": "blue"},
        {"url": "https://empty.example/"},
        {**FERRY, "text": "x" * 1_000_001},
    ]
    result = take(index, [*bad, FERRY, FERRY])
    assert result.counts == {"added": 1, "unchanged": 1}
    assert [place for place, _ in result.rejected] == [0, 1, 2, 3, 4]
    for (_, problem), word in zip(
        result.rejected, ["JSON object", "url", "colour", "empty", "1,000,001"], strict=True
    ):
        assert word in problem.detail


def test_html_is_read_and_what_is_given_beside_it_wins(index):
    html = (
        "<html lang=en><title>Its own title</title>"
        "<link rel=canonical href='https://first.example/ferry'><article>"
        + "".join(
            f"<p>The ferry made its crossing number {n} of the day, she said.</p>" for n in range(9)
        )
        + "</article>"
    )
    result = take(index, [{"url": FERRY["url"], "title": "Given", "html": html, "publisher": "G"}])
    assert result.counts["added"] == 1, result.rejected
    indexed = index.article_text(FERRY["url"])
    assert (indexed.title, indexed.publisher) == ("Given", "G")
    assert indexed.canonical_url == "https://first.example/ferry"
    assert "crossing number 8" in indexed.text


def test_html_without_an_article_is_rejected(index):
    result = take(index, [{"url": FERRY["url"], "html": "<html><body></body></html>"}])
    assert not result.counts
    assert len(result.rejected) == 1


def test_an_article_is_kept_under_the_address_that_others_find_it_by(index):
    take(index, [{**FERRY, "url": f"{FERRY['url']}?utm_source=x#end"}])
    assert take(index, [FERRY]).counts == {"unchanged": 1}
    assert index.count_articles() == 1


@pytest.mark.parametrize(
    "published", ["0001-01-01", "1970-01-01T00:00:00Z", "2099-01-01", "9999-12-31"]
)
def test_a_date_that_can_not_be_true_is_none(index, published):
    html = (
        f"<html lang=en><title>T</title><article>{'<p>The ferry sailed again.</p>' * 9}</article>"
    )
    rows = [
        {**FERRY, "published": published},
        {"url": "https://b.example/h", "html": html, "published": published},
    ]
    assert take(index, rows).counts == {"added": 2}
    assert index.article_text(FERRY["url"]).published is None
    assert index.article_text("https://b.example/h").published is None
