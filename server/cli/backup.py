"""The command line's `backup`, `restore` and `migrate`."""

import argparse

from server.cli import client
from server.config import Settings
from server.model import counted
from server.store import backup, migrate, restore


def _backup(options: argparse.Namespace, settings: Settings) -> None:
    index = not options.without_index
    print(backup(settings, options.folder, index=index, keep=options.keep))


def _restore(options: argparse.Namespace, settings: Settings) -> None:
    manifest = restore(settings, options.folder, replace=options.replace)
    rows = {name: table.rows for name, table in manifest.tables.items()}
    if manifest.articles:
        rows["articles"] = manifest.articles.rows
    print(f"Restored the backup of {manifest.made}, counts and hashes compared:")
    for name, count in rows.items():
        print(f"  {name}: {count}")


def _migrate(options: argparse.Namespace, settings: Settings) -> None:
    if settings.postgres:
        raise ValueError(
            "UNABRIDGED_DATABASE is a PostgreSQL database already. To move it to another one, use "
            "`unabridged backup` and `unabridged restore`."
        )
    if not options.to.startswith(("postgresql://", "postgres://")):
        raise ValueError(f"{options.to} is not the address of a PostgreSQL database.")
    path = settings.database_path
    if not path.is_file():
        raise ValueError(f"There is no database at {path}; check UNABRIDGED_DATA.")
    if client.readiness(f"http://{settings.bind}") is not None:
        raise ValueError(
            f"The server at {settings.bind} is running, and its changes during the move would be "
            "lost. Stop it first."
        )
    for name, content in migrate(path, options.to).items():
        print(f"{name}: {counted(content.rows, 'row')}, verified")
    print(
        "Everything is in PostgreSQL. Set UNABRIDGED_DATABASE to that address and start the "
        "server. The article index stays in UNABRIDGED_DATA."
    )
