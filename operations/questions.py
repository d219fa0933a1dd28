"""What operators are asked before they suspend, limit or resume companies."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """What is asked before an action: the verb with its object, and what follows for people."""

    ask: str | Promise
    """Such as "Suspend %s": completed with the company's name, or with "3 companies"."""
    consequence: str | Promise
    affects: Q
    """The companies that the action changes; the others that were selected are left alone."""
    done_already: str | Promise
    """What is said if it would change none of them."""


SUSPEND = Question(
    _("Suspend %s"),
    _(
        "Nobody can sign in, clock in or read their hours any more: every address shows one page "
        "that says whom to contact. Tablets keep the taps that they have not sent. To let people "
        "read and print their hours, go back and make the companies read-only instead. Nothing is "
        "deleted."
    ),
    Q(is_active=True),
    _("Nothing was done: what you selected is already suspended."),
)
READ_ONLY = Question(
    _("Make %s read-only"),
    _(
        "People can sign in, read and print their hours, and change nothing. Taps at a tablet are "
        "kept there and sent when the company is resumed. A suspended company can be read again."
    ),
    Q(is_active=False) | Q(is_read_only=False),
    _("Nothing was done: what you selected is already read-only."),
)
RESUME = Question(
    _("Resume %s"),
    _("Everyone can sign in and work again, and tablets send the taps that they have saved."),
    Q(is_active=False) | Q(is_read_only=True),
    _("Nothing was done: what you selected is already served."),
)
BACK_UP = Question(
    _("Back up %s"),
    _("People can go on working. The backup holds the company as it is at one moment."),
    Q(),
    "",
)
UNDO_RESTORE = Question(
    _("Take back the last restore of %s"),
    _(
        "The company is again as it was just before its last restore. What people did since then "
        "is set aside, and taking it back once more brings that back."
    ),
    Q(),
    "",
)
