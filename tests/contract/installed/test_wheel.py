"""A release: a wheel that serves by itself, and the same bytes each time."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx2
import pytest

from tests.servers import ROOT, running_server

_spec = importlib.util.spec_from_file_location("release", ROOT / "packaging" / "release.py")
assert _spec is not None
assert _spec.loader is not None
release = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(release)
COPIED = (
    "server",
    "extension",
    "docs",
    "setup.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of the tree without earlier builds."""
    folder = tmp_path_factory.mktemp("source")
    for name in COPIED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    return release.build_wheel(source, tmp_path_factory.mktemp("wheel"), epoch="1700000000")


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a folder with only the wheel's files."""
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def test_the_same_tree_gives_the_same_wheel(source, wheel, tmp_path):
    shutil.rmtree(source / "build", ignore_errors=True)
    again = release.build_wheel(source, tmp_path, epoch="1700000000")
    assert again.read_bytes() == wheel.read_bytes()


def test_the_licences_of_the_program_and_its_tables_are_in_the_wheel(installed):
    (licences,) = installed.glob("*.dist-info/licenses")
    for name in ("LICENSE", "NOTICE"):
        assert (licences / name).read_bytes() == (ROOT / name).read_bytes()


def test_every_file_of_the_package_is_in_the_wheel(installed):
    tracked = [
        path.relative_to(ROOT)
        for path in (ROOT / "server").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    links = {"_locales": "language", "icons": "web/static", "lib": "web/static"}
    shown = [
        Path("server", place) / path.relative_to(ROOT / "extension")
        for name, place in links.items()
        for path in (ROOT / "extension" / name).rglob("*")
        if path.is_file() and path.suffix in (".js", ".json", ".png")
    ]
    assert len(tracked) > 200
    assert len(shown) > 30
    assert [path for path in tracked if not (installed / path).is_file()] == []
    assert [path for path in shown if not (installed / path).is_file()] == []


def test_the_wheel_serves_its_pages_and_compares_the_sample(installed, tmp_path):
    with running_server(tmp_path, PYTHONPATH=str(installed), cwd=str(tmp_path)) as running:
        home = httpx2.get(running.base, trust_env=False, timeout=60)
        script = httpx2.get(f"{running.base}/static/site/home.js", trust_env=False, timeout=60)
        assert (home.status_code, script.status_code) == (200, 200)
        page = {"url": f"{running.base}/sample/norvane-own-models"}
        body = {"page": page}
        answer = httpx2.post(f"{running.base}/v1/compare", json=body, trust_env=False, timeout=60)
        assert answer.json()["search"]["outcome"] == "source"


def test_the_wheel_brings_the_extension_for_both_kinds_of_browsers(installed, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "server.cli.main", "extension", str(tmp_path / "unpacked")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    for browser in ("chromium", "firefox"):
        assert str(tmp_path / "unpacked" / browser) in done.stdout
        manifest = json.loads((tmp_path / "unpacked" / browser / "manifest.json").read_text())
        assert manifest["manifest_version"] == 3


def test_the_list_of_dependencies_names_all_that_are_pinned(tmp_path):
    pytest.importorskip("cyclonedx_py", reason="cyclonedx-bom of the group dev is not installed")
    release.write_sbom(ROOT, tmp_path / "sbom.json")
    listed = json.loads((tmp_path / "sbom.json").read_text())
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    named = [component["name"] for component in listed["components"]]
    for name in ("run", "team", "mcp", "languages"):
        lock = (ROOT / f"packaging/lock/{name}.lock").read_text().splitlines()
        pinned = {line.split("==")[0] for line in lock if "==" in line and line[0] != " "}
        assert pinned <= set(named), name
    assert {"psycopg", "mcp", "lxml"} <= set(named)
    versions = [(component["name"], component["version"]) for component in listed["components"]]
    assert len(versions) == len(set(versions))
    assert all(component["externalReferences"][0]["hashes"] for component in listed["components"])


def test_the_sums_are_those_of_the_files(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"a")
    (tmp_path / "b.zip").write_bytes(b"b")
    release.write_sums(tmp_path)
    checked = ["sha256sum", "--check", "SHA256SUMS"]
    done = subprocess.run(checked, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count(": OK") == 2


def test_the_checksums_are_signed_and_a_change_is_noticed(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"a wheel")
    release.write_sums(tmp_path)
    sums, key = tmp_path / "SHA256SUMS", tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    release.sign(sums, key)
    public = key.with_suffix(".pub").read_text("utf-8")
    (tmp_path / "signers").write_text(f"releases {public}")
    verify = ["ssh-keygen", "-Y", "verify", "-n", "file", "-I", "releases", "-f", "signers"]
    command = [*verify, "-s", "SHA256SUMS.sig"]

    def holds():
        done = subprocess.run(
            command, cwd=tmp_path, input=sums.read_bytes(), capture_output=True, check=False
        )
        return done.returncode == 0

    assert holds()
    sums.write_text(sums.read_text("utf-8").replace("a.whl", "b.whl"))
    assert not holds()
