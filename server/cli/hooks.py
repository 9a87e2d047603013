"""The command `hooks`: webhooks, and what they are told."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import click

from server.cli.console import current_settings
from server.cli.options import Actions, Names, WebAddress, examples, json_rows
from server.errors import Problem, validate
from server.model import HookRequest, counted
from server.show.printable import print_rows
from server.store import Hook, open_store
from server.watch import EVENTS, add_hook, try_hook

_id_argument = click.argument("hook_id", metavar="ID", help="As `hooks list` shows it.")


@click.group(cls=Actions)
def hooks() -> None:
    """Add, list, try and remove webhooks."""


@hooks.command(epilog=examples("unabridged hooks add https://desk.example/in --whose local"))
@click.argument(
    "url",
    metavar="URL",
    type=WebAddress(),
    help="Address for messages, on a host in UNABRIDGED_HOOK_HOSTS.",
)
@click.option(
    "--whose",
    metavar="ID",
    required=True,
    help="Owner of the saved comparisons: a token's id, user:NAME, or local for this machine's own "
    "calls.",
)
@click.option(
    "--events",
    type=Names(EVENTS, "event"),
    metavar="NAMES",
    help=f"Events to send, separated by commas: {', '.join(EVENTS)}.  [default: all]",
)
def add(*, url: str, whose: str, events: Sequence[str] | None) -> None:
    """Send events to an address, and show the secret."""
    settings = current_settings()
    request = validate(HookRequest, {"url": url, "events": list(events or ()), "whose": whose})
    with closing(open_store(settings)) as store:
        hook = add_hook(store, settings, request)
        sides = Counter(text.side for text in store.hooks.watched(hook))
    texts = f"{counted(sides['page'], 'page')} and {counted(sides['source'], 'original')}"
    print(
        f"It watches the saved comparisons of {hook.owner}: {texts} now, and those to come.\n"
        f"Webhook {hook.id}; `unabridged hooks try {hook.id}` sends it a message. Its receiver "
        f"checks signatures (standardwebhooks.com) with this secret:\n{hook.secret}"
    )


@hooks.command("list", epilog=examples("unabridged hooks list --json"))
@json_rows
def list_hooks(*, as_json: bool) -> None:
    """List webhooks and their waiting messages."""
    with closing(open_store(current_settings())) as store:
        # A secret is shown once, by `add`.
        hooks_shown = [replace(hook, secret="") for hook in store.hooks.hooks()]
    none = "There is no webhook yet; `unabridged hooks add ADDRESS` adds one."
    print_rows(hooks_shown, _line, as_json=as_json, none=none)


def _line(hook: Hook) -> str:
    gone = "gone: it answered 410" if hook.state == "gone" else None
    sent = f"{hook.waiting} waiting, {hook.failed} given up"
    facts = (hook.id, hook.url, ",".join(hook.events), f"of {hook.owner}", gone, sent)
    return "  ".join(filter(None, (*facts, hook.last_error)))


@hooks.command("try", epilog=examples("unabridged hooks try 3f2a91c0"))
@_id_argument
def try_it(*, hook_id: str) -> None:
    """Send an empty message now."""
    settings = current_settings()
    with closing(open_store(settings)) as store:
        hook = store.hooks.named(hook_id)
    try:
        try_hook(settings, hook)
    except Problem as problem:
        raise ValueError(f"{hook.url} did not accept the message. {problem.detail}") from problem
    print(f"{hook.url} accepted the message.")


@hooks.command(epilog=examples("unabridged hooks remove 3f2a91c0"))
@_id_argument
def remove(*, hook_id: str) -> None:
    """Remove a webhook with its waiting messages."""
    with closing(open_store(current_settings())) as store:
        hook = store.hooks.named(hook_id)
        store.hooks.remove(hook.id)
    print(f"Webhook {hook.id} is removed.")
