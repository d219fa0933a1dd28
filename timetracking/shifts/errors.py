"""The errors of changes of shifts and breaks."""

from datetime import date, datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.models.counting import elapsed


class PunchRefused(TimeTrackingError):
    """A clock-in or clock-out was refused, now or when the same form was first sent."""


class LocationClosed(PunchRefused):
    """The location is closed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is now closed. Nothing was saved: choose another location and tap again.")
            % {"name": name}
        )


class ShiftError(TimeTrackingError):
    """A change of recorded hours was refused because of the form's `field`, if that is set."""

    field: str | None = None
    others: "tuple[ShiftError, ...]" = ()
    """What else is wrong with the same proposal."""


class ShiftConflict(ShiftError):
    """The shift was changed or removed meanwhile."""


class PeriodLocked(ShiftConflict, PunchRefused):
    """The hours of a day that the change concerns are locked, because their period is closed."""

    def __init__(self, first: date, last: date) -> None:
        values = {
            "first": formats.date_format(first, "DAY_SHORT_YEAR"),
            "last": formats.date_format(last, "DAY_SHORT_YEAR"),
        }
        super().__init__(
            _(
                "The hours from %(first)s to %(last)s are locked, so nothing was saved. An owner "
                "can reopen them on the page “Pay”."
            )
            % values
        )


class InTheFuture(ShiftError):
    """A time is more than a minute in the future."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(_("This time is in the future. Choose an earlier one."))


class EndMissing(ShiftError):
    """The end is missing, though the shift is not running."""

    field = "check_out"

    def __init__(self) -> None:
        super().__init__(_("Enter when the shift ended."))


class EndBeforeStart(ShiftError):
    """The end of a shift is not after its start."""

    field = "check_out"

    def __init__(self) -> None:
        super().__init__(_("The shift has to end after it starts. Check the dates and times."))


class ShiftTooLong(ShiftError):
    """The shift is longer than any can be, so a date is probably wrong."""

    field = "check_out"

    def __init__(self, hours: int) -> None:
        super().__init__(
            _("This shift would be longer than %(hours)d hours. Check the dates.")
            % {"hours": hours}
        )


class BreakEndMissing(ShiftError):
    """The end of a break is missing, and it is not the last one of a running shift."""

    def __init__(self) -> None:
        super().__init__(_("Enter when each break ended."))


class BreakEndBeforeStart(ShiftError):
    """The end of a break is not after its start."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that starts at %(time)s has to end later than that.")
            % {"time": _time(start, zone)}
        )


class BreakOutside(ShiftError):
    """A break is not within its shift."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that starts at %(time)s is outside the shift.")
            % {"time": _time(start, zone)}
        )


class BreakAfterEnd(BreakOutside):
    """A break is after the moment at which the shift would end."""


class BreaksOverlap(ShiftError):
    """Two breaks of the shift overlap."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that starts at %(time)s overlaps the one before it.")
            % {"time": _time(start, zone)}
        )


class OverlapsShift(ShiftError):
    """The shift overlaps another shift of the same person."""

    field = "check_in"

    def __init__(self, start: datetime, end: datetime | None, *, zone: tzinfo) -> None:
        params = {
            "day": formats.date_format(start.astimezone(zone), "DAY_SHORT"),
            "start": _time(start, zone),
            "end": _time(end, zone) if end else "",
        }
        if end and not elapsed(start, end):
            message = _(
                "There is a shift of less than a minute within this time: %(day)s, "
                "%(start)s. Remove it first, or choose another time."
            )
        elif end:
            message = _("This overlaps another shift: %(day)s, %(start)s to %(end)s.")
        else:
            message = _(
                "This overlaps the shift that has been running since %(day)s, %(start)s. "
                "Choose an end before that."
            )
        super().__init__(message % params)


class ShiftInTheWay(ShiftError):
    """Another shift was recorded for the same time meanwhile."""

    field = "check_in"

    def __init__(self) -> None:
        super().__init__(_("This overlaps another shift. Please check."))


class BreakInTheWay(ShiftError):
    """Another break is running, or was recorded for the same time meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This overlaps another break. Please check."))


class ShiftLocationClosed(ShiftError):
    """A running shift cannot move to a location that is closed."""

    field = "location"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is now closed, so a shift cannot continue there.") % {"name": name}
        )


class StaleShift(ShiftConflict):
    """The shift has been changed since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The shift has changed in the meantime, so nothing was saved. Compare "
                "both versions, and send yours again to keep it."
            )
        )


class ShiftGone(ShiftConflict):
    """The shift was removed."""

    def __init__(self) -> None:
        super().__init__(_("The shift has been removed in the meantime, so it cannot be changed."))


def _time(moment: datetime, zone: tzinfo) -> str:
    return formats.date_format(moment.astimezone(zone), "TIME_FORMAT")
