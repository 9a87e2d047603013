"""Names of publishers, as English writes them."""

import pytest

from server.model.article import takes_the


@pytest.mark.parametrize(
    ("name", "has_article"),
    [
        ("Harbour Gazette", True),
        ("The Harbour Gazette", False),
        ("Radio Brackholm", False),
        ("Gazette Harbour", False),
        (" ", False),
        ("", False),
    ],
)
def test_papers_have_the_before_their_names_and_broadcasters_have_not(name, has_article):
    assert takes_the(name) is has_article
