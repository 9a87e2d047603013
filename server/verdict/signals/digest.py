"""Digests: several short stories, each of which leads to another publication."""

from server.page.view import PageView
from server.urls import host_of
from server.verdict.digest import find_digest
from server.verdict.signals.signal import Signal


def digest_signal(view: PageView) -> Signal | None:
    """Return the sign that the page retells several stories, none where it is about one."""
    digest = find_digest(view)
    if digest is None or digest.lead is not None:
        return None
    links = [link for item in digest.items for link in item.links]
    hosts = {host_of(link.url) for link in links}
    quote = next((link.text for link in links if link.text), digest.items[0].title)
    element = next((link.element for link in links if link.text), None)
    says = f"{len(digest.items)} stories lead to {len(hosts)} other publications: “{quote}”."
    counts = (("items", len(digest.items)), ("publications", len(hosts)))
    return Signal("retells_report", says, quote, element, "digest", counts)
