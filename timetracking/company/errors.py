from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timetracking.base.errors import TimeTrackingError


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
    """Another kind of break has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is a kind of break of this name already."))


class LocationError(TimeTrackingError):
    """A change of the locations was refused."""


class LocationNameTaken(LocationError):
    """Another location has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is a location of this name already."))


class PeopleStillIn(LocationError):
    """A location cannot close while `people` are clocked in there."""

    def __init__(self, location: str, people: Sequence[str]) -> None:
        message = ngettext(
            "%(location)s stays open: %(people)s is clocked in there. Close it after they left.",
            "%(location)s stays open: %(people)s are clocked in there. Close it after they left.",
            len(people),
        )
        super().__init__(message % {"location": location, "people": ", ".join(people)})
