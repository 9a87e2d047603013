"""Webhooks: messages about saved comparisons, and their delivery.

`Watcher` looks for news and queues messages; `Deliverer` sends them, signed, until they arrive.
"""

from server.hooks.send import EVENTS, Deliverer, Sender, ping, signed
from server.hooks.versions import LookedAgain, keep_version, last_text, seen_again
from server.hooks.watch import Watcher
