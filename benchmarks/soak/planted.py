"""Planted errors, to test that a run detects them."""

from collections.abc import Sequence

from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry, Outcome
from tenants.context import tenant_context
from timetracking.models import Employee, WorkLog
from timetracking.models.punch import Punch


def before(plant: frozenset[str], companies: Sequence[Company]) -> None:
    """Write one company's canary into another company's staff list."""
    if "foreign" in plant:
        with tenant_context(companies[0].tenant):
            owner = Employee.objects.get(pk=companies[0].members[0].employee_id)
            owner.name = f"{owner.name} {companies[1].canary}"
            owner.save(update_fields=["name"])


def after(plant: frozenset[str], companies: Sequence[Company], ledger: Sequence[Entry]) -> None:
    """Delete an acknowledged punch; duplicate a shift."""
    tenants = {company.slug: company.tenant for company in companies}
    acknowledged = [entry for entry in ledger if entry.outcome is Outcome.DONE]
    if "lost" in plant:
        with tenant_context(tenants[acknowledged[0].slug]):
            Punch.objects.get(key=acknowledged[0].key).delete()
    if "twice" in plant:
        with tenant_context(tenants[acknowledged[-1].slug]):
            log = WorkLog.objects.get(punches__key=acknowledged[-1].key)
            # In other years, because the database refuses overlapping shifts.
            log.pk, log.check_in = None, log.check_in.replace(year=2001)
            log.check_out = log.check_in.replace(year=2002)
            log.save(force_insert=True)
