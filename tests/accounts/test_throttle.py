"""The throttle itself, without passwords; test_sign_in.py tests what visitors see."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.models import SignInThrottle

pytestmark = pytest.mark.usefixtures("in_acme")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CAFE = "192.0.2.7"


def fail(
    times: int = 1,
    *,
    now: datetime = NOON,
    email: str = "ada@example.com",
    address: str | None = CAFE,
) -> datetime:
    """Fail `times` times, each time as soon as it is allowed; return the time of the last one."""
    last = now
    for count in range(times):
        if count:
            last += wait(last, email=email, address=address)
        with (
            pytest.raises(ValidationError),
            throttle.counted(email=email, address=address, now=last),
        ):
            raise ValidationError("wrong")
    return last


def wait(now: datetime, *, email: str = "ada@example.com", address: str | None = CAFE) -> timedelta:
    """Return how long the next attempt has to wait, without making it."""
    keys = [throttle.account_key(email)] + ([throttle.address_key(address)] if address else [])
    try:
        throttle.begin(keys, now=now)
    except TooManyTries as error:
        return timedelta(seconds=error.retry_after)
    return timedelta()


def succeed(now: datetime, *, email: str = "ada@example.com", address: str | None = CAFE) -> None:
    with throttle.counted(email=email, address=address, now=now):
        pass


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (6, 16), (7, 32), (8, 32), (9, 32), (10, 900)],
)
def test_account_waits_longer_after_every_failure(failures: int, seconds: int) -> None:
    last = fail(failures)
    assert wait(last) == timedelta(seconds=seconds)


def test_wait_runs_from_the_last_failure() -> None:
    last = fail(5)
    assert wait(last + timedelta(seconds=3)) == timedelta(seconds=5)
    assert wait(last + timedelta(seconds=7.5)) == timedelta(seconds=1)
    assert wait(last + timedelta(seconds=8)) == timedelta()


def test_block_is_skipped_while_waiting() -> None:
    last = fail(3)
    with (
        pytest.raises(TooManyTries),
        throttle.counted(email="ada@example.com", address=CAFE, now=last),
    ):
        pytest.fail("the password was checked")


def test_refused_attempts_do_not_prolong_the_wait() -> None:
    last = fail(10)
    for second in range(20):
        assert wait(last + timedelta(seconds=second))
    assert wait(last + timedelta(minutes=15)) == timedelta()


def test_failure_after_a_lock_locks_again() -> None:
    last = fail(10)
    again = fail(now=last + timedelta(minutes=15))
    assert wait(again) == timedelta(minutes=15)


def test_failures_older_than_an_hour_are_forgotten() -> None:
    last = fail(10)
    fail(2, now=last + timedelta(hours=1))
    assert wait(last + timedelta(hours=1)) == timedelta()


def test_success_forgets_the_account() -> None:
    last = fail(2)
    succeed(last)
    last = fail(2, now=last)
    assert wait(last) == timedelta()


def test_success_does_not_forget_the_address() -> None:
    for guess in range(20):
        fail(email=f"guess{guess}@example.com")
    later = NOON + timedelta(seconds=2)
    succeed(later, email="mallory@example.com")
    assert wait(later, email="someone@example.com") == timedelta()
    fail(now=later, email="another@example.com")
    assert wait(later, email="someone@example.com") == timedelta(seconds=4)


def test_address_is_delayed_at_twenty_failures() -> None:
    for guess in range(19):
        fail(email=f"guess{guess}@example.com")
    assert wait(NOON, email="someone@example.com") == timedelta()
    fail(email="another@example.com")
    assert wait(NOON, email="someone@example.com") == timedelta(seconds=2)
    assert wait(NOON, email="someone@example.com", address="198.51.100.1") == timedelta()


def test_address_is_locked_at_sixty_failures() -> None:
    now = NOON
    for guess in range(60):
        now += wait(now, email=f"guess{guess}@example.com")
        fail(now=now, email=f"guess{guess}@example.com")
    assert wait(now, email="someone@example.com") == timedelta(minutes=15)


def test_occasional_failures_never_lock_an_address() -> None:
    now = NOON
    for guess in range(70):
        now += timedelta(minutes=20)
        fail(now=now, email=f"guess{guess}@example.com")
    assert wait(now, email="someone@example.com") == timedelta()


def test_one_account_is_locked_from_every_address() -> None:
    last = fail(10, address="192.0.2.1")
    assert wait(last, address="198.51.100.9") == timedelta(minutes=15)


def test_account_without_an_address_is_throttled_too() -> None:
    last = fail(3, address=None)
    assert wait(last, address=None) == timedelta(seconds=2)


def test_spelling_of_the_email_does_not_matter() -> None:
    last = fail(3)
    assert wait(last, email=" ADA@Example.com ") == timedelta(seconds=2)


def test_no_personal_data_is_stored() -> None:
    fail()
    for row in SignInThrottle.objects.values():
        assert "ada@" not in str(row)  # "ada" alone turns up in a hash now and then
        assert "example" not in str(row)
        assert "192.0" not in str(row)
        assert len(row["key"]) == 64


def test_success_without_failures_leaves_no_row() -> None:
    succeed(NOON)
    assert not SignInThrottle.objects.exists()


def test_expired_rows_are_deleted() -> None:
    fail()
    fail(now=NOON + timedelta(hours=2), email="bo@example.com", address="198.51.100.1")
    assert SignInThrottle.objects.count() == 2


def test_row_keeps_no_more_failures_than_count() -> None:
    last = fail(10)
    for _ in range(3):
        last = fail(now=last + timedelta(minutes=15))
    row = SignInThrottle.objects.get(key=throttle.account_key("ada@example.com").digest)
    assert len(row.failed_at) == 10


def test_using_a_link_forgets_the_account() -> None:
    last = fail(10, address=None)
    throttle.forget_account("Ada@example.com")
    assert wait(last, address=None) == timedelta()


def test_rows_are_locked_in_the_same_order() -> None:
    keys = [throttle.account_key(f"{name}@example.com") for name in "abcdef"]
    for order in (keys, keys[::-1]):
        with CaptureQueriesContext(connection) as queries:
            throttle.begin(order, now=NOON)
        (insert,) = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
        assert re.findall(r"'([0-9a-f]{64})'", insert) == sorted(key.digest for key in keys)


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (0.2, "Try again in 1 second."),
        (8, "Try again in 8 seconds."),
        (60, "Try again in 60 seconds."),
        (61, "Try again in 2 minutes."),
        (700, "Try again in 12 minutes."),
    ],
)
def test_refusal_says_when_to_try_again(seconds: float, sentence: str) -> None:
    error = TooManyTries(timedelta(seconds=seconds))
    assert str(error) == f"Too many wrong passwords. {sentence}"
