"""Whose turn it is: requests of a company beyond its share wait here, and hold no thread.

A page asks for several things at once, and a shift begins for many at the same minute: such a burst
waits for moments and is served. Whoever waits for too long, or finds too many waiting, goes on to
the middleware, which says so without a connection to the database (`tenants.crowding`). It belongs
to the worker's main loop, so nothing here is locked.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Protocol

from django.conf import settings

from tenants.features import request_limit

PATIENCE = 5.0  # seconds that a request waits for its turn
MOST_WAITING = 32  # of each company in each process

_HOST = re.compile(rb"(?i)\r\nhost:[ \t]*([^\s:]+)")
# What is served without the company: see the order of the middleware.
_FREE = (b"/static/", b"/healthz")


class Waiting(Protocol):
    """A connection with a complete request."""

    received: bytearray
    company: str
    """The address of the company whose turn it has or waits for, "" for none."""
    turn_until: float


class Turns:
    """The requests of each company that have a thread, and those that wait for one."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()
        self._waiting: dict[str, deque[Waiting]] = {}
        self.number = 0
        """How many wait; may be read in any thread."""

    def may_begin(self, conn: Waiting, now: float) -> bool:
        """Return whether a request may have a thread now; otherwise it waits here for its turn."""
        label = company_of(bytes(conn.received))
        conn.company = label
        queue = self._waiting.get(label, ())
        most = _most(label) if label else 0
        is_free = self._begun[label] < most and not queue
        if not most or is_free or len(queue) >= MOST_WAITING:
            return self._begin(conn)
        conn.turn_until = now + PATIENCE
        self._waiting.setdefault(label, deque()).append(conn)
        self.number += 1
        return False

    def end(self, label: str) -> Iterator[Waiting]:
        """Note that a request has given its thread back; yield those whose turn has come."""
        if not label:
            return
        self._begun[label] -= 1
        most = _most(label)
        while (queue := self._waiting.get(label)) and self._begun[label] < (most or len(queue)):
            yield self._next(label)
        if not self._begun[label]:
            del self._begun[label]

    def expired(self, now: float) -> Iterator[Waiting]:
        """Yield those that have waited for too long: the middleware answers them."""
        for label in list(self._waiting):
            while (queue := self._waiting.get(label)) and queue[0].turn_until <= now:
                yield self._next(label)

    def hurry(self, deadline: float) -> None:
        """Let nobody wait beyond the deadline, because the worker stops."""
        for queue in self._waiting.values():
            for conn in queue:
                conn.turn_until = min(conn.turn_until, deadline)

    def soonest(self) -> float:
        """Return when the patience of the next one ends."""
        return min((queue[0].turn_until for queue in self._waiting.values()), default=float("inf"))

    def _begin(self, conn: Waiting) -> bool:
        if conn.company:
            self._begun[conn.company] += 1
        return True

    def _next(self, label: str) -> Waiting:
        queue = self._waiting[label]
        conn = queue.popleft()
        self.number -= 1
        if not queue:
            del self._waiting[label]
        self._begin(conn)
        return conn


def company_of(head: bytes) -> str:
    """Return the address of the company that a request is for; "" if it has none or needs none."""
    words = head.split(b" ", 2)
    found = _HOST.search(head)
    if len(words) < 3 or words[1].startswith(_FREE) or found is None:
        return ""
    host = found[1].decode("latin-1").lower().rstrip(".")
    return "" if host == settings.BASE_DOMAIN else host.removesuffix(f".{settings.BASE_DOMAIN}")


def _most(label: str) -> int:
    """Return how many threads the company may have, 0 for any number; asks no database."""
    from tenants import resolver  # gunicorn loads its worker before Django's apps

    tenant = resolver.cached(label)
    return request_limit(tenant.features if tenant else {})


TURNS = Turns()
"""Those of this process."""
