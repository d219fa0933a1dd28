"""Record the planned shifts with the product's services, in chronological order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from config.local.demo.data.plans import PlannedBreak, PlannedShift
from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.models import BreakKind, CompanySettings, WorkLog, zone_at
from timetracking.shifts import breaks, writer


def work(
    shifts: Sequence[PlannedShift],
    kinds: Mapping[bool, BreakKind],
    company: CompanySettings,
    *,
    now: datetime,
) -> None:
    """Begin and end the shifts and their breaks, in the names of the employees."""
    locked = {pk: lock_employee(pk) for pk in sorted({shift.employee.pk for shift in shifts})}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        employee = locked[shift.employee.pk]
        by = Author(employee)
        log = writer.begin(
            employee,
            shift.start,
            location=shift.location,
            time_zone=zone_at(shift.location, company.zone).key,
            by=by,
            now=now,
            notes=shift.notes,
        )
        for planned in shift.breaks:
            _take_break(employee, log, planned, kinds[planned.is_paid], now)
        if shift.end:
            writer.end(employee, log, shift.end, by=by, now=now, rules=company.rules)


def _take_break(
    employee: LockedEmployee, log: WorkLog, planned: PlannedBreak, kind: BreakKind, now: datetime
) -> None:
    by = Author(employee)
    started = breaks.start_break(employee, log, kind, planned.start, by=by, now=now)
    if planned.end:
        breaks.end_break(employee, log, started, planned.end, by=by, now=now)
