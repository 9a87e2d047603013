"""The look of a report in a terminal."""

import textwrap
from dataclasses import dataclass
from typing import Any

# Reports read plain JSON, of the server's answers and of saved files alike.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Style:
    """The look of reports: line width in characters, and whether to use colour."""

    width: int = 88
    colour: bool = False

    def bold(self, text: str) -> str:
        """Return `text` bold, where colour is on."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def mark(self, text: str) -> str:
        """Return `text` marked as differing."""
        return f"\x1b[1;4;31m{text}\x1b[0m" if self.colour else f"[{text}]"

    def share(self, text: str) -> str:
        """Return `text` marked as common to both."""
        return f"\x1b[4m{text}\x1b[0m" if self.colour else f"_{text}_"

    def gap(self, text: str) -> str:
        """Return `text` marked as left out."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else f"{{{text}}}"

    def wrap(self, text: str, lead: str = "", hang: str | None = None) -> str:
        """Wrap `text`, the first line after `lead`, the others after `hang`."""
        follow = " " * len(lead) if hang is None else hang
        return textwrap.fill(
            " ".join(text.split()),
            self.width,
            initial_indent=lead,
            subsequent_indent=follow,
            break_long_words=False,
            break_on_hyphens=False,
        )
