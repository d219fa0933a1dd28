"""The page on which a pay period is closed. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
)
from timetracking.periods.marks import marks
from timetracking.periods.problems import Problem, problems
from timetracking.timesheets.grid import Row, grid
from timetracking.timesheets.marks import RUNNING
from timetracking.trail.history import Entry, history_of


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
    def has_said_so(self) -> bool:
        """Whether they said that their hours are complete, and nothing has changed since."""
        approval = self.approval
        if approval is None or approval.completed_at is None:
            return False
        taken_back = approval.taken_back_at
        return taken_back is None or approval.completed_at > taken_back

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
        return timedelta(minutes=sum(person.hours.total for person in self.people))

    @property
    def approved(self) -> list[Person]:
        """Those whose hours are approved."""
        return [person for person in self.people if person.is_approved]

    @property
    def finished(self) -> list[Person]:
        """Those who said that their hours are complete."""
        return [person for person in self.people if person.has_said_so]

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


def closing(
    actor: Employee, period: Period, schedule: Schedule, company: CompanySettings, *, now: datetime
) -> Closing:
    """Return the closing page of a period, in a fixed number of queries."""
    today = local_date(now, company.zone)
    row = PayPeriod.objects.filter(first=period.first).select_related("changed_by").first()
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
        cell.minutes or cell.is_problem or RUNNING in cell.marks for cell in row.cells
    )
    return has_shifts or bool(person.problems) or person.approval is not None


def _approvals(period: Period, people: list[int]) -> dict[int, Approval]:
    rows = Approval.objects.filter(first=period.first, employee__in=people)
    return {row.employee_id: row for row in rows.select_related("approved_by", "completed_by")}
