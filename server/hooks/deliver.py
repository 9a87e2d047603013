"""Delivers messages at least once each, with the same id at every try.

A message is hidden for a while, sent, and only then marked. If the process ends in between, it is
due again after that while.
"""

import logging
import random
import time
from dataclasses import dataclass, field

from server.errors import Problem
from server.hooks.send import Sender
from server.net.quota import pause_of
from server.store import HookMessage, Hooks, Rounds

log = logging.getLogger(__name__)
# Seconds to the next try: ten tries in four days, as standardwebhooks.com advises.
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
_GONE = 410  # HTTP status: removed for good


@dataclass
class Deliverer(Rounds):
    """Takes messages from `store` and sends them; several may run on one store.

    `limit` is the time limit of one delivery, in seconds.
    """

    doing = "Delivering webhooks"
    trouble_seconds = 30.0
    store: Hooks
    sender: Sender
    limit: float
    seconds: float = field(default=2.0, kw_only=True)  # between two looks for due messages

    def turn(self) -> int:
        """Send every due message; return how many were tried."""
        tried = 0
        while not self.ended.is_set():
            now = time.time()
            message = self.store.take(now, now + 2 * self.limit + 5)
            if message is None:
                return tried
            self._try(message)
            tried += 1
        return tried

    def _try(self, message: HookMessage) -> None:
        hook = next((hook for hook in self.store.hooks() if hook.id == message.hook), None)
        if hook is None:
            return  # removed since
        try:
            self.sender.send(hook, message)
        except Problem as problem:
            self._failed(message, problem)
        else:
            self.store.sent(message)

    def _failed(self, message: HookMessage, problem: Problem) -> None:
        is_gone = problem.params.get("http_status") == _GONE
        if is_gone or message.tries > len(DELAYS):
            self.store.failed(message, problem.detail, None)
            if is_gone:
                self.store.retire(message.hook)
            end = "answers 410: it is not used any more" if is_gone else "did not take a message"
            log.warning("The webhook %s %s.", message.hook, end)
            return
        wait = DELAYS[message.tries - 1] * random.uniform(1, 1.2)  # noqa: S311 - to spread them
        wait = max(wait, min(pause_of(problem.params), DELAYS[-1]))
        self.store.failed(message, problem.detail, time.time() + wait)
