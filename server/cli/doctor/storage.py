"""Disk, index, feeds, clock and backups."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from server.cli.doctor.finding import Finding
from server.config import Settings, is_loopback
from server.errors import Problem
from server.store import Feed, Hook, Token, last_backup, moment
from server.wiring import open_index

_LOW_DISK = 1_000_000_000
_OVERDUE_SECONDS = 2 * 3_600
_FAILURES = 3  # in a row, before a feed is worth a look
_BACKUP_DAYS = 8


def disk(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder exists and has room."""
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding(False, f"{folder} can't be used ({error}). Set UNABRIDGED_DATA to another.")
        return
    yield Finding(
        free >= _LOW_DISK,
        f"{folder} has {free / 1e9:.1f} GB free."
        + ("" if free >= _LOW_DISK else " Free some, or lower UNABRIDGED_INDEX_MEGABYTES."),
    )


def index(settings: Settings) -> Iterator[Finding]:
    """Whether the article index can be read, and how full it is."""
    if not settings.index and not settings.articles_path.is_file():
        yield Finding(True, "There is no article index yet; feeds and `index add` fill it.")
        return
    try:
        with closing(open_index(settings)) as articles:
            articles.inspect()
            count, size = articles.count_articles(), articles.size() / 1_000_000
    except (SystemExit, Problem) as error:
        yield Finding(False, str(getattr(error, "detail", error)))
        return
    where = f"at {settings.index} " if settings.index else ""
    yield Finding(
        True,
        f"The article index {where}holds {count} articles in {size:.0f} of at most "
        f"{settings.index_megabytes} MB.",
    )
    if settings.index and not settings.postgres:
        yield Finding(
            False,
            "UNABRIDGED_INDEX is for several servers, but the database is an SQLite file of this "
            "one. Set UNABRIDGED_DATABASE to a PostgreSQL database, or go on with one server.",
        )
    host = urlsplit(settings.index).hostname or ""
    if settings.index.startswith("http://") and not is_loopback(host):
        yield Finding(
            False,
            f"UNABRIDGED_INDEX={settings.index} is plain http: articles and the password cross the "
            "network readable. Use https.",
        )


def feeds(settings: Settings, known: Sequence[Feed]) -> Iterator[Finding]:
    """Whether the feeds are polled and bring something."""
    active = [feed for feed in known if feed.state == "active"]
    if not known:
        yield Finding(True, "There are no feeds; `unabridged feeds add ADDRESS` adds one.")
        return
    late = [feed for feed in active if feed.due < time.time() - _OVERDUE_SECONDS]
    if late:
        poller = (
            "Check that the server runs."
            if settings.feeds_poll
            else "UNABRIDGED_FEEDS_POLL=0: run `unabridged feeds poll`."
        )
        yield Finding(False, f"{len(late)} feeds have not been polled when they were due. {poller}")
    failing = [feed for feed in active if feed.failures >= _FAILURES]
    for feed in failing:
        yield Finding(
            False,
            f"The feed {feed.url} failed {feed.failures} times in a row: {feed.last_error} "
            f"`unabridged feeds remove {feed.id}` drops it.",
        )
    gone = len(known) - len(active)
    if gone:
        yield Finding(
            False, f"{gone} feeds were taken down (410); `unabridged feeds list` shows them."
        )
    if not (late or failing or gone):
        yield Finding(True, f"{len(active)} feeds are polled.")


def hooks(settings: Settings, known: Sequence[Hook]) -> Iterator[Finding]:
    """Whether webhooks may be sent, and arrive."""
    if not known:
        return
    if not settings.hook_hosts:
        yield Finding(
            False,
            f"{len(known)} webhooks are set up, but UNABRIDGED_HOOK_HOSTS is empty: none is sent.",
        )
    troubled = [hook for hook in known if hook.state == "gone" or hook.failed or hook.last_error]
    for hook in troubled:
        gone = "answered 410 and gets nothing more" if hook.state == "gone" else "does not take all"
        yield Finding(
            False,
            f"The webhook {hook.id} to {hook.url} {gone}: {hook.last_error} `unabridged hooks try "
            f"{hook.id}` tries it, `unabridged hooks remove {hook.id}` drops it.",
        )
    if settings.hook_hosts and not troubled:
        yield Finding(True, f"{len(known)} webhooks are sent.")


def clock(tokens: Sequence[Token]) -> Iterator[Finding]:
    """Whether the clock shows less than when a token was made."""
    latest = max((token.created for token in tokens if token.created), default="")
    ahead = latest > moment(minutes=5)
    if ahead:
        yield Finding(
            False,
            f"The clock shows {moment()}, but a token was made at {latest}. Set the clock, best by "
            "NTP: tokens, links and quotas end by it.",
        )


def last_backup_made(settings: Settings) -> Iterator[Finding]:
    """Whether there is a backup that is not too old."""
    last = last_backup(settings)
    if last is None:
        if settings.postgres or settings.address:
            yield Finding(False, "There is no backup yet; `unabridged backup FOLDER` makes one.")
        return
    made, folder = last
    days = (datetime.now(UTC) - made).days
    old, there = days > _BACKUP_DAYS, folder.is_dir()
    text = f"The last backup is {days} days old: {folder}."
    if not there:
        text = f"The last backup, {folder}, is not there any more. Make another one."
    elif old:
        text += " Run `unabridged backup` from cron or a systemd timer."
    yield Finding(there and not old, text)
