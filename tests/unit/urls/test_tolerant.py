import pytest
from pydantic import ValidationError

from server.model import ArticleInput, PageInput
from server.urls.parse import parts_of, resolve

UNREADABLE = ["//[", "http://[foo]/x", "http://℀.example/", "http://[::1"]


@pytest.mark.parametrize("address", UNREADABLE)
def test_an_address_that_nobody_can_read_leads_nowhere(address):
    assert resolve("https://kestrel.example/a", address) is None
    assert parts_of(address).netloc == ""


def test_a_reference_is_seen_from_its_page():
    assert resolve("https://kestrel.example/a/b", "c") == "https://kestrel.example/a/c"
    assert resolve(None, "https://kestrel.example/a") == "https://kestrel.example/a"


@pytest.mark.parametrize("address", UNREADABLE[1:])
def test_no_page_is_taken_from_such_an_address(address):
    with pytest.raises(ValidationError, match="is no address of a page"):
        PageInput(url=address, html="<p>One.</p>")
    with pytest.raises(ValidationError):
        ArticleInput(url=address)
