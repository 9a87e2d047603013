"""The command line's `tokens`, `hooks`, `data` of one person, `backup`, `restore`, `migrate`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import get_args

from pydantic import ValidationError

from server.cli import serve
from server.cli.main import chosen
from server.config import Settings
from server.errors import Problem, invalid, validated
from server.ingest import brought
from server.model import HookRequest, ImportRequest, Scope, TokenRequest, counted
from server.show.printable import escaped, print_rows
from server.store import LOCAL_ACCOUNT, Grant, Hook, Store, Token, backup, migrate, moment, restore
from server.watch import EVENTS, add_hook, try_hook

_OF_ALL = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - one of the addresses of all


def _create(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    first = not store.tokens.any_made()
    key, secret = store.tokens.create(_grant(options))
    print(f"Token {key} for {options.name}, shown only now:\n{secret}")
    if first and not settings.local:
        print(
            "From now on everybody needs a token, also programs on this machine. Set "
            "UNABRIDGED_LOCAL=1 to let these in without one.",
            file=sys.stderr,
        )


def _pair(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    base = options.server or settings.address or f"http://{settings.bind}"
    own = _OF_ALL.get(settings.host) if base == f"http://{settings.bind}" else None
    if own:  # nothing can be opened at "all addresses"
        base = f"http://{own}:{settings.port}"
        print(
            f"The link leads to {base}, on this machine. For other machines set "
            "UNABRIDGED_ADDRESS to the https address by which they reach the server.",
            file=sys.stderr,
        )
    if not base.startswith(("https://", "http://")):
        raise ValueError(f"{base} is not the address of a server; it begins with https://.")
    code, _ = store.pairings.make(_grant(options), options.minutes)
    print(
        f"For {options.name}, valid once, for {counted(options.minutes, 'minute')}. Paste this "
        f"into the extension's settings as the server's address:\n{base.rstrip('/')}/pair#{code}"
    )


def _list(options: argparse.Namespace, _: Settings, store: Store) -> None:
    tokens = store.tokens.valid()
    none = "There is no token yet; `unabridged tokens create NAME` creates one."
    print_rows(tokens, lambda one: "  ".join(_facts(one)), as_json=options.json, none=none)


def _facts(token: Token) -> Iterator[str]:
    yield from (token.id, token.name, ",".join(token.scopes))
    yield f"expires {token.expires[:10]}" if token.expires else "never expires"
    yield f"last used {token.last_used or 'never'}"
    if token.per_day:
        yield f"{token.used} of {counted(token.per_day, 'call')} today"
    if token.maker:
        yield f"paired from {token.maker}"


def _quota(options: argparse.Namespace, _: Settings, store: Store) -> None:
    token = store.tokens.limit(options.id, options.per_day)
    print("  ".join(_facts(token)))


def _revoke(options: argparse.Namespace, _: Settings, store: Store) -> None:
    ended, left = store.revoke(options.id)
    if left:
        print(f"{options.id.removeprefix('user:')} is signed out.")
    others = f", and {ended - 1} paired from it" if ended > 1 else ""
    if ended:
        print(f"Token {options.id} is revoked{others}.")


def _grant(options: argparse.Namespace) -> Grant:
    given = {"name": options.name, "days": options.days or 0, "per_day": options.per_day or 0}
    scopes = chosen(options.scopes, get_args(Scope), "scope")
    return Grant.wanted(validated(TokenRequest, {**given, "scopes": list(scopes)}))


def _add_hook(options: argparse.Namespace, settings: Settings, store: Store) -> None:
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


def _list_hooks(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hooks = [replace(hook, secret="") for hook in store.hooks.hooks()]  # shown once, by `add`
    none = "There is no webhook yet; `unabridged hooks add ADDRESS` adds one."
    print_rows(hooks, _hook_line, as_json=options.json, none=none)


def _hook_line(hook: Hook) -> str:
    gone = "gone: it answered 410" if hook.state == "gone" else None
    sent = f"{hook.waiting} waiting, {hook.failed} given up"
    facts = (hook.id, hook.url, ",".join(hook.events), f"of {hook.owner}", gone, sent)
    return "  ".join(filter(None, (*facts, hook.last_error)))


def _try_hook(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    hook = store.hooks.named(options.id)
    try:
        try_hook(settings, hook)
    except Problem as problem:
        raise ValueError(f"{hook.url} did not accept the message. {problem.detail}") from problem
    print(f"{hook.url} accepted the message.")


def _remove_hook(options: argparse.Namespace, _: Settings, store: Store) -> None:
    hook = store.hooks.named(options.id)
    store.hooks.remove(hook.id)
    print(f"Webhook {hook.id} is removed.")


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
    if serve.readiness(f"http://{settings.bind}") is not None:
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


def _import(options: argparse.Namespace, settings: Settings, store: Store) -> None:
    if options.whose.partition(":")[0] not in (LOCAL_ACCOUNT, "user"):  # these may be new
        _require_known(store, options.whose)
    try:
        wanted = ImportRequest.model_validate_json(options.file.read_bytes())
    except ValidationError as error:
        raise ValueError(
            f"{options.file} is no export of saved comparisons. {invalid(error).detail} "
            "`unabridged data export` makes one."
        ) from None
    read = brought(wanted.comparisons, moment(days=settings.saved_days))
    new = [is_new for _, is_new in store.comparisons.bring(read, options.whose)]
    print(f"Imported: {counted(sum(new), 'comparison')}. There already: {len(new) - sum(new)}.")


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
    return "this machine's own calls" if whose == LOCAL_ACCOUNT else whose


def _require_known(store: Store, whose: str) -> None:
    """Raise ValueError where nothing is kept of `whose`, who is no token either."""
    tokens = {token.id for token in store.tokens.valid()}
    if whose not in tokens and not any(store.own_data.count(whose).values()):
        raise ValueError(
            f"Nothing is kept of {_person(whose)}. `unabridged tokens list` shows the ids of "
            "tokens; a person who signs in is user:NAME."
        )
