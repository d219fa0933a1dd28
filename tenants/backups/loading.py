"""Loads a company into a scratch schema, beside the living, inside one transaction.

If the process ends, however it ends, PostgreSQL rolls back and nothing is left of it.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import DatabaseError, connections, transaction
from psycopg import sql

from tenants import schemas
from tenants.backups.snapshot import TEXT_FORMS, Rows
from tenants.exceptions import BackupRefused
from tenants.postgresql.switch import OWNER_ALIAS

PREFIX = "restoring_"


class Scratch:
    """A schema that only its transaction sees."""

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def run(self, statements: str, what: str) -> None:
        """Run statements of a backup in the schema. Raises BackupRefused with `what` fails."""
        if statements.strip():
            path = sql.SQL("SET LOCAL search_path = {}, pg_temp")
            with refusing(what), connections[OWNER_ALIAS].cursor() as cursor:
                cursor.execute(path.format(sql.Identifier(self.schema)))
                cursor.execute(statements)
                cursor.execute(path.format(sql.Identifier("public")))

    def load(self, table: str, columns: tuple[str, ...], chunks: Iterable[bytes]) -> int:
        """Load CSV with a line of names, which must be these; return the number of rows."""
        statement = sql.SQL(
            "COPY {} ({}) FROM STDIN WITH (FORMAT csv, HEADER MATCH, FREEZE, ENCODING 'UTF8')"
        ).format(
            sql.Identifier(self.schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with refusing(f"The rows of {table}"), connections[OWNER_ALIAS].cursor() as cursor:
            with cursor.copy(statement) as copy:
                for chunk in chunks:
                    copy.write(chunk)
            return int(cursor.rowcount)

    def rows(self, table: str, columns: tuple[str, ...]) -> Rows:
        """Return the rows that the table has now, to compare them with the backup's."""
        return Rows(self.schema, table, columns)

    def set_sequences(self, values: Mapping[str, tuple[int, bool]]) -> None:
        """Continue the sequences where the backup's ended."""
        calls = [
            sql.SQL("pg_catalog.setval({}, {}, {})").format(
                sql.Literal(sql.Identifier(self.schema, name).as_string()),
                sql.Literal(value),
                sql.Literal(is_called),
            )
            for name, (value, is_called) in values.items()
        ]
        if calls:
            with refusing("The sequences"), connections[OWNER_ALIAS].cursor() as cursor:
                cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls)))


@contextmanager
def scratch_schema() -> Iterator[Scratch]:
    """Make an empty schema; nothing commits before the end of the block.

    Call it outside of any transaction. To keep the schema rename it inside the block; otherwise
    roll back, by `transaction.set_rollback` on the owner login.
    """
    schema = f"{PREFIX}{secrets.token_hex(8)}"
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        schemas.create_schema(schema)
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(TEXT_FORMS)
        yield Scratch(schema)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Turn the server's refusal into a sentence, except for a lost connection."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) is None:
            raise
        reason = " ".join(str(error).split())
        raise BackupRefused(f"{what} cannot be restored: {reason}") from error
