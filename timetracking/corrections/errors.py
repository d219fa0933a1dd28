from django.utils.translation import gettext as _

from timetracking.shifts.errors import ShiftConflict, ShiftError


class NothingChanged(ShiftError):
    """The proposal is the same as the recorded shift."""

    def __init__(self) -> None:
        super().__init__(_("You have not changed anything. Change something first."))


class AlreadyAsked(ShiftConflict):
    """A request about the shift is already pending."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A request about this shift is already waiting. Withdraw it first, then send a new "
                "one."
            )
        )


class AlreadyDecided(ShiftConflict):
    """The request is no longer pending."""

    def __init__(self, status: str) -> None:
        super().__init__(_("This request is already %(status)s.") % {"status": status})


class AlreadyAnswered(ShiftConflict):
    """The employee has already replied, or a manager has settled the dispute."""

    def __init__(self) -> None:
        super().__init__(_("This has already been answered."))


class HasLeft(ShiftError):
    """The employee is no longer active, so they cannot request corrections."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only people on the staff list can ask for changes. A manager can still correct "
                "these hours."
            )
        )


class AnswerNeeded(ShiftError):
    """A refusal, a dispute or a settlement requires an answer."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("Please give a reason."))
