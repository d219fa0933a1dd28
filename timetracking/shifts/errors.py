"""What a change of shifts and breaks is refused for."""

from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class PunchRefused(TimeTrackingError):
    """A clock-in or clock-out was refused, now or when the same form came first."""


class LocationClosed(PunchRefused):
    """Nobody works at the location any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is closed now. Nothing was saved: look again and tap once more.")
            % {"name": name}
        )


class ShiftError(TimeTrackingError):
    """A change of recorded hours was refused; `field` is what of the form it is about."""

    field: str | None = None


class ShiftConflict(ShiftError):
    """Somebody was quicker, or what was to be changed is not what it was."""


class InTheFuture(ShiftError):
    """A time lies more than a minute ahead."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(_("This time has not come yet. Choose one up to now."))


class EndMissing(ShiftError):
    """Only a shift that runs has no end."""

    field = "check_out"

    def __init__(self) -> None:
        super().__init__(_("Say when the shift ended."))


class EndBeforeStart(ShiftError):
    """The end is not after the start."""

    field = "check_out"

    def __init__(self) -> None:
        super().__init__(_("The shift has to end after it began. Check the dates and times."))


class ShiftTooLong(ShiftError):
    """More hours than a shift can have, so a date is probably wrong."""

    field = "check_out"

    def __init__(self, hours: int) -> None:
        super().__init__(
            _("That would be a shift of more than %(hours)d hours. Check the dates.")
            % {"hours": hours}
        )


class BreakEndMissing(ShiftError):
    """Only the last break of a shift that runs has no end."""

    def __init__(self) -> None:
        super().__init__(_("Say when each break ended."))


class BreakEndBeforeStart(ShiftError):
    """A break's end is not after its start."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that begins at %(time)s has to end after that.")
            % {"time": _clock(start, zone)}
        )


class BreakOutside(ShiftError):
    """A break is not within its shift."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that begins at %(time)s is not within the shift.")
            % {"time": _clock(start, zone)}
        )


class BreakAfterEnd(BreakOutside):
    """The shift has a break after the moment at which it would end."""


class BreaksOverlap(ShiftError):
    """Two breaks share a moment."""

    def __init__(self, start: datetime, *, zone: tzinfo) -> None:
        super().__init__(
            _("The break that begins at %(time)s begins before the one before it has ended.")
            % {"time": _clock(start, zone)}
        )


class OverlapsShift(ShiftError):
    """Another shift of the same person holds a part of this time; both in words."""

    field = "check_in"

    def __init__(self, start: datetime, end: datetime | None, *, zone: tzinfo) -> None:
        words = {
            "day": formats.date_format(start.astimezone(zone), "DAY_SHORT"),
            "start": _clock(start, zone),
            "end": _clock(end, zone) if end else "",
        }
        if end:
            sentence = _(
                "Another shift is recorded for a part of this time: %(day)s, %(start)s to %(end)s."
            )
        else:
            sentence = _(
                "This reaches into the shift that is running since %(day)s, %(start)s. "
                "End it before that."
            )
        super().__init__(sentence % words)


class ShiftInTheWay(ShiftError):
    """Another shift was recorded at the same moment."""

    field = "check_in"

    def __init__(self) -> None:
        super().__init__(_("Another shift is recorded for a part of this time. Look again."))


class BreakInTheWay(ShiftError):
    """Another break of the shift runs, or was recorded at the same moment."""

    def __init__(self) -> None:
        super().__init__(_("Another break is recorded for a part of this time. Look again."))


class ShiftLocationClosed(ShiftError):
    """The shift runs, and would go on at a location where nobody works any more."""

    field = "location"

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is closed now, so no shift can run there.") % {"name": name})


class StaleShift(ShiftConflict):
    """The shift has been changed since it was looked at."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The shift was changed in the meantime, so nothing was saved. Compare both, then "
                "send it once more if you still want it."
            )
        )


class ShiftGone(ShiftConflict):
    """The shift was removed."""

    def __init__(self) -> None:
        super().__init__(_("The shift was removed in the meantime, so it cannot be changed."))


def _clock(moment: datetime, zone: tzinfo) -> str:
    return formats.date_format(moment.astimezone(zone), "TIME_FORMAT")
