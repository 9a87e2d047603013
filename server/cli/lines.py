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
        self._bytes_read = 0

    def __iter__(self) -> Iterator[InputLine]:
        if self._stream.isatty():
            say(f"Waiting for {self._awaited}. Ctrl-D ends the input, Ctrl-C this command.")
        for number, content in enumerate(self._stream, 1):
            self._bytes_read += len(content)
            # Excel and Windows' editors begin a file with a byte order mark.
            text = content.removeprefix(codecs.BOM_UTF8) if number == 1 else content
            if text.strip():
                yield InputLine(number, text)

    def progress(self, done: int, seconds: float) -> str:
        """Say how many lines are done, at which rate, and what is left where that is known."""
        parts = [f"{counted(done, 'line')} done", f"{done / seconds:.1f} a second"]
        if self._size and self._bytes_read:
            unread = max(0, self._size - self._bytes_read)
            parts.append(f"{_duration(seconds * unread / self._bytes_read)} left")
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
