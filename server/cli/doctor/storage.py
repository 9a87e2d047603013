"""Checks of disk, index, feeds, webhooks, clock and backups."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from server.cli.doctor import Finding, fault, is_plain, judged, ok
from server.config import Settings
from server.errors import Problem
from server.model import counted
from server.store import Feed, Hook, Token, last_backup, moment
from server.wiring import open_index

_LOW_DISK = 1_000_000_000  # bytes
_OVERDUE_SECONDS = 2 * 3_600  # since they were due; a round of polling takes minutes
_FAILURES = 3  # in a row, before a feed is reported
_BACKUP_DAYS = 8  # a weekly backup is up to seven days old


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
