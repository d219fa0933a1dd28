from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class UnknownLocation(TimeTrackingError):
    """What was asked for is not a location, or none that the visitor may see."""

    def __init__(self) -> None:
        super().__init__(_("There is no such location to show. Here is everyone."))
