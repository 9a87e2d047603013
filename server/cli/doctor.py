"""`unabridged doctor`: finds mistakes in the set-up, and says what to do.

It checks the settings (unknown ones, who needs a token, whether a page can be read with them),
disk, index, feeds, webhooks, clock and backups, and how the running server answers: on this
machine, and at its public address.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

import click

from server.cli import serve
from server.cli.options import json_rows
from server.config import Settings, is_loopback, unknown_variables
from server.errors import Problem
from server.model import PageInput, counted
from server.pipeline.tasks import examine as examine_page
from server.pipeline.wiring import open_index, open_provider
from server.show.printable import print_rows
from server.source import try_peers
from server.store import Feed, Hook, Token, last_backup, moment, open_store
from server.workers import WorkerPool

_PAGE = "<html><body><article><h1>Ferry</h1><p>The ferry sank. Nobody was hurt.</p></article>"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, with advice if something is wrong."""

    good: bool
    text: str


ok, fault = partial(Finding, True), partial(Finding, False)


def judged(good: bool, text: str, advice: str) -> Finding:  # noqa: FBT001 - what is found
    """Return a finding, with `advice` where something is wrong."""
    return Finding(good, text if good else f"{text} {advice}")


def is_plain(address: str) -> bool:
    """Return whether an address has no TLS, and leads to another machine."""
    return address.startswith("http://") and not is_loopback(urlsplit(address).hostname or "")


@click.command()
@json_rows
def doctor(*, as_json: bool) -> int:
    """Find mistakes in the set-up, and say what to do.

    The exit status is 1 where there is one.
    """
    findings = []
    for finding in examine(Settings.from_env()):
        findings.append(finding)
        if not as_json:
            print(f"{'ok   ' if finding.good else 'check'}  {finding.text}", flush=True)
    if as_json:
        print_rows(findings, str, as_json=True)
    return 0 if all(finding.good for finding in findings) else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the findings of all checks; a failing part stops no other check."""
    yield from variables(os.environ)
    yield from reading(settings)
    yield from disk(settings)
    try:
        with closing(open_store(settings)) as store:
            store.sql.check()
            kind = "PostgreSQL" if settings.postgres else str(settings.database_path)
            yield ok(f"The database can be written to: {kind}.")
            valid = store.tokens.valid()
            yield from who_needs_a_token(settings, made=store.tokens.any_made(), valid=len(valid))
            yield from clock(valid)
            yield from feeds(settings, store.feeds.feeds())
            yield from hooks(settings, store.hooks.hooks())
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    yield from index(settings)
    yield from last_backup_made(settings)
    yield from own_server(settings)
    yield from address(settings)
    yield from sign_in(settings)
    yield from peers(settings)


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check for unknown variables."""
    if unknown := unknown_variables(environ):
        yield from map(fault, unknown)
    else:
        count = sum(name.startswith("UNABRIDGED_") and bool(environ[name]) for name in environ)
        yield ok(f"{counted(count, 'known setting')} from the environment, and no unknown one.")


def reading(settings: Settings) -> Iterator[Finding]:
    """Check that a worker process can read a small page."""
    with closing(WorkerPool(settings, warm=("server.pipeline.tasks",))) as pool:
        try:
            pool.run(examine_page, PageInput(html=_PAGE))
        except Problem as problem:
            yield fault(
                f"A worker process can't read a page: {problem.detail} Check "
                "UNABRIDGED_WORKER_MEGABYTES and UNABRIDGED_WORKER_CPU_SECONDS."
            )
        else:
            yield ok("A worker process reads a page.")


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


def disk(settings: Settings) -> Iterator[Finding]:
    """Check that the data folder exists and has room."""
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield fault(f"{folder} can't be used ({error}). Set UNABRIDGED_DATA to another folder.")
        return
    has = f"{folder} has {free / 1e9:.1f} GB free."
    yield judged(free >= 1e9, has, "Free some, or lower UNABRIDGED_INDEX_MEGABYTES.")


