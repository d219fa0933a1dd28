"""What a migration makes the server do: recorded where it first runs, replayed in other schemas.

Applying a migration costs ten times what the server does for it: Django renders the models' state
and asks the catalog. A recording holds the statements, and what the catalog answered, since a
statement may have been made from an answer. A replay that is answered otherwise is refused, and
the migration is run.
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

Answer = tuple[tuple[bytes, ...], ...]  # the rows of one result
# Django's own, alone in their message: a script of somebody's may begin with one, too.
SAVEPOINT = re.compile(r'(RELEASE )?SAVEPOINT "\w+"')
# One column or constraint alone: with some a second statement follows. And no comment, which would
# swallow what is put behind it.
ADDS = re.compile(r'(ALTER TABLE "\w+") (ADD (?:COLUMN|CONSTRAINT) (?:(?!--|/\*)[^;\n])+)')
DJANGOS_OWN = ("django.db.migrations.operations.", postgres.__name__)


class ReplayRefused(Exception):
    """Says that this schema differs from the one recorded, so that the migration must be run."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Holds statements and the answers to them, one for each result."""

    statements: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def __add__(self, other: "Recording") -> "Recording":
        return Recording(self.statements + other.statements, self.answers + other.answers)

    def then(self, statement: str, answers: tuple[Answer, ...]) -> "Recording":
        """Add a statement; what is added one by one to a table is added by one statement.

        It makes the same table: what costs is to take the table up anew each time.
        """
        before = ADDS.fullmatch(self.statements[-1]) if self.statements else None
        more = ADDS.fullmatch(statement)
        if before and more and before[1] == more[1]:
            joined = f"{before[0]}, {more[2]}"
            return Recording((*self.statements[:-1], joined), self.answers)
        return self + Recording((statement,), answers)

    def replay(self, schema: str) -> None:
        """Send everything as one message, in the caller's transaction inside the schema.

        Raises ReplayRefused where the server refuses a statement, or answers otherwise than it
        did; what was done by then is the caller's to roll back.
        """
        if not self.statements:
            return
        with connections[OWNER_ALIAS].cursor() as cursor:
            try:
                cursor.execute(";\n".join(self.statements))
            except OperationalError:  # a lock not had, a connection lost: no fault of the schema
                raise
            except DatabaseError as error:
                raise ReplayRefused(str(error)) from error
            if _answers(cursor.cursor, schema) != self.answers:
                last = self.statements[-1]
                raise ReplayRefused(f"{schema} answers otherwise, up to the statement: {last}")


def note(statement: str) -> Recording:
    """Make the recording of one statement of our own, which answers with no rows."""
    return Recording((statement,), ((),))


class Recorder:
    """Listens to what a block executes on the owner login inside one schema."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.recording: Recording | None = Recording()

    def spoil(self) -> None:
        """Give the recording up: something was done that holds for this schema alone."""
        self.recording = None

    @contextmanager
    def listening(self) -> Iterator[Self]:
        """Record the block's statements, those of a schema editor's end included."""
        with connections[OWNER_ALIAS].execute_wrapper(self):
            yield self

    def watch(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Spoil the recording once the editor writes a default that is made anew each time."""
        real = editor.effective_default

        def effective_default(field: "Field[Any, Any]") -> Any:
            if _varies(field):
                self.spoil()
            return real(field)

        editor.effective_default = effective_default  # type: ignore[method-assign]

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Execute, and write down; is what Django calls an execute wrapper."""
        result = execute(sql, params, many, context)
        connection = context["connection"]
        statement = connection.ops.compose_sql(sql, None if many else params)
        if many or self.schema in statement:
            self.spoil()
        elif self.recording and not SAVEPOINT.fullmatch(statement):
            answers = _answers(context["cursor"].cursor, self.schema)
            self.recording = self.recording.then(statement, answers)
        return result


def _answers(cursor: Any, schema: str) -> tuple[Answer, ...]:
    """Read the rows of every result, and go back to the first.

    The schema's name is left out, and rows are sorted: the catalog lists a table's constraints in
    the order in which it found room for them.
    """
    qualified = f"{schema}.".encode()

    def read(result: PGresult) -> Answer:
        rows = (
            tuple(
                (result.get_value(row, column) or b"").replace(qualified, b"")
                for column in range(result.nfields)
            )
            for row in range(result.ntuples)
        )
        return tuple(sorted(rows))

    found = tuple(read(one.pgresult) for one in cursor.results())
    cursor.set_result(0)
    return found


def _varies(field: "Field[Any, Any]") -> bool:
    """Tell whether a field's default is made anew each time: the time, a random number."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return True
    if isinstance(field.default, Promise):  # a translated text, in the language of whoever asks
        return True
    return field.has_default() and callable(field.default) and field.default not in (dict, list)


def is_replayable(migration: Migration, *, backwards: bool) -> bool:
    """Tell whether a migration is made of Django's own operations and runs no Python of its own."""
    return all(_is_replayable(one, backwards=backwards) for one in migration.operations)


def _is_replayable(operation: Operation, *, backwards: bool) -> bool:
    match operation:
        case operations.RunPython():
            code = operation.reverse_code if backwards else operation.code
            return code is operations.RunPython.noop
        case operations.SeparateDatabaseAndState():
            return all(
                _is_replayable(one, backwards=backwards) for one in operation.database_operations
            )
        case _:
            return type(operation).__module__.startswith(DJANGOS_OWN)
