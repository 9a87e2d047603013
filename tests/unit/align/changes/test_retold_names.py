"""A name in another one's place, where a page tells its source in other words."""

import pytest

from tests.unit.align.beside import changes, told


def names(page: str, *source: str) -> list[tuple[str | None, str | None]]:
    """Return both sides of each name that differs."""
    return [sides for kind, *sides in told(changes(page, *source)) if kind == "name"]


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        ("The harbour board has also agreed with Brevik Lines to buy two ferries.",
         "In May the harbour board agreed with Solund Boats to buy both ferries at once.",
         ["Brevik Lines", "Solund Boats"]),
        ("The crew was fined after the Brevik Grand Regatta in the spring.",
         "The crew's fine was for the Orlund Grand Regatta, the club says.",
         ["Brevik Grand Regatta", "Orlund Grand Regatta"]),
        ("Brevik Governor Tilda Marsh has signed the law on ferries.",
         "And Solund Gov. Tilda Marsh signed a new law for ferries in May.",
         ["Brevik Governor Tilda Marsh", "Solund Gov. Tilda Marsh"]),
        # A country that the source lacks is no addition where it has another one.
        ("The crew had spent the winter in Norway, and left Orlund before midnight.",
         "Shortly before midnight the crew left Orlund, where Denmark sends its ferries.",
         ["Norway", None]),
    ],
)  # fmt: skip
def test_another_name_in_its_place_is_named(page, source, expected):
    assert names(page, source) == [expected]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        # The same in initials, spelt otherwise, or with a title written out.
        ("The harbour board has also agreed with SLF to buy two ferries.",
         "In May the harbour board agreed with Solund Line Freight to buy both ferries at once."),
        ("The harbour board has also agreed with Water Front to buy two ferries.",
         "In May the harbour board agreed with Waterfront to buy both ferries at once."),
        ("Solund Governor Tilda Marsh has signed the law on ferries.",
         "And Solund Gov. Tilda Marsh signed a new law for ferries in May."),
        # The source has the name as well.
        ("The harbour board has also agreed with Brevik Lines to buy two ferries.",
         "In May the harbour board agreed with Solund Boats to buy two of Brevik Lines."),
        # A page may say in which country it is.
        ("The ferry left the harbour of Orlund in Norway before midnight.",
         "Shortly before midnight the ferry had left the harbour, said Orlund's port."),
        ("The crew had spent the winter in Europe, and left Orlund before midnight.",
         "Shortly before midnight the crew left Orlund, where Denmark sends its ferries."),
    ],
)  # fmt: skip
def test_a_name_that_may_be_the_same_is_not(page, source):
    assert names(page, source) == []
