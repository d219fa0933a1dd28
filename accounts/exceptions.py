from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class AccountsError(Exception):
    """Anything that this app refuses; `str()` is a sentence fit for the person at the screen."""


class LinkInvalid(AccountsError):
    """The link is altered, used up, meant for something else, or from another company."""

    def __init__(self) -> None:
        super().__init__(_("This link is not valid, or it has been used already."))


class LinkExpired(AccountsError):
    """The link was good once; its time is over."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired."))


class TooManyTries(AccountsError):
    """The account or the address has to wait `retry_after` whole seconds before the next try.

    `span` says so in words, for who writes a sentence of their own.
    """

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = -(-wait // timedelta(seconds=1))
        if self.retry_after <= 60:
            self.span = ngettext("%d second", "%d seconds", self.retry_after) % self.retry_after
        else:
            minutes = -(-self.retry_after // 60)
            self.span = ngettext("%d minute", "%d minutes", minutes) % minutes
        super().__init__(
            _("Too many wrong passwords. Try again in %(span)s.") % {"span": self.span}
        )
