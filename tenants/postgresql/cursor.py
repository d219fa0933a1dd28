"""The cursors, which check before each statement that a tenant or public is active.

The cursor of the app login also limits the statements. That login can switch to any tenant's role,
and so could SQL that is injected into a query. The extended protocol allows one statement in a
message, so none can be appended, and the cursor refuses statements that change the role or the
session or end the transaction. Function calls are limited by the database: see tenants/server.py.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db.backends.postgresql.base import Cursor  # type: ignore[attr-defined]

from tenants.exceptions import StatementRefused

ALLOWED = re.compile(
    rb"[\s(]*(SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|WITH|EXPLAIN|SAVEPOINT|RELEASE SAVEPOINT"
    rb"|ROLLBACK TO SAVEPOINT|SET CONSTRAINTS)\b",
    re.IGNORECASE,
)


class CheckedCursor(psycopg.Cursor[Any]):
    """Runs a check before each statement. The backend sets the check for cursors of Django."""

    check_entered: Callable[[], None] | None = None

    def _check(self) -> None:
        # Before psycopg locks the connection: reading the response to BEGIN needs the same lock.
        if self.check_entered is not None:
            self.check_entered()

    def execute(self, *args: Any, **options: Any) -> Self:
        """Check, then execute."""
        self._check()
        return super().execute(*args, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        """Check, then execute many times."""
        self._check()
        super().executemany(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Check and execute when the first row is requested."""
        self._check()
        yield from super().stream(*args, **options)

    @contextmanager
    def copy(self, *args: Any, **options: Any) -> Iterator[psycopg.Copy]:
        """Check, then copy."""
        self._check()
        with super().copy(*args, **options) as copy:
            yield copy


class OwnerCursor(CheckedCursor, Cursor):  # type: ignore[misc]
    """Adds the check to Django's cursor."""


class TenantCursor(CheckedCursor):
    """Always uses the extended protocol with server-side binding, and refuses all but ALLOWED.

    Raises StatementRefused before anything is sent.
    """

    def _execute_send(self, query: Any, **options: Any) -> None:
        # A private method of psycopg that execute, executemany, stream and copy call. Without
        # parameters it would use the simple protocol, which allows several statements.
        if not ALLOWED.match(query.query):
            start = query.query.strip()[:20].decode(errors="replace").split(None, 1)[:1]
            raise StatementRefused(
                f"A statement that begins with {start[0] if start else 'nothing'!r} is not allowed "
                "in a request. Run it as the owner login, or in a migration."
            )
        super()._execute_send(query, **{**options, "force_extended": True})
