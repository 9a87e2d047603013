"""Make the files of a release from the last commit, the same bytes each time.

The wheel, the source, both extension packages, a CycloneDX list of what the server depends on,
and SHA256SUMS over them all. Only what is committed gets in.

    python packaging/release.py [FOLDER] [SSH KEY]

With a key, `ssh-keygen` signs SHA256SUMS with it (SHA256SUMS.sig).
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def main() -> None:
    """Write the release into the folder given, or dist/release."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "release"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        check_out(source)
        project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
        name = f"unabridged-{project['version']}"
        build_wheel(source, target, epoch=git("log", "-1", "--format=%ct"))
        build_extension(source, target)
        write_sbom(source, target / f"{name}.cdx.json")
        shutil.copy(source / "clients" / "python" / "unabridged_client.py", target)
        archive = _git_bytes("archive", "--format=tar.gz", f"--prefix={name}/", "HEAD")
        (target / f"{name}.tar.gz").write_bytes(archive)
    write_sums(target)
    if len(sys.argv) > 2:
        sign(target / "SHA256SUMS", Path(sys.argv[2]))
    sys.stdout.write((target / "SHA256SUMS").read_text("utf-8"))


def build_wheel(source: Path, target: Path, epoch: str) -> Path:
    """Build the wheel of the tree `source`; `epoch` is the time of every file in it."""
    subprocess.run(
        [sys.executable, "-c", _BUILD, str(target.absolute())],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch, "PYTHONDONTWRITEBYTECODE": "1"},
        umask=0o022,  # permissions go into the wheel
        stdout=subprocess.DEVNULL,
        check=True,
    )
    (wheel,) = target.glob("*.whl")
    return wheel


def build_extension(source: Path, target: Path) -> None:
    """Put the packages for both kinds of browsers into `target`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "extension/build.py", folder],
            cwd=source,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        for archive in Path(folder).glob("*.zip"):
            shutil.copy(archive, target)


def write_sbom(source: Path, path: Path) -> None:
    """List the pinned dependencies, all extras' too, with their hashes, in CycloneDX 1.6."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible"]
    command += ["--spec-version", "1.6", "--pyproject", "pyproject.toml", "--output-format", "JSON"]
    command += ["--output-file", str(path.absolute()), "-"]
    subprocess.run(command, cwd=source, input=pinned(source), text=True, check=True)


def pinned(source: Path) -> str:
    """Return all locks of what a server is installed from as one, each package once."""
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    packages: dict[str, str] = {}
    for name in ("run", *project["optional-dependencies"]):
        lock = (source / "packaging" / "lock" / f"{name}.lock").read_text("utf-8")
        for package in re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]:
            packages.setdefault(re.split(r"[ ;]", package)[0], package)
    return "".join(packages[pin] for pin in sorted(packages))


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS for the other files of `folder`, for `sha256sum --check`."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def sign(file: Path, key: Path) -> None:
    """Write the signature of `file` by an SSH key beside it, for `ssh-keygen -Y verify`."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", str(key), str(file)]
    subprocess.run(command, check=True)


def check_out(folder: Path) -> None:
    """Put the last commit's files into `folder`."""
    with tarfile.open(fileobj=io.BytesIO(_git_bytes("archive", "HEAD"))) as packed:
        packed.extractall(folder, filter="tar")


def git(*arguments: str) -> str:
    """Return what git says."""
    return _git_bytes(*arguments).decode().strip()


def _git_bytes(*arguments: str) -> bytes:
    command = ["git", "-c", "tar.umask=0022", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
