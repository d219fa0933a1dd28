"""gunicorn's threaded worker, in which a client that is waited for holds no thread.

gunicorn gives a connection to a thread before the client has sent anything, and the thread then
waits for the rest of the request without a limit: eight slow clients stop eight threads. Here the
main loop reads the requests as they arrive, and threads get complete ones.
"""

import errno
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from socket import socket
from typing import Any

from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding
from gunicorn.workers import gthread

from config.http.connection import Connection, HeadTooLarge
from config.http.turns import TURNS, Waiting

_NOTHING_TO_ACCEPT = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}
_NO_FILES_LEFT = {errno.EMFILE, errno.ENFILE}


class Worker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker with `worker_connections` places; who has waited longest makes room."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Like gunicorn's keepalived_conns and pending_conns: the oldest first.
        self.lingering: deque[Connection] = deque()

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse certificates: the main loop reads what the client sends as it is."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise SystemExit("gunicorn cannot terminate TLS here. Use a proxy.")

    def accept(self, listener: socket) -> None:
        """Accept a client and wait for its request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_FILES_LEFT:
                self._make_room()
            elif error.errno not in _NOTHING_TO_ACCEPT:
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self._read(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket) -> None:
        """Read the next request of a connection that was kept alive."""
        if conn.is_closed:
            return  # it made room for another client in the same round of events
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        conn.expect_next()
        self._read(conn)

    def on_pending_socket_readable(self, conn: Connection, client: socket) -> None:
        """Read more of a request."""
        if not conn.is_closed:
            self._read(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """Give a complete request to a thread when it is its company's turn."""
        if TURNS.may_begin(conn, time.monotonic()):
            super().enqueue_req(conn)

    def _begin(self, turns: Iterable[Waiting]) -> None:
        for conn in turns:
            super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Serve a request; close the connection if its body is refused unread."""
        if not conn.is_readable:
            req.force_close()  # otherwise a thread waits for the body, to reuse the connection
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: socket, addr: Any, exc: Exception) -> None:
        """Answer a request that cannot be parsed; 400 also where gunicorn says 501."""
        if isinstance(exc, UnsupportedTransferCoding):
            exc = InvalidHeader("TRANSFER-ENCODING")
        super().handle_error(req, client, addr, exc)

    def finish_request(self, conn: Connection, fs: "Future[Any]") -> None:
        """Keep the connection for the next request, or let it linger until the client closes."""
        company, conn.company = conn.company, ""
        super().finish_request(conn, fs)
        self._let_linger(conn)
        self._begin(TURNS.end(company))

    def murder_pending(self) -> None:
        """Close the connections whose time is up, and have those refused that wait for a turn."""
        now = time.monotonic()
        self._begin(TURNS.expired(now))
        for waiting in (self.pending_conns, self.lingering):
            while waiting and waiting[0].timeout <= now:
                self._close(waiting[0], waiting)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, at most until a connection's time is up."""
        deadlines = [waiting[0].timeout for waiting in self._all_waiting() if waiting]
        soonest = min([*deadlines, TURNS.soonest()]) - time.monotonic()
        super().wait_for_and_dispatch_events(max(0.0, min(timeout, soonest)))

    def _cap_keepalive(self, deadline: float) -> None:
        """Also wait no longer for unfinished requests when the worker stops."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)
        TURNS.hurry(deadline)

    def _read(self, conn: Connection) -> None:
        """Read what has arrived; give a complete request to a thread, and wait for the others."""
        try:
            conn.receive()
        except BlockingIOError:
            if not conn.is_awaited:
                conn.is_awaited = True
                self.pending_conns.append(conn)
                readable = partial(self.on_pending_socket_readable, conn)
                self.poller.register(conn.sock, EVENT_READ, readable)
        except OSError as error:
            self._stop_waiting(conn)
            self._give_up(conn, error)
        else:
            self._stop_waiting(conn)
            self.enqueue_req(conn)

    def _stop_waiting(self, conn: Connection) -> None:
        if conn.is_awaited:
            conn.is_awaited = False
            self.pending_conns.remove(conn)
            self.poller.unregister(conn.sock)

    def _on_lingering(self, conn: Connection, client: socket) -> None:
        if not conn.is_closed and conn.discard():
            self._close(conn, self.lingering)

    def _let_linger(self, conn: Connection) -> None:
        """Wait for the client to close the connection, if we have said that we will."""
        if conn.is_lingering:
            self.nr_conns += 1  # it was taken for closed
            self.lingering.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self._on_lingering, conn))

    def _give_up(self, conn: Connection, error: OSError) -> None:
        """Close a connection whose client is gone or sends too much."""
        self.nr_conns -= 1
        if isinstance(error, HeadTooLarge):
            conn.refuse_head()
        conn.close(graceful=True)
        self._let_linger(conn)

    def _make_room(self) -> None:
        """Close the connection that has been waited for longest."""
        oldest = [waiting for waiting in self._all_waiting() if waiting]
        if oldest:
            waiting = min(oldest, key=lambda one: one[0].waiting_since)
            self._close(waiting[0], waiting)

    def _all_waiting(self) -> "tuple[deque[Connection], ...]":
        return self.lingering, self.pending_conns, self.keepalived_conns

    def _close(self, conn: Connection, waiting: "deque[Connection]") -> None:
        waiting.remove(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
