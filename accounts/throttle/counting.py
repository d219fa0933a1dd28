"""Counting: judge an attempt, record its failure, forget what a success explains."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.exceptions import TooManyTries
from accounts.models import SignInThrottle
from accounts.throttle.keys import Key
from accounts.throttle.limits import LOCK

Rows = dict[str, SignInThrottle]
CLEANED_AT_ONCE = 100
# A stranger with many addresses can make a row with each. The rows that would be forgotten first
# give way: those of PINs, which count for weeks, stay.
MOST_ROWS = 5000
LONGEST_MEMORY = timedelta(days=30)


@dataclass(frozen=True)
class Attempt:
    """An attempt that was allowed when it began. No row is locked until it has ended."""

    keys: Sequence[Key]
    now: datetime

    def failed(self) -> Rows:
        """Count a failure in every row, lock the rows until the transaction ends, return them.

        Raises TooManyTries if parallel attempts have failed meanwhile so often that this one must
        be treated as if it had not been made.
        """
        rows = self._lock_and_judge()
        for digest, row in rows.items():
            keys = [key for key in self.keys if key.digest == digest]
            memory = max(key.limit.memory for key in keys)
            failures = row.failures(since=self.now - memory, now=self.now)
            failures.append((self.now, keys[0].subject))
            row.keep(failures[-max(key.kept for key in keys) :])
            row.forget_at = self.now + max(memory, LOCK)
            row.save(update_fields=["failed_at", "subjects", "forget_at"])
        _clean_up(self.now)
        return rows

    def succeeded(self) -> None:
        """Forget the failures that the success explains, and delete rows without any.

        Locks the rows until the transaction ends. Raises TooManyTries like `failed`: otherwise
        parallel attempts would find the right password although each other's failures forbid it.
        """
        rows = self._lock_and_judge()
        for key in self.keys:
            if key.forgives:
                _forgive(rows[key.digest], key.subject, self.now - key.forgives)
        empty = [row.pk for row in rows.values() if not row.failed_at]
        SignInThrottle.objects.filter(pk__in=empty).delete()

    def _lock_and_judge(self) -> Rows:
        _lock({key.digest for key in self.keys}, self.now)
        rows = _read(self.keys)
        _refuse(self.keys, rows, self.now)
        return rows


@dataclass(frozen=True)
class State:
    """How many failures count, and until when the next attempt has to wait, None if it need not."""

    failures: int
    locked_until: datetime | None


def begin(keys: Iterable[Key], *, now: datetime) -> Attempt:
    """Allow an attempt, or raise TooManyTries. Locks nothing: checking a secret takes long."""
    keys = list(keys)
    _refuse(keys, _read(keys), now)
    return Attempt(keys, now)


@contextmanager
def counted(keys: Iterable[Key], *, now: datetime) -> Iterator[None]:
    """Run a password check in the block; its ValidationError counts as a wrong password.

    Raise TooManyTries without running the block while one has to wait, and after it if parallel
    attempts have used up what was allowed.
    """
    attempt = begin(keys, now=now)
    try:
        yield
    except ValidationError:
        attempt.failed()
        raise
    attempt.succeeded()


def counts_of(key: Key, rows: Rows, now: datetime) -> int:
    """Return how many failures a key counts in rows that `Attempt.failed` returned."""
    return len(key.times(rows.get(key.digest), now))


def states_of(keys: Sequence[Key], *, now: datetime) -> list[State]:
    """Return what is counted for each of the keys. Takes one query."""
    rows = _read(keys)
    waits = [wait_of(key, rows, now) for key in keys]
    return [
        State(counts_of(key, rows, now), now + wait if wait > timedelta() else None)
        for key, wait in zip(keys, waits, strict=True)
    ]


def forget(*keys: Key) -> None:
    """Forget all failures in the keys' rows, because the secret was changed."""
    # An attempt that has failed holds the row's lock and may wait for the user's: skip locked rows.
    rows = SignInThrottle.objects.select_for_update(skip_locked=True)
    digests = [key.digest for key in keys]
    SignInThrottle.objects.filter(pk__in=rows.filter(key__in=digests)).delete()


def wait_of(key: Key, rows: Rows, now: datetime) -> timedelta:
    """Return how long the next attempt that the key counts has to wait."""
    times, limit = key.times(rows.get(key.digest), now), key.limit
    if key.crowd and key.strict:
        crowd = key.crowd.times(rows.get(key.crowd.digest), now)
        limit = key.strict if len(crowd) >= key.crowded else limit
    delay = limit.wait(len(times))
    # Without a delay there is no wait, even if a parallel attempt that began later has failed.
    return max(times) + delay - now if delay else timedelta()


def _refuse(keys: Iterable[Key], rows: Rows, now: datetime) -> None:
    wait = max(wait_of(key, rows, now) for key in keys)
    if wait > timedelta():
        raise TooManyTries(wait)


def _read(keys: Iterable[Key]) -> Rows:
    return SignInThrottle.objects.in_bulk({key.digest for key in keys}, field_name="key")


def _forgive(row: SignInThrottle, subject: str, since: datetime) -> None:
    """Forget the failures for a subject after `since`."""
    failures = row.all_failures()
    kept = [(at, about) for at, about in failures if about != subject or at <= since]
    if kept != failures:
        row.keep(kept)
        row.save(update_fields=["failed_at", "subjects"])


def _lock(digests: Iterable[str], now: datetime) -> None:
    """Create the missing rows and lock all of them, in key order, in one statement."""
    # The update changes nothing. It makes ON CONFLICT wait for an existing row and lock it; a
    # select could not do that for a row that another transaction is inserting or deleting.
    SignInThrottle.objects.bulk_create(
        [SignInThrottle(key=digest, forget_at=now + LOCK) for digest in sorted(digests)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )


def _clean_up(now: datetime) -> None:
    """Delete some of the rows that are expired or too many, except those that are locked."""
    rows = SignInThrottle.objects.select_for_update(skip_locked=True)
    # A clock that ran ahead has made rows that would stay long after it was set right.
    expired = Q(forget_at__lt=now) | Q(forget_at__gt=now + LONGEST_MEMORY)
    surplus = SignInThrottle.objects.order_by("-forget_at", "-pk").values("pk")[MOST_ROWS:]
    for gone in (rows.filter(expired), rows.filter(pk__in=surplus)):
        SignInThrottle.objects.filter(pk__in=gone.values("pk")[:CLEANED_AT_ONCE]).delete()
