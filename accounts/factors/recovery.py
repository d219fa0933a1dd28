"""Recovery codes: each is good once, for the day on which the phone is lost."""

import secrets

from django.db import transaction
from django.db.models import QuerySet

from accounts.factors import sealing
from accounts.models import Authenticator, User

NUMBER = 10
LENGTH = 12
# Without characters that look alike: 0 and O, 1 and I and L.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@transaction.atomic
def make_codes(user: User) -> list[str]:
    """Replace all recovery codes of the user; return the new ones, of which only hashes are stored.

    A code has about 59 bits.
    """
    _codes_of(user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(NUMBER)]
    Authenticator.objects.bulk_create(
        Authenticator(
            user=user,
            kind=Authenticator.Kind.RECOVERY,
            secret=sealing.digest(_value(user, code)),
        )
        for code in codes
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@transaction.atomic
def use_code(user: User, code: str) -> bool:
    """Return whether the code is one of the user's, and use it up."""
    typed = "".join(letter for letter in code.lower() if letter in ALPHABET)
    stored = _codes_of(user).filter(secret__in=sealing.digests(_value(user, typed)))
    # Of two requests with one code, the second waits for the lock and finds nothing.
    row = stored.select_for_update().first()
    if row is None or len(typed) != LENGTH:
        return False
    row.delete()
    return True


def codes_left(user: User) -> int:
    """Return how many codes are unused."""
    return _codes_of(user).count()


def _codes_of(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, kind=Authenticator.Kind.RECOVERY)


def _value(user: User, code: str) -> str:
    return f"{user.pk}:{code}"
