"""What the server does by itself, checked for the doctor: feeds, webhooks and bridges go on."""

import time
from collections.abc import Iterator, Sequence

from server.bridge import check_reader, server_address
from server.cli.outside import Finding, fault, ok
from server.config import Settings
from server.errors import Problem
from server.model import counted
from server.store import Bridge, Feed, Hook

# When a finding is a fault.
LATE_SECONDS = 2 * 3_600  # after a feed or reader was due: a round of polling takes minutes
FAILURES_IN_A_ROW = 3  # of a feed: one or two are a passing fault


def feeds(settings: Settings, all_feeds: Sequence[Feed]) -> Iterator[Finding]:
    """Check that feeds are polled and bring articles."""
    active = [feed for feed in all_feeds if feed.state == "active"]
    late = [feed for feed in active if feed.due < time.time() - LATE_SECONDS]
    failing = [feed for feed in active if feed.failures >= FAILURES_IN_A_ROW]
    gone = [feed for feed in all_feeds if feed.state == "gone"]
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
    if all_feeds and not (late or failing or gone):
        yield ok(f"{counted(len(active), 'feed')} polled when due.")


def hooks(settings: Settings, all_hooks: Sequence[Hook]) -> Iterator[Finding]:
    """Check that webhooks are allowed and arrive."""
    if not all_hooks:
        return
    count = counted(len(all_hooks), "webhook")
    if not settings.hook_hosts:
        yield fault(f"Nothing is sent to {count}: UNABRIDGED_HOOK_HOSTS is empty.")
    troubled = [
        hook for hook in all_hooks if hook.state == "gone" or hook.failed or hook.last_error
    ]
    for hook in troubled:
        happens = "answered 410 and gets no more" if hook.state == "gone" else "rejects messages"
        yield fault(
            f"The webhook {hook.id} to {hook.url} {happens}: {hook.last_error} `unabridged hooks "
            f"try {hook.id}` tries it, `unabridged hooks remove {hook.id}` drops it."
        )
    if settings.hook_hosts and not troubled:
        yield ok(f"Messages go to {count}.")


def bridges(settings: Settings, all_bridges: Sequence[Bridge]) -> Iterator[Finding]:
    """Ask the readers of bridges, and check that their entries and webhooks are taken."""
    for bridge in all_bridges:
        place = f"The bridge {bridge.id} to {bridge.url or bridge.name}"
        try:
            check_reader(bridge, settings)
        except Problem as problem:
            removal = f"`unabridged bridge remove {bridge.id}` drops it."
            yield fault(f"{place} does not reach its reader. {problem.detail} {removal}")
            continue
        is_late = max(bridge.due, bridge.resting) < time.time() - LATE_SECONDS
        if is_late:
            yield fault(
                f"{place} did not ask for new entries when due. Check that the server runs."
            )
        if bridge.refused:
            yield fault(
                f"{place} refused {counted(bridge.refused, 'webhook')}: not signed with its "
                "secret, or too large. Their entries come when the reader is next asked; add the "
                "bridge again with the secret that the reader shows."
            )
        if not (is_late or bridge.refused):
            yield ok(f"{place} reaches its reader; its lines link to {server_address(settings)}.")
