from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class AccountsError(Exception):
    """Base class of this app's errors; `str()` is a sentence to show to the user."""


class LinkInvalid(AccountsError):
    """The link was altered, was used already, has another purpose or is another company's."""

    def __init__(self) -> None:
        super().__init__(_("This link is not valid or has already been used."))


class LinkExpired(AccountsError):
    """The link was valid once, but has expired."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired."))


class AddressTaken(AccountsError):
    """Somebody else signs in with the address."""

    def __init__(self) -> None:
        super().__init__(_("Someone with this e-mail address already exists."))


class AddressReserved(AddressTaken):
    """The address was somebody else's until lately, and they may still object to the change."""

    def __init__(self, days: int) -> None:
        # Not the sentence of AddressTaken, by which nobody would find what is in the way.
        AccountsError.__init__(
            self,
            _(
                "This address belonged to someone else until recently. For %(days)s days after the "
                "change they can take it back with the link we sent to it, and nobody else can use "
                "it."
            )
            % {"days": days},
        )


class TooManyChanges(AccountsError):
    """The address was to change too often within an hour."""

    def __init__(self, span: str) -> None:
        super().__init__(
            _("A change to this address has been requested too often. Try again in %(span)s.")
            % {"span": span}
        )


class TooManyTries(AccountsError):
    """One has to wait `retry_after` whole seconds before the next attempt.

    `span` is the same in words, for callers that write their own sentence.
    """

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = -(-wait // timedelta(seconds=1))
        self.span = _in_words(self.retry_after)
        super().__init__(
            _("Too many wrong passwords. Try again in %(span)s.") % {"span": self.span}
        )


def _in_words(seconds: int) -> str:
    if seconds <= 60:
        return ngettext("%d second", "%d seconds", seconds) % seconds
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = -(-minutes // 60)
    return ngettext("%d hour", "%d hours", hours) % hours
