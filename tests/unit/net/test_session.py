import httpx2
import pytest

from server.errors import BlockedAddress
from server.net.session import onward


@pytest.mark.parametrize(
    ("url", "target", "goes"),
    [
        ("https://a.test/x", "https://b.test/y", "https://b.test/y"),
        ("http://a.test/x", "https://a.test/x", "https://a.test/x"),
        ("http://a.test/x", "http://b.test/y", "http://b.test/y"),
        ("https://a.test/x", "http://www.a.test/x?q=1", "https://www.a.test/x?q=1"),
        ("https://a.test/x", "http://a.test:80/y", "https://a.test/y"),
    ],
)
def test_a_redirect_never_leads_from_https_to_http(url, target, goes):
    assert str(onward(httpx2.URL(url), httpx2.URL(target))) == goes


@pytest.mark.parametrize("target", ["http://a.test/x", "http://a.test:8080/x"])
def test_a_site_that_only_has_http_there_is_refused_in_a_sentence(target):
    with pytest.raises(BlockedAddress, match="not encrypted") as caught:
        onward(httpx2.URL("https://a.test/x"), httpx2.URL(target))
    assert caught.value.params["why"] == "not_encrypted"
