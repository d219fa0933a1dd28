"""How many requests of each company this process serves at a time.

A company whose requests take long could otherwise hold every thread of every process, and with them
all connections to the database. Since a request has one connection and one statement at a time,
the limit is one on running statements too; how long each may run, the switch sets.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Places:
    """The places that companies' requests have taken, by the companies' ids."""

    def __init__(self) -> None:
        self._taken: Counter[int] = Counter()
        self._lock = Lock()

    @contextmanager
    def taken(self, company: int, most: int) -> Iterator[bool]:
        """Take a place for the block unless `most` are taken; yield whether there was one.

        With 0 there is always one. Never waits: a thread that waits for a place is one that the
        other companies do not have.
        """
        with self._lock:
            is_free = not most or self._taken[company] < most
            self._taken[company] += is_free
        try:
            yield is_free
        finally:
            with self._lock:
                self._taken[company] -= is_free
                if not self._taken[company]:  # so that memory does not grow with the companies
                    del self._taken[company]

    def in_progress(self, company: int) -> int:
        """Return how many places the company has taken."""
        with self._lock:
            return self._taken.get(company, 0)


PLACES = Places()
"""Those of this process."""
