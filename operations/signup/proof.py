"""A proof of work: the browser has spent a second on this form, as a person would not notice.

Nothing is asked of a third party. The browser looks for a number with which a hash begins with BITS
zeros; each e-mail address needs one of its own. Without JavaScript there is no proof: then the mail
comes later, and fewer of them (see asking).
"""

import hashlib
import secrets

from django.core.signing import BadSignature, TimestampSigner

BITS = 17
VALID_FOR = 4 * 60 * 60
"""Seconds in which a form may be filled in."""

_LONGEST = 12  # digits of the number
_SALT = "operations.signup.proof"


def new_challenge() -> str:
    """Return what a form asks the browser to begin with; nothing is stored."""
    return TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(9))


def is_proved(challenge: str, email: str, number: str) -> bool:
    """Return whether the number answers a challenge of ours for the address, as it was typed."""
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST):
        return False
    try:
        TimestampSigner(salt=_SALT).unsign(challenge, max_age=VALID_FOR)
    except BadSignature:
        return False
    return answers(challenge, email, number)


def answers(challenge: str, email: str, number: str) -> bool:
    """Return whether the hash begins with enough zeros; `static/js/signup/work.js` does the same.

    The first block of the hash is the same for all numbers, so the browser computes it once.
    """
    seed = hashlib.sha256(f"{challenge}:{email}".encode()).hexdigest()
    digest = hashlib.sha256(f"{seed}{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0
