"""Types of arguments, each with a sentence for what does not fit."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Collection
from pathlib import Path

MOST = 1_000_000  # beyond any number that makes sense, and far below an overflow


def number(least: int = 1, most: int = MOST) -> Callable[[str], int]:
    """Return the type of whole numbers from `least` to `most`."""

    def parsed(given: str) -> int:
        try:
            value = int(given) if given.isascii() and len(given) < 20 else None
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise ArgumentTypeError(f"{given} is not a whole number from {least} to {most}.")
        return value

    return parsed


def existing_file(given: str) -> Path:
    """Return the path of a file that is there."""
    path = Path(given)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file {given}.")
    return path


def chosen(given: str, known: Collection[str], what: str) -> tuple[str, ...]:
    """Return the names in a list with commas; raise ValueError for unknown ones."""
    names = tuple(dict.fromkeys(part.strip() for part in given.split(",")))
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"Unknown {what} {', '.join(unknown)}; there are {', '.join(known)}.")
    return names


def shard(given: str) -> tuple[int, int]:
    """Parse the shard `i/n`, the i-th of n, counted from 1."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", given, re.ASCII)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise ArgumentTypeError(f"{given} is not a shard; write the second of four as 2/4.")
    return int(match[1]), int(match[2])
