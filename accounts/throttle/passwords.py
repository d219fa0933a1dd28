"""How wrong passwords are counted, at the sign-in and where people confirm with their password."""

from datetime import timedelta

from accounts.fields import normalise_email
from accounts.throttle.keys import Counts, Key, digest, subject
from accounts.throttle.limits import LOCK, MEMORY, Limit, Steps

ACCOUNT = Limit(slow_at=3, lock_at=10)
"""Wrong passwords for one account, from one client, browser or session."""

CLIENT = Limit(slow_at=60)
"""Accounts with a wrong password from one client. The staff of a café, and its guests, share one:
it is slowed, never locked, and a second mistake with the same account does not count."""

# Guesses from many clients at one account. Each further client gets one attempt a quarter of an
# hour: few for who guesses, and enough for the owner of the account, who knows the password.
CROWDED = 100
STRICT = Steps(((1, LOCK),))
NO_WAIT = Steps(((CROWDED, timedelta()),))
# The rows that count them: few, however many addresses a stranger makes up.
CROWD_ROWS = 16


def account(email: str) -> str:
    """Return the subject of wrong passwords for an e-mail address."""
    return subject("account", normalise_email(email))


def crowd_subject(email: str) -> str:
    """Return the subject of wrong passwords for an e-mail address from all clients together."""
    return subject("crowd", normalise_email(email))


def sign_in_keys(email: str, *, client: str | None, browser: str | None = None) -> list[Key]:
    """Return the keys of a sign-in with an e-mail address.

    `client` is the network address. `browser` is the id of a browser that has signed in to the
    account before: strangers cannot have it, so nothing that they do makes it wait.
    """
    if browser:
        row = digest("browser", f"{account(email)}:{browser}")
        return [Key(row, ACCOUNT, account(email), forgives=MEMORY)]
    row, crowd = digest("sign-in", client or ""), _crowd_key(email)
    return [
        Key(
            row,
            ACCOUNT,
            account(email),
            Counts.OF_SUBJECT,
            forgives=MEMORY,
            crowd=crowd,
            crowded=CROWDED,
            strict=STRICT,
        ),
        Key(row, CLIENT, account(email), Counts.SUBJECTS),
        crowd,
    ]


def own_password_keys(email: str, *, session: str) -> list[Key]:
    """Return the keys of someone signed in who confirms with their password.

    Counted for the session, because whoever has it needs no sign-in to guess, and nobody else's
    guesses concern it.
    """
    row = digest("own-password", f"{account(email)}:{session}")
    return [Key(row, ACCOUNT, account(email), forgives=MEMORY)]


def _crowd_key(email: str) -> Key:
    number = int(crowd_subject(email), 16) % CROWD_ROWS
    return Key(digest("crowd", str(number)), NO_WAIT, crowd_subject(email), Counts.OF_SUBJECT)
