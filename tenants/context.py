"""The current tenant, set for the duration of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tenants.exceptions import NoTenantError, TenantSwitchError


class TenantLike(Protocol):
    """Describes what the switch needs of a tenant."""

    pk: Any
    slug: str
    features: Any


class TenantConnection(Protocol):
    """Describes what the context needs of a connection of the engine's database backend."""

    alias: str
    in_atomic_block: bool
    needs_rollback: bool

    def ensure_connection(self) -> None:
        """Connect unless there is a connection already."""

    def settle(self) -> None:
        """Read the response to BEGIN if it is pending."""

    def refuse_writes(self) -> None:
        """Have the server refuse writes until the transaction ends."""

    def switch_in_transaction(self, active: "ActiveTenant | None") -> None:
        """Set or clear the tenant inside an open transaction."""


@dataclass(frozen=True, slots=True)
class ActiveTenant:
    """Pairs the tenant with the connection that is switched to it."""

    tenant: TenantLike
    connection: TenantConnection
    idle_limit: bool = True
    repeatable: bool = False

    @property
    def alias(self) -> str:
        """Return the database alias of the connection."""
        return self.connection.alias


_active: ContextVar[ActiveTenant | None] = ContextVar("active_tenant", default=None)
_public: ContextVar[bool] = ContextVar("in_public", default=False)


def get_active() -> ActiveTenant | None:
    """Return the current tenant with its connection, or None."""
    return _active.get()


def require_active() -> ActiveTenant:
    """Return the current tenant with its connection; raise NoTenantError without one."""
    active = _active.get()
    if active is None:
        raise NoTenantError("No tenant is active here. Enter one with tenant_context(tenant).")
    return active


def get_current_tenant() -> TenantLike | None:
    """Return the current tenant, or None outside a tenant context."""
    active = _active.get()
    return active.tenant if active else None


def require_tenant() -> TenantLike:
    """Return the current tenant; raise NoTenantError outside a tenant context."""
    return require_active().tenant


def current_realm() -> str:
    """Return what keys and signatures are bound to: the tenant's id, or "public".

    An id is never reused. Raises NoTenantError if neither a tenant nor public is active.
    """
    if _active.get() is None and _public.get():
        return "public"
    return f"tenant-{require_active().tenant.pk}"


def in_public() -> bool:
    """Return whether public was entered on purpose, by the base domain or an operator's command."""
    return _public.get()


@contextmanager
def public_context() -> Iterator[None]:
    """Allow the block to use the tables that public shares with tenants: users and sessions.

    Without a tenant these tables are otherwise refused, because code that forgot to enter one
    would read the operators' rows. Raises TenantSwitchError inside a tenant.
    """
    current = _active.get()
    if current is not None:
        raise TenantSwitchError(
            f'Still inside tenant "{current.tenant.slug}"; leave it before entering public.'
        )
    token = _public.set(True)
    try:
        yield
    finally:
        _public.reset(token)


@contextmanager
def no_tenant() -> Iterator[None]:
    """Hide the current tenant and public from a block that runs after their transaction."""
    active_token, public_token = _active.set(None), _public.set(False)
    try:
        yield
    finally:
        _public.reset(public_token)
        _active.reset(active_token)


@contextmanager
def tenant_context(
    tenant: TenantLike,
    using: str = DEFAULT_DB_ALIAS,
    *,
    ahead: bool = False,
    idle_limit: bool = True,
    repeatable: bool = False,
) -> Iterator[None]:
    """Run the block inside the tenant's schema and role, in one transaction on `using`.

    Opens the outermost transaction, whose BEGIN carries the switch, or a savepoint if a
    transaction without a tenant is open. Entering the same tenant again opens a plain savepoint.
    With `ahead` the block starts while the server still processes BEGIN. Without `idle_limit`
    the transaction may idle, and keep its locks, for any length of time. With `repeatable` the
    outermost transaction reads all rows as they were at its first statement (REPEATABLE READ).

    Raises TenantSwitchError inside another tenant, and TenantUnavailable if the database refuses
    the role: before the block or, with `ahead`, at its first statement and at its end. Do not use
    this around the `yield` of a generator: when suspended, it leaves its caller in the tenant.
    """
    connection = cast("TenantConnection", connections[using])
    current = _active.get()
    if current is not None:
        _check_same(current, tenant, connection)
        with transaction.atomic(using=using):
            yield
        return
    connection.ensure_connection()  # its first queries must not run in the tenant
    active = ActiveTenant(tenant, connection, idle_limit, repeatable)
    if connection.in_atomic_block:
        with _tenant_savepoint(active):
            yield
        return
    token = _active.set(active)
    try:
        with transaction.atomic(using=using):
            if not ahead:
                connection.settle()
            yield
    finally:
        _active.reset(token)


def _check_same(current: ActiveTenant, tenant: TenantLike, connection: TenantConnection) -> None:
    """Raise TenantSwitchError unless the tenant is active on this connection already."""
    if current.tenant.pk != tenant.pk or current.connection is not connection:
        raise TenantSwitchError(
            f'Still inside tenant "{current.tenant.slug}" on "{current.alias}"; leave it '
            f'before entering "{tenant.slug}" on "{connection.alias}".'
        )


@contextmanager
def _tenant_savepoint(active: ActiveTenant) -> Iterator[None]:
    """Run the block inside the tenant, in a savepoint of a transaction without a tenant."""
    connection = active.connection
    with transaction.atomic(using=connection.alias):
        connection.switch_in_transaction(active)
        token = _active.set(active)
        try:
            yield
        finally:
            _active.reset(token)
        # PostgreSQL undoes SET LOCAL when a savepoint is rolled back, not when it is released.
        if not connection.needs_rollback:
            connection.switch_in_transaction(None)


def refuse_writes() -> None:
    """Have the database refuse writes until the current tenant's transaction ends."""
    require_active().connection.refuse_writes()
