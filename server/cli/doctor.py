"""The command line's `doctor`: who needs a token, and what the running server noticed."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.cli import client
from server.config import Settings, is_loopback
from server.store import open_store


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, and whether there is something to do."""

    good: bool
    text: str


def register(commands: Any) -> None:
    """Add `doctor` to the parser's `commands`."""
    doctor = commands.add_parser("doctor", help="who needs a token, and what is set up wrong")
    doctor.set_defaults(run=_doctor)


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    store = open_store(settings)
    try:
        made, valid = store.tokens.any_made(), len(store.tokens.valid())
    finally:
        store.close()
    found = [
        *who_needs_a_token(settings, made=made, valid=valid),
        *_of_the_server(settings),
    ]
    for finding in found:
        print(f"{'ok   ' if finding.good else 'check'}  {finding.text}")
    return 0 if all(finding.good for finding in found) else 1


def who_needs_a_token(settings: Settings, *, made: bool, valid: int) -> Iterator[Finding]:
    """What follows from `settings` and the tokens: whether any was `made`, how many are `valid`."""
    bind, demanded = settings.bind, bool(made or settings.address or settings.proxies)
    if not is_loopback(settings.host):
        yield Finding(True, f"Everybody who reaches {bind} needs a token.")
    elif settings.local and demanded:
        yield Finding(
            False,
            f"UNABRIDGED_LOCAL=1: whoever reaches {bind} over HTTP/1.1 without a forwarding header "
            "needs no token. A reverse proxy on this machine must send X-Forwarded-For.",
        )
    elif demanded:
        yield Finding(True, f"Everybody needs a token, programs on this machine at {bind} too.")
    else:
        yield Finding(
            True,
            f"Programs on this machine need no token at {bind}. Before a reverse proxy is put in "
            "front of it, make a token or set UNABRIDGED_ADDRESS.",
        )
    if not valid and (demanded or not is_loopback(settings.host)):
        yield Finding(False, "No token is valid; `unabridged tokens create NAME` makes one.")


def _of_the_server(settings: Settings) -> Iterator[Finding]:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    found = client.readiness(base)
    if found is None:
        yield Finding(False, f"No server answers at {base}; what it noticed is not known.")
        return
    if found.get("status") != "ready":
        yield Finding(False, str(found.get("detail") or f"{base} is no Unabridged server."))
        return
    yield Finding(True, f"The server at {base} is ready.")
    for note in found.get("notes", []):
        yield Finding(False, str(note))
