"""Real nodes of OpenSearch on loopback, where Java is and `make opensearch` fetched their parts."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.opensearch.network import Network
from tests.servers import free_port

HERE = Path(__file__).parent
VERSION = os.environ.get("OPENSEARCH", "")  # of the nodes; empty: the one that pom.xml names
LIB = HERE / f"lib{VERSION}"
_START_SECONDS = 600.0  # on a busy machine; 12 on a quiet one
# A node that starts ends before its compiler's second stage would pay.
SHORT_LIVED = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
# Nodes that miss one another do so after seconds rather than half a minute.
_WATCHFUL = {
    "cluster.fault_detection.follower_check.timeout": "1s",
    "cluster.fault_detection.leader_check.timeout": "1s",
    "cluster.publish.timeout": "3s",
    "cluster.follower_lag.timeout": "5s",
}


def are_there(lib: Path = LIB) -> bool:
    """Return whether a node can be started here."""
    return lib.is_dir() and java() is not None


def java() -> str | None:
    """Return the program that runs Java: of JAVA_HOME, else the common one."""
    return shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin") or shutil.which(
        "java"
    )


class Nodes:
    """A cluster of nodes, each a process with a folder of its own below `folder`.

    `options` are Java's, `settings` the nodes'. Several nodes are in a network that can be cut.
    """

    def __init__(
        self,
        folder: Path,
        count: int,
        *,
        options: Sequence[str] = SHORT_LIVED,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder, self._options = folder, options
        self._http = [free_port() for _ in range(count)]
        self._transport = [free_port() for _ in range(count)]
        self._running: dict[int, subprocess.Popen[str]] = {}
        self._logs: dict[int, threading.Thread] = {}
        self._settings = {**(_WATCHFUL if count > 1 else {}), **(settings or {})}
        self.network = Network(self._transport, self.pid) if count > 1 else None
        self._client = httpx2.Client(trust_env=False, timeout=60)

    @property
    def addresses(self) -> Sequence[str]:
        """Return addresses of all nodes, the stopped ones too."""
        return [f"http://127.0.0.1:{port}" for port in self._http]

    def pid(self, number: int) -> int | None:
        """Return the process of node `number` while it runs."""
        running = self._running.get(number)
        return running.pid if running else None

    def start(self, number: int) -> None:
        """Start node `number` without waiting for it."""
        home = self._folder / str(number)
        home.mkdir(parents=True, exist_ok=True)
        reached = self.network.ports if self.network else self._transport
        own = (str(self._http[number]), str(self._transport[number]), ",".join(map(str, reached)))
        settings = {**self._settings, "node.name": f"node-{reached[number]}"}
        if self.network:
            settings["transport.publish_port"] = str(reached[number])
        program = (java() or "java", *self._options, "-cp", f"{LIB}/*", str(HERE / "OneNode.java"))
        process = subprocess.Popen(
            (*program, str(home), *own, *(f"{name}={value}" for name, value in settings.items())),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._running[number] = process
        self._logs[number] = threading.Thread(target=_keep, args=(process, home / "log"))
        self._logs[number].start()

    def wait(self, number: int) -> None:
        """Wait until node `number` answers as part of a whole cluster; raise TimeoutError."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            try:
                health = self.ask("GET", "/_cluster/health?timeout=1s", number=number)
                if health.get("number_of_nodes", 0) >= len(self._running) and (
                    health["status"] != "red"
                ):
                    return
            except httpx2.HTTPError:
                if self._running[number].poll() is not None:
                    break
            time.sleep(0.2)
        log = (self._folder / str(number) / "log").read_text(errors="replace")
        raise TimeoutError(f"Node {number} of OpenSearch did not start:\n{log[-2000:]}")

    def ask(self, method: str, path: str, body: object = None, *, number: int = 0) -> dict:
        """Return what node `number` answers to a call that is no business of the server's."""
        return self._client.request(method, f"{self.addresses[number]}{path}", json=body).json()

    def leader(self, number: int = 0) -> int | None:
        """Return the number of the node that leads, as node `number` knows it."""
        state = self.ask(
            "GET", "/_cluster/state/cluster_manager_node,nodes?local=true", number=number
        )
        leads = state.get("nodes", {}).get(state.get("cluster_manager_node"))
        if not leads:
            return None
        place = leads["transport_address"]
        ports = self.network.ports if self.network else self._transport
        return ports.index(int(place.rpartition(":")[2]))

    def signal(self, number: int, which: signal.Signals) -> None:
        """Send node `number` a signal, as SIGSTOP or SIGCONT."""
        self._running[number].send_signal(which)

    def kill(self, number: int) -> None:
        """End node `number` as a loss of power would."""
        process = self._running.pop(number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdin:
            process.stdin.close()
        self._logs.pop(number).join()

    def close(self) -> None:
        """End all nodes."""
        for number in list(self._running):
            self.kill(number)
        if self.network:
            self.network.close()
        self._client.close()


def _keep(process: subprocess.Popen[str], log: Path) -> None:
    if process.stdout is None:
        return
    with log.open("a") as file, process.stdout:
        for line in process.stdout:
            file.write(line)
            file.flush()


@contextmanager
def running_nodes(
    folder: Path,
    count: int = 1,
    *,
    options: Sequence[str] = SHORT_LIVED,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Nodes]:
    """Run a cluster of `count` nodes for a block."""
    nodes = Nodes(folder, count, options=options, settings=settings)
    try:
        for number in range(count):
            nodes.start(number)
        for number in range(count):
            nodes.wait(number)
        yield nodes
    finally:
        nodes.close()
