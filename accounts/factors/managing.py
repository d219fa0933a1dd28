"""Adds and removes second factors; each change ends the user's other sessions and is told.

Each locks the user's row first, so that changes of one user follow each other.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from accounts import sessions, throttle
from accounts.exceptions import TooManyTries
from accounts.factors import confirming, passkeys, recovery, totp
from accounts.factors.checking import FACTORS
from accounts.factors.errors import FactorNeeded, FactorRefused, SignedOut, TooManyChanges
from accounts.factors.notifying import Change, tell
from accounts.models import Authenticator, User
from accounts.requests import NOWHERE, Client, Site, client_of

# Each change adds an event to the log and sends a mail.
_LIMIT = throttle.Limit(slow_at=20, lock_at=20)


@dataclass
class Factors:
    """The authenticators of one user."""

    app: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    codes_left: int = 0

    @property
    def number(self) -> int:
        """How many second factors there are."""
        return len(self.passkeys) + bool(self.app)


def factors_of(user: User) -> Factors:
    """Return what the user has, in one query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    kind = Authenticator.Kind
    return Factors(
        app=next((row for row in rows if row.kind == kind.APP), None),
        passkeys=[row for row in rows if row.kind == kind.PASSKEY],
        codes_left=sum(row.kind == kind.RECOVERY for row in rows),
    )


@transaction.atomic
def add_app(
    request: HttpRequest, user: User, *, secret: str, code: str, site: Site, now: datetime
) -> list[str]:
    """Add an app whose code is right; return new recovery codes if the user had none.

    Raises FactorRefused, AppExists, TooManyChanges, SignedOut.
    """
    _begin(user, now=now)
    step = totp.step_of(code, secret, now=now)
    if step is None:
        raise FactorRefused
    totp.add_app(user, secret=secret, step=step, now=now)
    return _added(request, user, Change.APP_ADDED, site=site, now=now)


@transaction.atomic
def add_passkey(
    request: HttpRequest,
    user: User,
    *,
    answer: str,
    challenge: str,
    name: str,
    site: Site,
    now: datetime,
) -> list[str]:
    """Add a passkey; return new recovery codes if the user had none.

    Raises FactorRefused, TooManyChanges, SignedOut.
    """
    _begin(user, now=now)
    passkeys.add_passkey(user, answer, challenge=challenge, name=name, site=site, now=now)
    return _added(request, user, Change.PASSKEY_ADDED, site=site, now=now)


@transaction.atomic
def remove(
    request: HttpRequest, user: User, pk: int, *, is_needed: bool, site: Site, now: datetime
) -> Authenticator:
    """Remove one of the user's own factors, and with the last one the recovery codes.

    `is_needed` says that the user must keep one. Raises Authenticator.DoesNotExist, FactorNeeded,
    TooManyChanges, SignedOut.
    """
    _begin(user, now=now)
    factors = {row.pk: row for row in Authenticator.objects.filter(user=user, kind__in=FACTORS)}
    if pk not in factors:
        raise Authenticator.DoesNotExist
    if is_needed and len(factors) == 1:
        raise FactorNeeded
    removed = factors.pop(pk)
    is_app = removed.kind == Authenticator.Kind.APP
    removed.delete()
    if not factors:
        Authenticator.objects.filter(user=user).delete()
        confirming.forget_factor(request.session)
    sessions.end_other_sessions(request, user)
    change = Change.APP_REMOVED if is_app else Change.PASSKEY_REMOVED
    tell(user, change, site=site, client=client_of(request), actor=user)
    return removed


@transaction.atomic
def make_codes(user: User, *, site: Site, client: Client, now: datetime) -> list[str]:
    """Replace the recovery codes of a user with a factor, and return the new ones.

    Raises FactorRefused without a factor, TooManyChanges, SignedOut.
    """
    _begin(user, now=now)
    if not Authenticator.objects.filter(user=user, kind__in=FACTORS).exists():
        raise FactorRefused
    tell(user, Change.CODES_MADE, site=site, client=client, actor=user)
    return recovery.make_codes(user)


@transaction.atomic
def remove_all(user: User, *, site: Site, by: User | None = None, client: Client = NOWHERE) -> bool:
    """Remove everything but the password, for someone who lost their device.

    Ends their sessions, and tells them who did it; `by` is None for a command. Returns whether
    there was anything. The caller judges whether `by` may.
    """
    _lock(user)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return False
    sessions.end_sessions(user)
    tell(user, Change.REMOVED_BY_OTHER, site=site, client=client, actor=by)
    return True


def _begin(user: User, *, now: datetime) -> None:
    """Lock the user's row for a change of their own, and count it."""
    # A session that ended while this waited, by an objection or a new password, changes nothing.
    if _lock(user).get_session_auth_hash() != user.get_session_auth_hash():
        raise SignedOut
    try:
        throttle.begin([throttle.key("factors", user.pk, limit=_LIMIT)], now=now).failed()
    except TooManyTries as error:
        raise TooManyChanges(error.span) from None


def _lock(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _added(
    request: HttpRequest, user: User, change: Change, *, site: Site, now: datetime
) -> list[str]:
    codes = [] if recovery.codes_left(user) else recovery.make_codes(user)
    sessions.end_other_sessions(request, user)
    confirming.note_factor(request.session, now=now)
    tell(user, change, site=site, client=client_of(request), actor=user)
    return codes
