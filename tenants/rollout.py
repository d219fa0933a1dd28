"""Migrates many tenants: first a canary, then several at a time, with retries for busy ones."""

import heapq
import random
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.db import connections

from tenants.exceptions import RolloutRunning, TenantBusy, TenantMigrationError
from tenants.migrator import Step, TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

# A server process caches metadata of each table that it uses, so the connection is closed after
# this many tenants.
TENANTS_PER_CONNECTION = 500
LOCK_KEY = 0x5348_4946_5442  # of the advisory lock that allows one rollout at a time in a database
FIRST_DELAY, MAX_DELAY = 0.5, 10.0  # seconds between attempts at a busy tenant


@dataclass(frozen=True, slots=True)
class Outcome:
    """Is the result of one tenant: the steps taken, or the error."""

    tenant: Tenant
    steps: list[Step] = field(default_factory=list)
    error: str = ""
    busy: bool = False  # will be retried


@dataclass(order=True, slots=True)
class _Attempt:
    """Is a planned attempt at a tenant. Times are seconds of the monotonic clock."""

    due_at: float
    tenant: Tenant = field(compare=False)
    first_at: float = field(compare=False)
    delay: float = field(compare=False, default=FIRST_DELAY)

    def retry(self, now: float) -> "_Attempt":
        """Return the next attempt, after a delay that is half random to spread the attempts."""
        delay = self.delay * random.uniform(0.5, 1)  # noqa: S311 - no secret
        return _Attempt(now + delay, self.tenant, self.first_at, min(2 * self.delay, MAX_DELAY))


class Rollout:
    """Migrates tenants in threads with a connection each; iterate over `outcomes`.

    The first tenant that needs a migration and is not busy is the canary: if it fails, no other
    tenant is migrated. A busy tenant is retried for `patience` seconds while the others continue.
    Memory grows only with the number of busy tenants.
    """

    def __init__(
        self,
        migrator: TenantMigrator,
        tenants: Iterable[Tenant],
        *,
        jobs: int = 1,
        patience: float = 600,
        fail_fast: bool = False,
        restore: frozenset[str] = frozenset(),
    ) -> None:
        """Take the tenants in order; `restore` contains the slugs that have lost their grants."""
        self.migrator = migrator
        self.jobs = jobs
        self.patience = patience
        self.fail_fast = fail_fast
        self.restore = restore
        self._untried = iter(tenants)
        self._retries: list[_Attempt] = []
        self._running = 0
        self._canary_passed = False
        self._stopped = False
        self._queue: SimpleQueue[_Attempt | None] = SimpleQueue()
        self._finished: SimpleQueue[tuple[_Attempt, Outcome | BaseException]] = SimpleQueue()

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Yield the outcome of each attempt as it finishes.

        Closing the generator, also by Ctrl-C, waits for running migrations and starts no others.
        """
        workers = [Thread(target=self._work, name=f"migrate-{n}") for n in range(self.jobs)]
        for worker in workers:
            worker.start()
        try:
            yield from self._schedule()
        finally:
            for _ in workers:
                self._queue.put(None)
            for worker in workers:
                worker.join()

    def last_outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes of migrations that were running when `outcomes` was closed."""
        while not self._finished.empty():
            _, outcome = self._finished.get()
            if isinstance(outcome, Outcome):
                yield outcome

    def _schedule(self) -> Iterator[Outcome]:
        while True:
            self._fill_queue()
            if self._running:
                yield self._receive()
            elif self._retries and not self._stopped:
                time.sleep(max(0, self._retries[0].due_at - time.monotonic()))
            else:
                return

    def _fill_queue(self) -> None:
        """Queue an attempt for each free worker; only one until the canary has passed."""
        while not self._stopped and self._running < (self.jobs if self._canary_passed else 1):
            attempt = self._next_attempt()
            if attempt is None:
                return
            self._queue.put(attempt)
            self._running += 1

    def _receive(self) -> Outcome:
        """Wait for an attempt to finish; plan a retry if the tenant was busy."""
        attempt, outcome = self._finished.get()
        self._running -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome.busy:
            return self._retry(attempt, outcome)
        if outcome.error and (self.fail_fast or not self._canary_passed):
            self._stopped = True
        self._canary_passed = self._canary_passed or bool(outcome.steps)
        return outcome

    def _next_attempt(self) -> _Attempt | None:
        """Return a retry that is due, or else the first attempt at the next tenant."""
        now = time.monotonic()
        if self._retries and self._retries[0].due_at <= now:
            return heapq.heappop(self._retries)
        tenant = next(self._untried, None)
        return _Attempt(now, tenant, now) if tenant else None

    def _retry(self, attempt: _Attempt, outcome: Outcome) -> Outcome:
        now = time.monotonic()
        if now - attempt.first_at >= self.patience:
            return Outcome(
                attempt.tenant, error=f"{outcome.error} Gave up after {self.patience:g} s."
            )
        heapq.heappush(self._retries, attempt.retry(now))
        return outcome

    def _work(self) -> None:
        """Migrate the tenants in the queue until it yields None."""
        count = 0
        try:
            while attempt := self._queue.get():
                self._finished.put((attempt, self._migrate(attempt.tenant)))
                count += 1
                if count % TENANTS_PER_CONNECTION == 0:
                    connections[OWNER_ALIAS].close()
        finally:
            connections[OWNER_ALIAS].close()

    def _migrate(self, tenant: Tenant) -> Outcome | BaseException:
        """Migrate a tenant; return any other error for the main thread to raise."""
        try:
            connections[OWNER_ALIAS].ensure_connection()
            restore = tenant.slug in self.restore
            return Outcome(tenant, self.migrator.migrate(tenant, restore=restore))
        except TenantBusy as error:
            return Outcome(tenant, error=str(error), busy=True)
        except TenantMigrationError as error:
            return Outcome(tenant, error=str(error))
        except BaseException as error:  # noqa: BLE001
            return error


@contextmanager
def only_rollout() -> Iterator[None]:
    """Prevent a second rollout during the block; raise RolloutRunning if there is one.

    The lock belongs to a separate session of the owner login, so it ends with the process in every
    case.
    """
    connection = connections.create_connection(OWNER_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise RolloutRunning(_describe_running(cursor))
        yield
    finally:
        connection.close()


def _describe_running(cursor: Any) -> str:
    """Return a message that names the process that holds the lock."""
    cursor.execute(
        "SELECT pid, backend_start FROM pg_catalog.pg_locks JOIN pg_catalog.pg_stat_activity"
        " USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND (classid::bigint << 32 | objid::bigint) = %s",
        [LOCK_KEY],
    )
    row = cursor.fetchone()
    since = f" since {row[1]:%Y-%m-%d %H:%M:%S} (server process {row[0]})" if row else ""
    return f"Another migrate_tenants has been running{since}. Wait until it ends, then try again."
