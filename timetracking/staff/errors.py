from collections.abc import Sequence

from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.models import Employee, Kiosk


class StaffError(TimeTrackingError):
    """A change of the staff list was refused."""


class EmailTaken(StaffError):
    """Another employee has the address."""

    def __init__(self) -> None:
        super().__init__(_("Someone here already has this e-mail address."))


class EmailOfFormer(StaffError):
    """Somebody who has left has the address, and can be brought back."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s, who no longer works here, has this e-mail address.") % {"name": name}
        )


class AddressRefused(StaffError):
    """The address cannot change now; the message says why."""


class EmailNeeded(StaffError):
    """An employee who signs in or is invited needs an address."""

    def __init__(self) -> None:
        super().__init__(_("An e-mail address is needed to sign in. Please enter one."))


class AlreadyAccepted(StaffError):
    """The employee has accepted an invitation already."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s has already accepted the invitation.") % {"name": name})


class NotActive(StaffError):
    """The employee has left."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is inactive. Bring them back first, then try again.") % {"name": name}
        )


class LastOwner(StaffError):
    """Without this owner nobody could change the company's settings."""

    def __init__(self) -> None:
        super().__init__(_("This is the only owner. Make someone else an owner first."))


class ShiftStillOpen(StaffError):
    """The employee is clocked in, and the end of the shift is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is clocked in. Enter when the shift ended.") % {"name": name})


class ImpossibleEnd(StaffError):
    """The open shift cannot end at this time."""


class HandoverNeeded(StaffError):
    """It is not said what becomes of the `tablets`, and of the PINs that these `people` got."""

    def __init__(self, tablets: Sequence[Kiosk], people: Sequence[Employee]) -> None:
        self.tablets, self.people = tablets, people
        super().__init__(
            _(
                "They paired tablets or set PINs. Choose below which of these to keep, "
                "then save again."
            )
        )


class ListRefused(StaffError):
    """A list of people cannot be read; the message says why, and what to do."""


class NamesakesAdded(StaffError):
    """People with these names are on the staff list by now, which was not so when it was shown."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _(
                "The staff list has these names by now: %(names)s. If they are the same people, "
                "leave them out or cancel. If not, add them again."
            )
            % {"names": ", ".join([*names[:10], *("…" for _name in names[10:11])])}
        )


class RowRefused(StaffError):
    """One person of a list cannot be added, so nobody was: `at` is their place in the list."""

    def __init__(self, at: int, reason: StaffError) -> None:
        self.at = at
        super().__init__(str(reason))
