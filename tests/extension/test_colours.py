"""A colour means one thing: in the panel, in the reading view, in the picture of a link."""

import re
from pathlib import Path

import pytest

from server.show.picture import PICTURED

ROOT = Path(__file__).parents[2]
TOKENS = (ROOT / "extension" / "tokens.css").read_text("utf-8")
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
MAP = ("map-found", "map-in-part", "map-differs", "not-found", "left-out")
GROUNDS = ("warn-ground", "differs-ground", "not-found-ground", "left-out")


def colours(css: str) -> dict[str, str]:
    """Return the first colour of each token."""
    return dict(reversed(re.findall(r"--([\w-]+): (#\w{6});", css)))


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("names", [MAP, GROUNDS], ids=["map", "grounds"])
def test_no_two_meanings_share_a_colour(css: str, names: tuple[str, ...]) -> None:
    colour_by_name = colours(css)
    assert len({colour_by_name[name] for name in names}) == len(names)


def test_the_picture_of_a_link_has_the_map_s_colours() -> None:
    colour_by_name = colours(LIGHT)
    tokens = {"told": "map-found", "in_part": "map-in-part", "differs": "map-differs"}
    tokens |= {"left_out": "left-out", "not_found": "not-found", "brand": "action"}
    for kind, name in tokens.items():
        assert PICTURED[kind] == colour_by_name[name], kind


def test_what_is_left_out_is_hatched_wherever_it_is_marked() -> None:
    style = (ROOT / "extension" / "style.css").read_text("utf-8")
    reading = (ROOT / "extension" / "reading.css").read_text("utf-8")
    rules = re.findall(r"([^{}\n]+) \{ ([^}]*) \}", style + reading)
    left_out = ("left_out", "in_part", ".piece.rest", ".gap", ".hole", ".map {")
    meant = {"hatch": left_out, "not-found": ("not_found",)}
    for token, names in meant.items():
        selectors = [selector for selector, body in rules if f"var(--{token})" in body]
        assert selectors
        stray = [
            selector
            for selector in selectors
            if not any(name in f"{selector} {{" for name in names)
        ]
        assert stray == []
