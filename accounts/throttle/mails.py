"""How requests for mails of the base domain are counted, which anybody may ask for.

Each is counted like a failure. An address has a row of its own nowhere: made-up ones would fill the
table.
"""

from datetime import timedelta

from accounts.fields import normalise_email
from accounts.throttle.keys import Counts, Key, digest, subject
from accounts.throttle.limits import LOCK, Steps

TO_ONE = Steps(((3, timedelta(minutes=10)),))
"""Mails to one address because of one client."""

TO_ONE_FROM_ALL = Steps(((6, timedelta(minutes=10)),))
"""Mails to one address because of all clients together: a limit to what fills a mailbox."""

CLIENT = Steps(((20, timedelta(minutes=1)), (60, LOCK)))
"""Addresses for which one client asks: a café and its guests share one."""

UNPROVED = Steps(((3, LOCK),))
"""Requests of one client without the proof that a robot would have to work for."""

CROWD_ROWS = 16


def mail_keys(kind: str, email: str, *, client: str | None) -> list[Key]:
    """Return the keys that count the mails to an address; beyond them none is sent."""
    about = subject(kind, normalise_email(email))
    crowd = digest(f"{kind}-crowd", str(int(about, 16) % CROWD_ROWS))
    return [
        Key(digest(kind, client or ""), TO_ONE, about, Counts.OF_SUBJECT),
        Key(crowd, TO_ONE_FROM_ALL, about, Counts.OF_SUBJECT),
    ]


def mail_client_key(kind: str, *, client: str | None) -> Key:
    """Return the key that counts for how many addresses a client has asked."""
    return Key(digest(kind, client or ""), CLIENT, counts=Counts.SUBJECTS)


def unproved_key(kind: str, *, client: str | None) -> Key:
    """Return the key that counts a client's requests without a proof of work."""
    return Key(digest(f"{kind}-unproved", client or ""), UNPROVED)
