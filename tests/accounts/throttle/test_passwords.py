"""How wrong passwords are counted; test_sign_in.py tests what visitors see."""

from datetime import timedelta

import pytest

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.models import SignInThrottle
from tests.accounts.throttle.attempts import (
    ADA,
    CAFE,
    ELSEWHERE,
    NOON,
    fail,
    succeed,
    wait,
    wait_for,
)

pytestmark = pytest.mark.usefixtures("in_acme")


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
    keys = throttle.sign_in_keys(ADA, client=CAFE)
    with pytest.raises(TooManyTries), throttle.counted(keys, now=last):
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


def test_success_forgets_no_other_account() -> None:
    last = fail(3, email="bo@example.com")
    succeed(last)
    assert wait(last, email="bo@example.com") == timedelta(seconds=2)


# --- Nobody is locked out by a stranger -------------------------------------------------------


def test_a_stranger_elsewhere_locks_nobody_out() -> None:
    last = fail(10)
    assert wait(last) == timedelta(minutes=15)
    assert wait(last, address=ELSEWHERE) == timedelta()
    assert wait(last, email="bo@example.com") == timedelta()


def test_a_known_browser_waits_for_nothing_that_strangers_do() -> None:
    last = fail(10)
    assert wait(last, browser="b1") == timedelta()
    last = fail(10, now=last, browser="b1")
    assert wait(last, browser="b1") == timedelta(minutes=15)
    assert wait(last, browser="b2") == wait(last, address=ELSEWHERE) == timedelta()


def test_a_café_is_not_held_up_by_one_account() -> None:
    now = NOON
    for _ in range(70):
        now = fail(now=now + wait(now))
    assert wait(now, email="someone@example.com") == timedelta()


def test_a_café_is_slowed_by_wrong_passwords_for_sixty_accounts_and_never_locked() -> None:
    for guess in range(59):
        fail(email=f"guess{guess}@example.com")
    assert wait(NOON, email="someone@example.com") == timedelta()
    fail(email="another@example.com")
    assert wait(NOON, email="someone@example.com") == timedelta(seconds=2)
    assert wait(NOON, email="someone@example.com", address=ELSEWHERE) == timedelta()
    assert wait(NOON, email="someone@example.com", browser="b1") == timedelta()
    now = NOON
    for guess in range(60, 100):
        now += wait(now, email=f"guess{guess}@example.com")
        fail(now=now, email=f"guess{guess}@example.com")
    assert wait(now, email="someone@example.com") == timedelta(seconds=32)


def test_a_second_mistake_with_an_account_does_not_count_for_the_client() -> None:
    for guess in range(60):
        fail(email=f"guess{guess}@example.com")
    later = NOON + timedelta(seconds=2)
    fail(now=later, email="guess0@example.com")
    assert wait(later, email="someone@example.com") == timedelta()


def test_guesses_from_many_clients_leave_each_further_one_an_attempt() -> None:
    for number in range(100):
        fail(address=f"203.0.113.{number}")
    assert wait(NOON, address=ELSEWHERE) == timedelta()
    fail(address=ELSEWHERE)
    assert wait(NOON, address=ELSEWHERE) == timedelta(minutes=15)
    fail(email="bo@example.com", address=ELSEWHERE)
    assert wait(NOON, email="bo@example.com", address=ELSEWHERE) == timedelta()


def test_the_password_of_someone_signed_in_is_counted_for_their_session() -> None:
    mine, theirs = (throttle.own_password_keys(ADA, session=name) for name in ("mine", "theirs"))
    last = fail(10)
    assert wait_for(mine, last) == timedelta()
    for _ in range(3):
        throttle.begin(theirs, now=last).failed()
    assert wait_for(theirs, last) == timedelta(seconds=2)
    assert wait_for(mine, last) == timedelta()
    assert wait(last, address=ELSEWHERE) == timedelta()


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(hours=5), timedelta(days=30)])
def test_failures_of_a_clock_that_ran_ahead_do_not_count(ahead: timedelta) -> None:
    fail(10, now=NOON + ahead)
    throttle.begin(throttle.own_password_keys(ADA, session="s"), now=NOON + ahead).failed()
    assert wait(NOON) == timedelta()
    fail(3)
    assert wait(NOON) == timedelta(seconds=2)


def test_a_clock_a_little_ahead_makes_nobody_wait_longer_than_the_lock() -> None:
    last = fail(10)
    assert wait(last - timedelta(seconds=50)) == timedelta(minutes=15)


def test_rows_of_a_clock_that_ran_ahead_are_deleted() -> None:
    fail(now=NOON + timedelta(days=60), email="bo@example.com", address=ELSEWHERE)
    fail()
    assert all(row.forget_at < NOON + timedelta(days=1) for row in SignInThrottle.objects.all())


def test_account_without_an_address_is_throttled_too() -> None:
    last = fail(3, address=None)
    assert wait(last, address=None) == timedelta(seconds=2)


def test_spelling_of_the_email_does_not_matter() -> None:
    last = fail(3)
    assert wait(last, email=" ADA@Example.com ") == timedelta(seconds=2)
