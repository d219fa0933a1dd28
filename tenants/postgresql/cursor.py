"""The cursors: each asks before every statement whether it may be used here.

That of the login that serves requests also takes one statement a message, of a kind that we need.
That login may become any tenant's role, and so could SQL that is smuggled into a query. By the
extended protocol one message takes one statement, so nothing can be stacked upon it, and none
begins with a word that changes role or session or ends the transaction. What a SELECT may call is
for the database to say: see tenants/server.py.
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
    """Asks before each statement; only the backend's own use of psycopg has nothing to ask."""

    check_entered: Callable[[], None] | None = None

    def _check(self) -> None:
        # Before psycopg locks the connection: reading the answer to BEGIN takes the same lock.
        if self.check_entered is not None:
            self.check_entered()

    def execute(self, *args: Any, **options: Any) -> Self:
        """Execute, once that is checked."""
        self._check()
        return super().execute(*args, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        """Execute many times, once that is checked."""
        self._check()
        super().executemany(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Execute with the first row that is asked for, once that is checked."""
        self._check()
        yield from super().stream(*args, **options)

    @contextmanager
    def copy(self, *args: Any, **options: Any) -> Iterator[psycopg.Copy]:
        """Copy, once that is checked."""
        self._check()
        with super().copy(*args, **options) as copy:
            yield copy


class OwnerCursor(CheckedCursor, Cursor):  # type: ignore[misc]
    """Is Django's own, and asks."""


class TenantCursor(CheckedCursor):
    """Binds on the server, always by the extended protocol; refuses all but ALLOWED.

    Raises StatementRefused before anything is sent.
    """

    def _execute_send(self, query: Any, **options: Any) -> None:
        # psycopg's own, where execute, executemany, stream and copy meet. Without parameters it
        # would take the simple protocol, which runs several statements.
        if not ALLOWED.match(query.query):
            word = query.query.strip()[:20].decode(errors="replace").split(None, 1)[:1]
            raise StatementRefused(
                f"A statement that begins with {word[0] if word else 'nothing'!r} is not one that "
                "serves a request. Run it as the owner login, or put it into a migration."
            )
        super()._execute_send(query, **{**options, "force_extended": True})
