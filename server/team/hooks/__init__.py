"""Webhooks: messages about saved comparisons, and their delivery.

`Watcher` looks for news and queues messages; `Deliverer` sends them, signed, until they arrive.
"""

from server.team.hooks.send import EVENTS, Deliverer, Sender, add_hook, ping, signed, try_hook
from server.team.hooks.watch import LookedAgain, Watcher, keep_version, last_text, seen_again
