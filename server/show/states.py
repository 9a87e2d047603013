"""What readers see of a sentence's state: its group, its name in counts, and its sign.

All surfaces read these tables: the panel (extension/lib/api/tables.js is made of them), pages, the
card, the terminal and exports. Keys are the API's findings and states, which name colours too.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from server.model import Finding

Json = dict[str, Any]
NOT_COMPARED = "label_not_compared"


class Shown(NamedTuple):
    """How sentences of one kind are shown: names of messages, "" where it never is."""

    heading: str  # over a list of them
    name: str  # in counts and legends


# Page sentences by their finding, worst first; of notes only those that were not compared.
PAGE_SENTENCES: dict[Finding, Shown] = {
    "differs": Shown("group_differs", "tile_differs"),
    "not_found": Shown("label_not_found", "tile_not_found"),
    "partly": Shown("label_partly_found", "tile_partly"),
    "found": Shown("group_found", "tile_found"),
    "note": Shown(NOT_COMPARED, NOT_COMPARED),
}
# Source sentences by their state in the account; `differs` comes before that.
SOURCE_SENTENCES: dict[str, Shown] = {
    "told": Shown("", "tile_found"),
    "in_part": Shown("state_in_part", "state_in_part"),
    "differs": Shown("", "tile_differs"),
    "left_out": Shown("left_out", "chip_left_out"),
    "not_compared": Shown("", "state_not_compared"),
    "aside": Shown("", ""),
}
# How a later version of a text has a sentence, in the same colours: what is new is in no earlier
# version, what is gone is left out.
VERSION_COLOURS = {
    "headline": "differs",
    "differs": "differs",
    "reworded": "found",
    "gone": "left_out",
    "added": "not_found",
}


def counts(figures: Mapping[str, Any]) -> dict[Finding, int]:
    """Count the page's sentences by finding, worst first; without notes."""
    return {
        "differs": figures["differs"],
        "not_found": figures["not_found"],
        "partly": figures["partly_found"],
        "found": figures["found"],
    }


def source_kinds(alignment: Mapping[str, Any]) -> list[str]:
    """Return how each source sentence that counts is shown, a key of `SOURCE_SENTENCES`."""
    return [
        "differs" if entry.get("differs") else entry["state"]
        for entry in alignment["account"]
        if entry["state"] != "aside"
    ]
