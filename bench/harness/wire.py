"""A PostgreSQL client of the simple query protocol for trust authentication: enough to make databases and count tables."""

import socket
import struct


class ServerError(Exception):
    """The server's message for a statement that failed."""


class Connection:
    """One connection as the user bench; not for use by several threads."""

    def __init__(self, port, database, timeout=60):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._input = self._socket.makefile("rb")
        try:
            words = f"user\0bench\0database\0{database}\0\0".encode()
            self._socket.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
            self._until_ready()
        except BaseException:
            self.close()
            raise

    def query(self, sql):
        """Runs the statements and returns the rows of all of them as tuples of text or None."""
        text = sql.encode() + b"\0"
        self._socket.sendall(b"Q" + struct.pack("!i", len(text) + 4) + text)
        return self._until_ready()

    def close(self):
        self._input.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def _until_ready(self):
        rows, failure = [], None
        while True:
            head = self._input.read(5)
            if len(head) < 5:
                raise ServerError(failure or "the server closed the connection")
            kind, length = struct.unpack("!ci", head)
            body = self._input.read(length - 4)
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
                failure = f"{fields.get(b'C')}: {fields.get(b'M')}"
                if fields.get(b"S") in ("FATAL", "PANIC"):
                    raise ServerError(failure)
            elif kind == b"Z":
                if failure:
                    raise ServerError(failure)
                return rows


def _row(body):
    (count,) = struct.unpack_from("!h", body)
    values, at = [], 2
    for _ in range(count):
        (size,) = struct.unpack_from("!i", body, at)
        at += 4
        values.append(None if size < 0 else body[at : at + size].decode())
        at += max(size, 0)
    return tuple(values)
