"""Refuses cursors on a connection unless a tenant is active on it, or public was entered.

Otherwise a statement would run in public, where tables such as `users` have the same names as a
company's: an UPDATE of `users` would change the operators.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, cast

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.utils.functional import cached_property

from tenants import context
from tenants.exceptions import NoTenantError, StatementRefused
from tenants.postgresql.cursor import OwnerCursor, TenantCursor
from tenants.postgresql.switch import OWNER_ALIAS, stamp_of


class CheckedWrapper(base.DatabaseWrapper):
    """Makes the cursors of Django's PostgreSQL backend check for an active tenant or public."""

    connection: "psycopg.Connection[Any] | None"

    def settle(self) -> None:
        """Read the response to BEGIN if it is pending."""
        raise NotImplementedError

    def get_connection_params(self) -> dict[str, Any]:
        """Set the cursor class: the app login's allows only some kinds of statements."""
        parameters: dict[str, Any] = super().get_connection_params()
        is_owner = self.alias in {OWNER_ALIAS, NO_DB_ALIAS}
        parameters["cursor_factory"] = OwnerCursor if is_owner else TenantCursor
        return parameters

    def connect(self) -> None:
        """Connect in public, where receivers of connection_created run their queries."""
        with context.no_tenant(), context.public_context():
            super().connect()

    def create_cursor(self, name: str | None = None) -> Any:
        """Refuse a cursor unless a tenant is active on this connection, or public was entered.

        The cursor checks again before each statement, since it may outlive the block.
        """
        if name is not None:
            # Because psycopg is in autocommit, Django would declare it WITH HOLD: it would outlive
            # the transaction of the tenant.
            raise StatementRefused("No server-side cursors: set DISABLE_SERVER_SIDE_CURSORS.")
        self._check_entered()
        cursor = super().create_cursor(name)
        cursor.check_entered = self._check_entered
        return cursor

    def _check_entered(self) -> None:
        self.settle()
        _check_server(self)
        _check_login(self)

    @cached_property
    def pg_version(self) -> int:
        """Read the server's version from the connection, without a cursor."""
        opened_here = self.connection is None
        self.ensure_connection()
        try:
            return self._psycopg().info.server_version
        finally:
            if opened_here:
                self.close()

    def _savepoint(self, sid: str) -> None:
        with _unchecked(self):
            super()._savepoint(sid)  # type: ignore[misc]

    def _savepoint_commit(self, sid: str) -> None:
        with _unchecked(self):
            super()._savepoint_commit(sid)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint without the check, also when a tenant's block has failed."""
        with self.wrap_database_errors, super().create_cursor() as cursor:
            cursor.execute(self.ops.savepoint_rollback_sql(sid))

    def _psycopg(self) -> "psycopg.Connection[Any]":
        if self.connection is None:
            raise psycopg.OperationalError("the connection is closed")
        return self.connection


@contextmanager
def _unchecked(connection: CheckedWrapper) -> Iterator[None]:
    """Allow a savepoint, which changes no row, where neither a tenant nor public is active."""
    active = context.get_active()
    if active is not None and active.alias == connection.alias:
        yield
        return
    with context.no_tenant(), context.public_context():
        yield


def _check_login(connection: CheckedWrapper) -> None:
    """Raise NoTenantError unless a tenant is active on this alias or public was entered."""
    active = context.get_active()
    if active is None:
        if context.in_public():
            return
        raise NoTenantError(
            f'Neither a tenant nor public is active, and "{connection.alias}" would use public. '
            "Enter one with tenant_context(tenant), or public with public_context()."
        )
    if active.alias == connection.alias:
        return
    reason = f'Tenant "{active.tenant.slug}" is active on "{active.alias}"'
    if connection.alias == OWNER_ALIAS:
        raise NoTenantError(
            f"{reason}, and the owner login sees every company. Leave the tenant first."
        )
    raise NoTenantError(
        f'{reason}, and "{connection.alias}" would use public. Use "{active.alias}": in a '
        "migration, schema_editor.connection."
    )


def _check_server(connection: CheckedWrapper) -> None:
    """Raise NoTenantError unless the server is in the tenant that is active here, if any."""
    active = context.get_active()
    if active is not None and active.alias != connection.alias:
        active = None
    slug = active.tenant.slug if active is not None else None
    # Outside its transaction the tenant would not be enforced. Without an active tenant, the one
    # that another block has entered on this connection must not be used.
    if active is not None:
        is_same = cast("object", active.connection) is connection
        if not (is_same and connection.in_atomic_block):
            _refuse(slug)
    if connection.in_atomic_block:
        reported = connection._psycopg().pgconn.parameter_status(b"application_name")
        if reported != stamp_of(slug):
            _refuse(slug)


def _refuse(slug: str | None) -> NoReturn:
    problem = f'Tenant "{slug}" is not active' if slug else "Another block's tenant is active"
    raise NoTenantError(
        f"{problem} on this connection: its transaction has ended or belongs to another block "
        "or thread. Enter a tenant here with tenant_context(tenant)."
    )
