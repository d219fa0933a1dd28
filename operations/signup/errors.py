"""Why somebody cannot sign a company up, in sentences for them."""

from django.utils.translation import gettext as _


class SignUpError(Exception):
    """Base class; `str()` is a sentence to show to the visitor."""


class LinkInvalid(SignUpError):
    """The link was altered, or what it was for has been removed."""

    def __init__(self) -> None:
        super().__init__(_("This link is not valid. Was it copied completely?"))


class LinkExpired(SignUpError):
    """The link was valid once."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired."))


class AddressTaken(SignUpError):
    """Another company has the address by now."""

    def __init__(self) -> None:
        super().__init__(_("Another company has taken this address. Choose another."))


class InvitationNeeded(SignUpError):
    """Companies are signed up by invitation alone."""

    def __init__(self) -> None:
        super().__init__(_("You need an invitation to sign up. Open the link in it."))


class InvitationInvalid(SignUpError):
    """The invitation's link was altered or copied in part."""

    def __init__(self) -> None:
        super().__init__(_("This invitation is not valid. Was the link copied completely?"))


class InvitationExpired(SignUpError):
    """The invitation was valid once."""

    def __init__(self) -> None:
        super().__init__(_("This invitation has expired. Ask for a new one."))


class InvitationUsed(SignUpError):
    """A company was signed up with the invitation."""

    def __init__(self) -> None:
        super().__init__(_("This invitation has already been used. Ask for a new one."))


class InvitationForAnother(SignUpError):
    """The invitation is for another e-mail address."""

    def __init__(self) -> None:
        super().__init__(_("This invitation is for another e-mail address. Enter that one."))


class AlreadyCreated(SignUpError):
    """The link was used: there is the company, at `url`."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url
        super().__init__(_("%(company)s has already been created.") % {"company": name})
