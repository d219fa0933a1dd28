"""Lines of the trail written at the same moment, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, own_connection
from tests.timetracking.conftest import MADRID, NOW, tapped
from timetracking.clocking.punches import clock_in, clock_out
from timetracking.models import AuditLine, Employee, Role
from timetracking.trail.verifying import flaws


def test_everyone_s_lines_follow_each_other(tenant: Tenant) -> None:
    staff = hire(tenant, *[Role.MEMBER] * 6)

    def come_and_go(employee: Employee) -> None:
        with own_connection(tenant):
            for number in range(5):
                at = NOW + timedelta(hours=number)
                clock_in(employee, tapped(employee, at), time_zone=MADRID)
                clock_out(employee, tapped(employee, at + timedelta(minutes=1)))

    with ThreadPoolExecutor(len(staff)) as pool:
        list(pool.map(come_and_go, staff))
    with tenant_context(tenant):
        assert AuditLine.objects.filter(subject="worklog").count() == 60
        assert list(flaws()) == []
