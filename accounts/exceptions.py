from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class AccountsError(Exception):
    """Base class of this app's errors; `str()` is a sentence to show to the user."""


class LinkInvalid(AccountsError):
    """The link was altered, was used already, has another purpose or is another company's."""

    def __init__(self) -> None:
        super().__init__(_("This link is not valid, or it has been used already."))


class LinkExpired(AccountsError):
    """The link was valid once, but has expired."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired."))


class TooManyTries(AccountsError):
    """The account or the address has to wait `retry_after` whole seconds before the next attempt.

    `span` is the same in words, for callers that write their own sentence.
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
