"""What all commands share at a terminal: settings, the style of reports, failures."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from server.config import Settings, unknown_variables
from server.errors import BlockedAddress, InvalidAddress, InvalidRequest, Problem
from server.show.printable import printable
from server.show.report import Style

# Of a terminal: longer lines are hard to read. Of a file or pipe: what fits into a letter.
MOST_COLUMNS, COLUMNS_OF_A_FILE = 100, 88

FAILURES = (Problem, ValueError, OSError)
_ADVICE = {
    FileNotFoundError: "Check the name and its folder.",
    FileExistsError: "Name another one.",
    IsADirectoryError: "Name a file.",
    NotADirectoryError: "Name a folder.",
    PermissionError: "Name a place that this user may use.",
}


def current_settings() -> Settings:
    """Read the settings once in a run, and name variables that are none."""
    root = click.get_current_context().find_root()
    if root.obj is None:
        for sentence in unknown_variables(os.environ):
            say(f"unabridged: {sentence}")
        root.obj = Settings.from_env()
    settings: Settings = root.obj
    return settings


def say(sentence: str) -> None:
    """Print a sentence on standard error, beside what the command gives."""
    print(printable(sentence), file=sys.stderr, flush=True)


def sentence_of(error: Exception) -> str:
    """Return what failed, in a sentence with advice."""
    if isinstance(error, BlockedAddress) and "port" in error.params:
        place = f"{error.params['host']}:{error.params['port']}"
        setting = error.params.get("setting", "UNABRIDGED_ALLOW_HOSTS")
        return f"{error.detail} On this machine that is you: set {setting}={place}."
    if isinstance(error, Problem):
        return error.detail
    if isinstance(error, OSError) and error.filename and error.strerror:
        advice = _ADVICE.get(type(error), "Name another place, or make room there.")
        return f"{error.filename}: {error.strerror}. {advice}"
    return str(error)


def status_of(error: Exception) -> int:
    """Return 2 where the arguments are wrong, 1 for any other failure."""
    return 2 if isinstance(error, (InvalidRequest, InvalidAddress)) else 1


@contextmanager
def end_on_failure(status: int | None = None) -> Iterator[None]:
    """Say what fails in the block, and end with `status`, else with that of the failure."""
    try:
        yield
    except BrokenPipeError:
        raise
    except FAILURES as error:
        say(f"unabridged: {sentence_of(error)}")
        raise click.exceptions.Exit(status or status_of(error)) from None


def style_of(stream: TextIO) -> Style:
    """Return how to print on `stream`."""
    if not stream.isatty():
        return Style(width=COLUMNS_OF_A_FILE)
    columns = os.get_terminal_size(stream.fileno()).columns
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(width=min(MOST_COLUMNS, columns), colour=not is_plain)
