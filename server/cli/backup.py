"""The command line's `backup`, `restore` and `migrate`, and `data` of one person."""

import argparse
import sys
from collections.abc import Mapping

from server.cli import client
from server.config import Settings
from server.model import counted
from server.present.printable import escaped
from server.store import LOCAL_ACCOUNT, Store, backup, migrate, restore


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


def _export(options: argparse.Namespace, _: Settings, store: Store) -> None:
    _require_known(store, options.whose)
    parts = store.own_data.document(options.whose)
    if options.output is None:
        for part in parts:
            print(escaped(part.decode()), end="")
        return
    with options.output.open("xb") as file:
        options.output.chmod(0o600)
        file.writelines(parts)
    print(f"All that is kept of {_person(options.whose)} is in {options.output}.")


def _delete(options: argparse.Namespace, _: Settings, store: Store) -> int:
    _require_known(store, options.whose)
    if not options.yes:
        kept = _counts(store.own_data.count(options.whose))
        print(f"This is kept of {_person(options.whose)}: {kept}.")
        print("Nothing is deleted yet; `--yes` deletes it.", file=sys.stderr)
        return 1
    print(f"Deleted: {_counts(store.own_data.delete(options.whose))}.")
    return 0


# What rows of a table are called, where its own name says too little.
_NOUNS = {
    "versions": "later version",
    "views": "prepared view",
    "hook_messages": "webhook message",
    "hooks": "webhook",
    "pairings": "pairing link",
}


def _counts(counts: Mapping[str, int]) -> str:
    named = {
        _NOUNS.get(table, table.removesuffix("s").replace("_", " ")): count
        for table, count in counts.items()
        if count
    }
    return ", ".join(counted(count, noun) for noun, count in named.items()) or "nothing"


def _person(whose: str) -> str:
    """Return an owner in words."""
    return "this machine's own calls" if whose == LOCAL_ACCOUNT else whose


def _require_known(store: Store, whose: str) -> None:
    """Raise ValueError where nothing is kept of `whose`, who is no token either."""
    tokens = {token.id for token in store.tokens.valid()}
    if whose not in tokens and not any(store.own_data.count(whose).values()):
        raise ValueError(
            f"Nothing is kept of {_person(whose)}. `unabridged tokens list` shows the ids of "
            "tokens; a person who signs in is user:NAME."
        )
