"""Who waits for a company's table, and for how long, as the server itself measures it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any, Self

import psycopg
from django.db import connections

from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


@contextmanager
def reading(company: Tenant) -> Iterator["psycopg.Connection[Any]"]:
    """Hold open a transaction that has read the company's work logs."""
    parameters = connections[OWNER_ALIAS].get_connection_params()
    parameters.pop("context")
    with psycopg.connect(**parameters) as connection:
        connection.execute(f"SELECT count(*) FROM {company.schema_name}.work_logs")
        yield connection
        connection.rollback()


class LockWatch:
    """Looks again and again who waits for a company's work logs, and for how long."""

    def __init__(self, company: Tenant) -> None:
        self.table = f"{company.schema_name}.work_logs"
        self.waits: dict[tuple[int, Any], float] = {}
        self.exclusive: set[tuple[int, Any]] = set()  # waits for the whole table, as a migration's
        self.given_up = 0  # of these, how many were seen to end
        self.over = Event()

    def __enter__(self) -> Self:
        self.thread = ThreadPoolExecutor(1)
        self.watching = self.thread.submit(self._watch)
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self.thread.shutdown()
        self.watching.result()

    def _watch(self) -> None:
        parameters = connections[OWNER_ALIAS].get_connection_params()
        parameters.pop("context")
        with psycopg.connect(**parameters, autocommit=True) as connection:
            while not self.over.wait(0.02):
                found = connection.execute(
                    "SELECT pid, waitstart, mode,"
                    " extract(epoch FROM clock_timestamp() - waitstart)::float FROM pg_locks"
                    " WHERE NOT granted AND waitstart IS NOT NULL AND relation = %s::regclass",
                    [self.table],
                ).fetchall()
                self.waits |= {(pid, since): seconds for pid, since, _, seconds in found}
                now = {(pid, since) for pid, since, mode, _ in found if mode.startswith("AccessEx")}
                self.given_up += len(self.exclusive - now)
                self.exclusive = now
