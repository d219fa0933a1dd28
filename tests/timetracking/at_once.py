"""What tests of races share: connections of their own, and staff that is committed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from tenants.context import tenant_context
from tenants.models import Tenant
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
