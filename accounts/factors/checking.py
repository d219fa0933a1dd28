"""Checks what someone presents besides their password, throttled for each user."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from accounts import throttle
from accounts.factors import passkeys, recovery, totp
from accounts.factors.errors import FactorRefused
from accounts.factors.notifying import Change, tell
from accounts.models import Authenticator, User
from accounts.requests import Client, Site
from accounts.security.events import Event
from accounts.security.receivers import record_failure

# Only someone who knows the password gets here, so a stranger cannot lock anybody out.
WRONG = throttle.Limit(slow_at=3, lock_at=10)
FACTORS = (Authenticator.Kind.APP, Authenticator.Kind.PASSKEY)


@dataclass(frozen=True)
class Proof:
    """What was sent: a code of the app, a recovery code, or a passkey's answer to a challenge."""

    code: str = ""
    passkey: str = ""
    challenge: str = ""


def has_factor(user: User) -> bool:
    """Return whether the user has a second factor. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, kind__in=FACTORS).exists()


@contextmanager
def _counted(user: User, failure: Event, *, client: Client, now: datetime) -> Iterator[None]:
    """Run a check in the block; its FactorRefused counts as a wrong attempt of the user.

    It is also recorded as `failure` in the security log.

    Raises TooManyTries without running the block while the user has to wait. The count must be
    committed, so the caller responds and does not raise.
    """
    key = throttle.key("factor", user.pk, limit=WRONG, forgives=WRONG.memory)
    attempt = throttle.begin([key], now=now)
    try:
        yield
    except FactorRefused:
        attempt.failed()
        record_failure(failure, client, user)
        raise
    attempt.succeeded()


def check_factor(user: User, proof: Proof, *, site: Site, client: Client, now: datetime) -> None:
    """Accept the user's second factor, or a recovery code, and use it up.

    Raises FactorRefused, TooManyTries.
    """
    if proof.passkey:
        # Nobody guesses a signature: who knows the password and tries codes must not make the
        # user wait who has the key.
        answer, challenge = proof.passkey, proof.challenge
        if not passkeys.use_passkey(user, answer, challenge=challenge, site=site, now=now):
            record_failure(Event.FACTOR_FAILED, client, user)
            raise FactorRefused
        return
    with _counted(user, Event.FACTOR_FAILED, client=client, now=now):
        if totp.use_code(user, proof.code, now=now):
            return
        if not recovery.use_code(user, proof.code):
            raise FactorRefused
        tell(user, Change.RECOVERY_USED, site=site, client=client, actor=user)


def check_password(user: User, password: str, *, client: Client, now: datetime) -> None:
    """Check the password of someone who is signed in. Raises FactorRefused, TooManyTries."""
    with _counted(user, Event.SIGN_IN_FAILED, client=client, now=now):
        if not user.check_password(password):
            raise FactorRefused
