"""`make run` as its user sees it: a comparison in the terminal, then a server until Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading

import httpx2
import pytest

from server.cli.serve import ASKED_FIRST
from tests.servers import ROOT, free_port, running_server


def run(show, data_folder, port):
    return subprocess.Popen(
        [sys.executable, "-m", "server.cli.main", "serve", "--show", show],
        cwd=ROOT,
        env={
            **os.environ,
            "UNABRIDGED_BIND": f"127.0.0.1:{port}",
            "UNABRIDGED_DATA": str(data_folder),
            "UNABRIDGED_WORKERS": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a group of its own, as a terminal's job has
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - no thread is at work here
    )


def _hear_ctrl_c():
    """Restore Ctrl-C, which tests in the background of a shell inherit as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def printed_until(process, words, seconds=300):
    lines = []
    over = threading.Timer(seconds, process.kill)
    over.start()
    try:
        for line in process.stdout:
            lines.append(line)
            if words in line:
                return "".join(lines)
    finally:
        over.cancel()
    raise AssertionError(f"“{words}” was not printed:\n{''.join(lines)}")


@pytest.fixture(scope="module", autouse=True)
def extension():
    """Return the built extension, whose folder the server names."""
    if not (ROOT / "dist" / "chromium").is_dir():
        subprocess.run([sys.executable, "extension/build.py"], cwd=ROOT, check=True)


def test_an_extension_asks_where_a_server_is_by_itself():
    code = (ROOT / "extension" / "lib" / "browser.js").read_text("utf-8")
    assert f'DEFAULT_SERVER = "{ASKED_FIRST}"' in code


def test_the_sample_is_compared_and_the_server_goes_on_until_interrupted(tmp_path):
    port = free_port()
    process = run("sample", tmp_path, port)
    try:
        printed = printed_until(process, "In its settings, enter")
        for words in (
            f"enter http://127.0.0.1:{port} as the address",
            "This is a summary",
            "Linked from this page as “Read Full Article”.",
            f"http://localhost:{port}/sample/",
            "“not” added or left out",
            "Not in the original",
            "Left out",
            "chrome://extensions",
        ):
            assert words in printed
        # As a terminal sends Ctrl-C: to the server, its workers and all else at once.
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=30)  # gunicorn would kill what hangs after 45 s
        assert process.returncode == 0
        assert not said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_ctrl_c_ends_it_at_work_and_the_caller_is_told(tmp_path):
    port = free_port()
    process = run("sample", tmp_path, port)
    text = " ".join(f"The council of town {n} spent {n * 7} pounds." for n in range(5_000))
    body = {"page": {"text": text}, "source": {"text": text.replace("council", "board")}}
    headers = {"Accept": "application/x-ndjson"}
    try:
        printed_until(process, "Firefox:")
        with (
            httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as web,
            web.stream("POST", "/v1/compare", json=body, headers=headers) as answer,
        ):
            lines = answer.iter_lines()
            assert json.loads(next(lines))["event"]  # it is at work, for longer than this test
            os.killpg(process.pid, signal.SIGINT)
            last = json.loads([line for line in lines if line][-1])
        said, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Traceback" not in said
        assert last["problem"]["detail"] == "The server is stopping; send the request again."
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_file_can_be_compared_first(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("The ferry is late.\n\nThis is a summary. Read the full story elsewhere.")
    port = free_port()
    process = run(str(page), tmp_path, port)
    try:
        printed = printed_until(process, "Firefox:")
        assert "This is a summary" in printed
        assert "No original was found." in printed
        assert '"event": "request"' not in printed
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()
    with socket.socket() as probe:  # the server has ended with it
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize(
    ("show", "status", "words"),
    [("sample", 1, "another one with --port"), ("no-such-file.html", 2, "no-such-file.html")],
)
def test_a_taken_port_or_a_missing_file_is_a_sentence(server, tmp_path, show, status, words):
    process = run(show, tmp_path, server.port if show == "sample" else free_port())
    said, _ = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in said
    assert "Serving" not in said
    assert words in said


def test_the_folder_that_it_is_started_in_does_not_matter(tmp_path):
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "__init__.py").write_text("raise SystemExit('another server')")
    path = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    with running_server(tmp_path, cwd=tmp_path, **path) as running:
        assert running.alive
    assert "another server" not in running.log.read_text()


def test_a_busy_port_is_one_sentence_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "server.cli.main", "serve"],
            cwd=ROOT,
            env={
                **os.environ,
                "UNABRIDGED_BIND": f"127.0.0.1:{port}",
                "UNABRIDGED_DATA": str(tmp_path),
                "UNABRIDGED_HOST": "127.0.0.2",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert f"can't listen on 127.0.0.1:{port} (Address already in use)" in said
    assert "UNABRIDGED_HOST is not a setting" in said
