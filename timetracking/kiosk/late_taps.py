"""Late taps: made while the kiosk had no network, and sent afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timetracking.clocking import late
from timetracking.clocking.errors import NotEmployed
from timetracking.clocking.late import Times
from timetracking.clocking.orders import TapRequest, perform
from timetracking.clocking.taps import Tap, refuse
from timetracking.kiosk import keys, pins
from timetracking.kiosk.errors import SealUnreadable, WrongPin
from timetracking.kiosk.late_marks import mark_late
from timetracking.kiosk.tapping import get_employee, kiosk_author, recorded_punches
from timetracking.models import Employee, Kiosk, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.marks import NO_MARK


@dataclass(frozen=True)
class OfflineTap:
    """A tablet's record of a tap without network, and the sealed PIN."""

    sealed: str
    times: Times


def punch_late(
    kiosk: Kiosk, request: TapRequest, offline_tap: OfflineTap, *, now: datetime, address: str
) -> WorkLog:
    """Perform a late tap as of the moment of the tap, or repeat its first outcome.

    A tap that is more than a few minutes late marks the shift, so that someone else reviews it.
    Raises a PunchRefused, which is recorded for the managers, or MustWait, which is not
    recorded: the tablet sends the tap again. Locks the throttle's rows, then the employee's.
    """
    employee = get_employee(request.employee_id)
    by, device_at = kiosk_author(employee, address), offline_tap.times.tapped_at
    punches, moment, mark = recorded_punches(kiosk, request), now, NO_MARK
    if punches.exists():
        # If it was refused when first sent, the employee did not see that, so managers must see it.
        late.show_to_managers(punches, device_at)
    else:
        try:
            verified = _verified(kiosk, request, offline_tap, now)
        except PunchRefused as refusal:
            tap = Tap(request.key, now, by, kiosk, device_at, request.working)
            return refuse(employee, tap, request.action, refusal)
        moment = late.moment_of(offline_tap.times, now)
        # By the row with which the PIN was compared: it may have been set anew since, or before.
        mark = mark_late(verified, kiosk, moment=moment, device_at=device_at, now=now)
    tap = Tap(request.key, moment, by, kiosk, device_at, request.working, mark)
    return perform(employee, request, tap)


def _verified(
    kiosk: Kiosk, request: TapRequest, offline_tap: OfflineTap, now: datetime
) -> Employee:
    """Return the employee as they were when their PIN was checked. Raises as `punch_late`."""
    try:
        late.check_times(offline_tap.times, now)
    except PunchRefused as refusal:
        raise _unproven(refusal, kiosk, now) from None
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
    late.count_unproven("late", kiosk.pk, now=now)
    return refusal


def _is_for(content: dict[str, Any], request: TapRequest) -> bool:
    is_key = content.get("key") == str(request.key)
    return is_key and content.get("employee") == request.employee_id
