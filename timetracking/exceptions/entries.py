from django.utils.translation import gettext as _

from timetracking.exceptions.base import TimeTrackingError


class EntryChanged(TimeTrackingError):
    """Someone else has saved the entry since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was changed after you opened the page, so nothing was saved. Look at both "
                "versions, and save again if yours is to hold."
            )
        )
