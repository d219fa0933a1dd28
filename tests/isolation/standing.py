"""Where the server and this thread stand: in which company, if any."""

import psycopg
from django.db import connection

from tenants.context import get_active, tenant_context
from tests.isolation.canaries import Canaries
from timetracking.models import Employee


def written(company: Canaries, name: str) -> list[str]:
    with tenant_context(company.tenant):
        found = Employee.objects.filter(name__startswith=name).order_by("name")
        return list(found.values_list("name", flat=True))


def where() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, current_setting('search_path'),"
            " current_setting('application_name')"
        )
        row: tuple[str, ...] = cursor.fetchone()
    return row


def inside(company: Canaries) -> tuple[str, ...]:
    name = company.tenant.schema_name
    return name, f"{name}, public, pg_temp", f"shiftbook/{company.tenant.slug}"


def nobody_is_inside(theirs: Canaries) -> None:
    """Check that this thread is in no company, and that the other one is served on it next."""
    assert get_active() is None
    assert not connection.in_atomic_block
    if connection.connection is not None and not connection.connection.closed:
        idle = psycopg.pq.TransactionStatus.IDLE
        assert connection.connection.info.transaction_status == idle
    with tenant_context(theirs.tenant):
        assert where() == inside(theirs)
        names = list(Employee.objects.values_list("name", flat=True))
    assert len(names) == 5
    assert all(theirs.marker in name for name in names)
