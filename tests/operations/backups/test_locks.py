"""A company that comes back keeps what its database refuses."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from operations.backups import making, restoring
from tenants.context import tenant_context
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tests.catalog import catalog_of
from timetracking.base.constraints import violated_constraint
from timetracking.base.periods import Period
from timetracking.models import Employee, WorkLog
from timetracking.shifts import days

_DAY = date(2026, 10, 20)
_START, _END = datetime(2026, 10, 20, 8, tzinfo=UTC), datetime(2026, 10, 20, 16, tzinfo=UTC)


@pytest.fixture
def locked(company: Tenant) -> Tenant:
    """Return a company with a shift on a locked day."""
    with tenant_context(company):
        days.make_rows(Period(_DAY, _DAY))
        ada = Employee.objects.earliest("pk")
        WorkLog.objects.create(employee=ada, check_in=_START, check_out=_END, time_zone="UTC")
        days.lock(Period(_DAY, _DAY))
    return company


@pytest.fixture
def copy(committed: None, locked: Tenant, folder: Path) -> Iterator[Tenant]:
    """Return the company restored beside itself."""
    backup = making.back_up(locked)
    made = restoring.restore(backup.place, slug="copy_of_locks").tenant
    yield made
    drop_tenant(made)


def is_kept(tenant: Tenant) -> None:
    """Check that no row of the locked day changes, and that none is added."""
    with tenant_context(tenant):
        assert WorkLog.objects.update(notes="Changed") == 0
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            WorkLog.objects.create(
                employee=Employee.objects.latest("pk"), check_in=_END, time_zone="UTC"
            )
        assert violated_constraint(caught.value) == "work_logs_day_open"


@pytest.mark.usefixtures("two_logins")
def test_a_restored_company_keeps_its_locks(locked: Tenant, folder: Path) -> None:
    backup = making.back_up(locked)
    restoring.restore(backup.place)
    is_kept(locked)


@pytest.mark.usefixtures("two_logins")
def test_a_copy_has_the_same_policies_and_keys(locked: Tenant, copy: Tenant) -> None:
    is_kept(copy)
    ours, theirs = (catalog_of(one.schema_name) for one in (locked, copy))
    assert len(ours["policies"]) == 8
    assert ours["policies"] == theirs["policies"]
