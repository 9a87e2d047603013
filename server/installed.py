"""Says how to add an extra to this installation, whichever way it was made."""

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
_TOOLS = {
    "uv-receipt.toml": "uv tool install --force '{wheel}[{extras}]'",
    "pipx_metadata.json": "pipx install --force '{wheel}[{extras}]'",
}
# By the name that an installer leaves in INSTALLER (`container`: packaging).
_INSTALLERS = {
    "container": "docker compose build --build-arg EXTRAS='{names}' server",
    "uv": "uv pip install --python '{python}' '{wheel}[{extras}]'",
    "pip": "'{python}' -m pip install '{wheel}[{extras}]'",
}


def command_for(extra: str) -> str:
    """Return the command that adds `extra` to the extras of this installation."""
    try:
        ours = distribution("unabridged")
    except PackageNotFoundError:  # a checkout's modules, on the path alone
        return _MAKE.format(names=extra)
    names = sorted({extra, *_extras_of(ours)})
    return _template(ours).format(
        names=" ".join(names), extras=",".join(names), wheel=_wheel(ours), python=sys.executable
    )


def _template(ours: Distribution) -> str:
    if _origin(ours).get("dir_info", {}).get("editable"):
        return _MAKE
    for name, command in _TOOLS.items():
        if (Path(sys.prefix) / name).is_file():
            return command
    return _INSTALLERS.get((ours.read_text("INSTALLER") or "").strip(), _INSTALLERS["pip"])


def _origin(ours: Distribution) -> dict[str, Any]:
    return json_object(ours.read_text("direct_url.json") or "{}")


def _wheel(ours: Distribution) -> str:
    """Return where the wheel was, else its name in the current folder."""
    path = Path(url2pathname(urlsplit(str(_origin(ours).get("url", ""))).path))
    if path.suffix == ".whl" and path.is_file():
        return str(path)
    return f"./unabridged-{ours.version}-py3-none-any.whl"


def _extras_of(ours: Distribution) -> set[str]:
    """Return the extras whose packages are all there."""
    needs = [one.partition(";") for one in ours.requires or ()]
    return {
        extra
        for extra in ours.metadata.get_all("Provides-Extra") or ()
        if all(_is_there(name) for name, _, marker in needs if f'"{extra}"' in marker)
    }


def _is_there(need: str) -> bool:
    name = re.match(r"[\w.-]+", need)
    try:
        return bool(name and distribution(name[0]))
    except PackageNotFoundError:
        return False
