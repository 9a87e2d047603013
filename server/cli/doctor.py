"""The command `doctor`: finds mistakes in the set-up that a start can't, and says what to do.

A start refuses wrong settings and names variables that are none; /readyz checks database, index,
disk and workers. The doctor asks what needs time or another machine: whether the index is whole,
feeds, webhooks and backups go on, and what the server looks like at its public address.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

import click

from server.cli import serve
from server.cli.console import current_settings
from server.cli.options import examples, json_rows
from server.config import Settings, is_loopback
from server.errors import Problem
from server.model import counted
from server.pipeline.wiring import open_index, open_provider
from server.show.printable import print_rows
from server.store import Feed, Hook, last_backup, open_store

# When a finding is a fault.
LATE_SECONDS = 2 * 3_600  # after a feed was due: a round of polling takes minutes
FAILURES_IN_A_ROW = 3  # of a feed: one or two are a passing fault
OLDEST_BACKUP_DAYS = 8  # a weekly one is up to seven days old
FEWEST_CERTIFICATE_DAYS = 14  # renewal that runs by itself comes earlier
MOST_CLOCK_SECONDS = 60  # between two clocks: sign-in tolerates no more (team/sign_in.py)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, with advice if something is wrong."""

    good: bool
    text: str


ok, fault = partial(Finding, True), partial(Finding, False)


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
            yield from feeds(settings, store.feeds.feeds())
            yield from hooks(settings, store.hooks.hooks())
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    yield from last_backup_made(settings)
    yield from address(settings)
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
    if _is_plain(settings.index):
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


def feeds(settings: Settings, known: Sequence[Feed]) -> Iterator[Finding]:
    """Check that feeds are polled and bring articles."""
    active = [feed for feed in known if feed.state == "active"]
    late = [feed for feed in active if feed.due < time.time() - LATE_SECONDS]
    failing = [feed for feed in active if feed.failures >= FAILURES_IN_A_ROW]
    gone = [feed for feed in known if feed.state == "gone"]
    if late:
        advice = "Check that the server runs."
        if not settings.feeds_poll:
            advice = "UNABRIDGED_FEEDS_POLL=0: run `unabridged feeds poll`."
        yield fault(f"{counted(len(late), 'feed')} not polled when due. {advice}")
    for feed in failing:
        yield fault(
            f"The feed {feed.url} failed {feed.failures} times in a row: {feed.last_error} "
            f"`unabridged feeds remove {feed.id}` drops it."
        )
    if gone:
        yield fault(f"{counted(len(gone), 'feed')} taken down (410): see `unabridged feeds list`.")
    if known and not (late or failing or gone):
        yield ok(f"{counted(len(active), 'feed')} polled when due.")


def hooks(settings: Settings, known: Sequence[Hook]) -> Iterator[Finding]:
    """Check that webhooks are allowed and arrive."""
    if not known:
        return
    count = counted(len(known), "webhook")
    if not settings.hook_hosts:
        yield fault(f"Nothing is sent to {count}: UNABRIDGED_HOOK_HOSTS is empty.")
    troubled = [hook for hook in known if hook.state == "gone" or hook.failed or hook.last_error]
    for hook in troubled:
        happens = "answered 410 and gets no more" if hook.state == "gone" else "rejects messages"
        yield fault(
            f"The webhook {hook.id} to {hook.url} {happens}: {hook.last_error} `unabridged hooks "
            f"try {hook.id}` tries it, `unabridged hooks remove {hook.id}` drops it."
        )
    if settings.hook_hosts and not troubled:
        yield ok(f"Messages go to {count}.")


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


def address(settings: Settings) -> Iterator[Finding]:
    """Look at UNABRIDGED_ADDRESS as a stranger would: TLS, proxy, extension, clock."""
    base = settings.address.rstrip("/")
    if not base:
        return
    if _is_plain(base):
        yield fault(
            f"UNABRIDGED_ADDRESS={base} is plain http, which the extension refuses: pages and "
            "tokens would cross the network readable. Put a proxy that speaks TLS in front."
        )
    probe = serve.probe(base)
    if probe.certificate_ends is not None:
        yield _certificate(base, probe.certificate_ends)
    if probe.problem:
        yield fault(f"{base} can't be reached from this machine: {probe.problem}")
        return
    yield _proxy(base, probe.status, probe.type)
    yield from _clock(base, probe.date)
    if probe.extension:
        yield ok(f"The browser extension may call {base}.")
    else:
        yield fault(
            f"{base} does not let the browser extension in: the proxy drops the headers `Origin` "
            "or `Access-Control-Allow-Origin`, or answers OPTIONS itself."
        )
    if settings.user_header:
        yield _forged_name(base, settings.user_header)


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


def _certificate(base: str, ends: float) -> Finding:
    days = int((ends - time.time()) // 86_400)
    text = f"The certificate of {base} is valid for {counted(days, 'day')}."
    if days < FEWEST_CERTIFICATE_DAYS:
        return fault(f"{text} Renew it; check that renewal runs by itself.")
    return ok(text)


def _proxy(base: str, status: int, kind: str) -> Finding:
    """Judge the answer to a call without a token."""
    if status == 401:
        return ok(f"{base} leads to the server, and nobody gets in without a token.")
    if status == 200 and kind == "unabridged":
        return fault(
            f"{base} leads to a server that lets everybody in without a token: it was started "
            "without UNABRIDGED_ADDRESS. Start it with this setting."
        )
    return fault(
        f"{base} answers {status}, not as this server does. Check where the proxy leads to, and "
        "the path in UNABRIDGED_ADDRESS."
    )


def _forged_name(base: str, header: str) -> Finding:
    """Check that nobody outside signs in by sending `header`."""
    if serve.believes(base, header, f"doctor-{secrets.token_hex(8)}"):
        return fault(
            f"{base} takes everybody for whoever they say in the header `{header}`: the proxy "
            "passes a caller's own header on. Let it drop that first; docs/self-hosting.md has it "
            "for nginx, Caddy and Traefik."
        )
    return ok(f"A forged `{header}` signs nobody in at {base}.")


def _clock(base: str, date: str | None) -> Iterator[Finding]:
    """Compare this machine's clock with that of `base`."""
    try:
        other = parsedate_to_datetime(date or "")
    except ValueError:
        return
    seconds = abs((datetime.now(UTC) - other).total_seconds()) if other.tzinfo else 0
    if seconds > MOST_CLOCK_SECONDS:
        yield fault(f"The clock differs from that of {base} by {seconds:.0f} s. Set both by NTP.")


def _is_plain(address: str) -> bool:
    """Whether an address has no TLS, and leads to another machine."""
    return address.startswith("http://") and not is_loopback(urlsplit(address).hostname or "")
