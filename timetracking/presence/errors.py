from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class UnknownLocation(TimeTrackingError):
    """There is no such location, or the visitor may not see it."""

    def __init__(self) -> None:
        super().__init__(_("That location does not exist. This is everyone."))
