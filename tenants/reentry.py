"""Ways back into the tenant for what outlives its transaction; without one of these it raises."""

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

    Each call is a transaction of its own, on the connection of the thread that it runs in; a
    connection that the call opened is closed after it. Called inside the tenant it is a savepoint.
    Raises TenantUnavailable when the tenant has been suspended since. In async code:
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
    """Iterate later as the tenant that is current now, such as for a streamed response.

    All chunks are made in one transaction, which begins with the first; a reader slower than
    IDLE_TIMEOUT_MS between two of them is cut off. Between chunks the caller is in no tenant.
    """
    active = require_active()
    return _apart(_inside(active.tenant, active.alias, chunks))


def _inside(tenant: TenantLike, using: str, chunks: Iterable[T]) -> Generator[T]:
    with no_tenant(), tenant_context(tenant, using):
        yield from chunks


def _apart(generator: Generator[T]) -> Iterator[T]:
    """Advance the generator in a context of its own: suspended, it leaves no tenant behind."""
    context, end = copy_context(), object()
    try:
        while (chunk := context.run(next, generator, end)) is not end:
            yield chunk  # type: ignore[misc]
    finally:
        context.run(generator.close)
