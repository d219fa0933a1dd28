from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class CalendarError(TimeTrackingError):
    """A change of the holidays was refused. `field` is the field of the form."""

    field = "day"


class DayTaken(CalendarError):
    """The company has said something else of the day."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("You have already entered something for %(day)s here. Change that entry instead.")
            % {"day": formats.date_format(day, "DATE_FORMAT")}
        )


class YearTooFar(CalendarError):
    """Nobody knows the calendar of that year."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(
            _("Choose a year from %(first)s to %(last)s.") % {"first": first, "last": last}
        )


class UnknownRegion(CalendarError):
    """The country has no such region."""

    field = "region"

    def __init__(self) -> None:
        super().__init__(_("Choose a region of this country, or the whole country."))


class HolidayGone(CalendarError):
    """The entry was removed since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("This was removed after you opened the page, so nothing was saved."))
