from django.utils.translation import gettext as _

from timetracking.shifts.errors import ShiftConflict, ShiftError


class NothingChanged(ShiftError):
    """The proposal is the same as the recorded shift."""

    def __init__(self) -> None:
        super().__init__(_("Nothing is different from what is recorded. Change something first."))


class AlreadyAsked(ShiftConflict):
    """A request about the shift is already pending."""

    def __init__(self) -> None:
        super().__init__(
            _("A request about this shift waits already. Withdraw it first, then ask anew.")
        )


class AlreadyDecided(ShiftConflict):
    """The request is no longer pending."""

    def __init__(self, status: str) -> None:
        super().__init__(_("This does not wait any more: it is %(status)s.") % {"status": status})


class AlreadyAnswered(ShiftConflict):
    """The employee has already replied, or a manager has settled the dispute."""

    def __init__(self) -> None:
        super().__init__(_("This was answered already."))


class HasLeft(ShiftError):
    """The employee is no longer active, so they cannot request corrections."""

    def __init__(self) -> None:
        super().__init__(
            _("Only people on the staff list can ask. A manager can still correct these hours.")
        )


class AnswerNeeded(ShiftError):
    """A refusal, a dispute or a settlement requires an answer."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("Write a word on why."))
