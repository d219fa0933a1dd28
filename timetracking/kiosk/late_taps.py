"""Late taps: made while the kiosk had no network, and sent afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts import throttle
from accounts.exceptions import TooManyTries
from timetracking.clocking.errors import NotEmployed
from timetracking.clocking.taps import Tap, refuse
from timetracking.kiosk import keys, pins
from timetracking.kiosk.errors import (
    ClockChanged,
    SealUnreadable,
    TapTooOld,
    TooManyLateTaps,
    WrongPin,
)
from timetracking.kiosk.late_marks import mark_late
from timetracking.kiosk.tapping import (
    TapRequest,
    get_employee,
    kiosk_author,
    perform,
    recorded_punches,
)
from timetracking.models import Employee, Kiosk, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.marks import NO_MARK

OLDEST = timedelta(hours=12)
SKEW = timedelta(minutes=1)
# Late taps of a kiosk that no PIN vouches for, so that they do not fill the managers' inbox. The
# tablet keeps the others and sends them later.
UNPROVEN = throttle.Limit(slow_at=30, lock_at=60)


@dataclass(frozen=True)
class OfflineTap:
    """A tablet's record of a tap without network; `tapped_at` and `sent_at` are by its clock.

    `server_time` is the tablet's estimate of the time of the tap by the server's clock, from the
    last response that it got.
    """

    sealed: str
    tapped_at: datetime
    sent_at: datetime
    server_time: datetime | None = None

    @property
    def delay(self) -> timedelta:
        """How long the tablet stored the tap, by its own clock."""
        return self.sent_at - self.tapped_at


def device_time(milliseconds: int) -> datetime:
    """Return the time of a tablet's clock in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def punch_late(
    kiosk: Kiosk, request: TapRequest, offline_tap: OfflineTap, *, now: datetime, address: str
) -> WorkLog:
    """Perform a late tap as of the moment of the tap, or repeat its first outcome.

    A tap that is more than a few minutes late marks the shift, so that someone else reviews it.
    Its moment is the time of receipt minus the delay by the tablet's clock, so a wrong clock does
    no harm. Raises a PunchRefused, which is recorded for the managers, or MustWait, which is not
    recorded: the tablet sends the tap again. Locks the throttle's rows, then the employee's.
    """
    employee = get_employee(request.employee_id)
    by, device_at = kiosk_author(employee, address), offline_tap.tapped_at
    punches, moment, mark = recorded_punches(kiosk, request), now, NO_MARK
    if punches.exists():
        # If it was refused when first sent, the employee did not see that, so managers must see it.
        punches.filter(device_at=None).exclude(refusal="").update(device_at=device_at)
    else:
        try:
            verified = _verified(kiosk, request, offline_tap, now)
        except PunchRefused as refusal:
            tap = Tap(request.key, now, by, kiosk, device_at, request.working)
            return refuse(employee, tap, request.action, refusal)
        moment = now - max(offline_tap.delay, timedelta())
        # By the row with which the PIN was compared: it may have been set anew since, or before.
        mark = mark_late(verified, kiosk, moment=moment, device_at=device_at, now=now)
    tap = Tap(request.key, moment, by, kiosk, device_at, request.working, mark)
    return perform(employee, request, tap)


def _verified(
    kiosk: Kiosk, request: TapRequest, offline_tap: OfflineTap, now: datetime
) -> Employee:
    """Return the employee as they were when their PIN was checked. Raises as `punch_late`."""
    if offline_tap.delay > OLDEST:
        raise _unproven(TapTooOld(), kiosk, now)
    if _is_clock_changed(offline_tap, now):
        raise _unproven(ClockChanged(), kiosk, now)
    content = keys.unseal(offline_tap.sealed, private_key=kiosk.private_key)
    # Not counted as a wrong PIN: an employee with several such taps would be locked out.
    if not content:
        raise _unproven(SealUnreadable(), kiosk, now)
    # The seal includes the tap's key, so that a sealed PIN cannot be used for another tap.
    pin = str(content.get("pin")) if _is_for(content, request) else ""
    try:
        return pins.verify(request.employee_id, pin, kiosk=kiosk, now=now)
    except WrongPin as refusal:
        # An employee who has left no longer has a PIN; the refusal names the real reason.
        works_here = Employee.objects.active().filter(pk=request.employee_id).exists()
        raise (refusal if works_here else NotEmployed()) from None


def _unproven(refusal: PunchRefused, kiosk: Kiosk, now: datetime) -> PunchRefused:
    """Return a refusal that needs no PIN, and count it. Raises TooManyLateTaps."""
    try:
        throttle.begin([throttle.key("late", kiosk.pk, limit=UNPROVEN)], now=now).failed()
    except TooManyTries as error:
        raise TooManyLateTaps(error.span, error.retry_after) from None
    return refusal


def _is_clock_changed(offline_tap: OfflineTap, now: datetime) -> bool:
    """Return whether the tablet's clock was set between the tap and its arrival.

    Until it is set, a wrong clock differs from the server's by a constant amount.
    """
    if -offline_tap.delay > SKEW:
        return True
    moment = now - offline_tap.delay
    return offline_tap.server_time is not None and abs(moment - offline_tap.server_time) > SKEW


def _is_for(content: dict[str, Any], request: TapRequest) -> bool:
    is_key = content.get("key") == str(request.key)
    return is_key and content.get("employee") == request.employee_id
