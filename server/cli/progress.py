"""What a command says on a terminal while it takes its time."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Self, TextIO

from server.language.messages import words
from server.show.printable import printable

# Seconds before a line is shown: who waits no longer needs none. Between two lines.
_SILENCE, _PAUSE = 2.0, 0.5
_PAUSE_OF_DUMB_TERMINAL = 10.0  # seconds: its lines stay
_ERASE_LINE = "\r\x1b[K"


class Progress:
    """A line on a terminal that says how far a command has come; nothing where there is none.

    `describe` words it, given the seconds since the beginning.
    """

    def __init__(self, describe: Callable[[float], str], stream: TextIO | None = None) -> None:
        self._describe, self._stream = describe, stream or sys.stderr
        self._is_dumb = os.environ.get("TERM") == "dumb"
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Self:
        if self._stream.isatty():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._has_ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _show(self) -> None:
        started, pause = time.monotonic(), _SILENCE
        while not self._has_ended.wait(pause):
            line = printable(self._describe(time.monotonic() - started))
            if self._is_dumb:
                pause = _PAUSE_OF_DUMB_TERMINAL
                self._print(f"{line}\n")
            else:
                pause = _PAUSE
                columns = shutil.get_terminal_size().columns
                self._print(f"{_ERASE_LINE}{line[: columns - 1]}")
        if not self._is_dumb:
            self._print(_ERASE_LINE)

    def _print(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def waiting(words: str) -> Progress:
    """Return the progress of a command of which only the time can be said."""
    return Progress(lambda seconds: f"{words} … {seconds:.0f} s")


class Steps:
    """The steps of a call, in the words of the browser extension."""

    def __init__(self) -> None:
        self._words = words("en")
        self._step = self._words.text("step_article")

    def hear(self, event: dict[str, Any]) -> None:
        """Take an event of the API: a stage that begins, or what is done within one."""
        host, service = event.get("host"), event.get("service")
        if host:
            self._step = self._words.text("opening", host)
        elif service:
            self._step = self._words.text("asking_service", service)
        elif event.get("number"):
            self._step = self._words.text("reading_of", event["number"], event["of"])
        elif event.get("state") == "started":
            self._step = self._words.text(f"step_{event['stage']}") or self._step

    def describe(self, seconds: float) -> str:
        """Name the step, and how long the whole takes already."""
        return f"{self._step.removesuffix(' …')} … {seconds:.0f} s"
