"""The lines of standard input, for the commands that take one request or article a line."""

import codecs
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from server.cli.console import say
from server.model import counted


class InputLine(NamedTuple):
    """A line that is not blank, with its number in the input, counted from 1."""

    number: int
    content: bytes


class InputLines:
    """The lines of `stream` that are not blank; from a terminal, `awaited` says what is missing."""

    def __init__(self, stream: BinaryIO, awaited: str) -> None:
        self._stream, self._awaited = stream, awaited
        self._size = _size_of_file(stream)
        self._bytes_read = self._bytes_before = 0

    def __iter__(self) -> Iterator[InputLine]:
        if self._stream.isatty():
            say(f"Waiting for {self._awaited}. Ctrl-D ends the input, Ctrl-C this command.")
        for number, content in enumerate(self._stream, 1):
            self._bytes_read += len(content)
            # Excel and Windows' editors begin a file with a byte order mark.
            text = content.removeprefix(codecs.BOM_UTF8) if number == 1 else content
            if text.strip():
                yield InputLine(number, text)

    def begin(self) -> None:
        """Count from here on: what was read before was done in an earlier run."""
        self._bytes_before = self._bytes_read

    def progress(self, done: int, seconds: float, ahead: int = 0) -> str:
        """Say how many lines are done, at which rate, and what is left where that is known.

        Some `ahead` of these were read already.
        """
        if not done:
            return f"{counted(done, 'line')} done, {_duration(seconds)}"
        rate = done / seconds
        speed = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"
        parts = [f"{counted(done, 'line')} done", speed]
        if self._size:
            bytes_done = (self._bytes_read - self._bytes_before) * done / (done + ahead)
            bytes_left = self._size - self._bytes_before - bytes_done
            parts.append(f"{_duration(seconds * bytes_left / bytes_done)} left")
        return ", ".join(parts)


def standard_input(awaited: str) -> InputLines:
    """Return the lines of standard input."""
    return InputLines(sys.stdin.buffer, awaited)


def _size_of_file(stream: BinaryIO) -> int | None:
    """Return the bytes of a regular file; a pipe or a terminal has no size."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # of a stream in memory
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
