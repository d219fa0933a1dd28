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
                "Compare "
                "both versions, and save again to keep yours."
            )
        )


class LookChanged(TimeTrackingError):
    """Someone else has changed the logo or the colour since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was changed after you opened this page, so nothing was saved. Here is what "
                "it is now. To replace it, choose again."
            )
        )


class LogoRefused(TimeTrackingError):
    """A file is not a picture that can be a logo; the message says why."""


class BreakKindNameTaken(TimeTrackingError):
    """Another kind of break has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is already a kind of break with this name."))


class LocationError(TimeTrackingError):
    """A change of the locations was refused."""


class LocationNameTaken(LocationError):
    """Another location has the name."""

    def __init__(self) -> None:
        super().__init__(_("There is already a location with this name."))


class PeopleStillIn(LocationError):
    """A location cannot close while `people` are clocked in there."""

    def __init__(self, location: str, people: Sequence[str]) -> None:
        message = ngettext(
            "%(location)s was not closed: %(people)s is still clocked in there. Close it after "
            "they have left.",
            "%(location)s was not closed: %(people)s are still clocked in there. Close it after "
            "they have left.",
            len(people),
        )
        super().__init__(message % {"location": location, "people": ", ".join(people)})
