"""The command line's `data`: all that is kept of a person, in one file or deleted."""

import argparse
import sys
from collections.abc import Mapping

from server.cli.printable import escaped
from server.config import Settings
from server.model import counted
from server.store import Store


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
    print(f"All that is kept of {options.whose} is in {options.output}.")


def _delete(options: argparse.Namespace, _: Settings, store: Store) -> int:
    _require_known(store, options.whose)
    if not options.yes:
        print(f"Of {options.whose} there are: {_counts(store.own_data.count(options.whose))}.")
        print("Nothing is deleted yet; `--yes` deletes it.", file=sys.stderr)
        return 1
    print(f"Deleted: {_counts(store.own_data.delete(options.whose))}.")
    return 0


def _counts(counts: Mapping[str, int]) -> str:
    nouns = {table: table.removesuffix("s").replace("_", " ") for table in counts}
    return ", ".join(counted(count, nouns[table]) for table, count in counts.items())


def _require_known(store: Store, whose: str) -> None:
    """Raise ValueError where nothing is kept of `whose`, who is no token either."""
    tokens = {token.id for token in store.tokens.valid()}
    if whose not in tokens and not any(store.own_data.count(whose).values()):
        raise ValueError(
            f"Nothing is kept of {whose}. `unabridged tokens list` shows the ids of tokens; a "
            "person who signs in is user:NAME."
        )
