"""Punches at a kiosk: who is on its list, and what each can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from timetracking.base.authors import Author
from timetracking.base.minutes import duration
from timetracking.clocking import punches
from timetracking.clocking.taps import Tap
from timetracking.clocking.today import today_of
from timetracking.clocking.undo import undo
from timetracking.kiosk import pins
from timetracking.kiosk.errors import IdentityExpired, KioskClosed, NotListed
from timetracking.models import (
    Action,
    BreakKind,
    CompanySettings,
    Employee,
    Kiosk,
    Punch,
    Source,
    WorkLog,
)
from timetracking.models.punch import PunchQuerySet
from timetracking.shifts.running import open_logs

IDENTITY_LIFE = timedelta(seconds=60)
# Longer, because it takes a while to remember and to type when one left.
ANSWER_LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class Person:
    """Someone on a kiosk's grid; `open_log` is their shift that runs, anywhere."""

    employee: Employee
    name: str
    open_log: WorkLog | None

    @property
    def state(self) -> str:
        """Say "out", "in" or "break"."""
        return state_of(self.open_log)


@dataclass(frozen=True)
class Order:
    """What was tapped; `key` makes it count once.

    `working` is the id of a long shift of which its employee has said that they are still at it.
    """

    key: UUID
    employee_id: int
    action: Action
    kind_id: int | None = None
    working: int | None = None


def people(kiosk: Kiosk) -> list[Person]:
    """Return by name who belongs to the kiosk's location and who is in there; from three queries.

    A tablet stands where guests pass by: it shows first names with an initial, and the whole name
    only where two would look the same.
    """
    running = open_logs()
    inside = [pk for pk, log in running.items() if log.location_id == kiosk.location_id]
    staff = Employee.objects.active()
    listed = list((staff.at(kiosk.location) | staff.filter(pk__in=inside)).by_name())
    short = [short_name(employee.name) for employee in listed]
    return [
        Person(
            employee,
            name if short.count(name) == 1 else employee.name,
            running.get(employee.pk),
        )
        for employee, name in zip(listed, short, strict=True)
    ]


