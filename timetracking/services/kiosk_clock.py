"""Punches at a kiosk: who is on its list, what each can do, and taps that come late."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from timetracking.exceptions import (
    ClockChanged,
    IdentityExpired,
    KioskClosed,
    NotEmployed,
    NotListed,
    PunchRefused,
    SealUnreadable,
    TapTooOld,
    WrongPin,
)
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
from timetracking.services import clocking, kiosk_keys, pins
from timetracking.services.audit import Author
from timetracking.services.clocking import Tap
from timetracking.services.presence import open_logs
from timetracking.services.timesheets import today
from timetracking.services.undo import undo
from timetracking.templatetags.timetracking_format import duration

IDENTITY_LIFE = timedelta(seconds=60)
# Longer, because it takes a while to remember and to type when one left.
ANSWER_LIFE = timedelta(minutes=5)
OLDEST = timedelta(hours=12)
SKEW = timedelta(minutes=1)


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


@dataclass(frozen=True)
class Kept:
    """How a tap was kept on a tablet without a network; `tapped` and `sent` are by its clock.

    `reckoned` is when it was tapped by ours, as far as the tablet knew from our last answer.
    """

    sealed: str
    tapped: datetime
    sent: datetime
    reckoned: datetime | None = None

    @property
    def passed(self) -> timedelta:
        """How long the tap was kept, by the tablet's clock."""
        return self.sent - self.tapped


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
    employee = _known(order.employee_id)
    if not _answers(kiosk, order).exists():
        _admit(kiosk, employee, token)
    by = author(employee, address)
    tap = Tap(order.key, now, by, kiosk, still_working=order.working)
    return _act(employee, order, tap)


def take_back(
    kiosk: Kiosk, employee_id: int, key: UUID, token: str, *, now: datetime, address: str
) -> None:
    """Undo the tap of `key` by who has just made it here. Raises IdentityExpired, UndoRefused."""
    employee = _known(employee_id)
    _admit(kiosk, employee, token)
    undo(employee, key=key, now=now, by=author(employee, address))


def who_answers(kiosk: Kiosk, employee_id: int, token: str) -> Employee:
    """Return who has shown who they are within five minutes. Raises NotListed, IdentityExpired."""
    employee = _known(employee_id)
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


def punch_late(kiosk: Kiosk, order: Order, kept: Kept, *, now: datetime, address: str) -> WorkLog:
    """Do what was tapped while the kiosk had no network, at the moment of the tap; or repeat.

    The moment is receipt less what passed by the tablet's own clock, so that a clock set wrong does
    no harm. Raises a PunchRefused, which is recorded for the managers; TooManyPins is not, and the
    tap is to be sent again. Locks the throttle's rows, then the employee's.
    """
    employee = _known(order.employee_id)
    first, refusal = _answers(kiosk, order), None
    if first.exists():
        # Refused when it was sent at once, but nobody saw that: they were told that it is kept.
        first.filter(device_at=None).exclude(refusal="").update(device_at=kept.tapped)
    else:
        refusal = _late_refusal(kiosk, order, kept, now)
    moment = now - max(kept.passed, timedelta()) if refusal is None else now
    by = author(employee, address)
    tap = Tap(order.key, moment, by, kiosk, kept.tapped, order.working)
    if refusal is None:
        return _act(employee, order, tap)
    return clocking.refuse(employee, refusal, action=order.action, tap=tap)


def _late_refusal(kiosk: Kiosk, order: Order, kept: Kept, now: datetime) -> PunchRefused | None:
    if kept.passed > OLDEST:
        return TapTooOld()
    if _is_clock_changed(kept, now):
        return ClockChanged()
    said = kiosk_keys.unseal(kept.sealed, private_key=kiosk.private_key)
    # Nobody's guess, so it is not counted as one: whoever tapped often would be locked out.
    if not said:
        return SealUnreadable()
    # The seal names its punch: a PIN that is sealed for one is of no use for another.
    pin = str(said.get("pin")) if _belongs(said, order) else ""
    try:
        pins.verify(order.employee_id, pin, kiosk=kiosk, now=now)
    except WrongPin as refusal:
        # Someone who has left has no PIN any more, and is told that instead.
        works_here = Employee.objects.active().filter(pk=order.employee_id).exists()
        return refusal if works_here else NotEmployed()
    return None


def _is_clock_changed(kept: Kept, now: datetime) -> bool:
    """Say whether what passed by the tablet's clock is not what passed.

    A clock that is wrong stays wrong by as much as it was when we last answered, unless it is set.
    """
    if -kept.passed > SKEW:
        return True
    return kept.reckoned is not None and abs(now - kept.passed - kept.reckoned) > SKEW


def _belongs(said: dict[str, Any], order: Order) -> bool:
    return said.get("key") == str(order.key) and said.get("employee") == order.employee_id


def _answers(kiosk: Kiosk, order: Order) -> PunchQuerySet:
    """Keep the answer that the kiosk got to this tap before, and which it gets again."""
    return Punch.objects.filter(employee=order.employee_id, key=order.key, kiosk=kiosk)


def _known(employee_id: int) -> Employee:
    employee = Employee.objects.filter(pk=employee_id).first()
    if employee is None:
        raise NotListed
    return employee


def _act(employee: Employee, order: Order, tap: Tap) -> WorkLog:
    told: dict[str, Any] = dict(vars(tap))
    if order.action == Action.IN:
        # Who begins a shift leaves none running that one could be still at.
        del told["still_working"]
        zone = CompanySettings.objects.get().zone
        place = tap.kiosk.location_id if tap.kiosk else None
        return clocking.clock_in(employee, time_zone=zone, location_id=place, **told)
    if order.action == Action.BREAK:
        return clocking.start_break(employee, kind_id=order.kind_id, **told)
    if order.action == Action.BACK:
        return clocking.end_break(employee, **told)
    return clocking.clock_out(employee, **told)


def author(employee: Employee, address: str) -> Author:
    """Return who acts when someone taps at a kiosk."""
    return Author(employee, Source.KIOSK, address)


def possible(state: str, kinds: list[BreakKind]) -> list[dict[str, Any]]:
    """Return what someone can do, as the kiosk shows it; it draws the same by itself offline."""
    if state == "out":
        return [{"action": Action.IN, "kind": None}]
    if state == "break":
        return [{"action": Action.BACK, "kind": None}, {"action": Action.OUT, "kind": None}]
    pauses = [{"action": Action.BREAK, "kind": kind.pk} for kind in kinds]
    return [{"action": Action.OUT, "kind": None}, *pauses]


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
    day = today(employee, company=CompanySettings.objects.get(), now=now, asked=kiosk.location_id)
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


def at_device(milliseconds: int) -> datetime:
    """Return the moment that a tablet's clock says, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
