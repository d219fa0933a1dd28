"""The cursor of the login that serves requests: one statement a message, of a kind that we need.

That login may become any tenant's role, and so could SQL that is smuggled into a query. By the
extended protocol one message takes one statement, so nothing can be stacked upon it, and none
begins with a word that changes role or session or ends the transaction. What a SELECT may call is
for the database to say: see tenants/server.py.
"""

import re
from typing import Any

import psycopg

from tenants.exceptions import StatementRefused

ALLOWED = re.compile(
    rb"[\s(]*(SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|WITH|EXPLAIN|SAVEPOINT|RELEASE SAVEPOINT"
    rb"|ROLLBACK TO SAVEPOINT|SET CONSTRAINTS)\b",
    re.IGNORECASE,
)


class TenantCursor(psycopg.Cursor[Any]):
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
