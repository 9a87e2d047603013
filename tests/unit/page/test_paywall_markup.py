import pytest

from server.page.document import is_account_link


@pytest.mark.parametrize(
    "url",
    [
        "https://signal-brief.example/subscribe",
        "https://signal-brief.example/konto/neu",
        "https://signal-brief.example/p?next=login",
        "https://abo.example/abonnement/digital",
        "https://signal-brief.example/become-a-supporter",
    ],
)
def test_an_address_that_opens_an_account_is_a_door(url):
    assert is_account_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://signal-brief.example/newsletter/subscribe",
        "https://signal-brief.example/aboard-the-ferry",
        "https://signal-brief.example/tunnel#login-to-comment",
        "https://premium.example/tunnel",
        "https://signal-brief.example/",
    ],
)
def test_another_address_is_none(url):
    assert not is_account_link(url)
