"""Bridges to feed readers: one quiet line above an entry that is not whole, or not new.

`Bridging` takes entries from readers, has the engine judge their pages, and writes the lines:
into Miniflux by its API, for all other readers into annotated feeds (`SubscribedFeeds`).
A program over the engine: nothing of the engine imports it. The rest uses the names below.
"""

from server.bridge.connect import (
    add_bridge,
    check_reader,
    feeds_bridge,
    server_address,
    take_webhook,
    webhook_address,
)
from server.bridge.miniflux import MOST_WEBHOOK_BYTES
from server.bridge.subscribed import SubscribedFeeds
from server.bridge.work import Bridging

__all__ = [
    "MOST_WEBHOOK_BYTES",
    "Bridging",
    "SubscribedFeeds",
    "add_bridge",
    "check_reader",
    "feeds_bridge",
    "server_address",
    "take_webhook",
    "webhook_address",
]
