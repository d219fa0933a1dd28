"""HTTP/1.1 over a kept-alive socket, as cheap as can be: the machine is for the server."""

import re
import socket
import struct
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nSet-Cookie: ([^=\r\n]+)=([^;\r\n]*)", re.IGNORECASE)
_END = b"\r\n\r\n"
# With these a close tells the other side at once, and loudly, that nobody listens any more.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class BrokenOff(Exception):
    """The connection ended before the answer did; `received` is what there is of it."""

    def __init__(self, reason: str, received: bytes = b"") -> None:
        super().__init__(reason)
        self.received = received


class Answer(NamedTuple):
    """A whole response; `raw` is all of it."""

    status: int
    head: bytes
    raw: bytes

    def cookies(self) -> dict[str, str]:
        """Return the cookies that it sets."""
        return {name.decode(): value.decode() for name, value in _COOKIE.findall(self.head)}


class Connection:
    """One client's connection, made anew when it is needed; `fresh` until it has answered once."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._socket: socket.socket | None = None
        self.fresh = True

    def send(self, data: bytes) -> None:
        """Send a request; raise BrokenOff if it cannot be."""
        try:
            self._open().sendall(data)
        except OSError as error:
            self.close()
            raise BrokenOff(str(error)) from error

    def answer(self) -> Answer:
        """Read one whole response; raise BrokenOff if it ends early."""
        try:
            raw = self._read_until_whole(self._open())
        except BrokenOff:
            self.close()
            raise
        head = raw[: raw.index(_END) + 2]
        self.fresh = False
        if b"\r\nConnection: close" in head:
            self.close()
        return Answer(int(head[9:12]), head, raw)

    def read_some(self, size: int) -> bytes:
        """Read at most `size` bytes, whatever comes."""
        try:
            return self._open().recv(size)
        except OSError:
            return b""

    def close(self, *, reset: bool = False) -> None:
        """Hang up, in good order or with a reset."""
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

    def _read_until_whole(self, source: socket.socket) -> bytes:
        raw = b""
        whole = 0
        while not whole or len(raw) < whole:
            try:
                part = source.recv(262_144)
            except OSError as error:
                raise BrokenOff(str(error), raw) from error
            if not part:
                raise BrokenOff("ended early", raw)
            raw += part
            if not whole and _END in raw:
                end = raw.index(_END)
                found = _LENGTH.search(raw, 0, end + 2)
                if found is None:
                    raise BrokenOff("a response without Content-Length", raw)
                whole = end + len(_END) + int(found[1])
        return raw
