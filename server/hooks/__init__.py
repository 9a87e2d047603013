"""Webhooks: messages about saved comparisons, and their delivery.

`Watcher` looks for news and queues messages; `Deliverer` sends them, signed, until they arrive.
"""

from server.hooks.deliver import Deliverer
from server.hooks.events import EVENTS, ping
from server.hooks.send import Sender, signed
from server.hooks.versions import SavedText, seen_again
from server.hooks.watch import Watcher
