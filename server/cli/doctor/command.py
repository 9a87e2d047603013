"""The command line's `doctor`: runs the checks and prints their findings.

It checks the settings (unknown ones, who needs a token, whether a page can be read with them),
disk, index, feeds, webhooks, clock and backups; `reach` checks how the server answers.
"""

import argparse
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from difflib import get_close_matches

from server.cli.doctor import Finding, fault, is_plain, judged, ok, reach
from server.config import Settings, is_loopback, variable
from server.errors import OpinionFailed, Problem
from server.installed import command_for
from server.model import PageInput, counted
from server.opinion import CrossEncoder
from server.present.printable import print_rows
from server.store import Feed, Hook, Store, Token, last_backup, moment, open_store
from server.tasks import examine as examine_page
from server.wiring import open_index
from server.workers import WorkerPool

_PREFIX = "UNABRIDGED_"
_PAGE = "<html><body><article><h1>Ferry</h1><p>The ferry sank. Nobody was hurt.</p></article>"

_LOW_DISK = 1_000_000_000  # bytes
_OVERDUE_SECONDS = 2 * 3_600  # since they were due; a round of polling takes minutes
_FAILURES = 3  # in a row, before a feed is reported
_BACKUP_DAYS = 8  # a weekly backup is up to seven days old


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
    yield from disk(settings)
    try:
        with closing(open_store(settings)) as store:
            yield from _of_the_store(settings, store)
    except (SystemExit, Problem) as error:
        yield fault(str(getattr(error, "detail", error)))
    yield from index(settings)
    yield from last_backup_made(settings)
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
    yield from clock(valid)
    yield from feeds(settings, store.feeds.feeds())
    yield from hooks(settings, store.hooks.hooks())


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
    yield judged(free >= _LOW_DISK, has, "Free some, or lower UNABRIDGED_INDEX_MEGABYTES.")


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
    late = [feed for feed in active if feed.due < time.time() - _OVERDUE_SECONDS]
    if late:
        poller = (
            "Check that the server runs."
            if settings.feeds_poll
            else "UNABRIDGED_FEEDS_POLL=0: run `unabridged feeds poll`."
        )
        yield fault(f"{counted(len(late), 'feed')} not polled when due. {poller}")
    failing = [feed for feed in active if feed.failures >= _FAILURES]
    for feed in failing:
        yield fault(
            f"The feed {feed.url} failed {feed.failures} times in a row: {feed.last_error} "
            f"`unabridged feeds remove {feed.id}` drops it."
        )
    gone = len(known) - len(active)
    if gone:
        yield fault(f"{counted(gone, 'feed')} taken down (410): see `unabridged feeds list`.")
    if not (late or failing or gone):
        yield ok(f"The server polls {counted(len(active), 'feed')}.")


def hooks(settings: Settings, known: Sequence[Hook]) -> Iterator[Finding]:
    """Check that webhooks are allowed and arrive."""
    if not known:
        return
    if not settings.hook_hosts:
        waiting = counted(len(known), "webhook")
        yield fault(f"Nothing is sent to {waiting}: UNABRIDGED_HOOK_HOSTS is empty.")
    troubled = [hook for hook in known if hook.state == "gone" or hook.failed or hook.last_error]
    for hook in troubled:
        gone = "answered 410 and gets no more" if hook.state == "gone" else "rejects messages"
        yield fault(
            f"The webhook {hook.id} to {hook.url} {gone}: {hook.last_error} `unabridged hooks try "
            f"{hook.id}` tries it, `unabridged hooks remove {hook.id}` drops it."
        )
    if settings.hook_hosts and not troubled:
        yield ok(f"Messages go to {counted(len(known), 'webhook')}.")


def clock(tokens: Sequence[Token]) -> Iterator[Finding]:
    """Check that the newest token is not from the future."""
    latest = max((token.created for token in tokens if token.created), default="")
    ahead = latest > moment(minutes=5)
    if ahead:
        yield fault(
            f"The clock shows {moment()}, but a token was made at {latest}. Set the clock, best by "
            "NTP: tokens, links and quotas depend on it."
        )


def last_backup_made(settings: Settings) -> Iterator[Finding]:
    """Check for a recent backup."""
    last = last_backup(settings)
    if last is None:
        if settings.postgres or settings.address:
            yield fault("There is no backup yet; `unabridged backup FOLDER` makes one.")
        return
    made, folder = last
    days = (datetime.now(UTC) - made).days
    if not folder.is_dir():
        yield fault(f"The last backup, {folder}, no longer exists. Make another one.")
        return
    text = f"The last backup is {counted(days, 'day')} old: {folder}."
    advice = "Run `unabridged backup` from cron or a systemd timer."
    yield judged(days <= _BACKUP_DAYS, text, advice)
