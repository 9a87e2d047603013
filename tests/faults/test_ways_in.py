"""Each way of docs/installing.md, followed in an empty environment; run by `make soak`.

A wheel is made once. Registries of packages are asked as the commands do it.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.contract.installed.test_wheel import release
from tests.servers import ROOT, free_port

pytestmark = pytest.mark.skipif("UNABRIDGED_FAULTS" not in os.environ, reason="make soak")
UV = str(ROOT / ".venv" / "bin" / "uv")
WHEEL = "unabridged-0.1.0-py3-none-any.whl"
PAGE = "The ferry to Brackholm sank at noon. Nobody was hurt."
UPGRADE = "opt/bin/pip install -q --upgrade pip"
DOCUMENTED = (ROOT / "docs" / "installing.md").read_text("utf-8")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return the last commit as a fresh clone."""
    folder = tmp_path_factory.mktemp("clone") / "unabridged"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    return release.build_wheel(source, tmp_path_factory.mktemp("wheel"), epoch="1700000000")


@pytest.fixture
def empty(tmp_path, wheel):
    """Return a runner of shell lines in a folder with the wheel, and a home with nothing in it."""
    shutil.copy(wheel, tmp_path)
    environ = {
        "HOME": str(tmp_path / "home"),
        "PATH": f"{tmp_path}/home/.local/bin:{tmp_path}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "UNABRIDGED_DATA": str(tmp_path / "data"),
        "UNABRIDGED_WORKERS": "1",
        "UV_CACHE_DIR": _output(UV, "cache", "dir"),
        "LANG": "C.UTF-8",
        **{
            name: os.environ[name] for name in os.environ if name.endswith(("_PROXY", "_CERT_FILE"))
        },
        **{name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "UV_IND"))},
    }
    (tmp_path / "home").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").symlink_to(UV)
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)

    def run(line, *, status=0, **more):
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env={**environ, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def start(line, **more):
        return subprocess.Popen(
            ["sh", "-c", line],
            cwd=tmp_path,
            env={**environ, **more},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    run.start = start
    return run


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def works_and_takes_an_extra(run, unabridged, command_start):
    """Compare, follow the printed command for the extra `mcp`, and find it there."""
    Path(run("pwd").strip(), "page.txt").write_text(PAGE)
    assert "The ferry to Brackholm" in run(f"{unabridged} extract page.txt")
    printed = run(f"{unabridged} mcp < /dev/null", status=1)
    command = re.search(r"Add it: (.*)", printed)[1]
    assert command.startswith(command_start)
    run(command)
    run(f"{unabridged} mcp < /dev/null")


def documented(words):
    """Return the line of docs/installing.md that begins with `words`."""
    return re.search(rf"{re.escape(words)}[^`\n]*", DOCUMENTED)[0].partition("  ")[0].strip()


def test_uv_tool(empty):
    empty(documented("uv tool install ./"))
    works_and_takes_an_extra(empty, "unabridged", "uv tool install --force '")
    empty(documented("uv tool install --force './").replace("[mcp]", "[mcp,team]"))


def test_pipx(empty):
    empty(
        "uv venv -q pipx && uv pip install -q --python pipx pipx && ln -s ../pipx/bin/pipx bin/pipx"
    )
    empty(documented("uv tool install ./").replace("uv tool", "pipx"))
    works_and_takes_an_extra(empty, "unabridged", "pipx install --force '")


def test_pip_in_an_environment(empty):
    empty(f"python3 -m venv opt && {UPGRADE}")
    line = documented("sudo /opt/unabridged/bin/pip install './")
    empty(line.replace("sudo /opt/unabridged/", "opt/").replace("[team]", ""))
    works_and_takes_an_extra(empty, "opt/bin/unabridged", "'")


def test_gunicorn_with_the_wheel_alone(empty):
    empty(f"python3 -m venv opt && {UPGRADE} && opt/bin/pip install -q ./*.whl")
    page = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
    assert_serves(empty, f"opt/bin/{re.search(r'`(gunicorn -c [^`]*)`', page)[1]}")


def test_a_checkout(empty, source):
    assert_serves(empty, f"cd {source}; {documented('make run EXTRAS=mcp')}")
    empty(f"{source}/.venv/bin/unabridged mcp < /dev/null")


def assert_serves(run, line):
    """Start the shell `line`, and wait until its server is ready."""
    port = free_port()
    with contextlib.ExitStack() as stack:
        process = run.start(line, UNABRIDGED_BIND=f"127.0.0.1:{port}")
        stack.callback(process.wait)
        stack.callback(os.killpg, process.pid, signal.SIGTERM)
        end = time.monotonic() + 400
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(httpx2.HTTPError):
                response = httpx2.get(
                    f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=60
                )
                if response.status_code == 200:
                    return
            time.sleep(0.5)
    raise AssertionError(f"{line}: it was never ready")
