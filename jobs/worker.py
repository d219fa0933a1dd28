"""The worker: claims what is due in any company, and visits several at the same time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, Error, close_old_connections, connections

from jobs import schedule
from jobs.visiting import LEASE, visit
from tenants import wakeups
from tenants.context import public_context
from tenants.exceptions import TenantError
from tenants.wakeups import Claim

# Seconds. What is due is begun within a second, and an idle worker asks once in that time.
POLL = 0.8
RETRY = 1.0
SCHEDULE_EVERY = 60.0

logger = logging.getLogger("jobs")


class Worker:
    """Runs jobs in `threads` companies at a time, each thread with a connection of its own."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._stop, self._news = Event(), Event()
        self._lock = Lock()
        self._claims: SimpleQueue[Claim | None] = SimpleQueue()
        self._busy = 0
        self._next_schedule = 0.0

    def stop(self) -> None:
        """Begin no other job, and let `run` return when those that run are done."""
        self._stop.set()
        self._news.set()

    def run(self, *, until_idle: bool = False) -> None:
        """Run jobs until `stop` is called or, with `until_idle`, until nothing is due."""
        with public_context(), self._visitors():
            while not self._stop.is_set():
                self._news.clear()
                claims = self._claim()
                for claim in claims or []:
                    self._claims.put(claim)
                if until_idle and claims == [] and not self._busy:
                    return
                # The end of a visit frees a thread, and may have put the company at the end.
                self._news.wait(RETRY if claims is None else POLL)

    @contextmanager
    def _visitors(self) -> Iterator[None]:
        """Keep the threads that visit, and let them finish what they have begun."""
        threads = [Thread(target=self._work, name=f"job-{n}") for n in range(self._threads)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for _ in threads:
                self._claims.put(None)
            for thread in threads:
                thread.join()

    def _work(self) -> None:
        try:
            while (claim := self._claims.get()) is not None:
                self._visit(claim)
        finally:
            connections.close_all()

    def _claim(self) -> list[Claim] | None:
        """Claim as much as there are free threads; return None if the database is away."""
        try:
            close_old_connections()
            if monotonic() >= self._next_schedule:
                schedule.keep()
                self._next_schedule = monotonic() + SCHEDULE_EVERY
            free = self._threads - self._busy
            claims = wakeups.claim(free, lease=LEASE) if free else []
        except Error as error:
            _report(error)
            return None
        with self._lock:
            self._busy += len(claims)
        return claims

    def _visit(self, claim: Claim) -> None:
        try:
            close_old_connections()
            visit(claim, stop=self._stop)
        except (Error, TenantError) as error:
            # The wake-up stays claimed, and is due again when the lease ends.
            _report(error, claim.slug)
        except Exception:
            logger.exception("A visit of %s failed.", claim.slug or "public")
        finally:
            with suppress(Error):
                close_old_connections()
            with self._lock:
                self._busy -= 1
            self._news.set()


def _report(error: Exception, slug: str = "") -> None:
    """Log the kind of an error of the database, and give its connection up."""
    logger.warning("The worker will try again%s: %s", slug and f" in {slug}", type(error).__name__)
    with suppress(Error):
        connections[DEFAULT_DB_ALIAS].close()
