"""What operators are asked before they change the state of companies."""

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


_WITH_TABLES = Q(is_archived=False)

SUSPEND = Question(
    _("Suspend %s"),
    _(
        "Nobody can sign in, clock in or read their hours any more: every address shows one page "
        "that says whom to contact. Tablets keep the taps that they have not sent. To let people "
        "read and print their hours, go back and make the companies read-only instead. Nothing is "
        "deleted."
    ),
    Q(is_active=True),
    _("Nothing was done: what you selected is suspended already, or archived."),
)
READ_ONLY = Question(
    _("Make %s read-only"),
    _(
        "People can sign in, read and print their hours, and change nothing. Taps at a tablet are "
        "kept there and sent when the company is resumed. A suspended company can be read again."
    ),
    (Q(is_active=False) | Q(is_read_only=False)) & _WITH_TABLES,
    _("Nothing was done: what you selected is read-only already, or archived."),
)
RESUME = Question(
    _("Resume %s"),
    _("Everyone can sign in and work again, and tablets send the taps that they have saved."),
    (Q(is_active=False) | Q(is_read_only=True)) & _WITH_TABLES,
    _("Nothing was done: what you selected is served already, or archived."),
)
ARCHIVE = Question(
    _("Archive %s"),
    _(
        "The company is suspended and backed up, the backup is restored on trial and compared, and "
        "then the company's tables are dropped. The backup is kept, and brings it back unchanged."
    ),
    _WITH_TABLES,
    _("Nothing was done: what you selected is already archived."),
)
BRING_BACK = Question(
    _("Bring %s back from the archive"),
    _(
        "It is restored from its backup, with its address, and is suspended then. Resume it to "
        "let people work."
    ),
    Q(is_archived=True),
    _("Nothing was done: what you selected is not archived."),
)
REMOVE = Question(
    _("Remove %s"),
    _(
        "It leaves the list of companies for good, with what is left of it here, and its slug is "
        "never given to another company. Its backup is restored on trial once more first, and is "
        "kept as long as other backups."
    ),
    Q(is_archived=True),
    _("Nothing was done: only a company in the archive can be removed."),
)
BACK_UP = Question(
    _("Back up %s"),
    _("People can go on working. The backup holds the company as it is at one moment."),
    _WITH_TABLES,
    _("Nothing was done: what you selected is archived, and its last backup is all of it."),
)
UNDO_RESTORE = Question(
    _("Take back the last restore of %s"),
    _(
        "The company is again as it was just before its last restore. What people did since then "
        "is set aside, and taking it back once more brings that back."
    ),
    _WITH_TABLES,
    _("Nothing was done: what you selected is archived. Bring it back first."),
)
