"""The README's promise: open the sample, press the button, see the comparison."""

import pytest

from tests.e2e.drivers.reader import Reader

pytestmark = pytest.mark.browser


def test_the_sample_is_a_summary_whose_original_and_difference_are_shown(
    reader: Reader, server: str
) -> None:
    reader.browser.open(f"{server}/sample/norvane-own-models")
    reader.presses_button()
    seen = reader.sees("What was left out")
    for words in ("The Harbour Gazette", "Norvane should not use", "15,500"):
        assert words in seen