def index(settings: Settings) -> Iterator[Finding]:
    """Check that the article index can be read, and report its size."""
    if not settings.index and not settings.articles_path.is_file():
        yield ok("There is no article index yet; feeds and `index add` fill it.")
        return
    try:
        with closing(open_index(settings)) as articles:
            articles.inspect()
            count, size = articles.count_articles(), articles.size() / 1_000_000
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
        return
    where = f"at {settings.index} " if settings.index else ""
    yield ok(
        f"The article index {where}holds {counted(count, 'article')} in {size:.0f} of at most "
        f"{settings.index_megabytes} MB."
    )
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


def feeds(settings: Settings, known: Sequence[Feed]) -> Iterator[Finding]:
    """Check that feeds are polled and bring articles."""
    active = [feed for feed in known if feed.state == "active"]
    if not known:
        yield ok("There are no feeds; `unabridged feeds add ADDRESS` adds one.")
        return
    two_hours_ago = time.time() - 2 * 3_600  # a round of polling takes minutes
    late = [feed for feed in active if feed.due < two_hours_ago]
    if late:
        off = "UNABRIDGED_FEEDS_POLL=0: run `unabridged feeds poll`."
        poller = "Check that the server runs." if settings.feeds_poll else off
        yield fault(f"{counted(len(late), 'feed')} not polled when due. {poller}")
    failing = [feed for feed in active if feed.failures >= 3]  # in a row, before a feed is reported
    for feed in failing:
        yield fault(
            f"The feed {feed.url} failed {feed.failures} times in a row: {feed.last_error} "
            f"`unabridged feeds remove {feed.id}` drops it."
        )
    gone = sum(feed.state == "gone" for feed in known)
    if gone:
        yield fault(f"{counted(gone, 'feed')} taken down (410): see `unabridged feeds list`.")
    if not (late or failing or gone):
        yield ok(f"The server polls {counted(len(active), 'feed')}.")


def hooks(settings: Settings, known: Sequence[Hook]) -> Iterator[Finding]:
    """Check that webhooks are allowed and arrive."""
    if not known:
        return
    count = counted(len(known), "webhook")
    if not settings.hook_hosts:
        yield fault(f"Nothing is sent to {count}: UNABRIDGED_HOOK_HOSTS is empty.")
    troubled = [hook for hook in known if hook.state == "gone" or hook.failed or hook.last_error]
    for hook in troubled:
        gone = "answered 410 and gets no more" if hook.state == "gone" else "rejects messages"
        yield fault(
            f"The webhook {hook.id} to {hook.url} {gone}: {hook.last_error} `unabridged hooks try "
            f"{hook.id}` tries it, `unabridged hooks remove {hook.id}` drops it."
        )
    if settings.hook_hosts and not troubled:
        yield ok(f"Messages go to {count}.")


def clock(tokens: Sequence[Token]) -> Iterator[Finding]:
    """Check that the newest token is not from the future."""
    latest = max((token.created for token in tokens if token.created), default="")
    if latest > moment(minutes=5):
        yield fault(
            f"The clock shows {moment()}, but a token was made at {latest}. Set the clock, best by "
            "NTP: tokens, links and quotas depend on it."
        )


def last_backup_made(settings: Settings) -> Iterator[Finding]:
    """Check for a recent backup."""
    if settings.postgres:
        return  # pg_dump leaves no trace
    last = last_backup(settings)
    if last is None:
        if settings.address:
            yield fault("There is no backup yet; `unabridged backup FOLDER` makes one.")
        return
    made, folder = last
    days = (datetime.now(UTC) - made).days
    if not folder.is_dir():
        yield fault(f"The last backup, {folder}, no longer exists. Make another one.")
        return
    text = f"The last backup is {counted(days, 'day')} old: {folder}."
    advice = "Run `unabridged backup` from cron or a systemd timer."
    yield judged(days <= 8, text, advice)  # a weekly backup is up to seven days old


