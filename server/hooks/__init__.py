"""Webhooks: news about saved comparisons, and its way to the receiver.

`Watcher` looks for news and keeps messages; `Deliverer` sends them, signed, until they arrive.
"""

from server.hooks.deliver import Deliverer
from server.hooks.events import EVENTS, ping
from server.hooks.send import Sender
from server.hooks.signature import signed
from server.hooks.watch import Watcher

__all__ = ["EVENTS", "Deliverer", "Sender", "Watcher", "ping", "signed"]
