"""Throttle the guessing of passwords, PINs and codes: delay further attempts, then lock.

Nobody may be locked out by a stranger. Wrong passwords are therefore counted for the account and
the client (a network address) together, and a browser that has signed in to the account before is
counted for itself. The counts are in the company's own schema, so that all workers see them. An
unknown e-mail address is throttled exactly like a known one.
"""

from accounts.throttle.counting import (
    Attempt,
    Rows,
    State,
    begin,
    counted,
    counts_of,
    forget,
    states_of,
)
from accounts.throttle.keys import Counts, Key, key, subject
from accounts.throttle.limits import LOCK, MEMORY, Limit, Steps
from accounts.throttle.mails import mail_client_key, mail_keys, unproved_key
from accounts.throttle.passwords import own_password_keys, sign_in_keys
from accounts.throttle.resets import reset_account_key, reset_client_key, reset_key
from accounts.throttle.unlocking import unlock, wrong_passwords

__all__ = [
    "LOCK",
    "MEMORY",
    "Attempt",
    "Counts",
    "Key",
    "Limit",
    "Rows",
    "State",
    "Steps",
    "begin",
    "counted",
    "counts_of",
    "forget",
    "key",
    "mail_client_key",
    "mail_keys",
    "own_password_keys",
    "reset_account_key",
    "reset_client_key",
    "reset_key",
    "sign_in_keys",
    "states_of",
    "subject",
    "unlock",
    "unproved_key",
    "wrong_passwords",
]
