import lxml.html
import pytest

from server.page.document import Document
from server.page.structured import structured_of, texts


def read(*scripts):
    parts = (f'<script type="application/ld+json">{script}</script>' for script in scripts)
    root = lxml.html.document_fromstring(f"<html><body>{''.join(parts)}</body></html>")
    return structured_of(Document(root, None))


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Rain"} -->',
        '{"@type": "NewsArticle", "headline": "Rain"};',
        '{"@type": "NewsArticle",\n "headline": "Rain", "body": "a\nb", "n": NaN, "n": 1}',
        '[{"@graph": [{"@type": ["NewsArticle"], "headline": "Rain"}]}]',
    ],
)
def test_json_ld_is_read_as_publishers_write_it(script):
    assert read(script).article["headline"] == "Rain"


def test_the_article_is_the_one_under_the_heading():
    declared = read(
        '[{"@type": "Article", "headline": "Sun"}, {"@type": "Article", "headline": "Rain"}]'
    )
    assert declared.article_about(["rain"])["headline"] == "Rain"
    assert declared.article_about(["Hail"])["headline"] == "Sun"


def test_texts_are_names_of_any_shape():
    assert texts(["a", {"name": ["b", {"@value": "c"}]}, 5, None]) == ["a", "b", "c"]
