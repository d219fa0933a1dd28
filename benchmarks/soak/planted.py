"""Faults that a run must find: without them nobody knows that it can."""

from collections.abc import Sequence

from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry, Outcome
from tenants.context import tenant_context
from timetracking.models import Employee, WorkLog
from timetracking.models.punch import Punch


def before(plant: frozenset[str], companies: Sequence[Company]) -> None:
    """Write one company's canary into another one's staff list."""
    if "foreign" in plant:
        with tenant_context(companies[0].tenant):
            owner = Employee.objects.get(pk=companies[0].members[0].employee_id)
            owner.name = f"{owner.name} {companies[1].canary}"
            owner.save(update_fields=["name"])


def after(plant: frozenset[str], companies: Sequence[Company], ledger: Sequence[Entry]) -> None:
    """Lose an acknowledged punch; write a shift a second time."""
    tenants = {company.slug: company.tenant for company in companies}
    done = [entry for entry in ledger if entry.outcome is Outcome.DONE]
    if "lost" in plant:
        with tenant_context(tenants[done[0].slug]):
            Punch.objects.get(key=done[0].key).delete()
    if "twice" in plant:
        with tenant_context(tenants[done[-1].slug]):
            log = WorkLog.objects.get(punches__key=done[-1].key)
            # A day earlier, or the database would refuse the overlap.
            log.pk, log.check_in = None, log.check_in.replace(year=2001)
            log.check_out = log.check_in.replace(year=2002)
            log.save(force_insert=True)
