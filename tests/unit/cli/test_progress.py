"""What a command says on a terminal while it takes its time."""

import io
import os
import threading

import pytest

from server.cli import progress
from server.cli.console import style_of
from server.cli.progress import Progress, Steps


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 2


@pytest.fixture
def shown(monkeypatch):
    """Return what is shown on a stream, once it has been described three times."""
    for pause in ("_SILENCE", "_PAUSE", "_PAUSE_OF_DUMB_TERMINAL"):
        monkeypatch.setattr(progress, pause, 0.0)

    def show(stream):
        described, calls = threading.Event(), iter(range(3))

        def describe(_seconds):
            if next(calls, None) is None:
                described.set()
            return "Comparing \x1b[2J"

        with Progress(describe, stream):
            if stream.isatty():
                described.wait()
        return stream.getvalue()

    return show


def test_a_terminal_shows_one_line_that_is_erased_at_the_end(shown):
    text = shown(Terminal())
    assert text.startswith("\r\x1b[KComparing \ufffd[2J\r\x1b[K")
    assert text.endswith("\r\x1b[K")
    assert "\n" not in text


def test_a_dumb_terminal_gets_lines_and_a_file_nothing(shown, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    text = shown(Terminal())
    assert "\x1b" not in text
    assert text.endswith("[2J\n")
    assert shown(io.StringIO()) == ""


def test_steps_are_worded_as_in_the_extension():
    steps = Steps()
    assert steps.describe(3.2) == "Reading the page … 3 s"
    for event, words in (
        ({"event": "stage", "stage": "source", "state": "started"}, "Finding the original"),
        ({"event": "progress", "stage": "source", "host": "a.example"}, "Opening a.example"),
        ({"event": "progress", "stage": "source", "service": "GDELT"}, "Asking GDELT"),
        ({"event": "progress", "stage": "source", "number": 2, "of": 5}, "Reading 2 of 5"),
        ({"event": "stage", "stage": "verdict", "state": "started"}, "Reading 2 of 5"),
        ({"event": "stage", "stage": "align", "state": "started"}, "Comparing sentences"),
        ({"event": "stage", "stage": "align", "state": "done"}, "Comparing sentences"),
    ):
        steps.hear(event)
        assert steps.describe(12) == f"{words} … 12 s"


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_are_left_out_where_they_are_not_wanted(monkeypatch, variable, value):
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((80, 24)))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert style_of(Terminal()).colour
    monkeypatch.setenv(variable, value)
    assert not style_of(Terminal()).colour
