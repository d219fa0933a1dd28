"""What the throttle stores, and which rows it locks when."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.models import SignInThrottle
from accounts.throttle import counting, passwords
from tests.accounts.throttle.attempts import ADA, CAFE, ELSEWHERE, NOON, fail, succeed, wait

pytestmark = pytest.mark.usefixtures("in_acme")


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


def test_made_up_addresses_of_one_client_leave_a_few_rows() -> None:
    now = NOON
    for guess in range(120):
        email = f"guess{guess}@example.com"
        now += wait(now, email=email)
        fail(now=now, email=email)
    assert SignInThrottle.objects.count() <= 1 + passwords.CROWD_ROWS


def test_rows_of_many_clients_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_ROWS", 30)
    pins = throttle.key("pin", 7, limit=throttle.Steps(((9, throttle.LOCK),), timedelta(days=28)))
    throttle.begin([pins], now=NOON).failed()
    for number in range(60):
        fail(now=NOON + timedelta(seconds=number), address=f"203.0.113.{number}")
    assert SignInThrottle.objects.count() <= 30
    # What counts for weeks is not pushed out.
    assert SignInThrottle.objects.filter(key=pins.digest).exists()


def test_expired_rows_are_deleted() -> None:
    fail()
    fail(now=NOON + timedelta(hours=2), email="bo@example.com", address=ELSEWHERE)
    assert SignInThrottle.objects.count() == 2


def test_row_keeps_no_more_failures_than_count() -> None:
    last = fail(10, browser="b1")
    for _ in range(3):
        last = fail(now=last + timedelta(minutes=15), browser="b1")
    row = SignInThrottle.objects.get()
    assert len(row.failed_at) == len(row.subjects) == 10


def test_failures_older_than_an_hour_leave_the_row() -> None:
    last = fail(2)
    fail(now=last + timedelta(hours=1))
    (key, *_) = throttle.sign_in_keys(ADA, client=CAFE)
    assert len(SignInThrottle.objects.get(key=key.digest).failed_at) == 1


# --- Locks ------------------------------------------------------------------------------------


def test_rows_are_locked_in_the_same_order() -> None:
    keys = [throttle.key("pin", name, limit=passwords.ACCOUNT) for name in "abcdef"]
    for order in (keys, keys[::-1]):
        with CaptureQueriesContext(connection) as queries:
            throttle.begin(order, now=NOON).failed()
        (insert,) = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
        assert re.findall(r"'([0-9a-f]{64})'", insert) == sorted(key.digest for key in keys)


def test_no_row_is_locked_while_a_password_is_checked() -> None:
    with CaptureQueriesContext(connection) as queries:
        throttle.begin(throttle.sign_in_keys(ADA, client=CAFE), now=NOON)
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
    assert "FOR UPDATE" not in queries[0]["sql"]


def test_parallel_attempts_that_were_allowed_do_not_exceed_the_limit() -> None:
    keys = throttle.sign_in_keys(ADA, client=CAFE)
    attempts = [throttle.begin(keys, now=NOON) for _ in range(5)]
    for attempt in attempts[:3]:
        attempt.failed()
    with pytest.raises(TooManyTries):
        attempts[3].failed()
    # Not even the right password counts then.
    with pytest.raises(TooManyTries):
        attempts[4].succeeded()


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (0.2, "Try again in 1 second."),
        (8, "Try again in 8 seconds."),
        (60, "Try again in 60 seconds."),
        (61, "Try again in 2 minutes."),
        (700, "Try again in 12 minutes."),
        (5400, "Try again in 90 minutes."),
        (5401, "Try again in 2 hours."),
        (86_400, "Try again in 24 hours."),
    ],
)
def test_refusal_says_when_to_try_again(seconds: float, sentence: str) -> None:
    error = TooManyTries(timedelta(seconds=seconds))
    assert str(error) == f"Too many wrong passwords. {sentence}"
