"""The command line's `tokens`: create, pair, list, revoke."""

import argparse
import sys
from collections.abc import Iterator
from typing import get_args

from server.cli.arguments import chosen
from server.config import Settings
from server.model import Scope, counted
from server.present.printable import print_rows
from server.store import Grant, Store, Token, moment

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
    print_rows(tokens, lambda token: "  ".join(_facts(token)), as_json=options.json)


def _facts(token: Token) -> Iterator[str]:
    yield from (token.id, token.name, ",".join(token.scopes))
    yield f"expires {token.expires[:10]}" if token.expires else "never expires"
    yield f"last used {token.last_used or 'never'}"
    if token.per_day:
        yield f"{token.used} of {counted(token.per_day, 'call')} today"
    if token.maker:
        yield f"paired from {token.maker}"


def _revoke(options: argparse.Namespace, _: Settings, store: Store) -> None:
    ended = store.tokens.revoke(options.id)
    left = store.sessions.end_all_of(options.id.removeprefix("user:"))
    if left:
        print(f"{options.id.removeprefix('user:')} is signed out.")
    if not ended and not left:
        raise ValueError(f"There is no token {options.id}; `unabridged tokens list` shows them.")
    others = f", and {ended - 1} paired from it" if ended > 1 else ""
    if ended:
        print(f"Token {options.id} is revoked{others}.")


def _grant(options: argparse.Namespace) -> Grant:
    name = " ".join("".join(letter for letter in options.name if letter.isprintable()).split())
    if not 0 < len(name) <= 100:
        raise ValueError("A token's name has 1 to 100 letters; use its owner's name.")
    return Grant(
        name,
        chosen(options.scopes, get_args(Scope), "scope"),
        moment(days=options.days) if options.days else None,
        options.per_day,
    )
