"""Functions that enter the tenant again for code that runs after its transaction."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextvars import copy_context
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db import connections, transaction

from tenants.context import (
    TenantLike,
    get_active,
    no_tenant,
    require_active,
    tenant_context,
)

T = TypeVar("T")
P = ParamSpec("P")


def tenant_on_commit(callback: Callable[[], object], *, robust: bool = False) -> None:
    """Run the callback after this transaction commits, in a new one of the same tenant."""
    using = require_active().alias
    transaction.on_commit(tenant_task(callback), using=using, robust=robust)


def tenant_task(function: Callable[P, T]) -> Callable[P, T]:
    """Bind the function to the current tenant, for another thread, an executor or an event loop.

    Each call runs in its own transaction, on the connection of its thread; a connection that the
    call opened is closed afterwards. A call inside the tenant runs in a savepoint instead. Raises
    TenantUnavailable if the tenant has been suspended. In async code:
    `await sync_to_async(tenant_task(function))()`.
    """
    active = require_active()
    tenant, using = active.tenant, active.alias

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        current, connection = get_active(), connections[using]
        if current is not None and cast("object", current.connection) is connection:
            with tenant_context(tenant, using):
                return function(*args, **kwargs)
        opened_here = connection.connection is None
        try:
            with no_tenant(), tenant_context(tenant, using):
                return function(*args, **kwargs)
        finally:
            if opened_here and not connection.in_atomic_block:
                connection.close()

    return run


def tenant_stream(chunks: Iterable[T]) -> Iterator[T]:
    """Bind the iterable to the current tenant, for example for a streamed response.

    One transaction, which begins with the first chunk, produces all chunks. It is ended if the
    reader waits longer than IDLE_TIMEOUT_MS between two chunks. Between chunks no tenant is active.
    """
    active = require_active()
    return _iterate_in_own_context(_chunks_in_tenant(active.tenant, active.alias, chunks))


def _chunks_in_tenant(tenant: TenantLike, using: str, chunks: Iterable[T]) -> Generator[T]:
    with no_tenant(), tenant_context(tenant, using):
        yield from chunks


def _iterate_in_own_context(generator: Generator[T]) -> Iterator[T]:
    """Advance the generator in its own context, so that no tenant stays active between chunks."""
    context, end = copy_context(), object()
    try:
        while (chunk := context.run(next, generator, end)) is not end:
            yield chunk  # type: ignore[misc]
    finally:
        context.run(generator.close)
