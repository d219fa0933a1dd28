from django.utils.translation import gettext as _

from accounts.exceptions import AccountsError


class FactorRefused(AccountsError):
    """A code or a passkey was wrong, used before or another company's; or a password was wrong."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("That code is not right. Check it and try again."))


class AppExists(AccountsError):
    """The user has an authenticator app already."""

    def __init__(self) -> None:
        super().__init__(
            _("You already have an authenticator app. Remove it before you set up another one.")
        )


class FactorNeeded(AccountsError):
    """The last second factor cannot be removed, because the user must have one."""

    def __init__(self) -> None:
        super().__init__(_("You need a second factor here. Add another one before you remove it."))


class TooManyChanges(AccountsError):
    """The second factors were changed too often within an hour."""

    def __init__(self, span: str) -> None:
        super().__init__(
            _("You have changed your second factors too often. Try again in %(span)s.")
            % {"span": span}
        )


class SignedOut(AccountsError):
    """The session ended while its request waited, because somebody changed the sign-in."""

    def __init__(self) -> None:
        super().__init__(_("You have been signed out. Please sign in again."))
