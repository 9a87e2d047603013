"""The owner's token of a server for one person: a file in the data folder, for its user alone.

Whoever can read the folder may read and change all that the server keeps anyway. The token is in no
database: a backup does not hold it, and without the file it is void.
"""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

OWNER_TOKEN = "owner-token"  # noqa: S105 - the file's name
SECRET_PREFIX = "unab_"  # noqa: S105 - of every token's secret
_SECRET = re.compile(rf"{SECRET_PREFIX}[\w-]{{43}}", re.ASCII)


def new_secret() -> str:
    """Return a random secret of 256 bits for a token."""
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def owner_token(folder: Path) -> str:
    """Return the owner's secret in `folder`, made at the first call; raise SystemExit."""
    path = folder / OWNER_TOKEN
    try:
        if not path.exists():
            _make(path)
        path.chmod(0o600)  # also one that somebody copied
        secret = path.read_text("ascii", "replace").strip()
    except OSError as error:
        raise SystemExit(
            f"The owner's token in {path} can't be read or made ({error.strerror}). Let this user "
            "read and write that file and its folder."
        ) from error
    if not _SECRET.fullmatch(secret):
        raise SystemExit(
            f"{path} does not hold the owner's token. Delete the file; the next start of the "
            "server makes another one."
        )
    return secret


def _make(path: Path) -> None:
    """Write a new secret into the file at once; leave one that another process made meanwhile."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")  # mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{new_secret()}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)  # unlike renaming, it replaces nothing
    finally:
        Path(name).unlink()
