"""A network between the nodes of a cluster that can be cut, as a switch or a cable can."""

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from tests.servers import free_port

_CHUNK = 65_536  # bytes
_PAUSE = 0.05  # seconds between two looks at a cut


class Network:
    """Relays in front of nodes, one each: nodes reach one another through these alone.

    Between nodes that are cut off from one another nothing passes, and nothing is closed: as where
    a cable is out, each side finds out by waiting.
    """

    def __init__(self, ports: Sequence[int], pid_of: Callable[[int], int | None]) -> None:
        """Relay to `ports` of nodes; `pid_of` returns the process of the node with a number."""
        self.ports = [free_port() for _ in ports]
        self._behind, self._pid_of = ports, pid_of
        self._apart: Collection[int] = ()
        self._relays: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        for number in range(len(ports)):
            asyncio.run_coroutine_threadsafe(self._listen(number), self._loop).result()

    def cut(self, *apart: int) -> None:
        """Cut nodes off from all others; none: everything passes again."""
        self._apart = apart

    def close(self) -> None:
        """End all relays."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for relay in self._relays:
            relay.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, number: int) -> None:
        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            ends = [number, self._caller(writer.get_extra_info("peername")[1])]
            with suppress(OSError, asyncio.CancelledError):
                there = await asyncio.open_connection("127.0.0.1", self._behind[number])
                await asyncio.gather(
                    self._pass(reader, there[1], ends), self._pass(there[0], writer, ends)
                )
            writer.close()

        self._relays.append(await asyncio.start_server(relay, "127.0.0.1", self.ports[number]))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ends: list[int | None]
    ) -> None:
        try:
            while data := await reader.read(_CHUNK):
                while len({end in self._apart for end in ends}) > 1:
                    await asyncio.sleep(_PAUSE)
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()

    def _caller(self, port: int) -> int | None:
        """Return the number of the node whose connection begins at `port`."""
        rows = (
            line.split()
            for table in ("tcp", "tcp6")
            for line in Path("/proc/net", table).read_text().splitlines()[1:]
        )
        sockets = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}")}
        for number in range(len(self.ports)):
            for file in Path(f"/proc/{self._pid_of(number)}/fd").glob("*"):
                with suppress(OSError):
                    if str(file.readlink()) in sockets:
                        return number
        return None
