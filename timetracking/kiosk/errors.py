from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.shifts.errors import PunchRefused


class PinError(TimeTrackingError):
    """A PIN cannot be set."""


class MalformedPin(PinError):
    """A PIN is 4 to 6 digits."""

    def __init__(self) -> None:
        super().__init__(_("A PIN is 4 to 6 digits, and nothing else."))


class TrivialPin(PinError):
    """The PIN is among the first that anyone would try."""

    def __init__(self) -> None:
        super().__init__(
            _("That PIN is too easy to guess. Avoid runs, repeats and years, such as 1234 or 1985.")
        )


class WrongPin(PunchRefused):
    """The PIN is not the person's, or they have none."""

    def __init__(self) -> None:
        super().__init__(_("That PIN is not right. Try again, or ask your manager for a new one."))


class TooManyPins(TimeTrackingError):
    """The person or the kiosk has to wait `retry_after` whole seconds before the next try."""

    def __init__(self, span: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_("Too many wrong PINs. Try again in %(span)s.") % {"span": span})


class PairingRefused(TimeTrackingError):
    """A code does not pair a tablet."""


class UnknownCode(PairingRefused):
    """Nobody here has made this code; perhaps another company has."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not known here. Check it, and that this is your company's address.")
        )


class CodeUsed(PairingRefused):
    """A tablet was paired with the code."""

    def __init__(self) -> None:
        super().__init__(_("This code has been used already. Ask a manager for a new one."))


class CodeExpired(PairingRefused):
    """The code was good once; its time is over."""

    def __init__(self) -> None:
        super().__init__(_("This code has expired. Ask a manager for a new one."))


class CodeRevoked(PairingRefused):
    """A manager has withdrawn the kiosk."""

    def __init__(self) -> None:
        super().__init__(_("A manager has withdrawn this code. Ask them for a new one."))


class TooManyCodes(PairingRefused):
    """The network address has to wait before the next try."""

    def __init__(self, span: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_("Too many wrong codes. Try again in %(span)s.") % {"span": span})


class NotPaired(TimeTrackingError):
    """The device is no kiosk of this company, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("This tablet is not paired, or a manager has removed it."))


class KioskClosed(PunchRefused):
    """The kiosk's location is closed."""

    def __init__(self, location: str) -> None:
        super().__init__(
            _("%(location)s is closed, and so is this kiosk. Ask a manager.")
            % {"location": location}
        )


class NotListed(PunchRefused):
    """The person does not belong to the kiosk's location, or is not on the staff list."""

    def __init__(self) -> None:
        super().__init__(_("That person is not on the list here. Ask a manager."))


class IdentityExpired(PunchRefused):
    """Some time has passed since the PIN was typed, or it was typed elsewhere."""

    def __init__(self) -> None:
        super().__init__(_("That took too long. Tap your name and type your PIN again."))


class SealUnreadable(PunchRefused):
    """The PIN is sealed to another key than the kiosk's: the tablet was paired anew meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The tablet was paired again after the tap, so the PIN could not be checked. "
                "A manager has to enter it."
            )
        )


class TapTooOld(PunchRefused):
    """The tap lies further back than an offline kiosk is believed."""

    def __init__(self) -> None:
        super().__init__(_("The tap came more than 12 hours late, so a manager has to enter it."))


class ClockChanged(PunchRefused):
    """The tablet's clock was changed before a late tap was sent: what it says passed did not."""

    def __init__(self) -> None:
        super().__init__(_("The tablet's clock was changed, so the time of the tap is not known."))
