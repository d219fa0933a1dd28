from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.shifts.errors import PunchRefused


class AlreadyClockedIn(PunchRefused):
    """The employee has an open shift since `since`; said in the zone and on the day of `now`."""

    def __init__(self, since: datetime, *, now: datetime, zone: tzinfo) -> None:
        self.since = since
        local = since.astimezone(zone)
        if local.date() == now.astimezone(zone).date():
            sentence = _("You are already in since %(time)s.")
        else:
            sentence = _("You are already in since %(time)s on %(day)s.")
        words = {
            "time": formats.date_format(local, "TIME_FORMAT"),
            "day": formats.date_format(local, "DAY_LONG"),
        }
        super().__init__(sentence % words)


class NotClockedIn(PunchRefused):
    """There is no open shift to end."""

    def __init__(self) -> None:
        super().__init__(_("You are not clocked in."))


class OverlappingLog(PunchRefused):
    """A recorded shift holds this moment, or begins later."""

    def __init__(self) -> None:
        super().__init__(_("A shift of yours is recorded for this time already. Ask a manager."))


class NotEmployed(PunchRefused):
    """Someone who is not active any more cannot punch."""

    def __init__(self) -> None:
        super().__init__(_("You are no longer on the staff list, so the clock is closed to you."))


class LocationNeeded(PunchRefused):
    """Someone who belongs to several locations did not say at which one they are."""

    def __init__(self) -> None:
        super().__init__(_("Choose where you are working, then tap again."))


class NotYourLocation(PunchRefused):
    """The location is unknown, or someone else's."""

    def __init__(self) -> None:
        super().__init__(
            _("That location is not one of yours. Nothing was saved: look again and tap once more.")
        )


class KeyReused(PunchRefused):
    """The form's key has been used for the other action."""

    def __init__(self) -> None:
        super().__init__(_("This page was used for something else before. Please try once more."))


class PunchUndone(PunchRefused):
    """The tap was taken back, so sending it again changes nothing."""

    def __init__(self) -> None:
        super().__init__(_("That tap was undone. Tap again if you want it after all."))


class AlreadyOnBreak(PunchRefused):
    """One break is open at a time; said in `zone`."""

    def __init__(self, since: datetime, *, zone: tzinfo) -> None:
        words = {"time": formats.date_format(since.astimezone(zone), "TIME_FORMAT")}
        super().__init__(_("You are on a break already, since %(time)s.") % words)


class NotOnBreak(PunchRefused):
    """There is no open break to end."""

    def __init__(self) -> None:
        super().__init__(_("You are not on a break."))


class NoSuchBreak(PunchRefused):
    """The kind of break is unknown or not offered now, or none was chosen."""

    def __init__(self) -> None:
        super().__init__(_("That kind of break is not offered. Choose another one."))


class OverlappingBreak(PunchRefused):
    """Another break of the shift holds this moment."""

    def __init__(self) -> None:
        super().__init__(_("A break is recorded for this time already."))


class BreakAfterwards(PunchRefused):
    """The shift has a break after the moment at which it would end: only a late tap comes there."""

    def __init__(self) -> None:
        super().__init__(_("A break is recorded after that time, so the shift cannot end there."))


class UndoTooLate(PunchRefused):
    """The seconds for an undo are over."""

    def __init__(self) -> None:
        super().__init__(
            _("It is too late to undo this. Ask for a change on your timesheet instead.")
        )


class UndoRefused(PunchRefused):
    """There is nothing to take back, or something came after it."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be undone: something has changed since. Look again."))


class ForgottenShift(PunchRefused):
    """The shift runs for so long that its end must be asked for; said in `zone`."""

    def __init__(self, since: datetime, *, zone: tzinfo) -> None:
        local = since.astimezone(zone)
        words = {
            "time": formats.date_format(local, "TIME_FORMAT"),
            "day": formats.date_format(local, "DAY_LONG"),
        }
        super().__init__(
            _(
                "You clocked in on %(day)s at %(time)s and not out. Say on your clock page when "
                "you left, or ask a manager."
            )
            % words
        )


class EndRefused(PunchRefused):
    """The end that someone says their shift had is not possible."""


class QuestionGone(PunchRefused):
    """The shift that was asked about has been changed, or answered, meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This shift has been changed meanwhile, so nothing was saved."))
