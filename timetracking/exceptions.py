"""What this app refuses. `str()` of each is a sentence fit for the person at the screen."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class TimeTrackingError(Exception):
    """Anything that the product's rules refuse."""


class PunchRefused(TimeTrackingError):
    """A clock-in or clock-out was refused, now or when the same form came first."""


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
            "time": formats.date_format(local, "H:i"),
            "day": formats.date_format(local, "l j F"),
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


class LocationClosed(PunchRefused):
    """Nobody works at the location any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is closed now. Nothing was saved: look again and tap once more.")
            % {"name": name}
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
        words = {"time": formats.date_format(since.astimezone(zone), "H:i")}
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


class LocalTimeError(TimeTrackingError):
    """A local time does not name exactly one moment."""


class NonexistentTime(LocalTimeError):
    """The clocks are put forward over this local time."""

    def __init__(self, naive: datetime) -> None:
        super().__init__(
            _("%(time)s does not exist on that day: the clocks go forward. Choose another time.")
            % {"time": formats.date_format(naive, "H:i")}
        )


class AmbiguousTime(LocalTimeError):
    """The clocks are put back over this local time, so it happens twice."""

    def __init__(self, naive: datetime) -> None:
        super().__init__(
            _("%(time)s happens twice on that day: the clocks go back. Say which one you mean.")
            % {"time": formats.date_format(naive, "H:i")}
        )


class UnknownWeek(TimeTrackingError):
    """What was asked for is not a week, or one that has not begun."""

    def __init__(self) -> None:
        super().__init__(_("There is no such week to show. Here is the current one."))


class UnknownLocation(TimeTrackingError):
    """What was asked for is not a location, or none that the visitor may see."""

    def __init__(self) -> None:
        super().__init__(_("There is no such location to show. Here is everyone."))


class LocationError(TimeTrackingError):
    """A change of the locations was refused."""


class LocationNameTaken(LocationError):
    """Another location of the company has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is a location of this name already."))


class PeopleStillIn(LocationError):
    """A location cannot close while `people` are clocked in there."""

    def __init__(self, location: str, people: Sequence[str]) -> None:
        sentence = ngettext(
            "%(location)s stays open: %(people)s is clocked in there. Close it after they left.",
            "%(location)s stays open: %(people)s are clocked in there. Close it after they left.",
            len(people),
        )
        super().__init__(sentence % {"location": location, "people": ", ".join(people)})


class StaffError(TimeTrackingError):
    """A change of the staff list was refused."""


class EmailTaken(StaffError):
    """Another person of the company has the address."""

    def __init__(self) -> None:
        super().__init__(_("Someone here has this e-mail address already."))


class EmailNeeded(StaffError):
    """Someone who signs in, or is to be invited, has to have an address."""

    def __init__(self) -> None:
        super().__init__(_("An e-mail address is needed to sign in. Please give one."))


class AlreadyAccepted(StaffError):
    """An invitation would be of no use: the person signs in already."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s has accepted the invitation already.") % {"name": name})


class NotActive(StaffError):
    """The person has left."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is not active. Bring them back first, then try again.") % {"name": name}
        )


class LastOwner(StaffError):
    """Without this owner nobody could change the company's settings."""

    def __init__(self) -> None:
        super().__init__(_("This is the only owner. Make someone else an owner first."))


class ShiftStillOpen(StaffError):
    """The person is clocked in, and the end of that shift is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is clocked in. Say when the shift ended.") % {"name": name})


class ImpossibleEnd(StaffError):
    """The end given for an open shift lies before its start, or in the future."""
