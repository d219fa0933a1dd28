"""Throttle the guessing of passwords, PINs and codes: delay further attempts, then lock.

Wrong passwords are counted per account and per network address. For other kinds of secrets, `key`
names what the attempts are counted for.

The counts are in the company's own schema, so that all workers see them. An unknown e-mail address
is throttled exactly like a known one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from accounts.exceptions import TooManyTries
from accounts.fields import normalise_email
from accounts.models import SignInThrottle

MEMORY = timedelta(hours=1)
LOCK = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=32)
CLEANED_AT_ONCE = 100


@dataclass(frozen=True)
class Limit:
    """How many failures within MEMORY delay the next attempt (2, 4, 8, 16, 32 s) or lock it."""

    slow_at: int
    lock_at: int

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of this many failures."""
        if failures >= self.lock_at:
            return LOCK
        if failures < self.slow_at:
            return timedelta()
        return min(timedelta(seconds=2 ** (failures - self.slow_at + 1)), LONGEST_WAIT)


ACCOUNT = Limit(slow_at=3, lock_at=10)
# The staff of a café share one address, and a success does not clear it.
ADDRESS = Limit(slow_at=20, lock_at=60)


@dataclass(frozen=True)
class Key:
    """What failures are counted for, as a keyed hash, and their limit."""

    digest: str
    limit: Limit
    cleared_by_success: bool


def account_key(email: str) -> Key:
    """Return the key under which wrong passwords for an e-mail address are counted."""
    return Key(_digest("account", normalise_email(email)), ACCOUNT, cleared_by_success=True)


def address_key(address: str) -> Key:
    """Return the key under which wrong passwords from a network address are counted."""
    return Key(_digest("address", address), ADDRESS, cleared_by_success=False)


def reset_key(email: str) -> Key:
    """Return the key under which requests for reset mails to an e-mail address are counted."""
    return Key(_digest("reset", normalise_email(email)), ACCOUNT, cleared_by_success=True)


def key(kind: str, value: object, *, limit: Limit, cleared_by_success: bool) -> Key:
    """Return the key under which wrong secrets of another `kind` are counted for `value`."""
    return Key(_digest(kind, str(value)), limit, cleared_by_success)


@dataclass(frozen=True)
class Attempt:
    """An attempt that was allowed; its rows are locked until the transaction ends."""

    rows: list[tuple[Key, SignInThrottle]]
    now: datetime

    def failed(self) -> None:
        """Count a failure for every key."""
        for key, row in self.rows:
            row.failed_at = [*row.failed_at, self.now][-key.limit.lock_at :]
            row.forget_at = self.now + MEMORY
            row.save(update_fields=["failed_at", "forget_at"])
        _clean_up(self.now)

    def succeeded(self) -> None:
        """Forget the account's failures, and delete rows without any."""
        cleared = [row.pk for key, row in self.rows if key.cleared_by_success or not row.failed_at]
        SignInThrottle.objects.filter(pk__in=cleared).delete()


def begin(keys: Iterable[Key], *, now: datetime) -> Attempt:
    """Lock the keys' rows and allow the attempt, or raise TooManyTries.

    Must run in a transaction: the row locks make parallel attempts wait for each other.
    """
    keys = sorted(keys, key=lambda key: key.digest)
    _lock([key.digest for key in keys], now)
    rows = SignInThrottle.objects.in_bulk([key.digest for key in keys], field_name="key")
    wait = max(_wait(rows[key.digest], key.limit, now) for key in keys)
    if wait > timedelta():
        raise TooManyTries(wait)
    return Attempt([(key, rows[key.digest]) for key in keys], now)


@contextmanager
def counted(*, email: str, address: str | None, now: datetime) -> Iterator[None]:
    """Run a password check in the block; its ValidationError counts as a wrong password.

    Raise TooManyTries without running the block while the account or the address has to wait.
    """
    keys = [account_key(email)] + ([address_key(address)] if address else [])
    attempt = begin(keys, now=now)
    try:
        yield
    except ValidationError:
        attempt.failed()
        raise
    attempt.succeeded()


def forget_account(email: str) -> None:
    """Forget the wrong passwords of someone who has just used a link from a mail."""
    forget(account_key(email))


def forget(key: Key) -> None:
    """Forget the failures counted under a key, because the secret was changed."""
    # An attempt in progress holds the row's lock and may wait for the user's: skip locked rows.
    rows = SignInThrottle.objects.select_for_update(skip_locked=True)
    SignInThrottle.objects.filter(pk__in=rows.filter(key=key.digest)).delete()


def _wait(row: SignInThrottle, limit: Limit, now: datetime) -> timedelta:
    failures = row.failures_since(now - MEMORY)
    delay = limit.wait(len(failures))
    # Without a delay there is no wait, even if a parallel attempt that began later has failed.
    return max(failures) + delay - now if delay else timedelta()


def _lock(digests: list[str], now: datetime) -> None:
    """Create the missing rows and lock all of them, in key order, in one statement."""
    # The update changes nothing. It makes ON CONFLICT wait for an existing row and lock it; a
    # select could not do that for a row that another transaction is inserting or deleting.
    SignInThrottle.objects.bulk_create(
        [SignInThrottle(key=digest, forget_at=now + MEMORY) for digest in digests],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )


def _clean_up(now: datetime) -> None:
    """Delete some expired rows, except those that are locked."""
    rows = SignInThrottle.objects.select_for_update(skip_locked=True).filter(forget_at__lt=now)
    SignInThrottle.objects.filter(pk__in=rows.values("pk")[:CLEANED_AT_ONCE]).delete()


def _digest(kind: str, value: str) -> str:
    return salted_hmac("accounts.throttle", f"{kind}:{value}", algorithm="sha256").hexdigest()
