"""What is counted against an account, and forgetting it."""

from datetime import timedelta

import pytest

from accounts import throttle
from accounts.models import SignInThrottle
from tests.accounts.throttle.attempts import ADA, ELSEWHERE, NOON, fail, wait

pytestmark = pytest.mark.usefixtures("in_acme")


def test_unlocking_forgets_what_is_counted_for_the_account_and_nothing_else() -> None:
    last = fail(10, browser="b1")
    fail(3, email="bo@example.com", now=last)
    last = fail(10, now=last)
    state = throttle.wrong_passwords(ADA, now=last)
    assert state.failures == 20
    assert state.locked_until
    throttle.unlock("Ada@example.com")
    assert wait(last) == wait(last, browser="b1") == timedelta()
    assert throttle.wrong_passwords(ADA, now=last) == throttle.State(0, None)
    assert throttle.wrong_passwords("bo@example.com", now=last).failures == 3


def test_unlocking_forgets_the_crowd_too() -> None:
    for number in range(100):
        fail(address=f"203.0.113.{number}")
    throttle.unlock(ADA)
    fail(address=ELSEWHERE)
    assert wait(NOON, address=ELSEWHERE) == timedelta()
    assert SignInThrottle.objects.count() == 2


def test_what_is_counted_is_said_without_a_wait() -> None:
    last = fail(2)
    assert throttle.wrong_passwords(ADA, now=last) == throttle.State(2, None)
    assert throttle.wrong_passwords(ADA, now=last + timedelta(hours=1)) == throttle.State(0, None)
