"""Records the SQL of a migration in one schema, to replay it in others.

Applying a migration takes ten times as long as its SQL: Django renders the models' state and
queries the catalog. A recording holds the statements and the results of the queries, since later
statements may depend on a result. If a replay returns other results it is refused, and the
migration is run by Django.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.postgres import operations as postgres
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import operations
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.models import Field
from django.utils.functional import Promise
from psycopg.pq.abc import PGresult

from tenants.postgresql.switch import OWNER_ALIAS

Rows = tuple[tuple[bytes, ...], ...]  # of one result
# A whole message: custom SQL may begin with a savepoint as well.
SAVEPOINT = re.compile(r'(RELEASE )?SAVEPOINT "\w+"')
# A single column or constraint. Without comments, which would hide SQL that is appended, and
# without a second statement.
ADD_CLAUSE = re.compile(r'(ALTER TABLE "\w+") (ADD (?:COLUMN|CONSTRAINT) (?:(?!--|/\*)[^;\n])+)')
DJANGO_OPERATIONS = ("django.db.migrations.operations.", postgres.__name__)


class ReplayRefused(Exception):
    """Reports that the schema differs from the recorded one, so Django must run the migration."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Holds statements and the rows of each of their results."""

    statements: tuple[str, ...] = ()
    results: tuple[Rows, ...] = ()

    def __add__(self, other: "Recording") -> "Recording":
        return Recording(self.statements + other.statements, self.results + other.results)

    @classmethod
    def of(cls, statement: str) -> Self:
        """Return the recording of one statement without rows."""
        return cls((statement,), ((),))

    def append(self, statement: str, results: tuple[Rows, ...]) -> "Recording":
        """Return a recording with the statement added.

        Successive ALTER TABLE … ADD statements on a table become one, which is faster and creates
        the same table.
        """
        previous = ADD_CLAUSE.fullmatch(self.statements[-1]) if self.statements else None
        addition = ADD_CLAUSE.fullmatch(statement)
        if previous and addition and previous[1] == addition[1]:
            joined = f"{previous[0]}, {addition[2]}"
            return Recording((*self.statements[:-1], joined), self.results)
        return self + Recording((statement,), results)

    def replay(self, schema: str) -> None:
        """Send all statements as one message, in the caller's transaction in this schema.

        Raises ReplayRefused if the server refuses a statement or returns other results. The caller
        must then roll back.
        """
        if not self.statements:
            return
        with connections[OWNER_ALIAS].cursor() as cursor:
            try:
                cursor.execute(";\n".join(self.statements))
            except OperationalError:  # a lock timeout or a lost connection, not a different schema
                raise
            except DatabaseError as error:
                raise ReplayRefused(str(error)) from error
            if _results(cursor.cursor, schema) != self.results:
                last = self.statements[-1]
                raise ReplayRefused(f"{schema} returned other results, up to: {last}")


class Recorder:
    """Records the statements that a block executes on the owner login in one schema."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.recording: Recording | None = Recording()

    def discard(self) -> None:
        """Discard the recording, because it holds for this schema only."""
        self.recording = None

    @contextmanager
    def capture(self) -> Iterator[Self]:
        """Record the statements of the block, including those on leaving a schema editor."""
        with connections[OWNER_ALIAS].execute_wrapper(self):
            yield self

    def watch_defaults(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Discard the recording if the editor writes a default that varies."""
        original = editor.effective_default

        def effective_default(field: "Field[Any, Any]") -> Any:
            if _varies(field):
                self.discard()
            return original(field)

        editor.effective_default = effective_default  # type: ignore[method-assign]

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Execute and record the statement, as a Django execute wrapper."""
        result = execute(sql, params, many, context)
        connection = context["connection"]
        statement = connection.ops.compose_sql(sql, None if many else params)
        if many or self.schema in statement:
            self.discard()
        elif self.recording and not SAVEPOINT.fullmatch(statement):
            results = _results(context["cursor"].cursor, self.schema)
            self.recording = self.recording.append(statement, results)
        return result


def _results(cursor: Any, schema: str) -> tuple[Rows, ...]:
    """Return the rows of all results, and reset the cursor to the first result.

    The schema's name is removed. Rows are sorted, because the order in which the catalog lists the
    constraints of a table varies.
    """
    qualified = f"{schema}.".encode()

    def rows_of(result: PGresult) -> Rows:
        rows = (
            tuple(
                (result.get_value(row, column) or b"").replace(qualified, b"")
                for column in range(result.nfields)
            )
            for row in range(result.ntuples)
        )
        return tuple(sorted(rows))

    results = tuple(rows_of(result.pgresult) for result in cursor.results())
    cursor.set_result(0)
    return results


def _varies(field: "Field[Any, Any]") -> bool:
    """Return whether the field's default may differ each time, such as a time or a random value."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return True
    if isinstance(field.default, Promise):  # a translated text, in the active language
        return True
    return field.has_default() and callable(field.default) and field.default not in (dict, list)


def is_replayable(migration: Migration, *, backwards: bool) -> bool:
    """Return whether the migration has only Django's operations and runs no custom Python."""
    return all(_is_replayable(operation, backwards=backwards) for operation in migration.operations)


def _is_replayable(operation: Operation, *, backwards: bool) -> bool:
    match operation:
        case operations.RunPython():
            code = operation.reverse_code if backwards else operation.code
            return code is operations.RunPython.noop
        case operations.SeparateDatabaseAndState():
            return all(
                _is_replayable(inner, backwards=backwards)
                for inner in operation.database_operations
            )
        case _:
            return type(operation).__module__.startswith(DJANGO_OPERATIONS)
