"""The commands `backup`, `restore` and `migrate`: copies of what the server keeps."""

from pathlib import Path

import click

from server import store
from server.cli import serve
from server.cli.console import current_settings
from server.cli.options import FOLDER, WholeNumber, examples
from server.cli.progress import waiting
from server.model import counted


@click.command(epilog=examples("unabridged backup /var/backups/unabridged --keep 7"))
@click.argument("folder", type=FOLDER, help="Folder for backups; each gets a dated folder.")
@click.option(
    "--keep",
    type=WholeNumber(),
    help="Delete all but the newest KEEP backups.  [default: keep all]",
)
@click.option("--without-index", is_flag=True, help="Leave the article index out.")
def backup(*, folder: Path, keep: int | None, without_index: bool) -> None:
    """Copy database and index while the server runs."""
    with waiting("Copying"):
        backup_folder = store.backup(
            current_settings(), folder, index=not without_index, keep=keep or 0
        )
    print(backup_folder)


@click.command(epilog=examples("unabridged restore /var/backups/unabridged"))
@click.argument("folder", type=FOLDER, help="A backup, or a folder of backups: the newest.")
@click.option("--replace", is_flag=True, help="Overwrite existing data.")
def restore(*, folder: Path, replace: bool) -> None:
    """Check a backup, and restore it."""
    with waiting("Checking and copying"):
        restored = store.restore(current_settings(), folder, replace=replace)
    print(f"Restored {restored.folder}, whose checksums are right:")
    for name, count in restored.rows.items():
        print(f"  {name}: {count}")


@click.command(
    epilog=examples("unabridged migrate --to postgresql://unabridged@db.example/unabridged")
)
@click.option("--to", metavar="postgresql://…", required=True, help="An empty database.")
def migrate(*, to: str) -> None:
    """Copy the SQLite database into PostgreSQL."""
    settings = current_settings()
    if not to.startswith(("postgresql://", "postgres://")):
        raise click.UsageError(f"{to} is not the address of a PostgreSQL database.")
    if settings.postgres:
        raise ValueError(
            "UNABRIDGED_DATABASE is a PostgreSQL database already. To move it to another one, use "
            "its own pg_dump and pg_restore."
        )
    path = settings.database_path
    if not path.is_file():
        raise ValueError(f"There is no database at {path}; check UNABRIDGED_DATA.")
    if serve.readiness(f"http://{settings.bind}") is not None:
        raise ValueError(
            f"The server at {settings.bind} is running, and its changes during the move would be "
            "lost. Stop it first."
        )
    with waiting("Copying"):
        rows_by_table = store.migrate(path, to)
    for name, rows in rows_by_table.items():
        print(f"{name}: {counted(rows, 'row')}")
    print(
        "Everything is in PostgreSQL. Set UNABRIDGED_DATABASE to that address and start the "
        "server. The article index stays in UNABRIDGED_DATA."
    )
