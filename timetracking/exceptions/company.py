from django.utils.translation import gettext as _

from timetracking.exceptions.base import TimeTrackingError


class SettingsChanged(TimeTrackingError):
    """Someone else has saved the settings since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The settings were changed after you opened this page, so nothing was saved. "
                "Look at both versions, and save again if yours is to hold."
            )
        )


class BreakKindNameTaken(TimeTrackingError):
    """Another kind of break of the company has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is a kind of break of this name already."))
