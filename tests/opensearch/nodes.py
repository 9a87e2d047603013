"""Real nodes of OpenSearch on loopback, where Java is and `make opensearch` fetched their parts."""

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.servers import free_port

HERE = Path(__file__).parent
LIB = HERE / "lib"
_START_SECONDS = 180.0  # on a busy machine; 12 on a quiet one


def are_there(lib: Path = LIB) -> bool:
    """Return whether a node can be started here."""
    return lib.is_dir() and shutil.which("java") is not None


class Nodes:
    """A cluster of nodes, each a process with a folder of its own below `folder`."""

    def __init__(self, folder: Path, count: int, *, lib: Path = LIB, java: str = "java") -> None:
        self._folder, self._lib, self._java = folder, lib, java
        self._http = [free_port() for _ in range(count)]
        self._transport = [free_port() for _ in range(count)]
        self._running: dict[int, subprocess.Popen[str]] = {}
        self._logs: dict[int, threading.Thread] = {}

    @property
    def addresses(self) -> Sequence[str]:
        """Addresses of all nodes, the stopped ones too."""
        return [f"http://127.0.0.1:{port}" for port in self._http]

    def start(self, number: int) -> None:
        """Start node `number` without waiting for it."""
        home = self._folder / str(number)
        home.mkdir(parents=True, exist_ok=True)
        ports = ",".join(map(str, self._transport))
        own = (str(self._http[number]), str(self._transport[number]), ports)
        limits = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        command = (self._java, *limits, "-cp", f"{self._lib}/*", str(HERE / "OneNode.java"))
        process = subprocess.Popen(
            (*command, str(home), *own),
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
        address = f"{self.addresses[number]}/_cluster/health?wait_for_status=yellow&timeout=1s"
        with httpx2.Client(trust_env=False, timeout=30) as client:
            while time.monotonic() < end:
                try:
                    health = client.get(address).json()
                    if health.get("number_of_nodes", 0) >= len(self._running):
                        return
                except httpx2.HTTPError:
                    if self._running[number].poll() is not None:
                        break
                time.sleep(0.2)
        log = (self._folder / str(number) / "log").read_text(errors="replace")
        raise TimeoutError(f"Node {number} of OpenSearch did not start:\n{log[-2000:]}")

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


def _keep(process: subprocess.Popen[str], log: Path) -> None:
    if process.stdout is None:
        return
    with log.open("a") as file, process.stdout:
        for line in process.stdout:
            file.write(line)
            file.flush()


@contextmanager
def running_nodes(folder: Path, count: int = 1) -> Iterator[Nodes]:
    """Run a cluster of `count` nodes for a block."""
    nodes = Nodes(folder, count)
    try:
        for number in range(count):
            nodes.start(number)
        for number in range(count):
            nodes.wait(number)
        yield nodes
    finally:
        nodes.close()
