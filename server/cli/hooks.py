"""The command line's `hooks`: add, list, try and remove webhooks."""

import argparse
from collections import Counter
from dataclasses import replace

from server.cli.main import chosen
from server.config import Settings
from server.errors import Problem, validated
from server.model import HookRequest, counted
from server.present.printable import print_rows
from server.store import Hook, Store
from server.team.hooks import EVENTS, add_hook, try_hook


def _add(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    events = chosen(options.events, EVENTS, "event") if options.events is not None else ()
    given = {"url": options.url, "events": list(events), "whose": options.whose}
    hook = add_hook(store, settings, validated(HookRequest, given))
    sides = Counter(text.side for text in store.hooks.watched(hook))
    texts = f"{counted(sides['page'], 'page')} and {counted(sides['source'], 'original')}"
    print(
        f"It watches the saved comparisons of {hook.owner}: {texts} now, and those to come.\n"
        f"Webhook {hook.id}; `unabridged hooks try {hook.id}` sends it a message. Its receiver "
        f"checks signatures (standardwebhooks.com) with this secret:\n{hook.secret}"
    )


def _list(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hooks = [replace(hook, secret="") for hook in store.hooks.hooks()]  # shown once, by `add`
    none = "There is no webhook yet; `unabridged hooks add ADDRESS` adds one."
    print_rows(hooks, _line, as_json=options.json, none=none)


def _line(hook: Hook) -> str:
    gone = "gone: it answered 410" if hook.state == "gone" else None
    sent = f"{hook.waiting} waiting, {hook.failed} given up"
    facts = (hook.id, hook.url, ",".join(hook.events), f"of {hook.owner}", gone, sent)
    return "  ".join(filter(None, (*facts, hook.last_error)))


def _try(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    hook = store.hooks.named(options.id)
    try:
        try_hook(settings, hook)
    except Problem as problem:
        raise ValueError(f"{hook.url} did not accept the message. {problem.detail}") from problem
    print(f"{hook.url} accepted the message.")


def _remove(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hook = store.hooks.named(options.id)
    store.hooks.remove(hook.id)
    print(f"Webhook {hook.id} is removed.")
