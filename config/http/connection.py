"""A client's connection: reads one request as it arrives, without waiting for it."""

import re
import socket
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from gunicorn import util
from gunicorn.workers import gthread

PATIENCE = 10.0  # seconds for a request to arrive, and for the kernel to take its response
LINGER = 0.5  # seconds for a client to close a connection after the last response
HEAD_LIMIT = 65_536  # bytes; gunicorn limits lines and fields further
CHUNK = 65_536
# A page fits into the kernel's buffer, so that a client that does not read it holds no thread.
SEND_BUFFER = 212_992

_HEAD_END = b"\r\n\r\n"
_BARE_LINE_FEED = re.compile(rb"[^\r]\n")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*([0-9]+)[ \t]*(?=\r\n)")
_UNKNOWN_LENGTH = re.compile(rb"(?i)\r\ntransfer-encoding:")
_EXPECTS = re.compile(rb"(?i)\r\nexpect:[ \t]*100-continue[ \t]*\r\n")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_LARGE = b"HTTP/1.1 431 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class HeadTooLarge(OSError):
    """The head of a request is longer than HEAD_LIMIT."""


class Connection(gthread.TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection in gunicorn's worker, with what has arrived of its next request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.data_ready = True  # a thread gets complete requests, and need not wait
        self.is_awaited = False  # the main loop watches it for the rest of a request
        self.is_lingering = False
        self.is_closed = False
        self.company = ""  # whose turn its request has or waits for; see turns.py
        self.turn_until = 0.0
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.expect_next()

    def expect_next(self) -> None:
        """Begin to wait for a request."""
        self.received = bytearray()
        self.missing = -1  # bytes of the body still to come; -1: the head is not complete
        self.is_readable = True  # False: the application refuses the body without reading it
        self.waiting_since = time.monotonic()
        self.timeout = self.waiting_since + PATIENCE
        self.sock.setblocking(False)

    def set_timeout(self) -> None:
        """Begin to wait for the client to use the connection again."""
        super().set_timeout()
        self.waiting_since = time.monotonic()

    def receive(self) -> None:
        """Read up to the end of the request; raise BlockingIOError until all of it has arrived.

        Nothing beyond it is read: if the client has sent its next request already, the main loop
        must see it on the socket. Raise another OSError if the client is gone or sends too much.
        """
        while self.missing < 0:
            self._receive_head()
        while self.missing > 0:
            data = self.sock.recv(min(self.missing, CHUNK))
            if not data:
                raise ConnectionResetError
            self.received += data
            self.missing -= len(data)

    def refuse_head(self) -> None:
        """Say that the head is too large, if the client takes the response at once."""
        with suppress(OSError):
            self.sock.send(_TOO_LARGE)

    def init(self) -> None:
        """Let a thread parse the request, and limit how long its response may take to send."""
        super().init()
        self.sock.settimeout(PATIENCE)
        self.parser.unreader.unread(bytes(self.received))
        self.received = bytearray()

    def close(self, graceful: bool = False) -> None:
        """Close; or, if `graceful`, only say that no response follows, and begin to linger.

        gunicorn would wait here, in the main loop, for each client to close.
        """
        if graceful and not self.is_lingering:
            with suppress(OSError):  # the client is gone
                self.sock.setblocking(False)
                self.sock.shutdown(socket.SHUT_WR)
                self.is_lingering = True
                self.waiting_since = time.monotonic()
                self.timeout = self.waiting_since + LINGER
                return
        util.close(self.sock)
        self.is_closed = True

    def discard(self) -> bool:
        """Read and forget what a client still sends; return whether it has closed."""
        try:
            return not self.sock.recv(CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _receive_head(self) -> None:
        arrived = self.sock.recv(CHUNK, socket.MSG_PEEK)
        if not arrived:
            raise ConnectionResetError
        before = bytes(self.received[-3:])  # the end of the head may come in two pieces
        end = (before + arrived).find(_HEAD_END)
        taken = len(arrived) if end < 0 else end + len(_HEAD_END) - len(before)
        self.received += self.sock.recv(taken)
        if end >= 0:
            self.missing = self._length_of_body()
        elif _BARE_LINE_FEED.search(before + arrived):
            self.missing = 0  # its end will never come; gunicorn's parser refuses it at once
        elif len(self.received) > HEAD_LIMIT:
            raise HeadTooLarge

    def _length_of_body(self) -> int:
        """Return how much is to be read; 0 if the body is refused unread."""
        lengths = [found.lstrip(b"0") for found in _LENGTH.findall(self.received)] or [b""]
        most = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE).encode()
        is_too_long = (len(lengths[0]), lengths[0]) > (len(most), most)
        if is_too_long or len(lengths) > 1 or _UNKNOWN_LENGTH.search(self.received):
            self.is_readable = False
            return 0
        if lengths[0] and _EXPECTS.search(self.received):
            with suppress(BlockingIOError):
                self.sock.send(_CONTINUE)
        return int(lengths[0] or b"0")
