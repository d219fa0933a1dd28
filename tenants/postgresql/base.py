"""The database backend whose BEGIN switches to the tenant.

psycopg stays in autocommit and this backend sends BEGIN itself, so that BEGIN, role, search path,
stamp and timeouts are one message. The response is read and verified later, before the first
statement. Nothing is set on the session: PostgreSQL undoes all settings with the transaction.
"""

import logging
from contextlib import suppress
from typing import Any, NoReturn

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InternalError, OperationalError
from django.db.transaction import TransactionManagementError
from psycopg import errors

from tenants import context, features
from tenants.exceptions import (
    NoTenantError,
    TenantStampError,
    TenantSwitchError,
    TenantUnavailable,
)
from tenants.postgresql import messages, safety
from tenants.postgresql.entered import CheckedWrapper
from tenants.postgresql.safety import UnsafeDatabase
from tenants.postgresql.schema import DatabaseSchemaEditor
from tenants.postgresql.switch import Switch, switch_to

logger = logging.getLogger("tenants")
# Django's state of a transaction, which connect() resets.
TRANSACTION_STATE = (
    "autocommit",
    "in_atomic_block",
    "savepoint_ids",
    "atomic_blocks",
    "needs_rollback",
    "run_on_commit",
)
# Errors for a tenant's role or, without roles, its schema that is missing or not granted.
REFUSALS = (
    errors.InsufficientPrivilege,
    errors.InvalidParameterValue,
    errors.InvalidSchemaName,
    errors.UndefinedTable,
)


