"""The command `bridge`: a quiet line above entries in a feed reader."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from server.bridge import (
    Bridging,
    SubscribedFeeds,
    add_bridge,
    server_address,
    webhook_address,
)
from server.cli.console import current_settings
from server.cli.options import (
    EXISTING_FILE,
    Actions,
    WebAddress,
    WholeNumber,
    examples,
    json_rows,
)
from server.cli.progress import waiting
from server.config import Settings
from server.errors import validate
from server.language.messages import languages
from server.model import BridgeRequest, counted
from server.pipeline.wiring import engine_of, open_index
from server.show.printable import print_rows, printable
from server.store import Bridge, Store, open_store

_MOST_LAST = 500
_id_argument = click.argument("bridge_id", metavar="ID", help="As `bridge list` shows it.")


@click.group(cls=Actions)
def bridge() -> None:
    """Mark entries in a feed reader: what is cut, retold, or there already."""


@bridge.group(cls=Actions)
def add() -> None:
    """Connect a reader."""


@add.command(
    epilog=examples("unabridged bridge add miniflux https://reader.example --token-file key.txt")
)
@click.argument("url", metavar="URL", type=WebAddress(), help="Where Miniflux opens.")
@click.option(
    "--token-file",
    type=EXISTING_FILE,
    required=True,
    metavar="FILE",
    help="A file with an API key of Miniflux (Settings, API Keys).",
)
@click.option(
    "--webhook-secret-file",
    type=EXISTING_FILE,
    metavar="FILE",
    help="A file with the secret that Miniflux shows for its webhook.",
)
@click.option(
    "--language",
    type=click.Choice([*languages()], case_sensitive=False),
    default="en",
    help="Language of the lines.",
)
@click.option(
    "--last",
    type=WholeNumber(0, _MOST_LAST),
    default=20,
    metavar="NUMBER",
    help="Newest entries that get a line at once.",
)
def miniflux(
    *, url: str, token_file: Path, webhook_secret_file: Path | None, language: str, last: int
) -> None:
    """Write lines into Miniflux; again, with a new key or secret."""
    settings = current_settings()
    secret = _read_key(webhook_secret_file) if webhook_secret_file else ""
    given = {"url": url, "token": _read_key(token_file), "secret": secret, "language": language}
    wanted = validate(BridgeRequest, given | {"last": last})
    with closing(open_store(settings)) as store:
        added = add_bridge(store.bridges, settings, wanted)
    print(printable(f"Bridge {added.id}: {added.name} at {added.url}."))
    if added.secret:
        print("Webhooks signed with its secret are taken, and the reader is asked now and then.")
        return
    print(
        "The reader is asked for new entries every minute while the server runs. To have lines at "
        "once, enter this webhook in Miniflux (Settings, Integrations):\n"
        f"{webhook_address(settings, added)}\n"
        "and run the same command again with --webhook-secret-file and the secret shown there."
    )


def _read_key(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not a text file; save the key alone in it.") from None


@bridge.command("list", epilog=examples("unabridged bridge list --json"))
@json_rows
def list_bridges(*, as_json: bool) -> None:
    """List bridges with the numbers of their entries."""
    with closing(open_store(current_settings())) as store:
        known = store.bridges.bridges()
    rows = [one.to_api() for one in known] if as_json else known
    none = (
        "There is no bridge yet; `unabridged bridge add miniflux ADDRESS` adds one, `unabridged "
        "feeds annotated NAME` serves all other readers."
    )
    print_rows(rows, _line, as_json=as_json, none=none)


def _line(known: Bridge) -> str:
    counts = ", ".join(f"{number} {state}" for state, number in known.entries.items())
    place = f"{known.name} at {known.url}" if known.url else known.name
    refused = f"{counted(known.refused, 'webhook')} refused" if known.refused else None
    facts = (known.id, place, counts or "no entries yet", refused, known.last_error)
    troubled = (f"  {entry.state}: {entry.url}: {entry.last_error}" for entry in known.troubled)
    return "\n".join(["  ".join(filter(None, facts)), *troubled])


@bridge.command(epilog=examples("unabridged bridge run --once"))
@click.option("--once", is_flag=True, help="Ask each reader once, then stop.")
def run(*, once: bool) -> None:
    """Work through the queue, until Ctrl-C; a running server does so by itself."""
    settings = current_settings()
    with closing(open_store(settings)) as store, _open_bridging(settings, store) as bridging:
        if not once:
            bridging.run()
            return
        for known in store.bridges.bridges():
            store.bridges.change(known.id, due=0.0)
        with waiting("Marking"):
            is_done = bridging.turn()
        if not is_done:
            raise ValueError("A running server works through this queue; it needs no other.")
        print_rows(store.bridges.bridges(), _line, as_json=False, none="There is no bridge yet.")


@bridge.command(epilog=examples("unabridged bridge clear 3f2a91c0"))
@_id_argument
def clear(*, bridge_id: str) -> None:
    """Remove all lines of a bridge."""
    settings = current_settings()
    with closing(open_store(settings)) as store:
        known = store.bridges.named(bridge_id)
        lines = store.bridges.clear(known.id, time.time())
        with _open_bridging(settings, store) as bridging, waiting("Clearing"):
            is_done = bridging.turn()
        left = store.bridges.named(known.id).entries.get("clearing", 0)
    if not is_done or left:
        print(f"{counted(lines, 'line')} will be removed by the running server.")
    else:
        print(f"{counted(lines, 'line')} removed. Entries to come get theirs.")


@bridge.command(epilog=examples("unabridged bridge remove 3f2a91c0"))
@_id_argument
def remove(*, bridge_id: str) -> None:
    """Remove a bridge; `clear` it first to remove its lines."""
    with closing(open_store(current_settings())) as store:
        known = store.bridges.named(bridge_id)
        store.bridges.remove(known.id)
    print(f"Bridge {known.id} is removed; lines that are there stay.")


@contextmanager
def _open_bridging(settings: Settings, store: Store) -> Iterator[Bridging]:
    index = open_index(settings)
    with closing(engine_of(settings, index, store.feeds)) as engine:
        subscribed = SubscribedFeeds(store, engine.pool.run)
        bridging = Bridging(store, engine, index, subscribed, server_address(settings))
        try:
            yield bridging
        finally:
            bridging.end()
