"""Mails to the user whose second factor was changed."""

from enum import StrEnum

from accounts.mail import send_after_commit
from accounts.models import User
from accounts.requests import Site


class Change(StrEnum):
    """What happened to someone's second factor."""

    APP_ADDED = "app-added"
    APP_REMOVED = "app-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    CODES_MADE = "codes-made"
    RECOVERY_USED = "recovery-used"
    REMOVED_BY_OTHER = "removed-by-other"


def notify(user: User, change: Change, *, site: Site, by: str = "") -> None:
    """Mail the user what was changed, after commit; `by` names another person who did it."""
    context = {"user": user, "site": site, "change": change.value, "by": by}
    send_after_commit("second_factor", context, to=user.email)
