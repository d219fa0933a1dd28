"""Checks of deferred constraints between the steps of a tenant's migrations.

All of a tenant's migrations run in one transaction, and PostgreSQL refuses to alter a table with
rows whose deferred checks are pending ("pending trigger events"). Django's `migrate` commits after
each migration; here the checks run after each step, which then restores the default modes.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.db import connections
from django.db.migrations import operations
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Deferrable
from psycopg import sql

from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import DJANGO_OPERATIONS


class CheckDeferred(Operation):
    """Runs the pending checks; added before and after each data operation."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Run the checks."""
        check_deferred(after)

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Run the checks when migrating backwards too."""
        check_deferred(after)


def check_deferred(state: ProjectState) -> None:
    """Run the deferred checks in the current schema of the owner's connection.

    Then reset all constraints to their default mode: deferred, as Django creates them, or
    immediate where the models' state says so. Recordings contain these statements too.
    """
    statement: sql.Composable = sql.SQL(
        "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    )
    with connections[OWNER_ALIAS].cursor() as cursor:
        if names := _initially_immediate(state):
            cursor.execute(
                "SELECT conname FROM pg_catalog.pg_constraint WHERE conname = ANY(%s) AND"
                " connamespace = (SELECT oid FROM pg_catalog.pg_namespace"
                " WHERE nspname = current_schema()) AND condeferrable ORDER BY 1",
                [names],
            )
            existing = sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())
            if existing.as_string():
                statement += sql.SQL("; SET CONSTRAINTS {} IMMEDIATE").format(existing)
        cursor.execute(statement)


def _initially_immediate(state: ProjectState) -> list[str]:
    return sorted(
        constraint.name
        for model in state.models.values()
        for constraint in model.options.get("constraints", ())
        if getattr(constraint, "deferrable", None) is Deferrable.IMMEDIATE
    )


def with_checks(migration: Migration) -> Migration:
    """Return a copy of the migration with checks before and after each data operation."""
    checked = copy(migration)
    checked.operations = list(_with_checks(migration.operations))  # type: ignore[misc]
    return checked


def _with_checks(unchecked: Iterable[Operation]) -> Iterator[Operation]:
    for operation in unchecked:
        if type(operation) is operations.SeparateDatabaseAndState:
            inner = list(_with_checks(operation.database_operations))
            yield operations.SeparateDatabaseAndState(inner, operation.state_operations)
        elif may_change_rows(operation):
            yield from (CheckDeferred(), operation, CheckDeferred())
        else:
            yield operation


def may_change_rows(operation: Operation) -> bool:
    """Return whether the operation runs custom Python or SQL.

    Django's other operations change rows only where Django runs the checks itself.
    """
    return isinstance(operation, operations.RunPython | operations.RunSQL) or not type(
        operation
    ).__module__.startswith(DJANGO_OPERATIONS)
