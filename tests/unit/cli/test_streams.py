"""The command line with closed streams and an early Ctrl-C: a sentence or nothing, no traceback."""

import subprocess
import sys

import pytest

from server.cli import main as command_line
from tests.servers import ROOT


@pytest.mark.parametrize(("closed", "status"), [("<&-", 2), (">&-", 0), (">&- 2>&-", 0)])
def test_a_closed_stream_is_not_a_traceback(tmp_path, closed, status):
    text = tmp_path / "a.txt"
    text.write_text("The ferry sailed. Nobody was hurt.")
    page = "-" if closed == "<&-" else text
    ended = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m server.cli.main align {page} {text} {closed}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"UNABRIDGED_DATA": str(tmp_path), "UNABRIDGED_WORKERS": "1"},
        check=False,
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (status, False), ended.stderr


def test_ctrl_c_before_a_command_has_begun_is_not_a_traceback(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line.unabridged, "main", interrupted)
    assert command_line.main(["align"]) == 130
