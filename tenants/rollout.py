"""A migration rolled out to many tenants: a canary first, several at a time, busy ones again."""

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

# A backend remembers something of every table it touches: end it after this many tenants.
TENANTS_A_CONNECTION = 500
LOCK_KEY = 0x5348_4946_5442  # of the advisory lock: one roll-out at a time in a database
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between tries at a busy tenant


@dataclass(frozen=True, slots=True)
class Outcome:
    """Says how it went with one tenant: what was done, or why nothing was."""

    tenant: Tenant
    steps: list[Step] = field(default_factory=list)
    error: str = ""
    busy: bool = False  # will be tried again


@dataclass(order=True, slots=True)
class _Turn:
    """Is a tenant waiting for its turn; times are of the monotonic clock, in seconds."""

    due: float
    tenant: Tenant = field(compare=False)
    since: float = field(compare=False)
    pause: float = field(compare=False, default=FIRST_PAUSE)

    def again(self, now: float) -> "_Turn":
        """Return the next try; half of the pause is chance, so that tries do not coincide."""
        wait = self.pause * random.uniform(0.5, 1)  # noqa: S311 - no secret
        return _Turn(now + wait, self.tenant, self.since, min(2 * self.pause, LONGEST_PAUSE))


class Rollout:
    """Migrates tenants, in threads with a connection each; iterate over `outcomes`.

    The first tenant that has something to do and is not busy is the canary: if it fails, no other
    is touched. A busy one
    is tried again, while the others go on, for `patience` seconds. Memory does not grow with the
    number of tenants, only with that of busy ones.
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
        """Take the tenants in their order; `restore` names those whose grants are lost."""
        self.migrator = migrator
        self.jobs = jobs
        self.patience = patience
        self.fail_fast = fail_fast
        self.restore = restore
        self._new = iter(tenants)
        self._later: list[_Turn] = []
        self._running = 0
        self._proven = False  # the canary is through
        self._stopped = False
        self._todo: SimpleQueue[_Turn | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[_Turn, Outcome | BaseException]] = SimpleQueue()

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Yield what became of each tenant, in the order in which they are through.

        Closing the generator, also by Ctrl-C, lets what is under way end and begins nothing more.
        """
        workers = [Thread(target=self._work, name=f"migrate-{n}") for n in range(self.jobs)]
        for worker in workers:
            worker.start()
        try:
            yield from self._schedule()
        finally:
            for _ in workers:
                self._todo.put(None)
            for worker in workers:
                worker.join()

    def last_outcomes(self) -> Iterator[Outcome]:
        """Yield what became of those that were under way when `outcomes` was closed."""
        while not self._done.empty():
            _, outcome = self._done.get()
            if isinstance(outcome, Outcome):
                yield outcome

    def _schedule(self) -> Iterator[Outcome]:
        while True:
            self._hand_over()
            if self._running:
                yield self._receive()
            elif self._later and not self._stopped:
                time.sleep(max(0, self._later[0].due - time.monotonic()))
            else:
                return

    def _hand_over(self) -> None:
        """Give the workers what they can take: one tenant, until the canary is through."""
        while not self._stopped and self._running < (self.jobs if self._proven else 1):
            turn = self._next()
            if turn is None:
                return
            self._todo.put(turn)
            self._running += 1

    def _receive(self) -> Outcome:
        """Wait for a tenant to be through, or put off."""
        turn, outcome = self._done.get()
        self._running -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome.busy:
            return self._postpone(turn, outcome)
        if outcome.error and (self.fail_fast or not self._proven):
            self._stopped = True
        self._proven = self._proven or bool(outcome.steps)
        return outcome

    def _next(self) -> _Turn | None:
        """Return whose turn it is: a busy one's that is due, else the next new one's."""
        now = time.monotonic()
        if self._later and self._later[0].due <= now:
            return heapq.heappop(self._later)
        tenant = next(self._new, None)
        return _Turn(now, tenant, now) if tenant else None

    def _postpone(self, turn: _Turn, outcome: Outcome) -> Outcome:
        now = time.monotonic()
        if now - turn.since >= self.patience:
            return Outcome(turn.tenant, error=f"{outcome.error} Gave up after {self.patience:g} s.")
        heapq.heappush(self._later, turn.again(now))
        return outcome

    def _work(self) -> None:
        """Migrate whoever is handed over, until nobody is."""
        count = 0
        try:
            while turn := self._todo.get():
                self._done.put((turn, self._migrate(turn.tenant)))
                count += 1
                if count % TENANTS_A_CONNECTION == 0:
                    connections[OWNER_ALIAS].close()
        finally:
            connections[OWNER_ALIAS].close()

    def _migrate(self, tenant: Tenant) -> Outcome | BaseException:
        """Migrate one; an error that is no tenant's own is for the main thread to raise."""
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
    """Keep a second roll-out away for the block; raise RolloutRunning where there is one.

    The lock is of a session of its own, on the owner login: it ends with the process, however
    that ends.
    """
    connection = connections.create_connection(OWNER_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise RolloutRunning(_who_runs(cursor))
        yield
    finally:
        connection.close()


def _who_runs(cursor: Any) -> str:
    """Say which process holds the lock, and since when."""
    cursor.execute(
        "SELECT pid, backend_start FROM pg_catalog.pg_locks JOIN pg_catalog.pg_stat_activity"
        " USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND (classid::bigint << 32 | objid::bigint) = %s",
        [LOCK_KEY],
    )
    found = cursor.fetchone()
    since = f" since {found[1]:%Y-%m-%d %H:%M:%S} (server process {found[0]})" if found else ""
    return f"Another migrate_tenants has been running{since}. Wait for its end, then run it again."
