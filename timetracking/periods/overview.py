"""Pay periods as pages show them. Reads only."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, IntegerField, Value, When

from timetracking.base.local_time import local_date
from timetracking.base.pay_schedule import Schedule
from timetracking.base.periods import Period
from timetracking.base.rights import can_edit_hours
from timetracking.models import (
    Approval,
    ApprovalState,
    CompanySettings,
    Employee,
    PayPeriod,
    WorkLog,
)
from timetracking.models.pay_period import PayPeriodQuerySet
from timetracking.periods.marks import marks
from timetracking.periods.problems import Problem, problems, problems_of
from timetracking.periods.schedule import schedule_of
from timetracking.shifts.display import total_of
from timetracking.timesheets.grid import Row, grid
from timetracking.trail.history import Entry, history_of

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


@dataclass(frozen=True)
class Person:
    """Someone with hours in the period, or with something to settle there."""

    hours: Row
    approval: Approval | None
    problems: list[Problem]
    mark: str
    may_approve: bool

    @property
    def employee(self) -> Employee:
        """The person."""
        return self.hours.employee

    @property
    def state(self) -> str:
        """How far their hours are."""
        return self.approval.state if self.approval else ApprovalState.OPEN

    @property
    def is_approved(self) -> bool:
        """Whether their hours are approved."""
        return self.state == ApprovalState.APPROVED

    @property
    def is_complete(self) -> bool:
        """Whether they say that their hours are complete."""
        return self.state == ApprovalState.COMPLETE

    @property
    def can_say_so(self) -> bool:
        """Whether they can sign in, to say that their hours are complete."""
        return self.employee.is_active and self.employee.user_id is not None

    @property
    def is_to_approve(self) -> bool:
        """Whether the visitor may approve their hours, and nothing is in the way."""
        return self.may_approve and not self.is_approved and not self.problems

    @property
    def is_ready(self) -> bool:
        """Whether they are among those who are approved all at once."""
        return self.is_to_approve and (self.is_complete or not self.can_say_so)

    @property
    def choice(self) -> str:
        """The person with the mark of their hours, as forms send it."""
        return f"{self.employee.pk}-{self.mark}"


@dataclass(frozen=True)
class Closing:
    """The page on which a period is closed."""

    period: Period
    row: PayPeriod | None
    people: list[Person]
    history: list[Entry]
    is_over: bool
    can_begin: bool
    previous: Period
    next: Period | None

    @property
    def is_locked(self) -> bool:
        """Whether its hours are locked."""
        return self.row is not None and self.row.is_locked

    @property
    def total(self) -> timedelta:
        """The hours of all people shown."""
        return total_of(person.hours.total for person in self.people)

    @property
    def approved(self) -> list[Person]:
        """Those whose hours are approved."""
        return [person for person in self.people if person.is_approved]

    @property
    def finished(self) -> list[Person]:
        """Those who said that their hours are complete, or whose hours are approved."""
        return [one for one in self.people if one.is_complete or one.is_approved]

    @property
    def blocked(self) -> list[Person]:
        """Those with something to settle first."""
        return [person for person in self.people if person.problems]

    @property
    def ready(self) -> list[Person]:
        """Those whose hours the visitor can approve all at once."""
        return [person for person in self.people if person.is_ready]

    @property
    def is_approved(self) -> bool:
        """Whether all people shown are approved."""
        return len(self.approved) == len(self.people)


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


def lines(actor: Employee, company: CompanySettings, *, now: datetime) -> list[Line]:
    """Return the latest periods with the figures of the people whom `actor` may see.

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
    return [
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


def closing(
    actor: Employee, period: Period, schedule: Schedule, company: CompanySettings, *, now: datetime
) -> Closing:
    """Return the closing page of a period, in a fixed number of queries."""
    today = local_date(now, company.zone)
    row = _periods(period.first).filter(first=period.first).first()
    return Closing(
        period=period,
        row=row,
        people=_persons(actor, period, company, now),
        history=history_of(PayPeriod, row.pk).entries[::-1] if row else [],
        is_over=period.last < today,
        can_begin=period.last <= today,
        previous=schedule.previous(period),
        next=schedule.next(period) if period.last < today else None,
    )


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


def _persons(
    actor: Employee, period: Period, company: CompanySettings, now: datetime
) -> list[Person]:
    rows = grid(actor, period, company=company, now=now).rows
    ids = [row.employee.pk for row in rows]
    to_settle = problems(period, ids, zone=company.zone)
    approvals = _approvals(period, ids)
    seen = marks(period, ids)
    led = set(Employee.objects.led_by(actor).values_list("pk", flat=True))
    if can_edit_hours(actor, actor):
        led.add(actor.pk)
    persons = [
        Person(
            hours=row,
            approval=approvals.get(row.employee.pk),
            problems=to_settle.get(row.employee.pk, []),
            mark=seen[row.employee.pk],
            may_approve=row.employee.pk in led,
        )
        for row in rows
    ]
    return [one for one in persons if _has_part(one)]


def _has_part(person: Person) -> bool:
    row = person.hours
    has_shifts = bool(row.total or row.carried) or any(
        cell.hours or cell.is_running or cell.is_to_review for cell in row.cells
    )
    return has_shifts or bool(person.problems) or person.approval is not None


def _approvals(period: Period, people: list[int]) -> dict[int, Approval]:
    rows = Approval.objects.filter(first=period.first, employee__in=people)
    return {row.employee_id: row for row in rows.select_related("approved_by", "completed_by")}
