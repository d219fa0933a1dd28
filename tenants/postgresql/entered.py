"""Whether a connection may be asked here: a tenant was entered on it, or public on purpose.

Outside of both a statement would run in public, whose tables of people have the names of a
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
    """Is Django's PostgreSQL backend, whose cursors are for who has entered."""

    connection: "psycopg.Connection[Any] | None"

    def settle(self) -> None:
        """Read the answer to BEGIN, where it is still to come."""
        raise NotImplementedError

    def get_connection_params(self) -> dict[str, Any]:
        """Give the login that serves requests a cursor that takes few kinds of statements."""
        parameters: dict[str, Any] = super().get_connection_params()
        is_owner = self.alias in {OWNER_ALIAS, NO_DB_ALIAS}
        parameters["cursor_factory"] = OwnerCursor if is_owner else TenantCursor
        return parameters

    def connect(self) -> None:
        """Connect in public, whoever is current: receivers of connection_created ask there."""
        with context.no_tenant(), context.public_context():
            super().connect()

    def create_cursor(self, name: str | None = None) -> Any:
        """Refuse a cursor unless a tenant, or public, was entered for this very connection.

        The cursor asks again before each statement, since it may outlive the block it was made in.
        """
        if name is not None:
            # psycopg is in autocommit: Django would declare it WITH HOLD, to outlive the tenant.
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
        """Read the server's version from the connection, which takes no cursor."""
        opened_here = self.connection is None
        self.ensure_connection()
        try:
            return self._psycopg().info.server_version
        finally:
            if opened_here:
                self.close()

    def _savepoint(self, sid: str) -> None:
        with _for_everybody(self):
            super()._savepoint(sid)  # type: ignore[misc]

    def _savepoint_commit(self, sid: str) -> None:
        with _for_everybody(self):
            super()._savepoint_commit(sid)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint, whoever is current: so a failed block gives its tenant back."""
        with self.wrap_database_errors, super().create_cursor() as cursor:
            cursor.execute(self.ops.savepoint_rollback_sql(sid))

    def _psycopg(self) -> "psycopg.Connection[Any]":
        if self.connection is None:
            raise psycopg.OperationalError("the connection is closed")
        return self.connection


@contextmanager
def _for_everybody(connection: CheckedWrapper) -> Iterator[None]:
    """Let the block take a savepoint, which touches no row, also where nobody has entered."""
    active = context.get_active()
    if active is not None and active.alias == connection.alias:
        yield
        return
    with context.no_tenant(), context.public_context():
        yield


def _check_login(connection: CheckedWrapper) -> None:
    """Raise NoTenantError unless a tenant is active on this alias, or public was entered."""
    active = context.get_active()
    if active is None:
        if context.in_public():
            return
        raise NoTenantError(
            f'Neither a tenant nor public was entered, and "{connection.alias}" would ask public. '
            "Enter one with tenant_context(tenant), or public with public_context()."
        )
    if active.alias == connection.alias:
        return
    who = f'Tenant "{active.tenant.slug}" is active on "{active.alias}"'
    if connection.alias == OWNER_ALIAS:
        raise NoTenantError(
            f"{who}, and the owner login sees every company. Leave the tenant first."
        )
    raise NoTenantError(
        f'{who}, and "{connection.alias}" would ask public. Ask "{active.alias}": a migration has '
        "it as schema_editor.connection."
    )


def _check_server(connection: CheckedWrapper) -> None:
    """Raise NoTenantError unless server and program agree on which tenant this is, if any."""
    active = context.get_active()
    mine = active if active is not None and active.alias == connection.alias else None
    slug = mine.tenant.slug if mine is not None else None
    # Outside its transaction the tenant's name would be a claim that nothing enforces; and
    # without a name nobody may use what another block of code has entered and not yet left.
    if mine is not None:
        is_here = cast("object", mine.connection) is connection
        if not (is_here and connection.in_atomic_block):
            _refuse(slug)
    if connection.in_atomic_block:
        reported = connection._psycopg().pgconn.parameter_status(b"application_name")
        if reported != stamp_of(slug):
            _refuse(slug)


def _refuse(slug: str | None) -> NoReturn:
    wanted = f'Tenant "{slug}" is not active' if slug else "Another block's tenant is active"
    raise NoTenantError(
        f"{wanted} on this connection: its transaction has ended or belongs to another block "
        "or thread. Enter a tenant here with tenant_context(tenant)."
    )
