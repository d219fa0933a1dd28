from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.shifts.errors import PunchRefused


class AlreadyClockedIn(PunchRefused):
    """The employee has been in an open shift since `since`, shown as local time in `zone`."""

    def __init__(self, since: datetime, *, now: datetime, zone: tzinfo) -> None:
        self.since = since
        local = since.astimezone(zone)
        if local.date() == now.astimezone(zone).date():
            sentence = _("You already clocked in at %(time)s.")
        else:
            sentence = _("You already clocked in on %(day)s at %(time)s.")
        values = {
            "time": formats.date_format(local, "TIME_FORMAT"),
            "day": formats.date_format(local, "DAY_LONG"),
        }
        super().__init__(sentence % values)


class NotClockedIn(PunchRefused):
    """There is no open shift to end."""

    def __init__(self) -> None:
        super().__init__(_("You are not clocked in."))


class OverlappingLog(PunchRefused):
    """A recorded shift covers this moment, or begins later."""

    def __init__(self) -> None:
        super().__init__(_("You already have a shift at this time. Ask a manager."))


class NotEmployed(PunchRefused):
    """The employee is no longer active, so they cannot punch."""

    def __init__(self) -> None:
        super().__init__(_("You are no longer on the staff list, so you cannot clock in."))


class LocationNeeded(PunchRefused):
    """The employee belongs to several locations and chose none."""

    def __init__(self) -> None:
        super().__init__(_("Choose where you are working, then tap again."))


class NotYourLocation(PunchRefused):
    """The location does not exist, or the employee does not belong to it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You do not work at that location. Nothing was saved: choose another one and tap "
                "again."
            )
        )


class KeyReused(PunchRefused):
    """The form's key has already been used for another action."""

    def __init__(self) -> None:
        super().__init__(_("This page has already been used for something else. Please try again."))


class PunchUndone(PunchRefused):
    """The tap was undone, so sending it again changes nothing."""

    def __init__(self) -> None:
        super().__init__(_("That tap was undone. Tap again if you do want it."))


class AlreadyOnBreak(PunchRefused):
    """A break has been open since `since`, shown as local time in `zone`."""

    def __init__(self, since: datetime, *, zone: tzinfo) -> None:
        values = {"time": formats.date_format(since.astimezone(zone), "TIME_FORMAT")}
        super().__init__(_("You already started a break at %(time)s.") % values)


class NotOnBreak(PunchRefused):
    """There is no open break to end."""

    def __init__(self) -> None:
        super().__init__(_("You are not on a break."))


class NoSuchBreak(PunchRefused):
    """The kind of break is unknown or no longer offered, or none was chosen."""

    def __init__(self) -> None:
        super().__init__(_("That kind of break is not available. Choose another one."))


class OverlappingBreak(PunchRefused):
    """Another break of the shift covers this moment."""

    def __init__(self) -> None:
        super().__init__(_("You already have a break at this time."))


class BreakAfterwards(PunchRefused):
    """The shift has a break after the requested end, which happens only with a late tap."""

    def __init__(self) -> None:
        super().__init__(_("There is a break after that time, so the shift cannot end then."))


class UndoTooLate(PunchRefused):
    """The time in which a tap can be undone is over."""

    def __init__(self) -> None:
        super().__init__(
            _("It is too late to undo this. Ask for a change on your timesheet instead.")
        )


class UndoRefused(PunchRefused):
    """There is nothing to undo, or something has changed since."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be undone because something has changed since. Please check.")
        )


class ForgottenShift(PunchRefused):
    """The shift has run for so long that the employee must first say when it ended."""

    def __init__(self, since: datetime, *, zone: tzinfo) -> None:
        local = since.astimezone(zone)
        values = {
            "time": formats.date_format(local, "TIME_FORMAT"),
            "day": formats.date_format(local, "DAY_LONG"),
        }
        super().__init__(
            _(
                "You clocked in on %(day)s at %(time)s but didn't clock out. Enter when you left "
                "on "
                "your clock page, or ask a manager."
            )
            % values
        )


class EndRefused(PunchRefused):
    """The end that the employee stated is not possible."""


class QuestionGone(PunchRefused):
    """The shift has changed, or the question was answered, since the page was shown."""

    def __init__(self) -> None:
        super().__init__(_("This shift has changed in the meantime, so nothing was saved."))


class MustWait(TimeTrackingError):
    """Too many attempts: the next one is allowed in `retry_after` seconds."""

    retry_after: int


class TooManyLateTaps(MustWait):
    """The device has sent too many late taps that nothing vouches for; it sends them again."""

    def __init__(self, span: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(
            _("Too many late taps could not be verified. Try again in %(span)s.") % {"span": span}
        )


class TapTooOld(PunchRefused):
    """The tap is older than an offline device may report."""

    def __init__(self) -> None:
        super().__init__(
            _("The tap arrived more than 12 hours late, so a manager has to enter the time.")
        )


class ClockChanged(PunchRefused):
    """The device's clock was changed before a late tap was sent, so its time is unknown."""

    def __init__(self) -> None:
        super().__init__(
            _("The device's clock was changed, so we do not know the time of this tap.")
        )


class NotYourTap(TimeTrackingError):
    """A phone sent a tap of another person than the one who is signed in there."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else made this tap. It will be sent when they sign in on this phone.")
        )
