"""The faults of a run: killed workers and terminated database backends."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connections

from benchmarks.soak.tally import Trouble
from tests.serving import Server

# A fault can affect requests that begin up to this many seconds later.
AFTERMATH = 1.0
# PostgreSQL lets a login terminate its own sessions; active ones first.
TERMINATE = """
    SELECT state, pg_catalog.pg_terminate_backend(pid) FROM (
        SELECT pid, state FROM pg_catalog.pg_stat_activity
        WHERE datname = current_database() AND usename = session_user
            AND pid <> pg_catalog.pg_backend_pid()
        ORDER BY state = 'idle', pg_catalog.random() LIMIT 1
    ) AS victim
"""


@dataclass
class Faults:
    """The faults of a run, spread evenly over its requests. Not thread-safe."""

    server: Server
    kills: Sequence[int]
    terminations: Sequence[int]
    chance: Random
    killed: list[float] = field(default_factory=list)
    terminated: list[float] = field(default_factory=list)
    while_active: int = 0

    def __enter__(self) -> Self:
        parameters = connections["default"].get_connection_params()
        parameters.pop("cursor_factory", None)
        parameters.pop("context", None)
        self._database: psycopg.Connection[Any] = psycopg.connect(**parameters, autocommit=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def strike(self, requests: int) -> None:
        """Cause the faults that are due after this many requests."""
        if len(self.killed) < len(self.kills) and requests >= self.kills[len(self.killed)]:
            self._kill()
        due = len(self.terminated)
        if due < len(self.terminations) and requests >= self.terminations[due]:
            self._terminate()

    def backends(self) -> list[int]:
        """Return the process ids of the server's database sessions."""
        rows = self._database.execute(
            "SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = current_database()"
            " AND usename = session_user AND pid <> pg_catalog.pg_backend_pid()"
        )
        return [pid for (pid,) in rows]

    def _kill(self) -> None:
        workers = self.server.workers()
        if workers:
            # Record the time first: a client may notice before this thread continues.
            self.killed.append(time.monotonic())
            os.kill(self.chance.choice(workers), signal.SIGKILL)

    def _terminate(self) -> None:
        moment = time.monotonic()
        row = self._database.execute(TERMINATE).fetchone()
        if row is not None and row[1]:
            self.terminated.append(moment)
            self.while_active += row[0] != "idle"


def schedule(times: int, requests: int, chance: Random) -> list[int]:
    """Return at which requests faults occur: at random, one in each part of equal size."""
    part = requests / (times + 1)
    return [round(part * (number + 0.5 + chance.random())) for number in range(times)]


def unexplained(troubles: Sequence[Trouble], faults: Sequence[float], each: int) -> list[Trouble]:
    """Return the troubles without a fault at about their time; a fault explains up to `each`."""
    remaining = dict.fromkeys(range(len(faults)), each)
    without_fault: list[Trouble] = []
    for trouble in sorted(troubles, key=lambda trouble: trouble.ended):
        for number, moment in enumerate(faults):
            if remaining[number] and trouble.began - AFTERMATH <= moment <= trouble.ended:
                remaining[number] -= 1
                break
        else:
            without_fault.append(trouble)
    return without_fault
