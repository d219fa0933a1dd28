"""Taps that somebody's own phone kept while it had no network.

They are judged like those of a kiosk: `late` is the rule for both.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from timetracking.base.authors import Author
from timetracking.base.doubts import address_changers
from timetracking.clocking import late
from timetracking.clocking.errors import NotYourTap
from timetracking.clocking.late import Times
from timetracking.clocking.orders import TapRequest, perform
from timetracking.clocking.taps import Tap, refuse
from timetracking.models import CompanySettings, Employee, Punch, Review, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.marks import NO_MARK, Mark


def punch_late(
    employee: Employee, request: TapRequest, times: Times, *, by: Author, now: datetime
) -> WorkLog:
    """Perform a tap that the phone of `employee` kept, or repeat the first outcome of its key.

    It counts as of the moment of the tap. One that is more than a few minutes late marks the shift,
    so that someone else reviews it. Raises NotYourTap for a tap of another person, a PunchRefused,
    which is recorded for the managers, or MustWait, which is not recorded: the phone sends the tap
    again. Locks the throttle's rows, then the employee's.
    """
    if request.employee_id != employee.pk:
        raise NotYourTap
    moment, mark, refusal = now, NO_MARK, None
    recorded = Punch.objects.for_form(employee, request.key)
    if recorded.exists():
        # If it was refused when first sent, the employee did not see that, so managers must see it.
        late.show_to_managers(recorded, times.tapped_at)
    else:
        moment, refusal = late.moment_of(times, now), _refusal(employee, times, now)
        mark = _mark(employee, times, moment, now)
    tap = Tap(
        key=request.key,
        now=now if refusal else moment,
        by=by,
        device_at=times.tapped_at,
        still_working=request.working,
        mark=mark,
    )
    if refusal:
        return refuse(employee, tap, request.action, refusal)
    return perform(employee, request, tap)


def _refusal(employee: Employee, times: Times, now: datetime) -> PunchRefused | None:
    """Return why the phone's times are refused, and count that. Raises TooManyLateTaps."""
    try:
        late.check_times(times, now)
    except PunchRefused as refusal:
        late.count_unproven("late-own", employee.pk, now=now)
        return refusal
    return None


def _mark(employee: Employee, times: Times, moment: datetime, now: datetime) -> Mark:
    """Return the mark of a tap that was made at `moment` and received `now`; none if just now.

    Whoever gave the person another address lately may have made it, and so may not review it.
    """
    if not late.is_late(moment, now):
        return NO_MARK
    zone = CompanySettings.objects.get().zone
    values = {
        "device_at": times.tapped_at.astimezone(zone).isoformat(" ", "seconds"),
        "now": now.astimezone(zone).isoformat(" ", "seconds"),
    }
    reason = _("Tap sent late by their own phone: %(device_at)s by its clock, received %(now)s.")
    return Mark(Review.LATE, address_changers(employee, now), reason % values)
