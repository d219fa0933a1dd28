"""A minimal HTTP/1.1 client with a persistent connection, to leave the processor to the server."""

import re
import socket
import struct
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nSet-Cookie: ([^=\r\n]+)=([^;\r\n]*)", re.IGNORECASE)
_END = b"\r\n\r\n"
# SO_LINGER with a timeout of 0: close() resets the connection.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class BrokenOff(Exception):
    """The connection ended before the response did; `received` is the partial response."""

    def __init__(self, reason: str, received: bytes = b"") -> None:
        super().__init__(reason)
        self.received = received


class Response(NamedTuple):
    """A complete response; `raw` is all of it."""

    status: int
    head: bytes
    raw: bytes

    def cookies(self) -> dict[str, str]:
        """Return the cookies that the response sets."""
        return {name.decode(): value.decode() for name, value in _COOKIE.findall(self.head)}


class Connection:
    """A connection, reopened when needed; `fresh` until it has received a response."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._socket: socket.socket | None = None
        self.fresh = True

    def send(self, data: bytes) -> None:
        """Send a request; raise BrokenOff if that fails."""
        try:
            self._open().sendall(data)
        except OSError as error:
            self.close()
            raise BrokenOff(str(error)) from error

    def response(self) -> Response:
        """Read a complete response; raise BrokenOff if it ends early."""
        try:
            raw = self._read_response(self._open())
        except BrokenOff:
            self.close()
            raise
        head = raw[: raw.index(_END) + 2]
        self.fresh = False
        if b"\r\nConnection: close" in head:
            self.close()
        return Response(int(head[9:12]), head, raw)

    def read_some(self, size: int) -> bytes:
        """Read at most `size` bytes, of any kind."""
        try:
            return self._open().recv(size)
        except OSError:
            return b""

    def close(self, *, reset: bool = False) -> None:
        """Close the connection, cleanly or with a reset."""
        if self._socket is not None:
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._socket.close()
        self._socket = None
        self.fresh = True

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _read_response(self, source: socket.socket) -> bytes:
        raw = b""
        length = 0
        while not length or len(raw) < length:
            try:
                part = source.recv(262_144)
            except OSError as error:
                raise BrokenOff(str(error), raw) from error
            if not part:
                raise BrokenOff("ended early", raw)
            raw += part
            if not length and _END in raw:
                end = raw.index(_END)
                match = _LENGTH.search(raw, 0, end + 2)
                if match is None:
                    raise BrokenOff("a response without Content-Length", raw)
                length = end + len(_END) + int(match[1])
        return raw
