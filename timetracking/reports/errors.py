from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class ReportError(TimeTrackingError):
    """A question that no report answers, or sales that cannot be saved."""


class NoReportPeriod(ReportError):
    """The days name no period, or one that is too long."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            _(
                "That period does not exist: it needs a first and a last day, such as "
                "2026-03-02 and 2026-03-08, and at most %(n)s days. Here is the current month."
            )
            % {"n": longest}
        )


class UnknownGrouping(ReportError):
    """There is no such grouping."""

    def __init__(self) -> None:
        super().__init__(_("Reports cannot be grouped like that. Here they are by day."))


class UnknownMeasure(ReportError):
    """There is no such measure."""

    def __init__(self) -> None:
        super().__init__(_("There is no such figure. Here are the hours."))


class UnknownComparison(ReportError):
    """There is no such comparison."""

    def __init__(self) -> None:
        super().__init__(_("Reports cannot be compared with that. Here is one without comparison."))


class NoSalesOfPeople(ReportError):
    """Sales belong to a location and a day."""

    def __init__(self) -> None:
        super().__init__(_("Sales belong to a location and a day. Here they are by day."))


class ValueRefused(ReportError):
    """A text is no amount or no day; the message says why."""


class FutureSales(ReportError):
    """The day has not begun."""

    def __init__(self) -> None:
        super().__init__(_("This day has not begun yet."))


class SalesChanged(ReportError):
    """Someone else has entered other sales since the page was opened.

    `stored` has what is entered now, by location and day.
    """

    def __init__(self, stored: "Mapping[tuple[int, date], Decimal | None]") -> None:
        super().__init__(
            _(
                "Someone else has changed the marked sales after you opened the page, so nothing "
                "was saved. Save again to keep yours."
            )
        )
        self.stored = stored
