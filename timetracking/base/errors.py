from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MEGABYTE = 1024 * 1024


class TimeTrackingError(Exception):
    """The base of all errors that the product's rules raise."""


class NotAllowed(TimeTrackingError, PermissionDenied):
    """The author does not have the right. Django responds with 403 and the message."""


class NotOnStaff(NotAllowed):
    """The signed-in user does not work here, or has left."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You are signed in, but you are not on the staff list here. Ask a manager to add "
                "you."
            )
        )


class NoLongerOnStaff(NotAllowed):
    """The author has left since they opened the page."""

    def __init__(self) -> None:
        super().__init__(_("You are no longer on the staff list here. Ask a manager."))


class ForManagers(NotAllowed):
    """Only managers and owners may do this."""

    def __init__(self) -> None:
        super().__init__(_("Only managers can see this page. Ask one of them for what you need."))


class ForOwners(NotAllowed):
    """Only owners may do this."""

    def __init__(self) -> None:
        super().__init__(
            _("Only the company's owner can see this page. Ask them for what you need.")
        )


class OwnHours(NotAllowed):
    """Nobody may change or decide on their own hours."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You cannot decide on your own hours. Ask for a change, and someone else will "
                "decide."
            )
        )


class EntryChanged(TimeTrackingError):
    """Someone else has saved the entry since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was changed after you opened the page, so nothing was saved. Compare both "
                "versions, and save again to keep yours."
            )
        )


class NoRoom(TimeTrackingError):
    """The company has as many people as it may have by whoever runs the installation."""

    def __init__(self, limit: int, free: int) -> None:
        sentence = ngettext(
            "Your company may have %(n)d person at a time.",
            "Your company may have %(n)d people at a time.",
            limit,
        ) % {"n": limit}
        if free > 0:
            sentence += " " + ngettext(
                "There is room for %(n)d more.", "There is room for %(n)d more.", free
            ) % {"n": free}
        else:
            sentence += " " + _("There is no room for more.")
        sentence += " " + _(
            "Nobody was added. Deactivate people who have left, or ask whoever runs this site for "
            "more."
        )
        super().__init__(sentence)


class NoStorage(TimeTrackingError):
    """The company stores as much as it may by whoever runs the installation."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "Your company stores as much as it may: %(limit)d MB. Nothing was saved, and "
                "nothing is lost. Ask whoever runs this site for more."
            )
            % {"limit": limit // MEGABYTE}
        )


class LocalTimeError(TimeTrackingError):
    """A local time does not name exactly one moment."""


class NonexistentTime(LocalTimeError):
    """The local time is skipped, because clocks go forward."""

    def __init__(self, naive: datetime) -> None:
        super().__init__(
            _(
                "%(time)s does not exist on that day because the clocks go forward. Choose another "
                "time."
            )
            % {"time": formats.date_format(naive, "TIME_FORMAT")}
        )


class AmbiguousTime(LocalTimeError):
    """The local time happens twice, because clocks go back."""

    def __init__(self, naive: datetime) -> None:
        super().__init__(
            _(
                "%(time)s happens twice on that day because the clocks go back. Choose which one "
                "you "
                "mean."
            )
            % {"time": formats.date_format(naive, "TIME_FORMAT")}
        )


class UnknownWeek(TimeTrackingError):
    """The label is not that of a week, or of one that has not begun."""

    def __init__(self) -> None:
        super().__init__(_("That week does not exist. Here is the current one."))


class UnknownDay(TimeTrackingError):
    """The text names no day."""

    def __init__(self) -> None:
        super().__init__(_("That day does not exist. Here is today."))


class UnknownLocation(TimeTrackingError):
    """There is no such location, or the visitor may not see it."""

    def __init__(self) -> None:
        super().__init__(_("That location does not exist. Here is everyone."))


class UnknownPeriod(TimeTrackingError):
    """The days name no period, or one that is too long to show."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            _(
                "That period does not exist: it needs a first and a last day, such as "
                "2026-03-02 and 2026-03-08, and at most %(n)s days. Here is the current week."
            )
            % {"n": longest}
        )
