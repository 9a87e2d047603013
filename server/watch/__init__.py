"""Watches saved pages: their versions, and webhooks that are told of news.

`Watcher` looks for news and queues messages; `Deliverer` sends them, signed, until they arrive.
A program over the engine: nothing of the engine imports it. The rest uses the names below.
"""

from server.watch.send import EVENTS, Deliverer, Sender, add_hook, ping, signature_headers, try_hook
from server.watch.versions import LookedAgain, keep_version, last_text, seen_again
from server.watch.watch import Watcher, hook_rounds

__all__ = [
    "EVENTS",
    "Deliverer",
    "LookedAgain",
    "Sender",
    "Watcher",
    "add_hook",
    "hook_rounds",
    "keep_version",
    "last_text",
    "ping",
    "seen_again",
    "signature_headers",
    "try_hook",
]
