"""The command line's `doctor`: runs the checks and prints their findings.

Checks settings itself: unknown ones, who needs a token, whether a page can be read with them.
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from difflib import get_close_matches

from server.cli.doctor import Finding, fault, ok, reach, storage
from server.cli.printable import print_rows
from server.config import Settings, is_loopback, variable
from server.errors import OpinionFailed, Problem
from server.installed import command_for
from server.model import PageInput, counted
from server.opinion import CrossEncoder
from server.store import Store, open_store
from server.tasks import examine as examine_page
from server.workers import WorkerPool

_PREFIX = "UNABRIDGED_"
_PAGE = "<html><body><article><h1>Ferry</h1><p>The ferry sank. Nobody was hurt.</p></article>"


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
    yield from variables(os.environ)
    yield from reading(settings)
    yield from opinion(settings)
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
    yield from who_needs_a_token(settings, made=made, valid=len(valid))
    yield from storage.clock(valid)
    yield from storage.feeds(settings, store.feeds.feeds())
    yield from storage.hooks(settings, store.hooks.hooks())


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check for unknown variables: a wrong letter goes unnoticed otherwise."""
    known = [variable(entry.name) for entry in fields(Settings)]
    known += [f"{name}_FILE" for name in known]
    unknown = sorted(name for name in environ if name.startswith(_PREFIX) and name not in known)
    for name in unknown:
        word = name.removeprefix(_PREFIX)
        near = get_close_matches(word, [each.removeprefix(_PREFIX) for each in known], n=1)
        hint = f" Did you mean {_PREFIX}{near[0]}?" if near else " docs/settings.md lists them."
        yield fault(f"{name} is not a setting and has no effect.{hint}")
    if not unknown:
        count = sum(environ.get(name, "") != "" for name in known)
        yield ok(f"{counted(count, 'known setting')} from the environment, and no unknown one.")


def reading(settings: Settings) -> Iterator[Finding]:
    """Check that a worker process can read a small page."""
    pool = WorkerPool(settings, warm=("server.tasks",))
    try:
        pool.run(examine_page, PageInput(html=_PAGE))
    except Problem as problem:
        yield fault(
            f"A worker process can't read a page: {problem.detail} Check "
            "UNABRIDGED_WORKER_MEGABYTES and UNABRIDGED_WORKER_CPU_SECONDS."
        )
    else:
        yield ok("A worker process reads a page.")
    finally:
        pool.close()


def opinion(settings: Settings) -> Iterator[Finding]:
    """Check that the model of UNABRIDGED_OPINION_MODEL can be loaded."""
    if settings.opinion_model is None:
        return
    try:
        CrossEncoder(settings.opinion_model).check()
    except OpinionFailed as problem:
        missing = problem.params["why"] == "not_installed"
        advice = f"Add it: {command_for('deeper')}" if missing else "Check that setting."
        yield fault(f"{problem.detail} UNABRIDGED_OPINION_MODEL={settings.opinion_model}. {advice}")
    else:
        yield ok(f"The model in {settings.opinion_model} gives second opinions.")


def who_needs_a_token(settings: Settings, *, made: bool, valid: int) -> Iterator[Finding]:
    """Check token rules, given whether any was `made` and how many are `valid`."""
    bind, demanded = settings.bind, bool(made or settings.address or settings.proxies)
    if not is_loopback(settings.host):
        yield ok(f"Everybody who reaches {bind} needs a token.")
    elif settings.local and demanded:
        yield fault(
            f"UNABRIDGED_LOCAL=1: anyone who reaches {bind} over HTTP/1.1 without a forwarding "
            "header needs no token. A reverse proxy on this machine must send X-Forwarded-For."
        )
    elif demanded:
        yield ok(f"Everybody needs a token, programs on this machine at {bind} too.")
    else:
        yield ok(
            f"Programs on this machine need no token at {bind}. Before you put a reverse proxy "
            "in front of it, create a token or set UNABRIDGED_ADDRESS."
        )
    signs_in = settings.oidc_issuer or settings.user_header
    if not valid and not signs_in and (demanded or not is_loopback(settings.host)):
        yield fault("There is no valid token; `unabridged tokens create NAME` creates one.")
