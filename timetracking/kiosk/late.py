"""Taps that a kiosk kept while it had no network, and that come late."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from timetracking.clocking.errors import NotEmployed
from timetracking.clocking.taps import Tap, refuse
from timetracking.kiosk import keys as kiosk_keys
from timetracking.kiosk import pins
from timetracking.kiosk.errors import ClockChanged, SealUnreadable, TapTooOld, WrongPin
from timetracking.kiosk.tapping import Order, act, answers, author, known
from timetracking.models import Employee, Kiosk, WorkLog
from timetracking.shifts.errors import PunchRefused

OLDEST = timedelta(hours=12)
SKEW = timedelta(minutes=1)


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


def at_device(milliseconds: int) -> datetime:
    """Return the moment that a tablet's clock says, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def punch_late(kiosk: Kiosk, order: Order, kept: Kept, *, now: datetime, address: str) -> WorkLog:
    """Do what was tapped while the kiosk had no network, at the moment of the tap; or repeat.

    The moment is receipt less what passed by the tablet's own clock, so that a clock set wrong does
    no harm. Raises a PunchRefused, which is recorded for the managers; TooManyPins is not, and the
    tap is to be sent again. Locks the throttle's rows, then the employee's.
    """
    employee = known(order.employee_id)
    first, refusal = answers(kiosk, order), None
    if first.exists():
        # Refused when it was sent at once, but nobody saw that: they were told that it is kept.
        first.filter(device_at=None).exclude(refusal="").update(device_at=kept.tapped)
    else:
        refusal = _late_refusal(kiosk, order, kept, now)
    moment = now - max(kept.passed, timedelta()) if refusal is None else now
    by = author(employee, address)
    tap = Tap(order.key, moment, by, kiosk, kept.tapped, order.working)
    if refusal is None:
        return act(employee, order, tap)
    return refuse(employee, tap, order.action, refusal)


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
