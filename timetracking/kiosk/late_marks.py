"""Which taps at a kiosk someone else has to review, and who may not be the one."""

from datetime import datetime

from django.utils.translation import gettext as _

from timetracking.clocking.late import is_late
from timetracking.models import CompanySettings, Employee, Kiosk, Review, zone_at
from timetracking.shifts.marks import NO_MARK, Mark


def mark_late(
    employee: Employee, kiosk: Kiosk, *, moment: datetime, device_at: datetime, now: datetime
) -> Mark:
    """Return the mark of a tap that was made at `moment` and received `now`; none if just now.

    `employee` is as they were when the PIN was checked, `device_at` the moment by the tablet's
    clock. The reason, in the current language, names the tablet, who answers for it, and who set
    the PIN.
    """
    if not is_late(moment, now):
        return NO_MARK
    reason = _reason(employee, kiosk, device_at=device_at, now=now)
    return Mark(Review.LATE, _involved(employee, kiosk), reason)


def mark_stated(employee: Employee, kiosk: Kiosk) -> Mark:
    """Return the mark for an answer at a kiosk.

    Whoever set the PIN could have given it, and so could whoever answers for the tablet, on which
    the PIN is typed.
    """
    return Mark(involved=_involved(employee, kiosk))


def _involved(employee: Employee, kiosk: Kiosk) -> frozenset[int]:
    """Return who set the PIN and who answers for the tablet; takes at most one query.

    If nobody else could review, it is only who set the PIN: else an owner who set it could use the
    tablet of the only manager, and then be the one who is left to review.
    """
    setter = _others(employee, employee.pin_set_by_id)
    both = setter | _others(employee, kiosk.created_by_id)
    if not setter or both == setter:
        return both
    has_other = Employee.objects.deciders_for(employee).exclude(pk__in=both).exists()
    return both if has_other else setter


def _others(employee: Employee, *ids: int | None) -> frozenset[int]:
    return frozenset(pk for pk in ids if pk is not None and pk != employee.pk)


def _reason(employee: Employee, kiosk: Kiosk, *, device_at: datetime, now: datetime) -> str:
    zone = zone_at(kiosk.location, CompanySettings.objects.get().zone)
    values = {
        "tablet": kiosk.name,
        "number": kiosk.pk,
        "device_at": device_at.astimezone(zone).isoformat(" ", "seconds"),
        "now": now.astimezone(zone).isoformat(" ", "seconds"),
        "owner": kiosk.created_by.name,
        "setter": employee.pin_set_by.name if employee.pin_set_by else _("nobody"),
    }
    return (
        _(
            "Tap sent late by the tablet “%(tablet)s” (no. %(number)s, paired by %(owner)s): "
            "%(device_at)s on its clock, received %(now)s. PIN set by %(setter)s."
        )
        % values
    )