def short_name(name: str) -> str:
    """Return "Ana M." for "Ana Moreno"."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name


def first_name(employee: Employee) -> str:
    """Return how the kiosk addresses someone."""
    return employee.name.split()[0]


def state_of(log: WorkLog | None) -> str:
    """Return "out", "in" or "break" for an open shift with its breaks, or none."""
    if log is None:
        return "out"
    return "break" if any(pause.end is None for pause in log.breaks.all()) else "in"


def identify(kiosk: Kiosk, employee_id: int, pin: str, *, now: datetime) -> tuple[Person, str]:
    """Return who typed their PIN, with a token that is good for a minute, here and for them alone.

    Raises KioskClosed, NotListed, WrongPin, TooManyPins; what is counted must be committed.
    """
    if not kiosk.location.is_active:
        raise KioskClosed(kiosk.location.name)
    person = next((one for one in people(kiosk) if one.employee.pk == employee_id), None)
    if person is None:
        raise NotListed
    pins.verify(employee_id, pin, kiosk=kiosk, now=now)
    return person, token_for(kiosk, person.employee)


def token_for(kiosk: Kiosk, employee: Employee) -> str:
    """Return what says for a minute that someone has shown at the kiosk who they are."""
    return str(_signer().sign_object([kiosk.pk, employee.pk]))


def punch(kiosk: Kiosk, order: Order, token: str, *, now: datetime, address: str) -> WorkLog:
    """Do what was tapped by someone who has just typed their PIN, or repeat the first answer.

    Raises a PunchRefused, which is recorded but for IdentityExpired.
    """
    employee = known(order.employee_id)
    if not answers(kiosk, order).exists():
        _admit(kiosk, employee, token)
    by = author(employee, address)
    tap = Tap(order.key, now, by, kiosk, still_working=order.working)
    return act(employee, order, tap)


def take_back(
    kiosk: Kiosk, employee_id: int, key: UUID, token: str, *, now: datetime, address: str
) -> None:
    """Undo the tap of `key` by who has just made it here. Raises IdentityExpired, UndoRefused."""
    employee = known(employee_id)
    _admit(kiosk, employee, token)
    undo(employee, key=key, now=now, by=author(employee, address))


def who_answers(kiosk: Kiosk, employee_id: int, token: str) -> Employee:
    """Return who has shown who they are within five minutes. Raises NotListed, IdentityExpired."""
    employee = known(employee_id)
    _admit(kiosk, employee, token, life=ANSWER_LIFE)
    return employee


def _admit(
    kiosk: Kiosk, employee: Employee, token: str, *, life: timedelta = IDENTITY_LIFE
) -> None:
    try:
        said = _signer().unsign_object(token, max_age=life)
    except signing.BadSignature:
        raise IdentityExpired from None
    if said != [kiosk.pk, employee.pk]:
        raise IdentityExpired


def answers(kiosk: Kiosk, order: Order) -> PunchQuerySet:
    """Keep the answer that the kiosk got to this tap before, and which it gets again."""
    return Punch.objects.filter(employee=order.employee_id, key=order.key, kiosk=kiosk)


def known(employee_id: int) -> Employee:
    """Return who that is, also if they have left. Raises NotListed."""
    employee = Employee.objects.filter(pk=employee_id).first()
    if employee is None:
        raise NotListed
    return employee


def act(employee: Employee, order: Order, tap: Tap) -> WorkLog:
    """Do what was tapped, by the service of clocking. Raises a PunchRefused, which is recorded."""
    if order.action == Action.IN:
        zone = CompanySettings.objects.get().zone
        place = tap.kiosk.location_id if tap.kiosk else None
        return punches.clock_in(employee, tap, time_zone=zone, location_id=place)
    if order.action == Action.BREAK:
        return punches.start_break(employee, tap, kind_id=order.kind_id)
    if order.action == Action.BACK:
        return punches.end_break(employee, tap)
    return punches.clock_out(employee, tap)


def author(employee: Employee, address: str) -> Author:
    """Return who acts when someone taps at a kiosk."""
    return Author(employee, Source.KIOSK, address)


def possible(kinds: list[BreakKind]) -> dict[str, list[dict[str, Any]]]:
    """Return what someone can do in each state, as the kiosk shows it, also without a network."""
    pauses = [{"action": Action.BREAK, "kind": kind.pk} for kind in kinds]
    out, back = {"action": Action.OUT, "kind": None}, {"action": Action.BACK, "kind": None}
    return {
        "out": [{"action": Action.IN, "kind": None}],
        "in": [out, *pauses],
        "break": [back, out],
    }


def farewell(
    kiosk: Kiosk, employee: Employee, action: Action, log: WorkLog, *, now: datetime
) -> str:
    """Return what the kiosk says after a tap, at the end with the hours of the day."""
    name = {"name": first_name(employee)}
    if action == Action.IN:
        return _("Welcome %(name)s") % name
    if action == Action.BREAK:
        return _("Enjoy your break, %(name)s") % name
    if action == Action.BACK:
        return _("Welcome back, %(name)s") % name
    day = today_of(
        employee, company=CompanySettings.objects.get(), now=now, asked=kiosk.location_id
    )
    if any(shift.log.pk == log.pk for shift in day.logs):
        return _("Goodbye %(name)s, %(hours)s today") % {**name, "hours": duration(day.total)}
    # A night shift is of the day that it began on.
    return _("Goodbye %(name)s, %(hours)s in this shift") % {
        **name,
        "hours": duration(log.duration(now)),
    }


def _signer() -> Any:
    # The signer of cookies carries the company.
    return signing.get_cookie_signer(salt="timetracking.kiosk")
