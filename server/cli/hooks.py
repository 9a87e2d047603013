"""The command line's `hooks`: add, list, try and remove webhooks."""

import argparse
from collections import Counter
from dataclasses import replace

from server.cli.main import chosen
from server.config import Settings
from server.errors import Problem
from server.model import counted
from server.present.printable import print_rows
from server.store import LOCAL_ACCOUNT, Hook, Store
from server.team.hooks import EVENTS, Sender, ping


def _add(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    events = chosen(options.events, EVENTS, "event") if options.events else tuple(EVENTS)
    Sender(settings).check(options.url)
    known = {LOCAL_ACCOUNT, *(token.id for token in store.tokens.valid())}
    if options.whose not in known and not options.whose.startswith("user:"):
        raise ValueError(
            f"{options.whose} is not a token's id; `unabridged tokens list` shows them. For a "
            "person who signs in, write user:NAME; for this machine's own calls, local."
        )
    hook = store.hooks.add(options.url, events, options.whose)
    sides = Counter(text.side for text in store.hooks.watched(hook))
    texts = f"{counted(sides['page'], 'page')} and {counted(sides['source'], 'original')}"
    print(
        f"It watches the saved comparisons of {hook.owner}: {texts} now, and those to come.\n"
        f"Webhook {hook.id}; `unabridged hooks try {hook.id}` sends it a message. Its receiver "
        f"checks signatures (standardwebhooks.com) with this secret:\n{hook.secret}"
    )


def _list(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hooks = [replace(hook, secret="") for hook in store.hooks.hooks()]  # shown once, by `add`
    print_rows(hooks, _line, as_json=options.json)


def _line(hook: Hook) -> str:
    gone = "gone: it answered 410" if hook.state == "gone" else None
    sent = f"{hook.waiting} waiting, {hook.failed} given up"
    facts = (hook.id, hook.url, ",".join(hook.events), f"of {hook.owner}", gone, sent)
    return "  ".join(filter(None, (*facts, hook.last_error)))


def _try(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    hook = _named(store, options.id)
    try:
        Sender(settings).send(hook, ping(hook))
    except Problem as problem:
        raise ValueError(f"{hook.url} did not accept the message. {problem.detail}") from problem
    print(f"{hook.url} accepted the message.")


def _remove(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hook = _named(store, options.id)
    store.hooks.remove(hook.id)
    print(f"Webhook {hook.id} is removed.")


def _named(store: Store, key: str) -> Hook:
    for hook in store.hooks.hooks():
        if hook.id == key:
            return hook
    raise ValueError(f"There is no webhook {key}; `unabridged hooks list` shows them.")
