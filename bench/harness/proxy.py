"""A loopback proxy that counts client turns.

A turn is the client speaking after the server has spoken: the number of times that a distant client would wait
for the network. It does not depend on the speed of the machine.
"""

import asyncio
import threading
from dataclasses import dataclass


@dataclass
class Count:
    """What passed since the count began."""

    connections: int = 0
    turns: int = 0
    client_bytes: int = 0
    server_bytes: int = 0


class TurnProxy:
    """Listens on a free port and forwards to the server's port; use as a context manager."""

    def __init__(self, server_port):
        self._server_port = server_port
        self._count = Count()
        self._open = 0
        self._quiet = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = None

    def __enter__(self):
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._listener = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *ignored):
        self._loop.call_soon_threadsafe(self._listener.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def take(self):
        """Waits until every connection has ended, returns the count and begins a new one."""
        with self._quiet:
            if not self._quiet.wait_for(lambda: self._open == 0, 30):
                raise TimeoutError("a connection through the counting proxy did not end")
            taken, self._count = self._count, Count()
            return taken

    async def _serve(self, client_reader, client_writer):
        with self._quiet:
            self._open += 1
            self._count.connections += 1
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
            speaker = ["server"]
            await asyncio.gather(
                self._pump(client_reader, server_writer, "client", speaker),
                self._pump(server_reader, client_writer, "server", speaker),
            )
        finally:
            client_writer.close()
            with self._quiet:
                self._open -= 1
                self._quiet.notify_all()

    async def _pump(self, reader, writer, who, speaker):
        try:
            while data := await reader.read(65536):
                if who == "client":
                    self._count.turns += speaker[0] == "server"
                    self._count.client_bytes += len(data)
                else:
                    self._count.server_bytes += len(data)
                speaker[0] = who
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
