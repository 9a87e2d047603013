"""The command `doctor`: finds mistakes in the set-up that a start can't, and says what to do.

A start refuses wrong settings and names variables that are none; /readyz checks database, index,
disk and workers. The doctor asks what needs time or another machine: whether the index is whole,
feeds, webhooks, bridges and backups go on, and what the server looks like at its public address.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import click

from server.cli import rounds, serve
from server.cli.console import current_settings
from server.cli.options import examples, json_rows
from server.cli.outside import Finding, fault, is_plain, ok, public_address
from server.config import Settings
from server.errors import Problem
from server.model import counted
from server.pipeline.wiring import open_index, open_provider
from server.show.printable import print_rows
from server.store import last_backup, open_store

# When a finding is a fault.
OLDEST_BACKUP_DAYS = 8  # a weekly one is up to seven days old


@click.command(epilog=examples("unabridged doctor", "unabridged doctor --json"))
@json_rows
def doctor(*, as_json: bool) -> int:
    """Find mistakes in the set-up that a start can't, and say what to do.

    Run it with the server's own environment while the server runs. The exit status is 1 where there
    is something.
    """
    findings = []
    for finding in examine(current_settings()):
        findings.append(finding)
        if not as_json:
            print(f"{'ok   ' if finding.good else 'check'}  {finding.text}", flush=True)
    if as_json:
        print_rows(findings, str, as_json=True)
    return 0 if all(finding.good for finding in findings) else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the findings of all checks; a failing part stops no other check."""
    yield from own_server(settings)
    yield from index(settings)
    try:
        with closing(open_store(settings)) as store:
            yield from rounds.feeds(settings, store.feeds.feeds())
            yield from rounds.hooks(settings, store.hooks.hooks())
            yield from rounds.bridges(settings, store.bridges.bridges())
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    yield from last_backup_made(settings)
    yield from public_address(settings)
    yield from sign_in(settings)


def own_server(settings: Settings) -> Iterator[Finding]:
    """Check that the server is ready, and yield its notes."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    answer = serve.readiness(base)
    if answer is None:
        yield fault(f"No server answers at {base}, so that its own notes are missing. Start it.")
    elif answer.get("status") == "ready":
        yield ok(f"The server at {base} is ready.")
        yield from map(fault, map(str, answer.get("notes", [])))
    else:
        foreign = f"{base} is not an Unabridged server. Check the port."
        yield fault(str(answer.get("detail", foreign)))


def index(settings: Settings) -> Iterator[Finding]:
    """Read the whole article index; look at the way to a cluster."""
    if settings.index and not settings.postgres:
        yield fault(
            "UNABRIDGED_INDEX is for several servers, but the database is an SQLite file of this "
            "one. Set UNABRIDGED_DATABASE to a PostgreSQL database, or go on with one server."
        )
    if is_plain(settings.index):
        yield fault(
            f"UNABRIDGED_INDEX={settings.index} is plain http: articles and the password cross the "
            "network readable. Use https."
        )
    if not settings.index and not settings.articles_path.is_file():
        yield ok("There is no article index yet; feeds and `index add` fill it.")
        return
    try:
        with closing(open_index(settings)) as articles:
            articles.inspect()
            count = counted(articles.count_articles(), "article")
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    else:
        yield ok(f"The article index is whole and holds {count}.")


def last_backup_made(settings: Settings) -> Iterator[Finding]:
    """Check for a recent backup."""
    last = last_backup(settings)
    if last is None:
        if settings.postgres or settings.address:
            yield fault("There is no backup yet; `unabridged backup FOLDER` makes one.")
        return
    time_made, folder = last
    days = (datetime.now(UTC) - time_made).days
    age = f"The last backup is {counted(days, 'day')} old: {folder}."
    if not folder.is_dir():
        yield fault(f"The last backup, {folder}, no longer exists. Make another one.")
    elif days > OLDEST_BACKUP_DAYS:
        yield fault(f"{age} Run `unabridged backup` from cron or a systemd timer.")
    else:
        yield ok(age)


def sign_in(settings: Settings) -> Iterator[Finding]:
    """Check that the OpenID provider answers and is UNABRIDGED_OIDC_ISSUER."""
    issuer = settings.oidc_issuer
    try:
        provider = open_provider(settings)
        if provider is None:
            return
        provider.check()
    except SystemExit as missing_extra:
        yield fault(str(missing_extra))
    except Problem as problem:
        yield fault(
            f"The provider {issuer} can't sign people in: {problem.detail} Check "
            "UNABRIDGED_OIDC_ISSUER, and whether this machine reaches it."
        )
    else:
        who = "the people of UNABRIDGED_READERS" if settings.readers else "everybody it knows"
        back = f"{settings.address.rstrip('/')}/sign-in/back"
        yield ok(f"The provider {issuer} answers, and may let in {who}; it sends them to {back}.")
