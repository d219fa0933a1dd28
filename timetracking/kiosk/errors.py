from collections.abc import Sequence

from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.clocking.errors import MustWait
from timetracking.shifts.errors import PunchRefused


class PinError(TimeTrackingError):
    """A PIN cannot be set."""


class MalformedPin(PinError):
    """A PIN is 4 to 6 digits."""

    def __init__(self) -> None:
        super().__init__(_("A PIN must have 4 to 6 digits and nothing else."))


class TrivialPin(PinError):
    """The PIN is easy to guess."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That PIN is too easy to guess. Avoid sequences, repeated digits and years, such "
                "as "
                "1234 or 1985."
            )
        )


class WrongPin(PunchRefused):
    """The PIN is not the employee's, or they have none.

    `is_alarming` says that so many were wrong that the managers should know.
    """

    def __init__(self, sentence: str = "", *, is_alarming: bool = False) -> None:
        self.is_alarming = is_alarming
        super().__init__(sentence or _("Wrong PIN. Try again, or ask your manager for a new one."))


class NoPin(WrongPin):
    """The employee has no PIN yet.

    `askable` are the names of people who can set one; whoever `signs_in` can choose it themselves.
    """

    def __init__(
        self, name: str, askable: Sequence[str], *, signs_in: bool, is_alarming: bool = False
    ) -> None:
        sentences = [_("There is no PIN for you yet, %(name)s.") % {"name": name}]
        if askable:
            sentences.append(_("Ask %(people)s for one.") % {"people": _either(askable)})
        if signs_in:
            sentences.append(_("You can choose one yourself: sign in on your own phone."))
        super().__init__(" ".join(sentences), is_alarming=is_alarming)


def _either(names: Sequence[str]) -> str:
    *others, last = names
    if not others:
        return last
    # Translators: names of people, one of whom can be asked.
    return _("%(names)s or %(last)s") % {"names": ", ".join(others), "last": last}


class TooManyPins(MustWait):
    """The employee or the kiosk has to wait `retry_after` seconds before the next attempt."""

    def __init__(self, span: str, retry_after: int) -> None:
        self.retry_after = retry_after
        sentences = [_("Too many wrong PINs. Try again in %(span)s.") % {"span": span}]
        if retry_after > 60:
            sentences.append(_("Until then, use your own phone, or ask a manager for a new PIN."))
        super().__init__(" ".join(sentences))


class PairingRefused(TimeTrackingError):
    """A code does not pair a tablet."""


class UnknownCode(PairingRefused):
    """The company has no such code; it may be another company's."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We do not recognize this code. Check it, and make sure this is your company's "
                "address."
            )
        )


class CodeUsed(PairingRefused):
    """A tablet has already been paired with the code."""

    def __init__(self) -> None:
        super().__init__(_("This code has already been used. Ask a manager for a new one."))


class CodeExpired(PairingRefused):
    """The code is no longer valid."""

    def __init__(self) -> None:
        super().__init__(_("This code has expired. Ask a manager for a new one."))


class CodeRevoked(PairingRefused):
    """A manager has revoked the kiosk."""

    def __init__(self) -> None:
        super().__init__(_("A manager has withdrawn this code. Ask them for a new one."))


class TooManyCodes(PairingRefused):
    """The network address has to wait `retry_after` seconds before the next attempt."""

    def __init__(self, span: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(
            _(
                "Too many wrong codes from this network. Try again in %(span)s, or pair the "
                "tablet over another network, such as your phone's."
            )
            % {"span": span}
        )


class NotPaired(TimeTrackingError):
    """The device is not, or is no longer, a kiosk of this company."""

    def __init__(self) -> None:
        super().__init__(_("This tablet is not paired, or a manager has removed it."))


class KioskClosed(PunchRefused):
    """The kiosk's location is closed."""

    def __init__(self, location: str) -> None:
        super().__init__(
            _("%(location)s is closed, so you cannot use this kiosk. Ask a manager.")
            % {"location": location}
        )


class NotListed(PunchRefused):
    """The employee is unknown, or not on the list at the kiosk's location."""

    def __init__(self) -> None:
        super().__init__(_("This person is not on the list here. Ask a manager."))


class IdentityExpired(PunchRefused):
    """The token has expired, or it was issued by another kiosk or to another employee."""

    def __init__(self) -> None:
        super().__init__(_("That took too long. Tap your name and type your PIN again."))


class SealUnreadable(PunchRefused):
    """The PIN was sealed with an earlier key: the tablet has been paired again since."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The tablet was paired again after this tap, so the PIN could not be verified. A "
                "manager has to enter the time."
            )
        )
