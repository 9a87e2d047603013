"""What a browser says of the extension when it is installed: nothing."""

import pytest

from .reader import Reader

pytestmark = pytest.mark.browser


def test_the_browser_warns_of_nothing_and_complains_of_nothing(reader: Reader) -> None:
    assert reader.browser.complaints() == []
