"""What tests of races share: connections of their own, and staff that is committed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.waiting import wait_until
from timetracking.models import Employee, Role


@contextmanager
def own_connection(tenant: Tenant) -> Iterator[None]:
    try:
        with tenant_context(tenant):
            yield
    finally:
        connections.close_all()


def hire(tenant: Tenant, *roles: Role) -> list[Employee]:
    with tenant_context(tenant):
        return [
            Employee.objects.create(name=f"{role} {n}", role=role) for n, role in enumerate(roles)
        ]


def waits_for_me() -> bool:
    """Say whether another connection waits for a lock of this one."""
    with connections["default"].cursor() as cursor:
        # Not pg_stat_activity, which stays as it was first read in a transaction.
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def race(
    tenant: Tenant,
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    before_commit: Callable[[], object] = bool,
) -> BaseException | None:
    """Do `first`; commit once `second`, on another connection, waits for a lock of it.

    Return what refused the second, None if nothing did.
    """

    def follow() -> None:
        with own_connection(tenant):
            second()

    with ThreadPoolExecutor(1) as pool:
        with own_connection(tenant):
            first()
            following = pool.submit(follow)
            wait_until(waits_for_me, 60)
            before_commit()
        return following.exception(timeout=60)
