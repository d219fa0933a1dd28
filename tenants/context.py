"""Who is the current tenant: one ContextVar, set for the length of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tenants.exceptions import NoTenantError, TenantSwitchError


class TenantLike(Protocol):
    """Is what the switch needs of a tenant."""

    pk: Any
    slug: str


class TenantConnection(Protocol):
    """Is what the context needs of a connection of the engine's database backend."""

    alias: str
    in_atomic_block: bool
    needs_rollback: bool

    def ensure_connection(self) -> None:
        """Connect, unless that is done."""

    def settle(self) -> None:
        """Read the answer to BEGIN, where it is still to come."""

    def switch_in_transaction(self, active: "ActiveTenant | None") -> None:
        """Set or clear the tenant inside an open transaction."""


@dataclass(frozen=True, slots=True)
class ActiveTenant:
    """Pairs the tenant with the one connection that has been switched to it."""

    tenant: TenantLike
    connection: TenantConnection
    idle_limit: bool = True

    @property
    def alias(self) -> str:
        """Name the database alias that serves the tenant's tables now."""
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
    """Name what keys and signatures are bound to: the tenant's id, never used twice, or "public".

    Raises NoTenantError where neither was entered.
    """
    if _active.get() is None and _public.get():
        return "public"
    return f"tenant-{require_active().tenant.pk}"


def in_public() -> bool:
    """Tell whether public was entered on purpose, by the base domain or an operator's command."""
    return _public.get()


@contextmanager
def public_context() -> Iterator[None]:
    """Let the block use the tables that public has in common with tenants: users and sessions.

    Elsewhere without a tenant they are refused, because a forgotten tenant would find the
    operators' rows. Raises TenantSwitchError inside a tenant.
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
    """Hide the current tenant, and public, for a block that runs after its transaction ended."""
    tenant, public = _active.set(None), _public.set(False)
    try:
        yield
    finally:
        _public.reset(public)
        _active.reset(tenant)


@contextmanager
def tenant_context(
    tenant: TenantLike,
    using: str = DEFAULT_DB_ALIAS,
    *,
    ahead: bool = False,
    idle_limit: bool = True,
) -> Iterator[None]:
    """Run the block inside the tenant's schema and role, in one transaction on `using`.

    Opens the outermost transaction, whose BEGIN carries the switch, or a savepoint where one is
    open without a tenant. Re-entering the same tenant is a plain savepoint. Raises
    TenantSwitchError inside another tenant, TenantUnavailable if the database refuses the role:
    before the block or, with `ahead`, at its first statement and at its end, since it then begins
    while the server is still at BEGIN. Without `idle_limit` a person may think for as long as they
    like between two statements, holding what they have locked. Not for use around the `yield` of a
    generator: a suspended one leaves its caller inside.
    """
    connection = cast("TenantConnection", connections[using])
    current = _active.get()
    if current is not None:
        if current.tenant.pk != tenant.pk or current.connection is not connection:
            raise TenantSwitchError(
                f'Still inside tenant "{current.tenant.slug}" on "{current.alias}"; leave it '
                f'before entering "{tenant.slug}" on "{using}".'
            )
        with transaction.atomic(using=using):
            yield
        return
    connection.ensure_connection()  # what a new one asks the server is not the tenant's
    active = ActiveTenant(tenant, connection, idle_limit)
    if connection.in_atomic_block:
        with transaction.atomic(using=using):
            connection.switch_in_transaction(active)
            token = _active.set(active)
            try:
                yield
            finally:
                _active.reset(token)
            # PostgreSQL undoes SET LOCAL with a rolled-back savepoint, never with a kept one.
            if not connection.needs_rollback:
                connection.switch_in_transaction(None)
        return
    token = _active.set(active)
    try:
        with transaction.atomic(using=using):
            if not ahead:
                connection.settle()
            yield
    finally:
        _active.reset(token)
