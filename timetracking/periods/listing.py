"""The list of pay periods. Reads only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Value, When

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
from timetracking.models.pay_period import PayPeriodQuerySet
from timetracking.periods.schedule import schedule_of

# A year of months, and the one that runs.
SHOWN = 13


@dataclass(frozen=True)
class Line:
    """A period in the list: how many people have hours, and how many of these are how far."""

    period: Period
    row: PayPeriod | None
    people: int
    complete: int
    approved: int
    is_running: bool

    @property
    def is_locked(self) -> bool:
        """Whether its hours are locked."""
        return self.row is not None and self.row.is_locked


def lines(actor: Employee, company: CompanySettings, *, now: datetime) -> list[Line]:
    """Return the latest periods in use, with the figures of the people whom `actor` may see.

    Takes three queries.
    """
    today = local_date(now, company.zone)
    shown = list(schedule_of(company.rules).latest(today, SHOWN))
    first = shown[-1].first
    rows = {row.first: row for row in _periods(first)}
    seen = Employee.objects.seen_by(actor)
    approvals = Approval.objects.filter(first__gte=first, employee__in=seen)
    states = Counter(approvals.values_list("first", "state"))
    people = _people(shown, actor)
    found = [
        Line(
            period=period,
            row=rows.get(period.first),
            people=people.get(number, 0),
            complete=states[period.first, ApprovalState.COMPLETE],
            approved=states[period.first, ApprovalState.APPROVED],
            is_running=period.last >= today,
        )
        for number, period in enumerate(shown)
    ]
    # Not those before the company began.
    while len(found) > 1 and not (found[-1].people or found[-1].row or found[-1].is_running):
        found.pop()
    return found


def _periods(first: date) -> PayPeriodQuerySet:
    return PayPeriod.objects.filter(first__gte=first).select_related("changed_by")


def _people(periods: list[Period], actor: Employee) -> dict[int, int]:
    """Count the people whose shifts began in each of the periods, in one query."""
    spans = [
        When(day__range=(period.first, period.last), then=Value(number))
        for number, period in enumerate(periods)
    ]
    logs = WorkLog.objects.filter(
        day__range=(periods[-1].first, periods[0].last),
        employee__in=Employee.objects.seen_by(actor),
    )
    numbered = logs.annotate(span=Case(*spans, output_field=IntegerField())).values("span")
    counted = numbered.annotate(people=Count("employee", distinct=True)).order_by()
    return dict(counted.values_list("span", "people"))
