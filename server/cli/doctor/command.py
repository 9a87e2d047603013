"""The command line's `doctor`: runs the checks and prints their findings."""

import argparse
import os
from collections.abc import Iterator
from contextlib import closing

from server.cli.doctor import Finding, environment, fault, ok, reach, storage
from server.cli.printable import print_rows
from server.config import Settings
from server.errors import Problem
from server.store import Store, open_store


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    found = []
    for finding in examine(settings):
        found.append(finding)
        if not options.json:
            print(f"{'ok   ' if finding.good else 'check'}  {finding.text}", flush=True)
    if options.json:
        print_rows(found, str, as_json=True)
    return 0 if all(finding.good for finding in found) else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the findings of all checks; a failing part stops no other check."""
    yield from environment.variables(os.environ)
    yield from environment.reading(settings)
    yield from environment.opinion(settings)
    yield from storage.disk(settings)
    try:
        with closing(open_store(settings)) as store:
            yield from _of_the_store(settings, store)
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    yield from storage.index(settings)
    yield from storage.last_backup_made(settings)
    yield from reach.own_server(settings)
    yield from reach.address(settings)
    yield from reach.sign_in(settings)
    yield from reach.peers(settings)


def _of_the_store(settings: Settings, store: Store) -> Iterator[Finding]:
    store.sql.check()
    kind = "PostgreSQL" if settings.postgres else str(settings.database_path)
    yield ok(f"The database can be written to: {kind}.")
    made, valid = store.tokens.any_made(), store.tokens.valid()
    yield from environment.who_needs_a_token(settings, made=made, valid=len(valid))
    yield from storage.clock(valid)
    yield from storage.feeds(settings, store.feeds.feeds())
    yield from storage.hooks(settings, store.hooks.hooks())
