"""The command `data`: all that is kept of a person."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from pydantic import ValidationError

from server.cli.console import current_settings, say
from server.cli.options import EXISTING_FILE, Actions, examples
from server.errors import invalid
from server.ingest import read_imports
from server.model import ImportRequest, counted
from server.show.printable import escape_json
from server.store import LOCAL_ACCOUNT, Store, moment, open_store

# What rows of a table are called, where its own name says too little.
_NOUNS = {
    "versions": "later version",
    "hook_messages": "webhook message",
    "hooks": "webhook",
    "pairings": "pairing link",
}

_whose_argument = click.argument(
    "whose",
    metavar="[WHOSE]",
    default=LOCAL_ACCOUNT,
    help="A token's id, user:NAME, or `local`: the server's owner.",
)


@click.group(cls=Actions)
def data() -> None:
    """Write all that is kept of a person into one file, import it, or delete it."""


@data.command("export", epilog=examples("unabridged data export user:ada --output ada.json"))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A new file; else standard output.",
)
@_whose_argument
def export_data(*, output: Path | None, whose: str) -> None:
    """Write all that is kept of a person as JSON."""
    with closing(open_store(current_settings())) as store:
        _require_known(store, whose)
        parts = store.own_data.document(whose)
        if output is None:
            for part in parts:
                print(escape_json(part.decode()), end="")
            return
        with output.open("xb") as file:
            output.chmod(0o600)
            file.writelines(parts)
    print(f"All that is kept of {_person(whose)} is in {output}.")


@data.command("import", epilog=examples("unabridged data import ada.json user:ada"))
@click.argument("file", type=EXISTING_FILE, help="What `data export` or GET /v1/me wrote.")
@_whose_argument
def import_data(*, file: Path, whose: str) -> None:
    """Bring the saved comparisons of such a file to a person."""
    settings = current_settings()
    with closing(open_store(settings)) as store:
        if whose.partition(":")[0] not in (LOCAL_ACCOUNT, "user"):  # these may be new
            _require_known(store, whose)
        try:
            imported = ImportRequest.model_validate_json(file.read_bytes())
        except ValidationError as error:
            faults = [(fault["type"], fault["loc"]) for fault in error.errors()]
            if faults == [("too_short", ("comparisons",))]:
                raise ValueError(f"{file} has no saved comparison.") from None
            raise ValueError(
                f"{file} is no export of saved comparisons. {invalid(error).detail} "
                "`unabridged data export` makes one."
            ) from None
        comparisons = read_imports(imported.comparisons, moment(days=settings.saved_days))
        are_new = [is_new for _, is_new in store.comparisons.add_imported(comparisons, whose)]
    there_already = len(are_new) - sum(are_new)
    print(f"Imported: {counted(sum(are_new), 'comparison')}. There already: {there_already}.")


@data.command(epilog=examples("unabridged data delete user:ada --yes"))
@click.option("--yes", is_flag=True, help="Delete it; else it is only counted.")
@_whose_argument
def delete(*, yes: bool, whose: str) -> int:
    """Delete all that is kept of a person."""
    with closing(open_store(current_settings())) as store:
        _require_known(store, whose)
        if not yes:
            counts = _counts(store.own_data.count(whose))
            print(f"This is kept of {_person(whose)}: {counts}.")
            say("Nothing is deleted yet; `--yes` deletes it.")
            return 1
        print(f"Deleted: {_counts(store.own_data.delete(whose))}.")
    return 0


def _counts(counts: Mapping[str, int]) -> str:
    parts = []
    for table, count in counts.items():
        noun = _NOUNS.get(table, table.removesuffix("s").replace("_", " "))
        if count:
            parts.append(counted(count, noun))
    return ", ".join(parts) or "nothing"


def _person(whose: str) -> str:
    return "this server's owner" if whose == LOCAL_ACCOUNT else whose


def _require_known(store: Store, whose: str) -> None:
    """Raise ValueError where nothing is kept of `whose`, who is not a token either."""
    token_ids = {token.id for token in store.tokens.valid()}
    if whose not in token_ids and not any(store.own_data.count(whose).values()):
        raise ValueError(
            f"Nothing is kept of {_person(whose)}. `unabridged tokens list` shows the ids of "
            "tokens; a person who signs in is user:NAME."
        )
