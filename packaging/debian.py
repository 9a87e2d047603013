"""Make a Debian package of the last commit: pinned dependencies, a command and a systemd unit.

    python packaging/debian.py [FOLDER]

It runs on the Debian that it is made on: its Python is the system's, whose version the wheels
are for. The same commit gives the same bytes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from release import build_wheel, check_out, git

ROOT = Path(__file__).parents[1]
PYTHON = "/usr/bin/python3"
_LAUNCHER = """#!/bin/sh
# Modules come from the package alone, whatever the folder and the user's own packages hold.
export PYTHONPATH=/usr/lib/unabridged PYTHONSAFEPATH=1 PYTHONNOUSERSITE=1
exec /usr/bin/python3 -m server.cli.main "$@"
"""
_CONTROL = """Package: unabridged
Version: {version}
Architecture: {architecture}
Maintainer: the authors of Unabridged <unabridged@unabridged.invalid>
Installed-Size: {kilobytes}
Depends: python3 (>= {python}), python3 (<< {next_python}), ca-certificates
Section: web
Priority: optional
Description: {summary}
 Compares a news page with its original, on your own machine or for a team.
 Settings are in /etc/unabridged.env; `systemctl enable --now unabridged` starts
 the server.
"""
_POSTINST = """#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
"""
_PRERM = """#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now unabridged || true
fi
"""


def main() -> None:
    """Write the package into the folder given, or dist."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    target.mkdir(parents=True, exist_ok=True)
    epoch = git("log", "-1", "--format=%ct")
    with tempfile.TemporaryDirectory() as folder:
        source, stage = Path(folder) / "source", Path(folder) / "stage"
        check_out(source)
        wheel = build_wheel(source, Path(folder), epoch)
        fill(stage, source, wheel)
        made = build(stage, source, target, int(epoch))
    sys.stdout.write(f"{made}\n")


def fill(stage: Path, source: Path, wheel: Path) -> None:
    """Put what is installed below `stage`."""
    modules = stage / "usr" / "lib" / "unabridged"
    lock = str(source / "packaging/lock/team.lock")
    _install(modules, "--require-hashes", "--only-binary", ":all:", "-r", lock)
    _install(modules, "--no-deps", str(wheel))
    for left in [*modules.rglob("__pycache__"), modules / "bin", modules / ".lock"]:
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    for record in modules.glob("*.dist-info/*"):  # which say when and where from
        if record.name in ("RECORD", "direct_url.json", "REQUESTED", "INSTALLER", "uv_cache.json"):
            record.unlink()
    _write(stage / "usr" / "bin" / "unabridged", _LAUNCHER, 0o755)
    unit = (source / "packaging" / "unabridged.service").read_text("utf-8")
    unit = unit.replace("/opt/unabridged/bin/unabridged", "/usr/bin/unabridged")
    _write(stage / "usr" / "lib" / "systemd" / "system" / "unabridged.service", unit)
    documents = stage / "usr" / "share" / "doc" / "unabridged"
    _write(documents / "copyright", (source / "LICENSE").read_text("utf-8"))


def build(stage: Path, source: Path, target: Path, epoch: int) -> Path:
    """Pack `stage` with its description; return the package."""
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    asked = "import sys; print(*sys.version_info[:2])"
    major, minor = map(int, _output(PYTHON, "-c", asked).split())
    size = sum(path.lstat().st_size for path in stage.rglob("*") if path.is_file())
    architecture = _output("dpkg", "--print-architecture")
    control = _CONTROL.format(
        version=project["version"],
        architecture=architecture,
        kilobytes=size // 1024,
        python=f"{major}.{minor}",
        next_python=f"{major}.{minor + 1}",
        summary="is this page the whole story?",
    )
    _write(stage / "DEBIAN" / "control", control)
    _write(stage / "DEBIAN" / "postinst", _POSTINST, 0o755)
    _write(stage / "DEBIAN" / "prerm", _PRERM, 0o755)
    for path in [stage, *stage.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    made = target / f"unabridged_{project['version']}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(stage), str(made)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return made


def _install(target: Path, *what: str) -> None:
    uv = str(Path(sys.executable).parent / "uv")
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--target", str(target), *what]
    subprocess.run(command, check=True)


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
