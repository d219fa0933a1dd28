"""The database backend whose BEGIN carries the tenant.

psycopg stays in autocommit and this backend speaks BEGIN itself, so that BEGIN, role, search path,
stamp and timeouts are one message. It is sent ahead; its answer is read, and verified, before the
first statement. Nothing is ever set on the session: PostgreSQL undoes all of it with the
transaction.
"""

import logging
from contextlib import suppress
from typing import Any, NoReturn

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InternalError, OperationalError
from django.db.transaction import TransactionManagementError
from psycopg import errors

from tenants import context
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
# What Django knows of a transaction, and forgets when it connects.
OF_THE_TRANSACTION = (
    "autocommit",
    "in_atomic_block",
    "savepoint_ids",
    "atomic_blocks",
    "needs_rollback",
    "run_on_commit",
)
# How the server says that a tenant's role, or without roles its schema, is not for us.
REFUSALS = (
    errors.InsufficientPrivilege,
    errors.InvalidParameterValue,
    errors.InvalidSchemaName,
    errors.UndefinedTable,
)


class DatabaseWrapper(CheckedWrapper):
    """Is Django's PostgreSQL backend with the tenant switch in BEGIN."""

    pool: Any  # psycopg's own, or None
    SchemaEditorClass = DatabaseSchemaEditor
    _opening: Switch | None = None  # what was asked for by a BEGIN whose answer is still to come
    _refusal: TenantUnavailable | None = None  # what that answer was, if it was no

    def check_database_version_supported(self) -> None:
        """Refuse an unsafe login or server, with the first connection of a process.

        Raises UnsafeDatabase; under DEBUG it is a warning of the system checks.
        """
        super().check_database_version_supported()
        if self.alias != DEFAULT_DB_ALIAS:
            return
        found = safety.problems(self._psycopg())
        for problem in found:
            logger.warning("%s: %s %s", problem.id, problem.message, problem.hint)
        if settings.REFUSE_UNSAFE_DATABASE and any(problem.serious for problem in found):
            self.close()
            raise UnsafeDatabase(found)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Refuse autocommit turned off by hand: only the first of its transactions would begin.

        `transaction.atomic()` comes by the other argument. Raises TenantSwitchError.
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
        self._opening = self._refusal = None  # the transaction that they are about is over
        if self.connection is None:
            return
        if self.connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            # Interrupted before COMMIT or ROLLBACK was sent: the server is still inside the tenant.
            self.close()
        elif not self.connection.autocommit:
            self.connection.autocommit = True

    def _begin(self) -> None:
        """Send BEGIN as the current tenant, or as nobody; `settle` reads the answer."""
        active = context.get_active()
        if active is not None and active.alias == self.alias and active.connection is not self:
            raise NoTenantError(
                f'Tenant "{active.tenant.slug}" was entered in another thread, and this thread\'s '
                "connection is not inside it. Enter it here with tenant_context(tenant)."
            )
        self._refusal = None
        self._opening = self._switch_to(active if active and active.connection is self else None)
        try:
            self._send_begin(self._opening)
        except BaseException:
            self.close()
            raise

    def _switch_to(self, active: "context.ActiveTenant | None") -> Switch:
        if active is None:
            return switch_to(self.alias, None)
        return switch_to(self.alias, active.tenant.slug, idle_limit=active.idle_limit)

    def _send_begin(self, switch: Switch) -> None:
        # A connection that died while idle may say so here or at the answer, where it is replaced.
        with suppress(psycopg.OperationalError):
            messages.send(self._psycopg(), b"BEGIN; " + switch.statements)

    def settle(self) -> None:
        """Read the answer to BEGIN, where it is still to come, and verify what the server says.

        Until then the server works on it while the request is being read. Nothing is sent before,
        and COMMIT comes after, so that no statement runs and no answer leaves in a transaction
        that did not begin well. Raises TenantUnavailable, again at every call of that transaction.
        """
        if self._refusal is not None:
            raise self._refusal
        if self._opening is None:
            return
        switch, self._opening = self._opening, None
        try:
            with self.wrap_database_errors:
                self._open(switch)
            self._verify(switch)
        except TenantUnavailable as refusal:
            self._refusal = refusal
            raise
        except BaseException:
            # Also Ctrl-C between the message and its answer: what has begun must not go on as if
            # nothing had, in the role of a tenant that nobody is in.
            self.close()
            raise

    def _open(self, switch: Switch) -> None:
        try:
            try:
                messages.read_answer(self._psycopg())
            except psycopg.OperationalError:
                # A connection that died while idle is replaced once: nothing has run on it yet.
                if not self._psycopg().closed:
                    raise
                self._replace()
                self._send_begin(switch)
                messages.read_answer(self._psycopg())
        except REFUSALS as error:
            self._psycopg().rollback()
            raise _unavailable(switch) from error

    def _replace(self) -> None:
        """Connect anew inside the transaction that Django believes to be open."""
        kept = {name: getattr(self, name) for name in OF_THE_TRANSACTION}
        self.in_atomic_block = False
        try:
            self.close()
            if self.pool:
                self.pool.check()  # what ended this connection may have ended the idle ones too
            self.connect()
        except BaseException:
            self.closed_in_transaction = True
            kept["needs_rollback"] = True
            raise
        finally:
            for name, value in kept.items():
                setattr(self, name, value)

    def switch_in_transaction(self, active: "context.ActiveTenant | None") -> None:
        """Set or clear the tenant inside an open transaction (tests, operator code)."""
        self.settle()
        switch = self._switch_to(active)
        with self.wrap_database_errors:
            try:
                messages.send(self._psycopg(), switch.statements)
                messages.read_answer(self._psycopg())
            except REFUSALS as error:  # the savepoint is Django's to roll back
                raise _unavailable(switch) from error
        self._verify(switch)

    def rollback(self) -> None:
        """Roll back, once the server is through with BEGIN."""
        with suppress(TenantUnavailable):  # there is nothing to roll back then
            self.settle()
        super().rollback()

    def commit(self) -> None:
        """Commit; raise where PostgreSQL would roll back without a word."""
        self.settle()
        # PostgreSQL answers the COMMIT of an aborted transaction with ROLLBACK and no error.
        aborted = psycopg.pq.TransactionStatus.INERROR
        if self.connection is not None and self.connection.pgconn.transaction_status == aborted:
            raise TransactionManagementError(
                "Nothing was saved: an earlier database error was caught without a savepoint. "
                "Put the statement that may fail inside transaction.atomic()."
            )
        try:
            super().commit()
        except InternalError as error:
            # A pooler adds a farewell of its own to the server's: psycopg minds two answers.
            if self.connection is None or not self.connection.closed:
                raise
            raise OperationalError(
                "The database ended the connection at the COMMIT, which has probably failed."
            ) from error

    def _verify(self, switch: Switch) -> None:
        """Compare what the server reports, at no cost, with what was asked for."""
        status = self._psycopg().pgconn.parameter_status
        path = status(b"search_path")  # reported from PostgreSQL 18 on
        if status(b"application_name") != switch.stamp:
            self._refuse(switch.stamp, status(b"application_name"))
        if path is not None and path != switch.path:
            self._refuse(switch.path, path)

    def _refuse(self, wanted: bytes, reported: bytes | None) -> NoReturn:
        """Close a connection that is not where it should be, whatever Django thinks of it."""
        self._psycopg().close()
        raise TenantStampError(
            f"Asked the server for {wanted!r}, it reports {reported!r}. The connection is closed."
        )

    def run_and_clear_commit_hooks(self) -> None:
        """Run on_commit callbacks with no tenant: the transaction that had one is over."""
        if not self.run_on_commit:
            return super().run_and_clear_commit_hooks()
        with context.no_tenant():
            return super().run_and_clear_commit_hooks()


def _unavailable(switch: Switch) -> TenantUnavailable:
    who = switch.stamp.decode().rpartition("/")[2]
    return TenantUnavailable(
        f'The database refuses the role of tenant "{who}": suspended, or not there.'
    )
