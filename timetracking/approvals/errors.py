from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError


class NoLongerWaiting(TimeTrackingError):
    """There is nothing of that kind to decide, or the visitor may not see it."""

    def __init__(self) -> None:
        super().__init__(_("One of these can no longer be accepted from this list."))
