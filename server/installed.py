"""How to add an extra to this installation, whichever way it was made."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from server.model import json_object

_MAKE = "make run EXTRAS='{names}'"
# By the file that a tool leaves in the environment it made.
_COMMAND_BY_FILE = {
    "uv-receipt.toml": "uv tool install --force '{wheel}[{extras}]'",
    "pipx_metadata.json": "pipx install --force '{wheel}[{extras}]'",
}
# By the name that an installer leaves in INSTALLER (`container`: packaging).
_COMMAND_BY_INSTALLER = {
    "container": "docker compose build --build-arg EXTRAS='{names}' server",
    "uv": "uv pip install --python '{python}' '{wheel}[{extras}]'",
    "pip": "'{python}' -m pip install '{wheel}[{extras}]'",
}


def command_for(extra: str) -> str:
    """Return the command that adds `extra` to the extras of this installation."""
    try:
        package = distribution("unabridged")
    except PackageNotFoundError:  # a checkout's modules, on the path alone
        return _MAKE.format(names=extra)
    names = sorted({extra, *_extras_of(package)})
    return _template(package).format(
        names=" ".join(names), extras=",".join(names), wheel=_wheel(package), python=sys.executable
    )


def _template(package: Distribution) -> str:
    if _origin(package).get("dir_info", {}).get("editable"):
        return _MAKE
    for name, command in _COMMAND_BY_FILE.items():
        if (Path(sys.prefix) / name).is_file():
            return command
    installer = (package.read_text("INSTALLER") or "").strip()
    return _COMMAND_BY_INSTALLER.get(installer, _COMMAND_BY_INSTALLER["pip"])


def _origin(package: Distribution) -> dict[str, Any]:
    return json_object(package.read_text("direct_url.json") or "{}")


def _wheel(package: Distribution) -> str:
    """Return where the wheel was, else its name in the current folder."""
    path = Path(url2pathname(urlsplit(str(_origin(package).get("url", ""))).path))
    if path.suffix == ".whl" and path.is_file():
        return str(path)
    return f"./unabridged-{package.version}-py3-none-any.whl"


def _extras_of(package: Distribution) -> set[str]:
    """Return the extras whose packages are all there."""
    installed = set()
    for extra in package.metadata.get_all("Provides-Extra") or ():
        needs = [need for need in package.requires or () if f'extra == "{extra}"' in need]
        if all(map(_is_installed, needs)):
            installed.add(extra)
    return installed


def _is_installed(need: str) -> bool:
    """Whether the package of a requirement, such as `mcp>=2.3; extra == "mcp"`, is there."""
    name = re.match(r"[\w.-]+", need)
    try:
        return name is not None and bool(distribution(name[0]))
    except PackageNotFoundError:
        return False
