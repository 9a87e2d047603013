"""What an operator is woken for, as gauges that are read when Prometheus asks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from server.config import ENGINE, Settings
from server.errors import Problem
from server.store import ArticleIndex, Store, last_backup
from server.web.admission import Admission

Samples = Iterable[tuple[dict[str, str], float]]


@dataclass(frozen=True, slots=True)
class Gauges(Collector):
    """The gauges of one server; what can't be read now is left out."""

    settings: Settings
    store: Store
    index: ArticleIndex
    admission: Admission

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        readings: list[tuple[str, str, Callable[[], Samples]]] = [
            ("build_info", "The version that runs; always 1.", self._build),
            ("index_articles", "Articles in the index.", self._articles),
            ("index_bytes", "Size of the index.", self._index_bytes),
            ("feeds", "Feeds, by state; `failing` had no answer at the last poll.", self._feeds),
            ("backup_age_seconds", "Time since the last backup.", self._backup_age),
            ("requests_waiting", "Requests that wait for a place.", self._waiting),
            ("hook_messages", "Messages of webhooks, by state.", self._hook_messages),
            ("bridge_queue", "Entries of bridges that are kept, by state.", self._bridge_queue),
            ("bridges", "Bridges; `failing` could not ask their reader.", self._bridges),
            (
                "bridge_webhooks_refused",
                "Webhooks of readers that were refused.",
                self._refused_webhooks,
            ),
        ]
        for name, description, read in readings:
            family: GaugeMetricFamily | None = None
            try:
                samples = list(read())
            except Problem:  # of the database or the index, which /readyz names
                continue
            for labels, value in samples:
                if family is None:
                    family = GaugeMetricFamily(f"unabridged_{name}", description, labels=[*labels])
                family.add_metric([*labels.values()], value)
            if family is not None:
                yield family

    def _build(self) -> Samples:
        yield {"version": ENGINE.partition("/")[2]}, 1

    def _articles(self) -> Samples:
        yield {}, self.index.count_articles()

    def _index_bytes(self) -> Samples:
        yield {}, self.index.size()

    def _feeds(self) -> Samples:
        states = dict.fromkeys(("active", "failing", "paused", "gone"), 0)
        for feed in self.store.feeds.feeds():
            is_failing = feed.state == "active" and feed.failures > 0
            states["failing" if is_failing else feed.state] += 1
        for state, number in states.items():
            yield {"state": state}, number

    def _backup_age(self) -> Samples:
        if backup := last_backup(self.settings):
            yield {}, (datetime.now(UTC) - backup[0]).total_seconds()

    def _waiting(self) -> Samples:
        yield {}, self.admission.waiting()

    def _hook_messages(self) -> Samples:
        hooks = self.store.hooks.hooks()
        yield {"state": "waiting"}, sum(hook.waiting for hook in hooks)
        yield {"state": "failed"}, sum(hook.failed for hook in hooks)

    def _bridge_queue(self) -> Samples:
        counts = Counter[str]()
        for bridge in self.store.bridges.bridges():
            counts.update(bridge.entries)
        for state, number in counts.items():
            yield {"state": state}, number

    def _bridges(self) -> Samples:
        failing = [bridge.failures > 0 for bridge in self.store.bridges.bridges()]
        yield {"state": "active"}, failing.count(False)
        yield {"state": "failing"}, failing.count(True)

    def _refused_webhooks(self) -> Samples:
        yield {}, sum(bridge.refused for bridge in self.store.bridges.bridges())