def own_server(settings: Settings) -> Iterator[Finding]:
    """Check that the server is ready, and yield its notes."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    answer = serve.readiness(base)
    if answer is None:
        yield fault(f"No server answers at {base}, so that its own notes are missing. Start it.")
        return
    if answer.get("status") != "ready":
        foreign = f"{base} is not an Unabridged server. Check the port."
        yield fault(str(answer.get("detail", foreign)))
        return
    yield ok(f"The server at {base} is ready.")
    yield from map(fault, map(str, answer.get("notes", [])))


def address(settings: Settings) -> Iterator[Finding]:
    """Check UNABRIDGED_ADDRESS: TLS, proxy, extension."""
    base = settings.address.rstrip("/")
    if not base:
        return
    if is_plain(base):
        yield fault(
            f"UNABRIDGED_ADDRESS={base} is plain http, which the extension refuses: pages and "
            "tokens would cross the network readable. Put a proxy that speaks TLS in front."
        )
    probe = serve.probe(base)
    if probe.certificate_ends is not None:
        days = int((probe.certificate_ends - time.time()) // 86_400)
        text = f"The certificate of {base} is valid for {counted(days, 'day')}."
        advice = "Renew it; check that renewal runs by itself."
        yield judged(days >= 14, text, advice)  # automatic renewal happens earlier
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
        yield from _forged_name(base, settings.user_header)


def sign_in(settings: Settings) -> Iterator[Finding]:
    """Check that the OpenID provider answers and is UNABRIDGED_OIDC_ISSUER."""
    issuer = settings.oidc_issuer
    try:
        provider = open_provider(settings)
        if provider is None:
            return
        provider.check()
    except SystemExit as missing:
        yield fault(str(missing))
    except Problem as problem:
        yield fault(
            f"The provider {issuer} can't sign people in: {problem.detail} Check "
            "UNABRIDGED_OIDC_ISSUER, and whether this machine reaches it."
        )
    else:
        who = "the people of UNABRIDGED_READERS" if settings.readers else "everybody it knows"
        back = f"{settings.address.rstrip('/')}/sign-in/back"
        yield ok(f"The provider {issuer} answers, and may let in {who}; it sends them to {back}.")


def peers(settings: Settings) -> Iterator[Finding]:
    """Check that each peer answers with this server's token."""
    for title, problem in try_peers(settings):
        advice = "Check UNABRIDGED_SEARCH_PEERS and UNABRIDGED_SEARCH_PEER_TOKENS."
        yield judged(problem is None, problem or f"{title} answers.", advice)
    for base in filter(is_plain, settings.search_peers):
        yield fault(
            f"The peer {base} is asked over plain http: the token and words of pages cross the "
            "network readable. Use https."
        )


def _proxy(base: str, status: int, kind: str) -> Finding:
    """Judge the answer to a call without a token."""
    if status == 401:
        return ok(f"{base} leads to the server, and nobody gets in without a token.")
    if kind == "/problems/untrusted_proxy":
        return fault(
            f"{base} leads to the server, which does not trust the proxy in front. Add the proxy's "
            "address, which the server's log names, to UNABRIDGED_PROXIES."
        )
    if status == 200 and kind == "unabridged":
        return fault(f"{base} lets everybody in without a token. Unset UNABRIDGED_LOCAL.")
    return fault(
        f"{base} answers {status}, not as this server does. Check where the proxy leads to, and "
        "the path in UNABRIDGED_ADDRESS."
    )


def _forged_name(base: str, header: str) -> Iterator[Finding]:
    """Check that nobody outside signs in by sending `header`."""
    if serve.believes(base, header, f"doctor-{secrets.token_hex(8)}"):
        yield fault(
            f"{base} takes everybody for whoever they say in the header `{header}`: the proxy "
            "passes a caller's own header on. Let it drop that first; docs/self-hosting.md has it "
            "for nginx, Caddy and Traefik."
        )
    else:
        yield ok(f"A forged `{header}` signs nobody in at {base}.")


def _clock(base: str, date: str | None) -> Iterator[Finding]:
    """Compare this machine's clock with that of `base`."""
    try:
        other = parsedate_to_datetime(date or "")
    except ValueError:
        return
    off = abs((datetime.now(UTC) - other).total_seconds()) if other.tzinfo else 0
    if off > 60:  # that sign-in tolerates (team/sign_in.py)
        yield fault(f"The clock differs from that of {base} by {off:.0f} s. Set both by NTP.")