class DatabaseWrapper(CheckedWrapper):
    """Adds the tenant switch in BEGIN to Django's PostgreSQL backend."""

    pool: Any  # psycopg's own, or None
    SchemaEditorClass = DatabaseSchemaEditor
    _pending: Switch | None = None  # the switch of a BEGIN whose response is not read yet
    _refusal: TenantUnavailable | None = None  # raised for the rest of the transaction

    def check_database_version_supported(self) -> None:
        """Refuse an unsafe login or server on the first connection of a process.

        Raises UnsafeDatabase. With DEBUG the system checks only warn.
        """
        super().check_database_version_supported()
        if self.alias != DEFAULT_DB_ALIAS:
            return
        problems = safety.find_problems(self._psycopg())
        for problem in problems:
            logger.warning("%s: %s %s", problem.id, problem.message, problem.hint)
        if settings.REFUSE_UNSAFE_DATABASE and any(problem.serious for problem in problems):
            self.close()
            raise UnsafeDatabase(problems)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Refuse to turn autocommit off, except for `transaction.atomic()`.

        BEGIN would be sent only for the first transaction. Raises TenantSwitchError.
        """
        if not (autocommit or force_begin_transaction_with_broken_autocommit):
            raise TenantSwitchError(
                "BEGIN carries the tenant, and set_autocommit(False) sends it once for several "
                "transactions. Use transaction.atomic()."
            )
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)

    def _set_autocommit(self, autocommit: bool) -> None:
        if not autocommit:
            self._begin()
            return
        self._pending = self._refusal = None  # their transaction is over
        if self.connection is None:
            return
        if self.connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            # Interrupted before COMMIT or ROLLBACK was sent: the server is still in the tenant.
            self.close()
        elif not self.connection.autocommit:
            self.connection.autocommit = True

    def _begin(self) -> None:
        """Send BEGIN with the switch to the current tenant, if any; `settle` reads the response."""
        active = context.get_active()
        if active is not None and active.alias == self.alias and active.connection is not self:
            raise NoTenantError(
                f'Tenant "{active.tenant.slug}" was entered in another thread, and this thread\'s '
                "connection is not inside it. Enter it here with tenant_context(tenant)."
            )
        self._refusal = None
        self._pending = self._switch_to(active if active and active.connection is self else None)
        try:
            self._send_begin(self._pending)
        except BaseException:
            self.close()
            raise

    def _switch_to(self, active: "context.ActiveTenant | None") -> Switch:
        if active is None:
            return switch_to(self.alias, None)
        return switch_to(
            self.alias,
            active.tenant.slug,
            idle_limit=active.idle_limit,
            repeatable=active.repeatable,
            statement_ms=features.statement_timeout_ms(active.tenant.features),
        )

    def _send_begin(self, switch: Switch) -> None:
        # A connection that died while idle may fail here or in _open, which replaces it.
        with suppress(psycopg.OperationalError):
            messages.send(self._psycopg(), switch.begin + b"; " + switch.statements)

    def settle(self) -> None:
        """Read the response to BEGIN if it is pending, and verify the switch.

        Until then the server can process BEGIN while the request is read. Every statement and
        COMMIT settle first, so nothing runs in a transaction that did not start as requested.
        Raises TenantUnavailable, on each call until that transaction ends.
        """
        if self._refusal is not None:
            raise self._refusal
        if self._pending is None:
            return
        switch, self._pending = self._pending, None
        try:
            with self.wrap_database_errors:
                self._open(switch)
            self._verify(switch)
        except TenantUnavailable as refusal:
            self._refusal = refusal
            raise
        except BaseException:
            # Also Ctrl-C before the response is read: otherwise the transaction would stay open
            # in the tenant's role without an active tenant.
            self.close()
            raise

    def _open(self, switch: Switch) -> None:
        try:
            try:
                messages.read_response(self._psycopg())
            except psycopg.OperationalError:
                # A connection that died while idle is replaced once: no statement has run on it.
                if not self._psycopg().closed:
                    raise
                self._replace()
                self._send_begin(switch)
                messages.read_response(self._psycopg())
        except REFUSALS as error:
            self._psycopg().rollback()
            raise _unavailable(switch) from error

    def _replace(self) -> None:
        """Reconnect inside the transaction that Django considers open."""
        state = {name: getattr(self, name) for name in TRANSACTION_STATE}
        self.in_atomic_block = False
        try:
            self.close()
            if self.pool:
                self.pool.check()  # the idle connections may be dead too
            self.connect()
        except BaseException:
            self.closed_in_transaction = True
            state["needs_rollback"] = True
            raise
        finally:
            for name, value in state.items():
                setattr(self, name, value)

    def switch_in_transaction(self, active: "context.ActiveTenant | None") -> None:
        """Set or clear the tenant inside an open transaction, in tests and operator code."""
        self.settle()
        switch = self._switch_to(active)
        with self.wrap_database_errors:
            try:
                messages.send(self._psycopg(), switch.statements)
                messages.read_response(self._psycopg())
            except REFUSALS as error:  # Django rolls the savepoint back
                raise _unavailable(switch) from error
        self._verify(switch)

    def refuse_writes(self) -> None:
        """Have the server refuse writes until the transaction ends; there is no way back."""
        self.settle()
        with self.wrap_database_errors:
            messages.send(self._psycopg(), b"SET TRANSACTION READ ONLY")
            messages.read_response(self._psycopg())

    def rollback(self) -> None:
        """Roll back, after reading the response to BEGIN."""
        with suppress(TenantUnavailable):  # then there is nothing to roll back
            self.settle()
        super().rollback()

    def commit(self) -> None:
        """Commit; raise an error where PostgreSQL would silently roll back."""
        self.settle()
        # PostgreSQL responds to COMMIT in an aborted transaction with ROLLBACK, not with an error.
        aborted = psycopg.pq.TransactionStatus.INERROR
        if self.connection is not None and self.connection.pgconn.transaction_status == aborted:
            raise TransactionManagementError(
                "Nothing was saved: an earlier database error was caught without a savepoint. "
                "Put the statement that may fail inside transaction.atomic()."
            )
        try:
            super().commit()
        except InternalError as error:
            # A pooler sends a second message after the server's last one, which psycopg refuses.
            if self.connection is None or not self.connection.closed:
                raise
            raise OperationalError(
                "The database ended the connection at the COMMIT, which has probably failed."
            ) from error

    def _verify(self, switch: Switch) -> None:
        """Compare the parameters that the server reports with the requested ones."""
        status = self._psycopg().pgconn.parameter_status
        path = status(b"search_path")  # reported since PostgreSQL 18
        if status(b"application_name") != switch.stamp:
            self._refuse(switch.stamp, status(b"application_name"))
        if path is not None and path != switch.path:
            self._refuse(switch.path, path)

    def _refuse(self, expected: bytes, reported: bytes | None) -> NoReturn:
        """Close a connection that is not in the requested state."""
        self._psycopg().close()
        raise TenantStampError(
            f"Expected {expected!r} from the server, got {reported!r}. The connection is closed."
        )

    def run_and_clear_commit_hooks(self) -> None:
        """Run on_commit callbacks without a tenant, whose transaction is over."""
        if not self.run_on_commit:
            return super().run_and_clear_commit_hooks()
        with context.no_tenant():
            return super().run_and_clear_commit_hooks()


def _unavailable(switch: Switch) -> TenantUnavailable:
    slug = switch.stamp.decode().rpartition("/")[2]
    return TenantUnavailable(
        f'The database refuses the role of tenant "{slug}": suspended or missing.'
    )
