from django.utils.translation import gettext as _

from timetracking.shifts.errors import ShiftConflict, ShiftError


class NothingChanged(ShiftError):
    """All is as it was."""

    def __init__(self) -> None:
        super().__init__(_("Nothing is different from what is recorded. Change something first."))


class AlreadyAsked(ShiftConflict):
    """A request about the shift waits already."""

    def __init__(self) -> None:
        super().__init__(
            _("A request about this shift waits already. Withdraw it first, then ask anew.")
        )


class AlreadyDecided(ShiftConflict):
    """Nothing waits here any more."""

    def __init__(self, status: str) -> None:
        super().__init__(_("This does not wait any more: it is %(status)s.") % {"status": status})


class AlreadyAnswered(ShiftConflict):
    """The employee has said their word, or a manager has settled it."""

    def __init__(self) -> None:
        super().__init__(_("This was answered already."))


class HasLeft(ShiftError):
    """Someone who is not active any more asks for nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("Only people on the staff list can ask. A manager can still correct these hours.")
        )


class AnswerNeeded(ShiftError):
    """A refusal, a dispute or a settlement needs a word."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("Write a word on why."))
