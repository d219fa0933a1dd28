"""A wire between gunicorn and PostgreSQL that can be cut, and that notes what is said over it."""

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from django.conf import settings


class DatabaseProxy:
    """Forwards a local TCP port to the test database's server."""

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[str] = []
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    def connect(self) -> None:
        """Listen, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        if self._listener is not None:
            # Closing alone would leave accept() waiting in its thread, with the port in use.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def url(self, alias: str) -> str:
        """Write the address of a login of the test database, by way of this wire."""
        found: dict[str, Any] = settings.DATABASES[alias]
        password = f":{quote(found['PASSWORD'], safe='')}" if found.get("PASSWORD") else ""
        return f"postgres://{found['USER']}{password}@127.0.0.1:{self.port}/{found['NAME']}"

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = _connect_to_server()
                self._open += [client, server]
                for source, target, note in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._forward, args=(source, target, note), daemon=True
                    ).start()

    def _forward(self, source: socket.socket, target: socket.socket, note: bool) -> None:
        with suppress(OSError):
            reader = _Messages(self.messages) if note else None
            while data := source.recv(65536):
                if reader:
                    reader.feed(data)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


class _Messages:
    """Reads the client's side of PostgreSQL's protocol and notes its queries and parses."""

    def __init__(self, notes: list[str]) -> None:
        self.notes, self.buffer, self.started = notes, b"", False

    def feed(self, data: bytes) -> None:
        self.buffer += data
        while True:
            head = 5 if self.started else 4
            if len(self.buffer) < head:
                return
            (length,) = struct.unpack("!I", self.buffer[head - 4 : head])
            size = length + head - 4
            if len(self.buffer) < size:
                return
            message, self.buffer = self.buffer[:size], self.buffer[size:]
            if self.started:
                self._note(message[:1], message[5:])
            else:
                # The first message asks for TLS or GSS (8 bytes), the next one starts.
                self.started = length > 8

    def _note(self, kind: bytes, body: bytes) -> None:
        if kind == b"Q":
            self.notes.append(body.rstrip(b"\0").decode())
        elif kind == b"P":
            self.notes.append(body.split(b"\0")[1].decode())


def _connect_to_server() -> socket.socket:
    found = settings.DATABASES["default"]
    host = found["HOST"] or dict(found.get("OPTIONS", {})).get("host", "localhost")
    port = int(found.get("PORT") or 5432)
    if host.startswith("/"):
        end = socket.socket(socket.AF_UNIX)
        end.connect(f"{host}/.s.PGSQL.{port}")
        return end
    return socket.create_connection((host, port))
