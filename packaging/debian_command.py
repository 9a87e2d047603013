#!/usr/bin/python3 -sP
"""Runs Unabridged from its Debian package; for root as the service, with its settings and data."""

import os
import pwd
import sys
from pathlib import Path

_MODULES = "/usr/lib/unabridged"
_SETTINGS = Path("/etc/unabridged.env")
_DATA = "/var/lib/unabridged"
_USER = "unabridged"


def become_the_service(settings: Path = _SETTINGS, user: str = _USER) -> None:
    """Take the service's settings, which the environment overrides, and its user."""
    for line in settings.read_text("utf-8").splitlines() if settings.is_file() else ():
        name, equals, value = (part.strip() for part in line.partition("="))
        if equals and not name.startswith(("#", ";")):
            quoted = value[:1] in ('"', "'") and value[:1] == value[-1:]
            os.environ.setdefault(name, value[1:-1] if quoted else value)
    os.environ.setdefault("UNABRIDGED_DATA", _DATA)
    service = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(service.pw_gid)
    os.setuid(service.pw_uid)
    os.umask(0o077)


def main() -> int:
    """Run the command line; return its exit status."""
    sys.path.insert(0, _MODULES)
    os.environ |= {"PYTHONPATH": _MODULES, "PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}
    if os.getuid() == 0:
        become_the_service()
    from server.cli.main import main as run  # noqa: PLC0415 - found there from now on

    return run()


if __name__ == "__main__":
    sys.exit(main())
