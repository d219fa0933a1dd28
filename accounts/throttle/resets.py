"""How requests for reset mails are counted: each is counted like a failure."""

from datetime import timedelta

from accounts.fields import normalise_email
from accounts.throttle.keys import Counts, Key, digest, subject
from accounts.throttle.limits import LOCK, Steps

# A link is valid for an hour, so whoever gets no mail now has a valid link from minutes ago.
REQUESTS = Steps(((3, timedelta(minutes=10)),))
"""Requests for one account from one client or known browser."""

ACCOUNT = Steps(((20, timedelta(minutes=2)),))
"""Mails to one account because of all unknown browsers: a limit to what fills a mailbox."""

CLIENT = Steps(((20, timedelta(minutes=1)), (60, LOCK)))
"""E-mail addresses for which one client asks."""


def reset_subject(email: str) -> str:
    """Return the subject of requests for an e-mail address."""
    return subject("reset", normalise_email(email))


def reset_key(email: str, *, client: str | None, browser: str | None) -> Key:
    """Return the key of a request.

    That of a known `browser` is its own: nothing that strangers ask for uses it up.
    """
    about = reset_subject(email)
    if browser:
        return Key(digest("reset-browser", f"{about}:{browser}"), REQUESTS, about)
    return Key(_client_row(client), REQUESTS, about, Counts.OF_SUBJECT)


def reset_account_key(email: str) -> Key:
    """Return the key that counts the mails to an account because of unknown browsers.

    Only an account that exists has a row, or made-up addresses would fill the table.
    """
    about = reset_subject(email)
    return Key(digest("reset-account", about), ACCOUNT, about)


def reset_client_key(client: str | None) -> Key:
    """Return the key that counts for how many different addresses a client has asked."""
    return Key(_client_row(client), CLIENT, counts=Counts.SUBJECTS)


def _client_row(client: str | None) -> str:
    return digest("reset", client or "")
