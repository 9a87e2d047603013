"""The lines of standard input: their numbers, their rate, and what a terminal is told."""

import io

from server.cli.lines import InputLines


def test_lines_of_a_file_say_their_rate_and_the_time_left(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"123456789\n" * 100)
    with (tmp_path / "in.jsonl").open("rb") as file:
        lines = InputLines(file, "")
        for _, _ in zip(lines, range(24), strict=False):
            pass
        assert lines.progress(25, 10.0) == "25 lines done, 2.5 a second, 30 s left"
        assert lines.progress(25, 100.0) == "25 lines done, 15.0 a minute, 5 min left"
        assert lines.progress(15, 6.0, ahead=10) == "15 lines done, 2.5 a second, 34 s left"
        assert lines.progress(0, 6.0, ahead=10) == "0 lines done, 6 s"
        assert lines.progress(25, 5_000.0) == "25 lines done, 0.3 a minute, 4 h 10 min left"
        lines.begin()
        assert next(iter(lines)).number == 1
        assert lines.progress(1, 2.0) == "1 line done, 30.0 a minute, 2 min left"
    assert InputLines(io.BytesIO(b"1\n2\n"), "").progress(1, 1.0) == "1 line done, 1.0 a second"


def test_a_terminal_as_input_is_told_what_is_awaited(capsys):
    class Keyboard(io.BytesIO):
        def isatty(self):
            return True

    assert len(list(InputLines(Keyboard(b"1\n"), "JSON lines"))) == 1
    assert capsys.readouterr().err.startswith("Waiting for JSON lines. Ctrl-D ends the input")
