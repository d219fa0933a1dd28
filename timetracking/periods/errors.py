"""The errors of pay periods, their approval and their lock."""

from collections.abc import Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timetracking.base.errors import TimeTrackingError


class PeriodError(TimeTrackingError):
    """A step of a pay period is not possible; the form's `field` is to blame, if that is set."""

    field: str | None = None


class NotOver(PeriodError):
    """The period still runs."""

    def __init__(self, last: date) -> None:
        super().__init__(
            _("This period runs until %(day)s. Come back when that day is over.")
            % {"day": formats.date_format(last, "DAY_SHORT_YEAR")}
        )


class LastDayToCome(PeriodError):
    """The last day of the period has not begun, so nobody can say that it is complete."""

    def __init__(self, last: date) -> None:
        super().__init__(
            _("This period runs until %(day)s. You can finish it on that day or later.")
            % {"day": formats.date_format(last, "DAY_SHORT_YEAR")}
        )


class InTheWay(PeriodError):
    """Something of the period is not settled yet."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(
            _("This has to be settled first: %(reasons)s.") % {"reasons": ", ".join(reasons)}
        )


class HoursChanged(PeriodError):
    """The hours have changed since the page was opened, so the author has not seen them."""

    def __init__(self) -> None:
        super().__init__(
            _("The hours have changed since you opened the page. Look at them, then approve them.")
        )


class ApprovedAlready(PeriodError):
    """The hours are approved, so the employee can no longer take back that they are complete."""

    def __init__(self) -> None:
        super().__init__(_("These hours are approved already. Ask a manager to take that back."))


class NothingToTakeBack(PeriodError):
    """The hours are not approved, or no longer."""

    def __init__(self) -> None:
        super().__init__(_("These hours are not approved, so there is nothing to take back."))


class NotAllApproved(PeriodError):
    """The period cannot be locked, because the hours of these people are not approved."""

    def __init__(self, names: Sequence[str]) -> None:
        shown = ", ".join(names[:5])
        if more := len(names[5:]):
            shown += " " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
        super().__init__(
            _("Not everyone is approved yet, so nothing was locked: %(names)s.") % {"names": shown}
        )


class NotLocked(PeriodError):
    """The period is not locked, or no longer."""

    def __init__(self) -> None:
        super().__init__(_("This period is not locked, so there is nothing to reopen."))


class ReasonNeeded(PeriodError):
    """A period is reopened only with a reason."""

    field = "reason"

    def __init__(self) -> None:
        super().__init__(_("Please give a reason."))


class FirstDayUnfit(PeriodError):
    """No period of this kind can begin on that day of the month."""

    field = "first"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Not every month has this day. Choose one from the 1st to the 28th, and for "
                "periods twice a month one from the 1st to the 13th."
            )
        )
