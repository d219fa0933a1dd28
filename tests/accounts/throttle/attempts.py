"""Wrong passwords at moments of one's choice, without a password or a page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import throttle
from accounts.exceptions import TooManyTries

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA = "ada@example.com"
CAFE = "192.0.2.7"
ELSEWHERE = "198.51.100.9"


def fail(
    times: int = 1,
    *,
    now: datetime = NOON,
    email: str = ADA,
    address: str | None = CAFE,
    browser: str | None = None,
) -> datetime:
    """Fail `times` times, each time as soon as it is allowed; return the time of the last one."""
    keys, last = throttle.sign_in_keys(email, client=address, browser=browser), now
    for count in range(times):
        if count:
            last += wait(last, email=email, address=address, browser=browser)
        with pytest.raises(ValidationError), throttle.counted(keys, now=last):
            raise ValidationError("wrong")
    return last


def wait(
    now: datetime, *, email: str = ADA, address: str | None = CAFE, browser: str | None = None
) -> timedelta:
    """Return how long the next attempt has to wait, without making it."""
    return wait_for(throttle.sign_in_keys(email, client=address, browser=browser), now)


def wait_for(keys: list[throttle.Key], now: datetime) -> timedelta:
    try:
        throttle.begin(keys, now=now)
    except TooManyTries as error:
        return timedelta(seconds=error.retry_after)
    return timedelta()


def succeed(now: datetime, *, email: str = ADA, address: str | None = CAFE) -> None:
    with throttle.counted(throttle.sign_in_keys(email, client=address), now=now):
        pass
