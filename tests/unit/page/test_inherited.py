"""What elements have from what holds them."""

import lxml.html
import pytest

from server.page.inherited import Inherited

PAGE = lxml.html.document_fromstring(
    "<main class=main><div class=a><p id=one><b id=two class=b>x</b></p></div>"
    "<p id=three>y</p></main>"
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("two", "b"), ("one", "a"), ("three", None)],
    ids=["its own before its holder's", "its holder's", "nothing from the article itself"],
)
def test_the_nearest_answer_counts(name: str, expected: str | None) -> None:
    classes: Inherited[str] = Inherited(lambda element: element.get("class"))
    assert classes.of(PAGE.get_element_by_id(name)) == expected


def test_each_element_is_looked_at_once() -> None:
    seen: list[str] = []
    tags: Inherited[str] = Inherited(lambda element: seen.append(element.tag))
    for name in ("two", "one", "two"):
        tags.of(PAGE.get_element_by_id(name))
    assert seen == ["b", "p", "div"]
