"""The pay period that an employee is to finish. Reads only."""

from dataclasses import dataclass, field
from datetime import datetime

from timetracking.base.local_time import local_date
from timetracking.base.periods import Period
from timetracking.models import (
    Approval,
    ApprovalState,
    CompanySettings,
    Employee,
    PayPeriod,
    WorkLog,
)
from timetracking.periods.problems import Problem, problems_of
from timetracking.periods.schedule import schedule_of


@dataclass(frozen=True)
class OwnPeriod:
    """The period that an employee is to finish now, or has finished."""

    period: Period
    approval: Approval | None
    is_locked: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def state(self) -> str:
        """How far it is."""
        if self.is_locked:
            return "locked"
        return self.approval.state if self.approval else ApprovalState.OPEN


def own_period(employee: Employee, company: CompanySettings, *, now: datetime) -> OwnPeriod | None:
    """Return the period that `employee` is to finish: the last one, or today's on its last day.

    None without hours. Takes at most six queries.
    """
    today = local_date(now, company.zone)
    schedule = schedule_of(company.rules)
    period = schedule.period_of(today)
    if today < period.last:
        period = schedule.previous(period)
    approval = Approval.objects.filter(employee=employee, first=period.first).first()
    nearby = WorkLog.objects.for_employee(employee).filter(day__range=(period.first, period.last))
    if approval is None and not nearby.exists():
        return None
    is_locked = PayPeriod.objects.locked().filter(first=period.first).exists()
    is_open = approval is None or approval.state == ApprovalState.OPEN
    found: list[Problem] = []
    if is_open and not is_locked:
        found = problems_of(employee, period, zone=company.zone)
    return OwnPeriod(period, approval, is_locked, found)
