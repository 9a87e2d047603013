"""The command `tokens`: who may call the server."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import get_args

import click

from server.cli.console import current_settings, say
from server.cli.options import (
    Actions,
    Names,
    WebAddress,
    WholeNumber,
    examples,
    json_rows,
)
from server.errors import validate
from server.model import Scope, TokenRequest, counted
from server.show.printable import print_rows
from server.store import Grant, Token, open_store

# What to open on this machine, where a server listens on all of its addresses.
_OWN_HOST = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104

_id_argument = click.argument("token_id", metavar="ID", help="As `tokens list` shows it.")
_name_argument = click.argument("name", help="Name of its owner.")
_scopes_option = click.option(
    "--scopes",
    type=Names(get_args(Scope), "scope"),
    default="compare",
    metavar="NAMES",
    help=f"What it may be used for, separated by commas: {', '.join(get_args(Scope))}.",
)
_days_option = click.option(
    "--days", type=WholeNumber(), help="Days until the token expires.  [default: it does not]"
)
_per_day_option = click.option(
    "--per-day", type=WholeNumber(), help="Most calls in a day (UTC).  [default: any number]"
)


@click.group(cls=Actions)
def tokens() -> None:
    """Create, pair, list, limit and revoke tokens."""


@tokens.command(epilog=examples("unabridged tokens create Ada --scopes compare,index --days 90"))
@_name_argument
@_scopes_option
@_days_option
@_per_day_option
def create(*, name: str, scopes: Sequence[str], days: int | None, per_day: int | None) -> None:
    """Create a token and show it once."""
    grant = _grant(name, scopes, days, per_day)
    with closing(open_store(current_settings())) as store:
        key, secret = store.tokens.create(grant)
    print(f"Token {key} for {name}, shown only now:\n{secret}")


@tokens.command(epilog=examples("unabridged tokens pair Bo --server https://unabridged.example"))
@click.option(
    "--server",
    type=WebAddress(),
    help="The server's address as others reach it.  [default: UNABRIDGED_ADDRESS]",
)
@click.option("--minutes", type=WholeNumber(), default=10, help="Minutes that the link is valid.")
@_name_argument
@_scopes_option
@_days_option
@_per_day_option
def pair(
    *,
    server: str | None,
    minutes: int,
    name: str,
    scopes: Sequence[str],
    days: int | None,
    per_day: int | None,
) -> None:
    """Create a link that sets up an extension once."""
    settings, grant = current_settings(), _grant(name, scopes, days, per_day)
    base = server or settings.address
    if not base and settings.host in _OWN_HOST:  # nothing can be opened at "all addresses"
        base = f"http://{_OWN_HOST[settings.host]}:{settings.port}"
        say(
            f"The link leads to {base}, on this machine. For other machines set "
            "UNABRIDGED_ADDRESS to the https address by which they reach the server."
        )
    base = base or f"http://{settings.bind}"
    with closing(open_store(settings)) as store:
        code, _ = store.pairings.make(grant, minutes)
    print(
        f"For {name}, valid once, for {counted(minutes, 'minute')}. Paste this "
        f"into the extension's settings as the server's address:\n{base.rstrip('/')}/pair#{code}"
    )


@tokens.command("list", epilog=examples("unabridged tokens list --json"))
@json_rows
def list_tokens(*, as_json: bool) -> None:
    """List the valid tokens."""
    with closing(open_store(current_settings())) as store:
        valid = store.tokens.valid()
    none = "There is no token yet; `unabridged tokens create NAME` creates one."
    print_rows(valid, _line, as_json=as_json, none=none)


def _line(token: Token) -> str:
    return "  ".join(_facts(token))


def _facts(token: Token) -> Iterator[str]:
    yield from (token.id, token.name, ",".join(token.scopes))
    yield f"expires {token.expires[:10]}" if token.expires else "never expires"
    yield f"last used {token.last_used or 'never'}"
    if token.per_day:
        yield f"{token.used} of {counted(token.per_day, 'call')} today"
    if token.maker:
        yield f"paired from {token.maker}"


@tokens.command(epilog=examples("unabridged tokens quota 3f2a91c0 200"))
@_id_argument
@click.argument(
    "calls", metavar="CALLS", type=WholeNumber(0), help="Most calls in a day (UTC); 0: any number."
)
def quota(*, token_id: str, calls: int) -> None:
    """Change how many calls a day a token has."""
    with closing(open_store(current_settings())) as store:
        token = store.tokens.limit(token_id, calls)
    print(_line(token))


@tokens.command(
    epilog=examples("unabridged tokens revoke 3f2a91c0", "unabridged tokens revoke user:ada")
)
@click.argument("token_id", metavar="ID", help="As `tokens list` shows it, or user:NAME.")
def revoke(*, token_id: str) -> None:
    """End a token and those paired from it, or sign a person out."""
    with closing(open_store(current_settings())) as store:
        ended, signed_out = store.revoke(token_id)
    if signed_out:
        print(f"{token_id.removeprefix('user:')} is signed out.")
    paired = f", and {ended - 1} paired from it" if ended > 1 else ""
    if ended:
        print(f"Token {token_id} is revoked{paired}.")


def _grant(name: str, scopes: Sequence[str], days: int | None, per_day: int | None) -> Grant:
    """Return what a token is made of; raise Problem where it is refused."""
    fields = {"name": name, "scopes": list(scopes), "days": days or 0, "per_day": per_day or 0}
    return Grant.from_request(validate(TokenRequest, fields))
