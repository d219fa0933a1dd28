"""Deferred constraints in a tenant's migrations, all of which are one transaction.

PostgreSQL refuses to alter a table while rows of it wait for a check ("pending trigger events").
Django's own `migrate` ends the transaction between a data migration and the next one; here the
checks are made after each step instead, and the constraints are what they were by default.
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
from tenants.recording import DJANGOS_OWN


class CheckDeferred(Operation):
    """Makes the checks that are still to come; stands before and after a data step."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Make the checks."""
        check_deferred(after)

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Make them on the way back as well."""
        check_deferred(after)


def check_deferred(state: ProjectState) -> None:
    """Check what is deferred, in the schema that the owner's connection is in.

    Then the constraints are as if nothing had been set in this transaction: those of Django are
    deferred, and immediate if the models' state says so. A recording holds the statements, too.
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
            there = sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())
            if there.as_string():
                statement += sql.SQL("; SET CONSTRAINTS {} IMMEDIATE").format(there)
        cursor.execute(statement)


def _initially_immediate(state: ProjectState) -> list[str]:
    return sorted(
        constraint.name
        for model in state.models.values()
        for constraint in model.options.get("constraints", ())
        if getattr(constraint, "deferrable", None) is Deferrable.IMMEDIATE
    )


def with_checks(migration: Migration) -> Migration:
    """Copy a migration, with the checks before and after each of its data steps."""
    checked = copy(migration)
    checked.operations = list(_with_checks(migration.operations))  # type: ignore[misc]
    return checked


def _with_checks(some: Iterable[Operation]) -> Iterator[Operation]:
    for one in some:
        if type(one) is operations.SeparateDatabaseAndState:
            inner = list(_with_checks(one.database_operations))
            yield operations.SeparateDatabaseAndState(inner, one.state_operations)
        elif may_change_rows(one):
            yield from (CheckDeferred(), one, CheckDeferred())
        else:
            yield one


def may_change_rows(operation: Operation) -> bool:
    """Tell whether an operation runs Python or SQL of a migration's author.

    Django's others change rows only where Django makes the checks itself.
    """
    return isinstance(operation, operations.RunPython | operations.RunSQL) or not type(
        operation
    ).__module__.startswith(DJANGOS_OWN)
