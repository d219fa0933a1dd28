"""Tells whether a run that left something behind is still at work, after a kill too."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from tenants.context import public_context
from tenants.postgresql.switch import OWNER_ALIAS

_CLASS = 0x4241_434B  # of the advisory locks of runs; the second number is the run's


@contextmanager
def run() -> Iterator[int]:
    """Return a number for this run, which counts as at work until the block or the process ends.

    The lock belongs to a separate session of the owner login, so it ends with the process.
    """
    number = secrets.randbelow(2**31)
    connection = connections.create_connection(OWNER_ALIAS)
    try:
        with public_context(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s::int, %s::int)", [_CLASS, number])
        yield number
    finally:
        connection.close()


def is_at_work(number: int) -> bool:
    """Return whether the run with this number is still at work."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_catalog.pg_database"
            " WHERE datname = current_database())"
            " AND classid = %s::int::oid AND objid = %s::bigint::oid AND objsubid = 2)",
            [_CLASS, number],
        )
        return bool(cursor.fetchone()[0])
